"""What journal tests record: one station, its ticks, an attempt, and a session written to a file."""

from dataclasses import replace

from kiosk.catalogue import load_catalogue
from kiosk.core.events import AttemptDecided, AttemptRevised
from kiosk.core.lane import Mark, fit_lane
from kiosk.core.session import Station, TickInput, TickOutput
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Stage, Verdict
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of, text_of_header
from kiosk.storage.journal_lines import text_of_event, text_of_tick
from tests.builders import Story

CATALOGUE = load_catalogue()
FRAME_PX = (640, 480)
LANE = fit_lane([Mark(inches=at, ankle_px=(100.0 + 5.03 * at, 400.25)) for at in (0.0, 6.0, 12.0, 24.0)], FRAME_PX)
STATION = Station(drill=CATALOGUE.drill("wall_hinge"), pack=CATALOGUE.pack, lane=LANE)
HEADER = header_of(STATION, model_sha256="ab" * 32)
NAME = "2026-11-20T09-50-00"
SAMPLES = Story(heel_in=12.0).stand(2.0).samples()
ATTEMPT = Attempt(
    number=1,
    verdict=Verdict.CLEAN,
    start_us=1,
    bottom_us=2,
    end_us=3,
    lean_deg=31.4159,
    travel_in=7.1,
    hold_s=1.0,
    tempo_s=3.5,
)
COUNTED = AttemptDecided(at_us=3, attempt=ATTEMPT, count=1)
REVISED = AttemptRevised(at_us=4, attempt=replace(ATTEMPT, verdict=Verdict.NEAR_MISS), count=0)
MISSED = AttemptDecided(at_us=3, attempt=replace(ATTEMPT, verdict=Verdict.NEAR_MISS), count=0)
NOTHING = TickOutput()


def journal_in(folder, **settings):
    return FileJournal(folder, HEADER, name=lambda: NAME, **settings)


def fed(count=30, first=0):
    """Return ticks of which every third has a sample."""
    return [
        TickInput(tick=tick, sample=SAMPLES[index] if index % 3 == 0 else None)
        for index, tick in enumerate(range(first, first + count))
    ]


def written(folder, inputs, outputs=None, **settings):
    """Record ticks of one session and return its file."""
    journal = journal_in(folder, **settings)
    for index, tick_input in enumerate(inputs):
        journal.record(tick_input, (outputs or {}).get(index, NOTHING), Stage.SET)
    journal.close()
    return folder / f"{NAME}.jsonl"


def bits_of(tick_input):
    """Return a tick's every number, the floats to their last bit."""
    sample = tick_input.sample
    told = (tick_input.tick, tick_input.has_trouble, tick_input.is_silent, tick_input.is_moved)
    if sample is None:
        return told
    pose = sample.pose
    floats = (pose.xy_px.tobytes(), pose.score.tobytes(), sample.luma.hex())
    return (*told, sample.sequence, sample.capture_us, sample.frame_px, *floats)


def assert_same(found, expected):
    assert [bits_of(item) for item in found] == [bits_of(item) for item in expected]


def page_with(folder, events, *, ticks=0, header=HEADER, name=f"{NAME}-2"):
    """Write a page of these events, a tick each, the last line at the tick `ticks` or after them."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [text_of_header(header)]
    lines += [text_of_tick(TickInput(tick=tick), [text_of_event(event)]) for tick, event in enumerate(events)]
    lines.append(text_of_tick(TickInput(tick=max(ticks, len(events)))))
    page = folder / f"{name}.jsonl"
    page.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return page
