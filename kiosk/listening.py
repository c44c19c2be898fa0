"""Listening: where in a recording each commanded sound begins, ends, and whether it sounds alone.

In:  a recording, the commands with their times, the samples of every clip and earcon.
Out: a Heard for every sound found, and the commands nothing was heard of.
Not here: what should have been heard when (latency_score.py).

Rule: a sound's time comes from its samples in the recording. The command only says where to look for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.assets import SAMPLE_RATE_HZ
from kiosk.core.speech import Hush, Play, Speak
from kiosk.live_take import Command
from kiosk.sound_stream import Recording

Samples = NDArray[np.float64]
SamplesOf = Callable[[Speak | Play], Samples]

BEFORE_S: Final = 0.03
"""A sound this much before its command would be an error of the time base; it must be seen as one."""

AFTER_S: Final = 1.0
"""How late a sound is still looked for."""

LOOK_S: Final = 0.6
SHORTEST_S: Final = 0.05
"""How much of a clip is looked for at most and at least: a clip cut off sooner cannot be told from another."""

LIKE: Final = 0.7
"""Least likeness: the right clip has more even beside an earcon, another clip far less."""

AUDIBLE: Final = 0.02
"""Share of a clip's peak: 34 dB below it, under any room's noise."""

ALONE: Final = 0.01
"""Share of a sound's energy in what is left when it is taken out: rounding leaves a thousandth of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A sound as heard: its command; its first and last audible sample in the recording.

    `is_cut` when it was faded or cut off; `is_alone` when no other sound of its channel is beside it.
    """

    command: Command
    begins: int
    ends: int
    is_cut: bool
    is_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where samples are most like others, and how like, −1 to 1."""

    at: int
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A sound's samples, as loud as in the recording, from its first one there to where it may have been cut."""

    command: Command
    sound: Samples
    at: int
    sure: int


def listen(
    recording: Recording, commands: Sequence[Command], samples_of: SamplesOf
) -> tuple[tuple[Heard, ...], tuple[Command, ...]]:
    """Return the sounds heard in order of their commands, and the commands that were not heard.

    A sound that was overtaken by the next one within SHORTEST_S is in neither.
    """
    raw = recording.samples.astype(np.float64)
    words = [item for item in commands if not isinstance(item.command, Play)]
    marks = [item for item in commands if isinstance(item.command, Play)]
    spoken: list[_Placed] = []
    sounded: list[_Placed] = []
    unspoken: list[Command] = []
    unsounded: list[Command] = []
    # What hid beneath the other channel the first time is found once that is taken out.
    for _ in range(2):
        spoken, unspoken = _placed(words, _without(raw, sounded), recording, samples_of)
        sounded, unsounded = _placed(marks, _without(raw, spoken), recording, samples_of)
    voice = _without(raw, sounded)
    heard = [*_heard(spoken, voice), *_heard(sounded, _without(raw, spoken))]
    return tuple(sorted(heard, key=lambda item: item.command.at_us)), (*unspoken, *unsounded)


def best_match(sound: Samples, within: Samples) -> Match | None:
    """Return where `sound` lies in `within` by normalised cross-correlation; None when it does not fit in."""
    room = len(within) - len(sound) + 1
    if room < 1 or not sound.any():
        return None
    size = 1 << (len(within) + len(sound)).bit_length()
    products = np.fft.irfft(np.fft.rfft(within, size) * np.conj(np.fft.rfft(sound, size)), size)[:room]
    total = np.concatenate(([0.0], np.cumsum(within**2)))
    energy = total[len(sound) :] - total[:room]
    # The floor keeps near silence from looking like anything.
    floor = max(float(energy.max()) * ALONE, 1.0)
    likeness = products / np.sqrt(np.maximum(energy, floor) * float(sound @ sound))
    at = int(np.argmax(likeness))
    return Match(at=at, likeness=float(likeness[at]))


def _placed(
    commands: Sequence[Command], samples: Samples, recording: Recording, samples_of: SamplesOf
) -> tuple[list[_Placed], list[Command]]:
    """Find the sounds of one channel: each lasts until its end, or about the next command of that channel."""
    placed: list[_Placed] = []
    missed: list[Command] = []
    for item, later in zip_longest(commands, commands[1:]):
        if isinstance(item.command, Hush):
            continue
        sound = samples_of(item.command)
        asked = recording.sample_at(item.at_us)
        next_asked = len(samples) if later is None else recording.sample_at(later.at_us)
        looked_for = sound[: min(len(sound), next_asked - asked, round(LOOK_S * SAMPLE_RATE_HZ))]
        if len(looked_for) < SHORTEST_S * SAMPLE_RATE_HZ:
            continue
        first = max(0, asked - round(BEFORE_S * SAMPLE_RATE_HZ))
        last = asked + round(AFTER_S * SAMPLE_RATE_HZ) + len(looked_for)
        match = best_match(looked_for, samples[first:last])
        if match is None or match.likeness < LIKE:
            missed.append(item)
            continue
        at = first + match.at
        gain = float(samples[at : at + len(looked_for)] @ looked_for) / float(looked_for @ looked_for)
        sure = min(len(sound), max(next_asked - at, 0), len(samples) - at)
        placed.append(_Placed(command=item, sound=gain * sound, at=at, sure=sure))
    return placed, missed


def _without(samples: Samples, placed: Sequence[_Placed]) -> Samples:
    """Return the samples with sounds taken out, as far as they surely last."""
    left = samples.copy()
    for item in placed:
        left[item.at : item.at + item.sure] -= item.sound[: item.sure]
    return left


def _heard(placed: Sequence[_Placed], channel: Samples) -> Iterator[Heard]:
    """Measure each sound of a channel on what is left when the other channel is taken out."""
    for item, later in zip_longest(placed, placed[1:]):
        end = min(len(channel), item.at + len(item.sound), len(channel) if later is None else later.at)
        audible = AUDIBLE * np.abs(item.sound).max()
        sounding = np.flatnonzero(np.abs(channel[item.at : end]) > audible)
        own = item.sound[: item.sure]
        rest = channel[item.at : item.at + item.sure] - own
        yield Heard(
            command=item.command,
            begins=item.at + int(np.argmax(np.abs(item.sound) > audible)),
            ends=item.at + (int(sounding[-1]) + 1 if len(sounding) else 0),
            is_cut=item.sure < len(item.sound),
            is_alone=float(rest @ rest) <= ALONE * float(own @ own),
        )
