"""The command line: words in, an exit code out.

In:  the program's arguments.
Out: what a command answers, on standard output; trouble as sentences, on standard error; the exit code.
Not here: what a command does: each has its own module; the commands about what was recorded (cli_records.py).

Rule: trouble that someone can mend is told without a trace; a bug keeps its trace. A command is a row of COMMANDS.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from kiosk import VERSION, analyze, app, bench, drill_list, evaluate, latency, screenshots, sensitivity, voice
from kiosk.assets import CUES
from kiosk.calibrate_source import calibrate_from_camera, calibrate_from_video
from kiosk.catalogue import load_catalogue
from kiosk.cli_records import RECORD_COMMANDS
from kiosk.cli_words import filled_word, inches_word, path_word, seconds_word, source_word
from kiosk.command import Command, config_of, tell
from kiosk.config import CameraConfig, LaneConfig, find_config, load_config
from kiosk.doctor import doctor
from kiosk.errors import EXIT_DEVICE, KioskError, StorageError
from kiosk.log import set_up_log
from kiosk.mat import PAPERS, save_mat
from kiosk.model import fetch_model, model_of, open_model
from kiosk.speech_check import SEEDS, check_speech

EXIT_INTERRUPTED: Final = 130
EXIT_BROKEN_PIPE: Final = 141
"""What a shell reports for a program ended by SIGINT (2) and SIGPIPE (13): 128 and the signal's number."""


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
    except PermissionError as trouble:
        if trouble.filename is None:
            raise
        sys.stderr.write(f"{trouble.filename} is closed to this account ({trouble.strerror}): open it, or use sudo.\n")
        return EXIT_DEVICE
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
    settings.add_argument(
        "--config", type=path_word, metavar="FILE", help="the settings; see assets/kiosk.example.toml"
    )
    parser = ArgumentParser(prog="kiosk", description="A hands-free hip-hinge trainer for a wall-mounted smart mirror.")
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        parents = [settings, common] if command.reads_settings else [common]
        command.add_arguments(
            commands.add_parser(name, help=command.help, description=command.help, parents=parents, allow_abbrev=False)
        )
    return parser


def _run_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--source", type=source_word, metavar="SOURCE", help="auto, pi, pi:ID, webcam:/dev/video0 or clip:FILE"
    )
    parser.add_argument("--lane", type=path_word, metavar="FILE", help="another lane than the settings'")
    parser.add_argument("--drill", metavar="ID", help="another drill than the settings'")


def _run(given: Namespace) -> int:
    config = config_of(given)
    if given.source is not None:
        config = replace(config, camera=CameraConfig(source=given.source))
    if given.lane is not None:
        config = replace(config, lane=LaneConfig(file=given.lane))
    if given.drill is not None:
        config = replace(config, session=replace(config.session, drill=given.drill))
    return app.run(config, out=sys.stdout)


def _analyze_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("videos", nargs="+", type=filled_word, metavar="VIDEO")
    parser.add_argument("--drill", default="auto", metavar="ID", help="a drill's id, or auto to take what is shown")
    parser.add_argument("--lane", type=path_word, metavar="FILE", help="the lane of the camera that made the videos")
    parser.add_argument(
        "--json", type=filled_word, metavar="FILE", help="write JSON there instead of tables; - for standard output"
    )


def _analyze(given: Namespace) -> int:
    return analyze.run(
        given.videos,
        drill=given.drill,
        lane_file=given.lane,
        json_to=given.json,
        model=open_model(config_of(given).model),
        catalogue=load_catalogue(),
        out=sys.stdout,
        err=sys.stderr,
    )


def _calibrate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--video", type=path_word, metavar="FILE", help="a recording, instead of the station's camera")
    parser.add_argument("--seconds", type=seconds_word, default=60.0, help="how long to wait at each mark (60)")
    parser.add_argument(
        "--marks",
        type=inches_word,
        metavar="INCHES",
        help="other marks than the settings', from the wall out: 0,6,12,24",
    )
    parser.add_argument(
        "--into", "--out", type=path_word, metavar="FILE", help="another place than the settings' lane file"
    )


def _calibrate(given: Namespace) -> int:
    config = config_of(given)
    into = config.lane.file if given.into is None else given.into
    marks_in = config.lane.marks_in if given.marks is None else given.marks
    model = open_model(config.model)
    if given.video is not None:
        return tell(calibrate_from_video(given.video, marks_in=marks_in, into=into, model=model))
    calibrate_from_camera(config, marks_in=marks_in, into=into, model=model, patience_s=given.seconds, out=sys.stdout)
    return 0


def _doctor_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.add_argument("--quiet", action="store_true", help="play no test tone")


def _doctor(given: Namespace) -> int:
    origin = find_config(given.config)
    return doctor(load_config(origin), origin=origin, is_quiet=given.quiet, is_json=given.json, out=sys.stdout)


def _mat_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--paper", choices=PAPERS, default="a4", help="what the printer takes (a4)")
    parser.add_argument("--into", type=path_word, default=Path("mat.pdf"), metavar="FILE", help="the PDF (mat.pdf)")


def _mat(given: Namespace) -> int:
    return tell(save_mat(config_of(given), paper=given.paper, into=given.into))


def _drills_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--check", nargs="+", type=path_word, metavar="FILE", help="say what is wrong with drill files")


def _drills(given: Namespace) -> int:
    catalogue = load_catalogue()
    return tell(drill_list.check_drills(given.check, catalogue) if given.check else drill_list.list_drills(catalogue))


def _models_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="folder", type=path_word, metavar="DIR", help="where to look before the network")


def _models(given: Namespace) -> int:
    return tell(f"The pose weights are at {fetch_model(given.folder)}.")


def _eval_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--clips", type=path_word, required=True, metavar="DIR", help="videos with their truth beside them"
    )
    parser.add_argument("--traces", type=path_word, metavar="DIR", help="keypoint traces with their truth in them")
    parser.add_argument("--json", type=path_word, metavar="FILE", help="write the figures there")


def _eval(given: Namespace) -> int:
    evaluate.evaluate(
        clips_dir=given.clips,
        traces_dir=given.traces,
        model=model_of(config_of(given).model).path,
        json_file=given.json,
        out=sys.stdout,
        progress=sys.stderr,
    )
    return 0


def _sensitivity_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--clips", type=path_word, required=True, metavar="DIR", help="videos with their truth beside them"
    )


def _sensitivity(given: Namespace) -> int:
    sensitivity.sensitivity(
        clips_dir=given.clips, model=model_of(config_of(given).model).path, out=sys.stdout, progress=sys.stderr
    )
    return 0


def _bench_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--clips", type=path_word, required=True, metavar="DIR", help="recorded sessions with their truth"
    )
    parser.add_argument("--json", type=path_word, metavar="FILE", help="write the figures there")


def _bench(given: Namespace) -> int:
    bench.bench(
        clips_dir=given.clips,
        config=config_of(given),
        effort=bench.Effort(),
        json_file=given.json,
        out=sys.stdout,
        progress=sys.stderr,
    )
    return 0


def _latency_arguments(parser: ArgumentParser) -> None:
    _bench_arguments(parser)
    parser.add_argument("--seconds", type=seconds_word, metavar="S", help="play the beginning of each session only")


def _latency(given: Namespace) -> int:
    latency.measure_latency(
        clips_dir=given.clips,
        config=config_of(given),
        seconds=given.seconds,
        json_file=given.json,
        out=sys.stdout,
        progress=sys.stderr,
    )
    return 0


def _screenshots_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--into", type=path_word, required=True, metavar="DIR", help="where every scene goes")
    parser.add_argument("--manual", type=path_word, metavar="DIR", help="where the few pictures of the manual go")


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
    return tell("\n".join(told))


def _voice_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--language", default="en", help="a cue file's name in assets/cues")


def _voice(given: Namespace) -> int:
    return tell(voice.table_of(voice.render(language=given.language, folder=CUES)))


def _speech_check_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS, metavar="N", help="the noises to listen in")


def _speech_check(given: Namespace) -> int:
    return 0 if check_speech(folder=CUES, seeds=given.seeds, out=sys.stdout) else 1


COMMANDS: Final = {
    "run": Command(help="start the station", add_arguments=_run_arguments, run=_run),
    "analyze": Command(help="judge recorded videos", add_arguments=_analyze_arguments, run=_analyze),
    "calibrate": Command(
        help="measure the floor line from the wall out to the athlete",
        add_arguments=_calibrate_arguments,
        run=_calibrate,
    ),
    "doctor": Command(
        help="look at everything a session needs, and say what to do", add_arguments=_doctor_arguments, run=_doctor
    ),
    "mat": Command(help="write a floor mat to print at true size", add_arguments=_mat_arguments, run=_mat),
    **RECORD_COMMANDS,
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
    "speech-check": Command(
        help="let a recogniser hear the English cues back",
        add_arguments=_speech_check_arguments,
        run=_speech_check,
        reads_settings=False,
    ),
}
