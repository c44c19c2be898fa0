"""The command line: words in, an exit code out.

In:  the program's arguments.
Out: what a command answers, on standard output; trouble as sentences, on standard error; the exit code.
Not here: what a command does: each has its own module.

Rule: trouble that someone can mend is told without a trace; a bug keeps its trace. A command is a row of COMMANDS.
"""

import math
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kiosk import (
    VERSION,
    analyze,
    app,
    bench,
    drill_list,
    evaluate,
    latency,
    prune,
    replay,
    screenshots,
    sensitivity,
    voice,
)
from kiosk.assets import CUES
from kiosk.calibrate_source import calibrate_from_camera, calibrate_from_video
from kiosk.catalogue import load_catalogue
from kiosk.config import CameraConfig, CameraSource, Config, LaneConfig, find_config, load_config, source_of
from kiosk.errors import EXIT_INPUT, KioskError, StorageError
from kiosk.log import set_up_log
from kiosk.model import fetch_model, model_of, open_model
from kiosk.record import record_clip

EXIT_INTERRUPTED: Final = 130
EXIT_BROKEN_PIPE: Final = 141
"""What a shell reports for a program ended by SIGINT (2) and SIGPIPE (13): 128 and the signal's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word of the command line: what it says of itself, what it takes, what it does."""

    help: str
    add_arguments: Callable[[ArgumentParser], object]
    run: Callable[[Namespace], int]
    reads_settings: bool = True


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Raises SystemExit for words that are no command."""
    given = _parser().parse_args(words)
    set_up_log(is_verbose=given.verbose)
    command: str = given.command
    try:
        code = COMMANDS[command].run(given)
        sys.stdout.flush()
    except KioskError as trouble:
        sys.stderr.write(f"{trouble}\n")
        return trouble.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Python flushes the output once more at its end, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    return code


def _parser() -> ArgumentParser:
    common = ArgumentParser(add_help=False)
    common.add_argument("--verbose", action="store_true", help="tell everything on standard error")
    settings = ArgumentParser(add_help=False)
    settings.add_argument("--config", type=_path, metavar="FILE", help="the settings; see assets/kiosk.example.toml")
    parser = ArgumentParser(prog="kiosk", description="A hands-free hip-hinge trainer for a wall-mounted smart mirror.")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        parents = [settings, common] if command.reads_settings else [common]
        command.add_arguments(
            commands.add_parser(name, help=command.help, description=command.help, parents=parents, allow_abbrev=False)
        )
    return parser


def _tell(text: str) -> int:
    """Write a command's answer, and return that all went well."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    return 0


def _config_of(given: Namespace) -> Config:
    return load_config(find_config(given.config))


def _run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--source", type=_source, metavar="SOURCE", help="auto, pi, pi:ID, webcam:/dev/video0 or clip:FILE"
    )
    parser.add_argument("--lane", type=_path, metavar="FILE", help="another lane than the settings'")
    parser.add_argument("--drill", metavar="ID", help="another drill than the settings'")


def _run(given: Namespace) -> int:
    config = _config_of(given)
    if given.source is not None:
        config = replace(config, camera=CameraConfig(source=given.source))
    if given.lane is not None:
        config = replace(config, lane=LaneConfig(file=given.lane))
    if given.drill is not None:
        config = replace(config, session=replace(config.session, drill=given.drill))
    return app.run(config, out=sys.stdout)


def _analyze_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("videos", nargs="+", type=_filled, metavar="VIDEO")
    parser.add_argument("--drill", default="auto", metavar="ID", help="a drill's id, or auto to take what is shown")
    parser.add_argument("--lane", type=_path, metavar="FILE", help="the lane of the camera that made the videos")
    parser.add_argument(
        "--json", type=_filled, metavar="FILE", help="write JSON there instead of tables; - for standard output"
    )


def _analyze(given: Namespace) -> int:
    return analyze.run(
        given.videos,
        drill=given.drill,
        lane_file=given.lane,
        json_to=given.json,
        model=open_model(_config_of(given).model),
        catalogue=load_catalogue(),
        out=sys.stdout,
        err=sys.stderr,
    )


def _calibrate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--video", type=_path, metavar="FILE", help="a recording, instead of the station's webcam")
    parser.add_argument("--seconds", type=_seconds, default=60.0, help="how long to wait at each mark (60)")
    parser.add_argument(
        "--marks", type=_inches, metavar="INCHES", help="other marks than the settings', from the wall out: 0,6,12,24"
    )
    parser.add_argument(
        "--into", "--out", type=_path, metavar="FILE", help="another place than the settings' lane file"
    )


def _calibrate(given: Namespace) -> int:
    config = _config_of(given)
    into = config.lane.file if given.into is None else given.into
    marks_in = config.lane.marks_in if given.marks is None else given.marks
    model = open_model(config.model)
    if given.video is not None:
        return _tell(calibrate_from_video(given.video, marks_in=marks_in, into=into, model=model))
    calibrate_from_camera(config, marks_in=marks_in, into=into, model=model, patience_s=given.seconds, out=sys.stdout)
    return 0


def _record_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("video", type=_path, metavar="VIDEO")
    parser.add_argument("--into", type=_path, required=True, metavar="DIR", help="where the journal goes")
    parser.add_argument("--lane", type=_path, metavar="FILE", help="the lane of the camera that made the video")


def _record(given: Namespace) -> int:
    recorded = record_clip(given.video, config=_config_of(given), lane_file=given.lane, folder=given.into)
    if recorded.files:
        _tell(f"{given.video} is recorded in {', '.join(map(str, recorded.files))}: {recorded.health.line}.")
    sys.stderr.writelines(f"{complaint}\n" for complaint in recorded.complaints)
    return EXIT_INPUT if recorded.complaints else 0


def _replay_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("journal", type=_path, metavar="FILE")


def _replay(given: Namespace) -> int:
    return replay.replay(given.journal, sys.stdout)


def _no_arguments(_: ArgumentParser) -> None:
    """Take none."""


def _prune(given: Namespace) -> int:
    return _tell(prune.prune(_config_of(given).journal))


def _drills_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--check", nargs="+", type=_path, metavar="FILE", help="say what is wrong with drill files")


def _drills(given: Namespace) -> int:
    catalogue = load_catalogue()
    return _tell(drill_list.check_drills(given.check, catalogue) if given.check else drill_list.list_drills(catalogue))


def _models_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="folder", type=_path, metavar="DIR", help="where to look before the network")


def _models(given: Namespace) -> int:
    return _tell(f"The pose weights are at {fetch_model(given.folder)}.")


def _eval_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--clips", type=_path, required=True, metavar="DIR", help="videos with their truth beside them")
    parser.add_argument("--traces", type=_path, metavar="DIR", help="keypoint traces with their truth in them")
    parser.add_argument("--json", type=_path, metavar="FILE", help="write the figures there")


def _eval(given: Namespace) -> int:
    evaluate.evaluate(
        clips_dir=given.clips,
        traces_dir=given.traces,
        model=model_of(_config_of(given).model).path,
        json_file=given.json,
        out=sys.stdout,
        progress=sys.stderr,
    )
    return 0


def _sensitivity_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--clips", type=_path, required=True, metavar="DIR", help="videos with their truth beside them")


def _sensitivity(given: Namespace) -> int:
    sensitivity.sensitivity(
        clips_dir=given.clips, model=model_of(_config_of(given).model).path, out=sys.stdout, progress=sys.stderr
    )
    return 0


def _bench_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--clips", type=_path, required=True, metavar="DIR", help="recorded sessions with their truth")
    parser.add_argument("--json", type=_path, metavar="FILE", help="write the figures there")


def _bench(given: Namespace) -> int:
    bench.bench(
        clips_dir=given.clips,
        config=_config_of(given),
        effort=bench.Effort(),
        json_file=given.json,
        out=sys.stdout,
        progress=sys.stderr,
    )
    return 0


def _latency_arguments(parser: ArgumentParser) -> None:
    _bench_arguments(parser)
    parser.add_argument("--seconds", type=_seconds, metavar="S", help="play the beginning of each session only")


def _latency(given: Namespace) -> int:
    latency.measure_latency(
        clips_dir=given.clips,
        config=_config_of(given),
        seconds=given.seconds,
        json_file=given.json,
        out=sys.stdout,
        progress=sys.stderr,
    )
    return 0


def _screenshots_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--into", type=_path, required=True, metavar="DIR", help="where every scene goes")
    parser.add_argument("--manual", type=_path, metavar="DIR", help="where the few pictures of the manual go")


def _screenshots(given: Namespace) -> int:
    told = []
    for render, folder in ((screenshots.render_all, given.into), (screenshots.render_manual, given.manual)):
        if folder is None:
            continue
        try:
            files = render(folder)
        except OSError as error:
            message = f"{folder} cannot be written ({error.strerror}): name a folder that this account may write to."
            raise StorageError(message) from error
        told.append(f"{len(files)} pictures are in {folder}.")
    return _tell("\n".join(told))


def _voice_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--language", default="en", help="a cue file's name in assets/cues")


def _voice(given: Namespace) -> int:
    return _tell(voice.table_of(voice.render(language=given.language, folder=CUES)))


def _filled(text: str) -> str:
    """Refuse what an unset variable of a shell leaves: pathlib would take it for the folder one is in."""
    if not text.strip():
        message = "the path is empty; give the name of a file or folder"
        raise ArgumentTypeError(message)
    return text


def _path(text: str) -> Path:
    return Path(_filled(text))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        message = f"{text!r} is no length of time; give seconds, such as 60"
        raise ArgumentTypeError(message)
    return seconds


def _inches(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in text.split(","))
    except ValueError as error:
        message = f"{text!r} is no list of inches; write it as 0,6,12,24"
        raise ArgumentTypeError(message) from error


def _source(text: str) -> CameraSource:
    try:
        return source_of(text, folder=Path.cwd())
    except ValueError as error:
        message = f"{text!r} is no source; {error}"
        raise ArgumentTypeError(message) from error


COMMANDS: Final = {
    "run": Command(help="start the station", add_arguments=_run_arguments, run=_run),
    "analyze": Command(help="judge recorded videos", add_arguments=_analyze_arguments, run=_analyze),
    "calibrate": Command(
        help="measure the floor line from the wall out to the athlete",
        add_arguments=_calibrate_arguments,
        run=_calibrate,
    ),
    "record": Command(
        help="turn a video into a journal, which holds no images", add_arguments=_record_arguments, run=_record
    ),
    "replay": Command(
        help="run a journal through the core again", add_arguments=_replay_arguments, run=_replay, reads_settings=False
    ),
    "prune": Command(help="delete the journals whose time is over", add_arguments=_no_arguments, run=_prune),
    "drills": Command(
        help="list the drills, or check drill files", add_arguments=_drills_arguments, run=_drills, reads_settings=False
    ),
    "models": Command(
        help="fetch the pose weights and check them", add_arguments=_models_arguments, run=_models, reads_settings=False
    ),
    "eval": Command(help="score the station on clips with known truth", add_arguments=_eval_arguments, run=_eval),
    "sensitivity": Command(
        help="score the station with each threshold a fifth lower and higher; takes minutes",
        add_arguments=_sensitivity_arguments,
        run=_sensitivity,
    ),
    "bench": Command(help="time the station's work on this machine", add_arguments=_bench_arguments, run=_bench),
    "latency": Command(
        help="play recorded sessions in real time and time what is heard",
        add_arguments=_latency_arguments,
        run=_latency,
    ),
    "screenshots": Command(
        help="paint every scene", add_arguments=_screenshots_arguments, run=_screenshots, reads_settings=False
    ),
    "voice": Command(
        help="render the spoken cues of a language", add_arguments=_voice_arguments, run=_voice, reads_settings=False
    ),
}
