"""The doctor on panel and loudspeaker: SDL's own answers without devices, and made-up panels for the rest."""

import pytest

from kiosk.config import DisplayConfig, Orientation, SoundConfig
from kiosk.core.vocab import Earcon
from kiosk.doctor_devices import panel_check, sound_check
from kiosk.errors import DisplayError, OwnerError, SpeechError
from kiosk.findings import FindingState
from kiosk.output.probe import Panel, probe_sound
from tests.fakes import FakeClock
from tests.packs import whole_pack

OK, WARN, FAIL = FindingState.OK, FindingState.WARN, FindingState.FAIL
PORTRAIT, LANDSCAPE, AUTO = Orientation.PORTRAIT, Orientation.LANDSCAPE, Orientation.AUTO


def test_a_real_driver_that_shows_nothing_is_told(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    found = panel_check(DisplayConfig())
    assert (found.state, found.told) == (WARN, "dummy, 540 × 960, which shows nothing")


def test_a_driver_that_is_missing_is_told_with_where_to_get_it(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "no_such_driver")
    with pytest.raises(DisplayError, match="use a pygame with kmsdrm"):
        panel_check(DisplayConfig())


@pytest.mark.parametrize(
    ("driver", "size_px", "orientation", "rotate_deg", "state"),
    [
        ("kmsdrm", (1080, 1920), AUTO, 0, OK),
        ("kmsdrm", (1080, 1920), PORTRAIT, 0, OK),
        ("kmsdrm", (1920, 1080), PORTRAIT, 0, WARN),
        ("kmsdrm", (1920, 1080), PORTRAIT, 90, OK),
        ("kmsdrm", (1920, 1080), PORTRAIT, 180, WARN),
        ("kmsdrm", (1920, 1080), LANDSCAPE, 0, OK),
        ("kmsdrm", (1920, 1080), LANDSCAPE, 270, WARN),
        ("wayland", (540, 960), LANDSCAPE, 0, OK),
        ("offscreen", (540, 960), AUTO, 0, WARN),
    ],
)
def test_a_panel_that_hangs_another_way_is_worth_a_look(driver, size_px, orientation, rotate_deg, state):
    config = DisplayConfig(orientation=orientation, rotate_deg=rotate_deg)
    assert panel_check(config, probe=lambda: Panel(driver=driver, size_px=size_px)).state is state


@pytest.fixture
def cues(tmp_path):
    return whole_pack(tmp_path / "cues")


def sound_of(cues, *, config=None, is_quiet=False, environment=(), probe=lambda *_, **__: None):
    return sound_check(
        config or SoundConfig(),
        is_quiet=is_quiet,
        clock=FakeClock(),
        environment=dict(environment),
        probe=probe,
        cues=cues,
    )


@pytest.mark.parametrize(
    ("config", "environment", "state", "told"),
    [
        (SoundConfig(), {}, OK, "a test tone was played at volume 0.8"),
        (SoundConfig(), {"AUDIODEV": "plughw:1"}, OK, "on plughw:1"),
        (SoundConfig(volume=0), {}, WARN, "the volume is 0"),
        (SoundConfig(), {"SDL_AUDIODRIVER": "dummy"}, WARN, "to SDL's 'dummy'"),
        (SoundConfig(), {"SDL_AUDIODRIVER": "alsa"}, OK, "a test tone was played"),
    ],
)
def test_sound_is_well_when_a_tone_can_be_heard(cues, config, environment, state, told):
    found = sound_of(cues, config=config, environment=environment)
    assert (found.state, told in found.told) == (state, True)


@pytest.mark.parametrize(("is_quiet", "tone"), [(False, Earcon.ATTENTION), (True, None)])
def test_the_tone_is_that_of_attention_at_the_settings_volume_unless_it_shall_be_quiet(cues, is_quiet, tone):
    played = []
    sound_of(cues, is_quiet=is_quiet, probe=lambda _, *, volume, tone, clock: played.append((volume, tone)))  # noqa: ARG005
    assert played == [(0.8, tone)]


@pytest.mark.parametrize("is_quiet", [False, True])
def test_the_real_mixer_opens_and_closes_again(cues, is_quiet):
    assert sound_of(cues, is_quiet=is_quiet, environment={"SDL_AUDIODRIVER": "dummy"}, probe=probe_sound).state is WARN


def test_no_sound_device_is_told_with_what_to_do(cues, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    with pytest.raises(SpeechError, match="connect a loudspeaker"):
        sound_of(cues, probe=probe_sound)


def test_a_tone_that_is_missing_is_named(cues):
    (cues / "earcons" / "attention.wav").unlink()
    with pytest.raises(OwnerError, match=r"attention\.wav cannot be read"):
        sound_of(cues)
