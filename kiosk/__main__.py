"""`python -m kiosk`: the command line, started.

In:  the program's arguments.
Out: the process's exit code.
Not here: the commands (cli.py).

Rule: this file only starts.
"""

import sys

from kiosk.cli import main

if __name__ == "__main__":
    sys.exit(main())
