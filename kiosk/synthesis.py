"""Synthesis: a text spoken into a file by the synthesiser that a cue file names.

In:  a text, a voice, a file to write; the tools `flite` or `espeak-ng`.
Out: the file, and where to cut it when words lead into others.
Not here: equalising, levelling and keeping what was spoken (voice.py), the sentences (assets/cues/*.toml).

Rule: the same text gives the same bytes, whatever the machine's language is. A voice that the tool lacks is refused:
flite would take another one and say nothing.
"""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from kiosk.errors import OwnerError

WORDS_PER_MINUTE: Final = "160"
"""How fast espeak-ng speaks. A recogniser understood 20 of 20 of its cues in pink noise at 10 dB at 150 (platform.md,
section 4); at its own 175, single words are over in 0.3 s. Between the two, what is said fits the pauses of a set."""

STRETCH: Final = "duration_stretch=0.95"
"""How long flite holds its sounds: a little less than it does by itself, so that a sentence fits a pause. The speech
check understands it as well as at 1."""


class Synthesiser(Protocol):
    """One tool that speaks."""

    @property
    def tool(self) -> str:
        """The program, and the Debian package that brings it."""

    def lacks(self, voice: str) -> str:
        """Return which voices to use instead, or nothing when the tool has this one."""

    def speak(self, text: str, voice: str, spoken: Path) -> None:
        """Speak a text into a WAV file."""

    def speak_into(self, text: str, follower: str, voice: str, spoken: Path) -> list[str]:
        """Speak a text whose melody leads into `follower`; return the effects of sox that cut off what follows it."""


class Flite:
    """English voices; it tells when each sound ends."""

    tool = "flite"

    def lacks(self, voice: str) -> str:
        """Return every voice it has, or nothing when it has this one."""
        voices = run_tool([self.tool, "-lv"]).decode().partition(":")[2].split()
        return "" if voice in voices else f"use one of {', '.join(sorted(voices))}"

    def speak(self, text: str, voice: str, spoken: Path) -> None:
        """Speak a text into a WAV file."""
        self._spoken_ends_s(text, voice, spoken)

    def speak_into(self, text: str, follower: str, voice: str, spoken: Path) -> list[str]:
        """Speak the text with the follower behind it, and cut where that begins.

        The follower's first sound has to be unvoiced, so that it leaves no trace before the cut.
        """
        # Alone, the words have a pause before them that they do not have in the sentence.
        count = len(self._spoken_ends_s(follower, voice, spoken)) - 1
        ends_s = self._spoken_ends_s(f"{text} {follower}", voice, spoken)
        return ["trim", "0", ends_s[-1 - count]]

    def _spoken_ends_s(self, text: str, voice: str, spoken: Path) -> list[str]:
        """Speak a text. Return when each of its sounds and pauses ends, in seconds, as the tool writes it."""
        segments = run_tool([self.tool, "-voice", voice, "--setf", STRETCH, "-psdur", "-t", text, "-o", str(spoken)])
        return [segment.rpartition(":")[2] for segment in segments.decode().split()]


class EspeakNg:
    """A hundred languages; it tells nothing of its sounds."""

    tool = "espeak-ng"

    def lacks(self, voice: str) -> str:
        """Return how to list the voices, or nothing when it has this one. A variant follows a plus: `de+m3`."""
        rows = run_tool([self.tool, "--voices"]).decode().splitlines()[1:]
        return "" if voice.partition("+")[0] in {row.split()[1] for row in rows} else "`espeak-ng --voices` lists them"

    def speak(self, text: str, voice: str, spoken: Path) -> None:
        """Speak a text into a WAV file; `-b 1` is UTF-8, which else depends on the machine."""
        run_tool([self.tool, "-b", "1", "-s", WORDS_PER_MINUTE, "-v", voice, "-w", str(spoken), "--", text])

    def speak_into(self, text: str, follower: str, voice: str, spoken: Path) -> list[str]:  # noqa: ARG002 - see below
        """Speak the text up to a comma, before which the melody does not fall; the pause there is cut as all ends are.

        The follower is not spoken, because nothing tells where it would begin.
        """
        self.speak(f"{text},", voice, spoken)
        return []


SYNTHESISERS: Final[Mapping[str, Synthesiser]] = MappingProxyType(
    {synthesiser.tool: synthesiser for synthesiser in (Flite(), EspeakNg())}
)
"""What a cue file may name as its `engine`."""


def run_tool(command: Sequence[str]) -> bytes:
    """Run a tool and return what it writes to its output. Raises OwnerError with the tool's own words when it fails."""
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - a fixed program, no shell
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip()
        advice = f"run `sudo apt-get install -y --reinstall {command[0]}`"
        raise OwnerError([f"{command[0]} failed ({words}): {advice}"])
    return done.stdout
