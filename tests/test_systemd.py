"""What the technician installs: the units as systemd reads them, and the installer, in a folder in place of a machine.

The same installer on a machine that boots is the story of tests/boot (`make test-systemd`).
"""

import configparser
import os
import re
import shutil
import signal
import subprocess
import tomllib
from pathlib import Path

import pytest

from kiosk.config import SYSTEM_CONFIG, Config, parse_config
from kiosk.errors import EXIT_OWNER
from kiosk.output.sdnotify import BEATS_A_LIMIT
from tests.conftest import ROOT

SYSTEMD = ROOT / "systemd"
SCRIPT = SYSTEMD / "install.sh"
UNITS = ("kiosk.service", "kiosk-prune.service", "kiosk-prune.timer")
CMDLINE = "console=serial0,115200 console=tty1 root=PARTUUID=8b4a-02 rootfstype=ext4 fsck.repair=yes rootwait\n"
CONFIG_TXT = "dtparam=audio=on\ncamera_auto_detect=1\n\n[cm5]\ndtoverlay=dwc2,dr_mode=host\n"
PROGRAM = """import sys
SAYS = {says}
sys.exit(SAYS if sys.argv[1] == "doctor" else 0)
"""
CUT = """
set -o functrace
moment=0
trap '(( ++moment != {moment} )) || kill -KILL 0' DEBUG
"""
"""Read by bash before the script: the power is cut before its n-th command, whatever that is."""


def of(name: str) -> dict[str, list[str]]:
    """Return the assignments of a unit, in order, a list a key."""
    assigned: dict[str, list[str]] = {}
    for line in (SYSTEMD / name).read_text(encoding="utf-8").splitlines():
        key, is_assigned, value = line.partition("=")
        if is_assigned and not line.startswith("#"):
            assigned.setdefault(key, []).append(value)
    return assigned


def words(name: str, key: str) -> set[str]:
    return {word for value in of(name).get(key, []) for word in value.split()}


@pytest.fixture
def source(tmp_path) -> Path:
    """A version of the program small enough to install a hundred times; its doctor says what PROGRAM says."""
    return version_in(tmp_path / "source", number="1.0.0")


def version_in(folder: Path, *, number: str, says: int = 0) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SYSTEMD, folder / "systemd")
    for name in ("requirements-station.lock", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for name, text in {
        "kiosk/__init__.py": f'VERSION = "{number}"\n',
        "kiosk/__main__.py": PROGRAM.format(says=says),
        "assets/kiosk.example.toml": "",
        "models/manifest.toml": "",
        "models/movenet.tflite": "weights",
        "kiosk/__pycache__/cli.pyc": "made by whoever ran it",
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def machine(tmp_path) -> Path:
    """A folder with what a Raspberry Pi has that the installer changes."""
    boot = tmp_path / "machine" / "boot" / "firmware"
    boot.mkdir(parents=True)
    (boot / "cmdline.txt").write_text(CMDLINE, encoding="ascii")
    (boot / "config.txt").write_text(CONFIG_TXT, encoding="ascii")
    return tmp_path / "machine"


def install(verb: str, source: Path, machine: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [source / "systemd" / "install.sh", verb],
        env={"PATH": os.environ["PATH"], "DESTDIR": str(machine), **environment},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )


def tree_of(machine: Path) -> dict[str, object]:
    """Return every file below a folder by its path: its mode, and its bytes or where it points."""
    return {
        path.relative_to(machine).as_posix(): (
            (path.lstat().st_mode, os.fspath(path.readlink()) if path.is_symlink() else path.read_bytes())
            if path.is_symlink() or path.is_file()
            else path.lstat().st_mode
        )
        for path in sorted(machine.rglob("*"))
    }


def written(machine: Path) -> dict[str, int]:
    """Return when every file and folder was last written to."""
    return {path.relative_to(machine).as_posix(): path.lstat().st_mtime_ns for path in machine.rglob("*")}


def current(machine: Path) -> str:
    """Return the version in use; it must be a whole one."""
    base = machine / "opt" / "hinge-mirror"
    release = base / (base / "current").readlink()
    for name in ("kiosk/__main__.py", "assets/kiosk.example.toml", "models/movenet.tflite", "systemd/kiosk.service"):
        assert (release / name).is_file()
    return release.name.partition("-")[0]


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> Path:
    """A machine with everything the units name, for systemd-analyze."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is missing: apt install systemd")
    folder = tmp_path_factory.mktemp("checked")
    source = version_in(folder / "source", number="1.0.0")
    machine = folder / "machine"
    assert install("install", source, machine).returncode == 0
    release = machine / "opt" / "hinge-mirror" / (machine / "opt" / "hinge-mirror" / "current").readlink()
    python = release / (release / "venv").readlink() / "bin" / "python"
    for program in (python, machine / "usr" / "bin" / "systemd-tmpfiles"):
        program.parent.mkdir(parents=True)
        program.touch(mode=0o755)
    # systemd-analyze follows a link out of the folder, and needs the units that ours stand on
    for unit in UNITS:
        link = machine / "etc" / "systemd" / "system" / unit
        link.unlink()
        shutil.copy(SYSTEMD / unit, link)
    shutil.copytree("/usr/lib/systemd/system", machine / "usr/lib/systemd/system", symlinks=True)
    (machine / "lib").symlink_to("usr/lib")
    return machine


def test_systemd_reads_the_units_without_a_word(checked):
    # systemd 252 has an exit code of 0 for a key it does not know; its complaints are on standard error
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--man=no",
            f"--root={checked}",
            *(f"/etc/systemd/system/{unit}" for unit in UNITS),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_systemd_would_have_a_word_for_a_wrong_unit(checked, tmp_path):
    machine = tmp_path / "machine"
    shutil.copytree(checked, machine, symlinks=True)
    unit = machine / "etc" / "systemd" / "system" / "kiosk.service"
    unit.write_text(unit.read_text(encoding="utf-8").replace("WatchdogSec", "WatchdogSecs"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={machine}", "/etc/systemd/system/kiosk.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Unknown key" in done.stderr


@pytest.mark.parametrize("unit", UNITS[:2])
def test_the_services_are_exposed_by_two_points_of_ten_at_most(checked, unit):
    words_said = ["systemd-analyze", "security", "--offline=true", "--threshold=20", SYSTEMD / unit]
    done = subprocess.run(words_said, capture_output=True, text=True, check=False)
    assert checked.is_dir()
    assert done.returncode == 0, done.stdout


def test_the_station_is_started_again_whatever_ended_it_but_for_the_owner():
    unit = of("kiosk.service")
    assert unit["Restart"] == ["always"]
    assert unit["StartLimitIntervalSec"] == ["0"]
    assert unit["RestartPreventExitStatus"] == [str(EXIT_OWNER)]
    assert unit["WantedBy"] == ["multi-user.target"]


def test_the_station_says_itself_that_it_is_ready_and_alive():
    unit = of("kiosk.service")
    assert (unit["Type"], unit["NotifyAccess"]) == (["notify"], ["main"])
    # a beat waits for the end of a turn; between two of them there is time for seconds of that
    assert int(unit["WatchdogSec"][0]) / BEATS_A_LIMIT >= 5


def test_the_station_has_no_network_and_leaves_no_memory_on_disk():
    assert words("kiosk.service", "RestrictAddressFamilies") == {"AF_UNIX", "AF_NETLINK"}
    assert words("kiosk-prune.service", "RestrictAddressFamilies") == {"AF_UNIX"}
    assert of("kiosk.service")["LimitCORE"] == ["0"]
    assert of("kiosk.service")["MemorySwapMax"] == ["0"]


def test_every_path_the_units_name_is_one_that_install_makes(checked):
    made = {f"/{path}" for path in tree_of(checked)}
    named = set()
    for unit in UNITS:
        text = "\n".join(f"{key}={value}" for key, values in of(unit).items() for value in values)
        named |= set(re.findall(r"(?:=|-|file://|\s)(/(?:opt|etc|var)/[\w./-]+)", text))
    optional = {"/etc/hinge-mirror/environment"}
    inside = {path.replace("/opt/hinge-mirror/current", "", 1) for path in named if path.startswith("/opt")}
    release = next(path for path in made if re.fullmatch(r"/opt/hinge-mirror/releases/[^/]+", path))
    outside = {path for path in named - optional if not path.startswith("/opt")}
    assert outside == {"/etc/tmpfiles.d/hinge-mirror.conf", "/var/lib/hinge-mirror"} <= made
    assert {path for path in inside if f"{release}{path}" not in made} == {"/venv/bin/python"}
    assert str(SYSTEM_CONFIG) in made


def test_the_station_starts_without_the_partition_for_its_data_and_waits_for_it():
    unit = of("kiosk.service")
    # each of these would make systemd require the mount (systemd.exec(5), "Implicit dependencies")
    assert not {"StateDirectory", "CacheDirectory", "LogsDirectory", "RequiresMountsFor"} & set(unit)
    escaped = subprocess.run(
        ["systemd-escape", "--path", "--suffix=mount", "/var/lib/hinge-mirror"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert escaped in words("kiosk.service", "After")
    # with the rights of root, and whatever becomes of it: the disk may be read-only
    assert unit["ExecStartPre"] == ["-+/usr/bin/systemd-tmpfiles --create /etc/tmpfiles.d/hinge-mirror.conf"]
    assert "-/var/lib/hinge-mirror" in unit["ReadWritePaths"]
    assert "STATE_DIRECTORY=/var/lib/hinge-mirror" in unit["Environment"]


def test_account_and_groups_of_the_units_are_made():
    rows = [line.split() for line in (SYSTEMD / "sysusers.conf").read_text(encoding="utf-8").splitlines()]
    made = {(row[0], row[1]) for row in rows if row[0] in {"g", "u"}}
    member = {row[2] for row in rows if row[0] == "m"}
    groups = words("kiosk.service", "SupplementaryGroups")
    assert groups == {"video", "render", "audio", "input"} == member
    assert {("g", group) for group in groups} <= made
    assert {("u", of(unit)["User"][0]) for unit in UNITS[:2]} <= made


def test_the_installed_settings_are_the_defaults():
    text = (SYSTEMD / "kiosk.toml").read_text(encoding="utf-8")
    assert parse_config(text, origin="kiosk.toml") == Config()


@pytest.fixture
def log() -> configparser.SectionProxy:
    settings = configparser.ConfigParser()
    settings.read(SYSTEMD / "journald.conf")
    return settings["Journal"]


def test_the_machines_log_is_in_memory_and_stays_small_where_an_owner_keeps_it(log):
    assert log["Storage"] == "volatile"
    # beside the station's own MemoryMax, on a board of 1 GB
    assert int(log["RuntimeMaxUse"].rstrip("M")) <= 16
    assert int(log["SystemMaxUse"].rstrip("M")) <= 50


def test_no_unit_can_fill_the_machines_log(log):
    assert log["RateLimitIntervalSec"] == "30s"
    assert int(log["RateLimitBurst"]) <= 1000


def test_a_file_of_the_station_is_linked_through_the_version_in_use(source, machine):
    assert install("install", source, machine).returncode == 0
    links = {path: path.readlink() for path in machine.rglob("*") if path.is_symlink()}
    outside = {path: to for path, to in links.items() if "opt" not in path.relative_to(machine).parts[:1]}
    assert len(outside) == 7
    for path, to in outside.items():
        assert to.parts[:5] == ("/", "opt", "hinge-mirror", "current", "systemd"), path
        assert (source / "systemd" / to.name).is_file()


def test_installing_twice_gives_the_same_tree(source, machine):
    assert install("install", source, machine).returncode == 0
    once, written_ns = tree_of(machine), written(machine)
    done = install("install", source, machine)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree_of(machine) == once
    assert written(machine) == written_ns
    assert not any("__pycache__" in path for path in once)


def test_no_package_account_or_service_is_touched_below_another_root(source, machine, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in (
        "apt-get",
        "systemctl",
        "systemd-sysusers",
        "systemd-tmpfiles",
        "useradd",
        "userdel",
        "pip",
        "runuser",
    ):
        (tools / name).write_text(f"#!/bin/sh\necho {name} >>{tmp_path}/called\n", encoding="ascii")
        (tools / name).chmod(0o755)
    for verb in ("install", "update", "uninstall"):
        assert install(verb, source, machine, PATH=f"{tools}:{os.environ['PATH']}").returncode == 0
    assert not (tmp_path / "called").exists()


def test_settings_and_data_are_never_overwritten_and_are_all_that_is_left(source, machine):
    before = tree_of(machine)
    install("install", source, machine)
    settings, journal = machine / "etc/hinge-mirror/kiosk.toml", machine / "var/lib/hinge-mirror/2026-11-20.jsonl"
    settings.write_text("[sound]\nvolume = 0.5\n", encoding="utf-8")
    journal.write_text("{}\n", encoding="utf-8")
    for verb in ("install", "uninstall"):
        assert install(verb, source, machine).returncode == 0
        assert settings.read_text(encoding="utf-8") == "[sound]\nvolume = 0.5\n"
        assert journal.read_text(encoding="utf-8") == "{}\n"
    left = {path for path, what in tree_of(machine).items() if not isinstance(what, int) and path not in before}
    assert left == {"etc/hinge-mirror/kiosk.toml", "var/lib/hinge-mirror/2026-11-20.jsonl"}
    assert {path: what for path, what in tree_of(machine).items() if path in before} == before


def test_the_start_of_a_raspberry_pi_is_quiet_and_the_owner_has_it_as_it_was(source, machine):
    install("install", source, machine)
    boot = machine / "boot" / "firmware"
    assert (boot / "cmdline.txt").read_text(encoding="ascii") == CMDLINE.replace(
        "console=tty1", "console=tty3"
    ).replace("rootwait\n", "rootwait quiet loglevel=3 logo.nologo vt.global_cursor_default=0 consoleblank=0\n")
    added = (boot / "config.txt").read_text(encoding="ascii").removeprefix(CONFIG_TXT)
    assert added.splitlines()[-2:] == ["[all]", "disable_splash=1"]
    assert (boot / "cmdline.txt.before-hinge-mirror").read_text(encoding="ascii") == CMDLINE


def test_a_start_that_the_owner_changed_since_stays(source, machine):
    install("install", source, machine)
    cmdline = machine / "boot" / "firmware" / "cmdline.txt"
    changed = cmdline.read_text(encoding="ascii").replace("\n", " video=HDMI-A-1:1920x1080@60\n")
    cmdline.write_text(changed, encoding="ascii")
    assert "was changed since and stays" in install("uninstall", source, machine).stdout
    assert cmdline.read_text(encoding="ascii") == changed


def test_a_machine_that_is_no_raspberry_pi_has_no_start_to_quieten(source, tmp_path):
    done = install("install", source, tmp_path / "pc")
    assert done.returncode == 0
    assert not (tmp_path / "pc" / "boot").exists()


def test_an_update_keeps_the_last_good_version_and_no_other(source, machine):
    install("install", source, machine)
    for number in ("1.1.0", "1.2.0"):
        assert install("update", version_in(source, number=number), machine).returncode == 0
        assert current(machine) == number
    kept = {path.name.partition("-")[0] for path in (machine / "opt/hinge-mirror/releases").iterdir()}
    assert kept == {"1.1.0", "1.2.0"}


def test_an_update_that_fails_its_doctor_is_rolled_back(source, machine):
    install("install", source, machine)
    before = tree_of(machine)
    done = install("update", version_in(source, number="2.0.0", says=1), machine)
    assert done.returncode != 0
    assert re.search(r"2\.0\.0-\w+ did not pass, so 1\.0\.0-\w+ goes on", done.stderr)
    assert tree_of(machine) == before
    assert install("update", version_in(source, number="2.0.1"), machine).returncode == 0
    assert current(machine) == "2.0.1"


def test_an_update_of_the_same_files_changes_nothing(source, machine):
    install("install", source, machine)
    before = tree_of(machine)
    assert install("update", source, machine).returncode == 0
    assert tree_of(machine) == before


def test_an_update_needs_something_installed(source, machine):
    done = install("update", source, machine)
    assert done.returncode != 0
    assert done.stderr == "hinge-mirror: nothing is installed yet: make install.\n"


@pytest.mark.parametrize(("says", "stride"), [(0, 1), (1, 4)], ids=["a good version", "a bad version"])
def test_a_power_cut_at_any_moment_of_an_update_leaves_a_whole_version_that_passed(
    tmp_path, source, machine, says, stride
):
    install("install", source, machine)
    shutil.copytree(machine, tmp_path / "as it was", symlinks=True)
    version_in(source, number="1.1.0", says=says)
    seen, moment = set(), 0
    while True:
        moment += stride
        (tmp_path / "cut").write_text(CUT.format(moment=moment), encoding="ascii")
        done = install("update", source, machine, BASH_ENV=str(tmp_path / "cut"))
        seen.add(current(machine))
        if done.returncode != -signal.SIGKILL:
            break
        if not any((machine / "opt" / "hinge-mirror" / "releases").glob("1.1.0-????????")):
            # the next one goes on with what this one left: one power cut after another
            continue
        again = install("update", source, machine)
        assert (again.returncode == 0) == (says == 0)
        assert current(machine) == ("1.0.0" if says else "1.1.0")
        shutil.rmtree(machine)
        shutil.copytree(tmp_path / "as it was", machine, symlinks=True)
    assert moment > 40
    assert seen == ({"1.0.0"} if says else {"1.0.0", "1.1.0"})


def test_a_wrong_word_is_answered(source, machine):
    done = install("remove", source, machine)
    assert (done.returncode, done.stderr) == (1, "hinge-mirror: say install, update or uninstall.\n")


def test_the_makefile_runs_the_installer():
    for verb in ("install", "update", "uninstall"):
        told = subprocess.run(
            ["make", "--no-print-directory", "-n", verb], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
        assert told == f"systemd/install.sh {verb}\n"


def test_the_lock_of_the_station_agrees_with_the_developers():
    def pins(name: str) -> dict[str, str]:
        return dict(re.findall(r"(?m)^([a-z][\w-]*)==(\S+)", (ROOT / name).read_text(encoding="utf-8")))

    station, developer = pins("requirements-station.lock"), pins("requirements.lock")
    # below numpy 2, which Bookworm has, there is no newer one
    assert {name for name in station if station[name] != developer[name]} == {"ml-dtypes"}
    assert "numpy" not in station
    assert "pygame" not in station


def test_the_lock_of_the_station_has_all_that_the_program_needs_beside_the_systems_packages():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[=<>;\[ ]", line)[0] for line in project["dependencies"]}
    lock = (ROOT / "requirements-station.lock").read_text(encoding="utf-8")
    assert {name for name in needed if not re.search(rf"(?m)^{name}==", lock)} == {"matplotlib", "numpy", "pygame"}
