"""What the station takes, as a table, and what it refuses."""

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.choice import DEMO_CLIP, DEMO_JOURNAL, DEMO_LANE, Eye, choose_source, choose_station, load_lane
from kiosk.config import CameraConfig, CameraSource, Config, LaneConfig, SessionConfig, SourceKind
from kiosk.core.drill import Dose
from kiosk.errors import OwnerError, SourceError

AUTO = CameraSource()
CLIP = CameraSource(kind=SourceKind.CLIP, path=Path("a.mp4"))
WEBCAM = CameraSource(kind=SourceKind.WEBCAM, path=Path("/dev/video7"))
PI = CameraSource(kind=SourceKind.PI, camera_id="imx708")


def connected():
    """Find a webcam."""


def unplugged():
    message = "No webcam is connected: plug one in."
    raise SourceError(message)


def nobody_asked():
    pytest.fail("a webcam was looked for")


@pytest.mark.parametrize(
    ("source", "has_weights", "try_pi", "try_webcam", "expected"),
    [
        (AUTO, True, None, connected, (Eye.WEBCAM, None, False)),
        (AUTO, True, None, unplugged, (Eye.CLIP, DEMO_CLIP, True)),
        (AUTO, True, connected, nobody_asked, (Eye.PI, None, False)),
        (AUTO, True, unplugged, connected, (Eye.WEBCAM, None, False)),
        (AUTO, True, unplugged, unplugged, (Eye.CLIP, DEMO_CLIP, True)),
        (AUTO, False, nobody_asked, nobody_asked, (Eye.JOURNAL, DEMO_JOURNAL, True)),
        (CLIP, True, nobody_asked, nobody_asked, (Eye.CLIP, CLIP.path, False)),
        (CLIP, False, nobody_asked, nobody_asked, (Eye.CLIP, CLIP.path, False)),
        (WEBCAM, True, nobody_asked, nobody_asked, (Eye.WEBCAM, WEBCAM.path, False)),
        (PI, True, nobody_asked, nobody_asked, (Eye.PI, None, False)),
    ],
)
def test_the_source_follows_the_settings_then_what_is_there(source, has_weights, try_pi, try_webcam, expected):
    config = replace(Config(), camera=CameraConfig(source=source))
    choice = choose_source(config, has_weights=has_weights, try_pi=try_pi, try_webcam=try_webcam)
    assert (choice.eye, choice.path, choice.is_demo) == expected


@pytest.mark.parametrize(
    ("has_weights", "why"),
    [(True, "No webcam is connected: plug one in."), (False, "There are no pose weights; `make models` fetches them.")],
)
def test_the_demo_says_why_it_is_shown(has_weights, why):
    assert choose_source(Config(), has_weights=has_weights, try_pi=None, try_webcam=unplugged).why == why


def test_a_camera_that_the_settings_name_by_its_id_is_the_one_taken():
    config = replace(Config(), camera=CameraConfig(source=PI))
    choice = choose_source(config, has_weights=True, try_pi=nobody_asked, try_webcam=nobody_asked)
    assert choice.camera_id == "imx708"


def test_the_demo_has_its_own_lane(tmp_path):
    config = replace(Config(), lane=LaneConfig(file=tmp_path / "lane.json"))
    assert choose_source(config, has_weights=True, try_pi=None, try_webcam=unplugged).lane_file == DEMO_LANE


def test_a_lane_file_that_the_settings_name_is_read_or_refused(tmp_path):
    config = replace(Config(), lane=LaneConfig(file=tmp_path / "lane.json"))
    choice = choose_source(config, has_weights=True, try_pi=None, try_webcam=connected)
    with pytest.raises(OwnerError, match="is not there: calibrate"):
        load_lane(choice.lane_file, (640, 480))


def test_a_station_that_was_never_calibrated_has_no_lane(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    choice = choose_source(Config(), has_weights=True, try_pi=None, try_webcam=connected)
    assert choice.lane_file is None
    assert load_lane(None, (640, 480)) is None


def test_the_lane_is_in_the_pixels_of_the_frame():
    lane = load_lane(DEMO_LANE, (320, 240))
    assert lane is not None
    assert lane.frame_px == (320, 240)


def test_a_lane_of_another_shape_is_refused_with_its_file():
    with pytest.raises(OwnerError, match=r"lane\.json: The lane was measured at 640x480, the camera gives 1280x720"):
        load_lane(DEMO_LANE, (1280, 720))


@pytest.mark.parametrize(
    ("session", "dose"),
    [
        (SessionConfig(), Dose(reps=12, sets=2, rest_s=80, hold_s=3)),
        (SessionConfig(rest_s=90), Dose(reps=12, sets=2, rest_s=90, hold_s=3)),
        (SessionConfig(reps_per_set=20, sets=4, rest_s=90), Dose(reps=20, sets=4, rest_s=90, hold_s=3)),
    ],
)
def test_the_dose_is_the_drills_but_for_what_the_settings_give(session, dose):
    catalogue = load_catalogue()
    drill = replace(catalogue.drill(session.drill), dose=Dose(reps=12, sets=2, rest_s=80, hold_s=3))
    config = replace(Config(), session=session)
    assert choose_station(config, replace(catalogue, drills={drill.id: drill}), None).drill.dose == dose


@pytest.mark.parametrize(("drill", "reps"), [("hip_hinge", 20), ("plank", 1), ("leg_circles", 1)])
def test_the_reps_of_the_settings_are_none_of_a_hold_or_of_a_clock(drill, reps):
    config = replace(Config(), session=SessionConfig(drill=drill, reps_per_set=20, sets=4))
    dose = choose_station(config, load_catalogue(), None).drill.dose
    assert (dose.reps, dose.sets) == (reps, 4)


def test_an_unknown_drill_is_refused_with_the_key_that_names_it():
    config = replace(Config(), session=SessionConfig(drill="wall_hing"))
    with pytest.raises(OwnerError, match=r"^session\.drill: There is no drill 'wall_hing'; did you mean wall_hinge\?"):
        choose_station(config, load_catalogue(), None)
