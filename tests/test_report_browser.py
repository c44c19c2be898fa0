"""The report in a real browser: it fits a phone and a desk, opens its tables, and asks nobody for anything.

The page stands in a frame of a test-only page, which measures it from outside: the report itself may run nothing.
"""

import os
import re
import shutil
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from kiosk import cli
from kiosk.core.vocab import Fault
from tests.hand_made import clean, history_at, one_set, session, with_fault
from tests.simulated_history import fill

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.apt,
    pytest.mark.skipif(BROWSER is None, reason="chromium is missing: sudo apt install chromium"),
]
LEAST_TEXT_PX = 14.0
MEASURE = """<!DOCTYPE html><meta charset="utf-8">
<iframe id="frame" src="report.html" style="width:{width}px;height:900px;border:0"></iframe>
<pre id="found"></pre>
<script>
document.getElementById("frame").onload = (event) => {{
  const page = event.target.contentDocument, view = event.target.contentWindow, found = [];
  const wide = () => page.documentElement.scrollWidth;
  found.push(["closed", wide()]);
  for (const item of page.querySelectorAll("details")) item.open = true;
  found.push(["open", wide()]);
  for (const plot of page.querySelectorAll("svg")) {{
    const box = plot.getBoundingClientRect(), scale = box.width / plot.viewBox.baseVal.width;
    found.push(["plot", box.width]);
    for (const text of plot.querySelectorAll("text")) {{
      const place = text.getBoundingClientRect();
      found.push(["text", parseFloat(view.getComputedStyle(text).fontSize) * scale]);
      found.push(["beyond", Math.max(box.left - place.left, place.right - box.right)]);
    }}
  }}
  for (const text of page.querySelectorAll("h1, h2, p, li, summary, td, th"))
    found.push(["text", parseFloat(view.getComputedStyle(text).fontSize)]);
  found.push(["requests", view.performance.getEntriesByType("resource").length]);
  found.push(["ran", page.body.dataset.ran ? 1 : 0]);
  found.push(["ground", view.getComputedStyle(page.body).backgroundColor]);
  document.getElementById("found").textContent = found.map((item) => item.join("=")).join("\\n");
}};
</script>
"""


def browse(folder, url, *flags):
    assert BROWSER is not None
    command = [
        BROWSER,
        *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
        *("--disable-component-update", "--disable-sync", "--disable-extensions", "--hide-scrollbars"),
        # nothing outside this machine can be asked
        *(
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--allow-file-access-from-files",
            "--virtual-time-budget=20000",
        ),
        *(("--no-sandbox",) if os.geteuid() == 0 else ()),
        f"--user-data-dir={folder / 'browser'}",
        *flags,
        url,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def measured(folder, width, *flags):
    """Return what a page that is so many pixels wide shows, as lists of figures by what they are."""
    (folder / "measure.html").write_text(MEASURE.format(width=width), encoding="utf-8")
    dom = browse(folder, (folder / "measure.html").as_uri(), "--dump-dom", "--window-size=1400,1000", *flags)
    (lines,) = re.findall(r'<pre id="found">([^<]+)</pre>', dom)
    found = {}
    for name, value in (line.split("=") for line in lines.splitlines()):
        found.setdefault(name, []).append(value if name == "ground" else float(value))
    return found


def write_report(folder: Path) -> None:
    config = folder / "kiosk.toml"
    config.write_text(f'[history]\nfile = "{folder / "history.db"}"\n', encoding="utf-8")
    assert cli.main(["report", "--config", str(config), "--into", str(folder / "report.html"), "--all"]) == 0


@pytest.fixture(scope="module")
def season(tmp_path_factory):
    """A report of four months of a busy gym."""
    folder = tmp_path_factory.mktemp("season")
    fill(folder / "history.db", sessions=300, days=120)
    write_report(folder)
    return folder


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A report with the longest words there are: every fault, large counts, a drill with a very long name."""
    folder = tmp_path_factory.mktemp("crowded")
    sets = [one_set(*with_fault(fault, 3), *clean(4)) for fault in Fault]
    drill = one_set(*clean(3), drill="a_drill_of_their_own_with_a_name_that_never_seems_to_end")
    cues = [(fault.value, 7 * place + 3) for place, fault in enumerate(Fault)]
    history_at(folder / "history.db", *[session(*sets, drill, cues=cues)] * 6)
    write_report(folder)
    return folder


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("pages", ["season", "crowded"])
def test_nothing_is_wider_than_the_screen_and_no_word_is_small(request, pages, width):
    found = measured(request.getfixturevalue(pages), width)
    assert found["closed"] == [width]
    assert found["open"] == [width]
    assert max(found["plot"]) < width
    assert min(found["text"]) >= LEAST_TEXT_PX
    # a letter may overhang its place by a hair
    assert max(found["beyond"]) <= 1.0


def test_the_page_asks_for_nothing(season):
    assert measured(season, 360)["requests"] == [0]


POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.fixture
def asked():
    """A server on this machine: where it is, and what it was asked for."""
    paths = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("policy", "ran", "asks"), [(r"\g<0>", 0, []), ("", 1, ["/a.png"])], ids=["as it is", "without its policy"]
)
def test_whatever_gets_into_the_page_neither_runs_nor_asks_because_the_page_forbids_it(
    season, tmp_path, asked, policy, ran, asks
):
    where, paths = asked
    intruder = f'<script>document.body.dataset.ran = 1</script><img src="{where}/a.png"></main>'
    text = POLICY.sub(policy, (season / "report.html").read_text(encoding="utf-8"))
    (tmp_path / "report.html").write_text(text.replace("</main>", intruder), encoding="utf-8")
    assert measured(tmp_path, 360)["ran"] == [ran]
    assert paths == asks


def test_a_dark_room_gets_a_dark_page(season):
    assert measured(season, 360)["ground"] == ["rgb(255, 255, 255)"]
    assert measured(season, 360, "--blink-settings=preferredColorScheme=0")["ground"] == ["rgb(16, 18, 16)"]


def test_it_prints_without_its_tables(season):
    browse(season, (season / "report.html").as_uri(), f"--print-to-pdf={season / 'report.pdf'}")
    assert (season / "report.pdf").read_bytes().startswith(b"%PDF-")
