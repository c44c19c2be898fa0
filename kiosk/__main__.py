"""`python -m kiosk`: the command line, started.

In:  the program's arguments.
Out: the process's exit code.
Not here: the commands (cli.py).

Rule: this file only starts, or says in one sentence which package is missing for that.
"""

import sys

from kiosk.errors import EXIT_OWNER

try:
    from kiosk.cli import main
except ModuleNotFoundError as missing:
    package = (missing.name or "kiosk").partition(".")[0]
    if package == "kiosk":
        raise
    sys.stderr.write(f"The package {package} is missing: run `make setup`, and start with .venv/bin/python.\n")
    sys.exit(EXIT_OWNER)

if __name__ == "__main__":
    sys.exit(main())
