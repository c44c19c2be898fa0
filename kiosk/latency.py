"""Latency: how soon and how quietly the station speaks, measured on the sound it makes.

In:  a folder of recorded sessions with their truth and calibrations, the settings.
Out: a table, and the same figures as JSON in a file.
Not here: running a clip (live_take.py), finding sounds (listening.py), scoring (latency_score.py,
latency_figures.py).

Rule: a clip takes as long as it lasts. What is timed is what the mixer hands to the sound device; the device's own
queue, one to three blocks of 23 ms, and the camera's exposure come on top on a station.
"""

import json
from dataclasses import asdict
from math import inf
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from kiosk.assets import CUES, clip_path, earcon_path, read_samples
from kiosk.bench import load, machine
from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config
from kiosk.core.speech import Play, Speak
from kiosk.latency_figures import figures_of
from kiosk.latency_score import Score, score_of
from kiosk.listening import Samples, listen
from kiosk.live_take import take_of
from kiosk.measured import Measured, aligned, json_objects_of, table_of
from kiosk.model import model_of
from kiosk.session_clips import lane_of, sessions_in
from kiosk.storage.whole import write_whole
from kiosk.vision.movenet import MoveNet

HEADER: Final = ("session", "touches", "missing", "false", "counts", "missing", "deferred", "dropped", "in descents")


def measure_latency(
    *, clips_dir: Path, config: Config, seconds: float | None, json_file: Path | None, out: TextIO, progress: TextIO
) -> tuple[Measured, ...]:
    """Play every session of the folder, or its first seconds, to the live station and report what was heard when.

    Raises InputError for a folder without sessions, OwnerError for a calibration that gives no lane or weights that
    cannot be used, ModelError, SpeechError, DisplayError and StorageError for what does not work on this machine.
    """
    catalogue = load_catalogue(config.sound.language)
    weights = model_of(config.model)
    out.write(f"{weights.path.name}, {config.model.threads} threads; {machine()}\n")
    scores = []
    for session in sessions_in(clips_dir):
        model = MoveNet(weights.path, config.model.threads)
        station = choose_station(config, catalogue, lane_of(session, model))
        progress.write(f"Playing {session.name}\n")
        progress.flush()
        take = take_of(
            session.video,
            model=model,
            model_sha256=weights.sha256,
            station=station,
            config=config,
            length_s=inf if seconds is None else seconds,
        )
        progress.write(f"{take.health.line}\n")
        heard, unheard = listen(
            take.recording, take.commands, lambda command: samples_of(command, config.sound.language)
        )
        scores.append(score_of(session, take, heard, unheard))
    figures = figures_of(scores)
    out.write(aligned([HEADER, *(_row(score) for score in scores)]))
    out.writelines(f"  {score.name}: {words}\n" for score in scores for words in score.in_true_descents)
    out.write(table_of(figures))
    out.write(f"Load at the end: {load()}\n")
    if json_file is not None:
        found = {"figures": json_objects_of(figures), "sessions": [asdict(score) for score in scores]}
        write_whole(json_file, json.dumps(found, indent=1) + "\n")
    return figures


def samples_of(command: Speak | Play, language: str) -> Samples:
    """Return what a command sounds like at full loudness, float64 (n,) in steps of int16."""
    if isinstance(command, Play):
        pcm = read_samples(earcon_path(CUES, command.earcon))
    else:
        pcm = b"".join(read_samples(clip_path(CUES, language, key)) for key in command.clips)
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64)


def _row(score: Score) -> tuple[str, ...]:
    figures = (
        len(score.touches),
        score.touches_missing,
        score.touches_false,
        len(score.counts),
        score.counts_missing,
        score.deferred,
        score.dropped,
        len(score.in_descents),
    )
    return (score.name, *map(str, figures))
