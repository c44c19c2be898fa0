"""What a report over a simulated year costs on this machine: `make report-bench`.

In:  how many sessions, 20,000 unless told otherwise.
Out: the seconds and the peak memory of the report, beside their bars; the exit code is 1 above one of them.
Not here: the year (simulated_history.py), what the report says.

Rule: the report is a program of its own, as an owner runs it: its start and its imports are in the figures.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.simulated_history import fill

SESSIONS: Final = 20_000
MOST_S: Final = 10.0
MOST_MB: Final = 300.0
KB_PER_MB: Final = 1024


def main(words: list[str]) -> int:
    """Write the year, report it, and print what that cost."""
    sessions = int(words[0]) if words else SESSIONS
    with TemporaryDirectory() as folder:
        history, settings = Path(folder) / "history.db", Path(folder) / "kiosk.toml"
        sys.stdout.write(f"Writing a year of {sessions:,} sessions …\n")
        sys.stdout.flush()
        fill(history, sessions=sessions)
        settings.write_text(f'[history]\nfile = "{history}"\n', encoding="utf-8")
        command = [sys.executable, "-m", "kiosk", "report", "--all", "--config", str(settings)]
        command += ["--into", f"{folder}/report.html", "--csv", f"{folder}/tables"]
        began_s = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took_s = time.monotonic() - began_s
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        page_kb = (Path(folder) / "report.html").stat().st_size / KB_PER_MB
        history_mb = history.stat().st_size / KB_PER_MB**2
    peak_mb, cpu_s = used.ru_maxrss / KB_PER_MB, used.ru_utime + used.ru_stime
    sys.stdout.write(
        f"history       {history_mb:7.0f} MB\n"
        f"page          {page_kb:7.0f} KB\n"
        f"report        {took_s:7.1f} s   at most {MOST_S:g} s, {cpu_s:.1f} s of them computing\n"
        f"peak memory   {peak_mb:7.0f} MB  at most {MOST_MB:g} MB\n"
    )
    return int(took_s > MOST_S or peak_mb > MOST_MB)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
