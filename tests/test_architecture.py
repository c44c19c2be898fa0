"""The laws of the house, read off the source: who may import whom, who may touch a device, the clock, a file.

In:  every file under kiosk/, as its syntax tree.
Out: one sentence for each breach, with file and line.
Not here: style (ruff), types (mypy).

Rule: what is not allowed here is forbidden, and there is no list of exceptions: a module's room decides what it may do.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
MAX_LINES: Final = 400
PACKAGES: Final = frozenset({"kiosk", "kiosk.core", "kiosk.vision", "kiosk.output", "kiosk.storage"})
PARAGRAPHS: Final = (("In:",), ("Out:",), ("Not here:",), ("Rule:", "Law:"))
BESIDE: Final = "../" + "shared"
TEXT_SUFFIXES: Final = frozenset(
    {"", ".cfg", ".json", ".lock", ".md", ".py", ".service", ".sh", ".toml", ".txt", ".yml"}
)

SEAMS: Final = frozenset({"assets", "config", "errors", "ports", "setting_words", "toml_table"})
EDGES: Final = frozenset({"vision", "output", "storage"})
DOORS: Final = frozenset({"cli", "__main__"})

# Room: which rooms of ours it may import. The package's own __init__ (its version) is the room "root".
ROOMS: Final = {
    "root": frozenset[str](),
    "core": frozenset({"core"}),
    "seam": frozenset({"core", "seam", "root"}),
    "vision": frozenset({"core", "seam", "root", "vision"}),
    "output": frozenset({"core", "seam", "root", "output"}),
    "storage": frozenset({"core", "seam", "root", "storage"}),
    "loop": frozenset({"core", "seam", "root"}),
    "app": frozenset({"core", "seam", "root", "loop", "app"}) | EDGES,
    "door": frozenset({"seam", "root", "app", "door"}),
}
LOOP_SEAMS: Final = frozenset({"kiosk.errors", "kiosk.ports"})

CORE_STDLIB: Final = frozenset(
    {"bisect", "collections", "dataclasses", "enum", "functools", "itertools", "math", "operator", "typing"}
)
CORE_FORBIDDEN_CALLS: Final = frozenset(
    {"__import__", "breakpoint", "compile", "eval", "exec", "globals", "input", "open", "print"}
)
CORE_FORBIDDEN_NUMPY: Final = frozenset(
    {
        "datetime64",
        "fromfile",
        "genfromtxt",
        "load",
        "loadtxt",
        "memmap",
        "random",
        "save",
        "savetxt",
        "savez",
        "tofile",
    }
)

# Third-party package or device: the only rooms that may import it. Any third-party package not named here is forbidden.
OWNERS: Final = {
    "ai_edge_litert": frozenset({"vision"}),
    "av": frozenset({"vision"}),
    "font_roboto": frozenset({"output"}),
    "libcamera": frozenset({"vision"}),
    "matplotlib": frozenset({"output"}),
    "numpy": frozenset({"core", "seam", "loop", "app"}) | EDGES,
    "picamera2": frozenset({"vision"}),
    "pocketsphinx": frozenset({"app"}),
    "pygame": frozenset({"output"}),
    "reportlab": frozenset({"output"}),
    "segno": frozenset({"output"}),
    "sqlite3": frozenset({"storage"}),
    "tflite_runtime": frozenset({"vision"}),
}
CLOCKS: Final = frozenset({"datetime", "sched", "time"})
CLOCK_ROOMS: Final = frozenset({"loop", "app"}) | EDGES
CHANCE: Final = frozenset({"random", "secrets", "uuid"})
NETWORK: Final = frozenset(
    {"asyncio", "ftplib", "http", "imaplib", "poplib", "select", "selectors", "smtplib", "socket", "socketserver"}
    | {"ssl", "urllib", "webbrowser", "xmlrpc"}
)
NETWORK_FILES: Final = frozenset({"kiosk.storage.weights", "kiosk.output.sdnotify"})
DYNAMIC_IMPORTS: Final = frozenset({"__import__", "import_module"})

# Calls that write an image or a video, whichever library they come from.
FRAME_WRITERS: Final = frozenset({"add_stream", "imsave", "imwrite", "mux", "save_extended", "to_image", "tofile"})
PICTURE_FILE: Final = "kiosk.output.screenshots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One file of ours: its dotted name, text and tree."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        match self.name.split("."):
            case ["kiosk"]:
                return "root"
            case ["kiosk", "core" | "vision" | "output" | "storage" as room, *_]:
                return room
            case ["kiosk", "loop"]:
                return "loop"
            case ["kiosk", name] if name in SEAMS:
                return "seam"
            case ["kiosk", name] if name in DOORS:
                return "door"
        return "app"

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name: its full dotted path, where it stands, and whether a function holds it."""

    target: str
    node: ast.AST
    is_in_function: bool

    @property
    def package(self) -> str:
        return self.target.partition(".")[0]


def module_of(name: str, text: str) -> Module:
    return Module(name=name, text=text, tree=ast.parse(text))


def modules() -> list[Module]:
    found = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found.append(module_of(name, path.read_text(encoding="utf-8")))
    return found


def imports(module: Module) -> Iterator[Import]:
    """Yield every import. A relative one is spelt out as if it were absolute."""
    in_functions = {
        id(inner)
        for outer in ast.walk(module.tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(module.tree):
        match node:
            case ast.Import():
                targets = [alias.name for alias in node.names]
            case ast.ImportFrom():
                base = ".".join(module.name.split(".")[: -node.level]) if node.level else ""
                start = ".".join(part for part in (base, node.module) if part)
                targets = [f"{start}.{alias.name}" for alias in node.names]
            case _:
                continue
        for target in targets:
            yield Import(target=target, node=node, is_in_function=id(node) in in_functions)


def module_named(target: str, known: frozenset[str]) -> str:
    """Return the module of ours that an import reaches: itself, or the one that holds the imported name."""
    return target if target in known else target.rpartition(".")[0]


def called_name(node: ast.Call) -> str:
    """Return the last part of what is called: `save` for pygame.image.save(…)."""
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def dotted(node: ast.AST) -> str:
    """Return a chain of attributes as written, or an empty text for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{start}.{name}" if (start := dotted(value)) else name
    return ""


def layering(module: Module) -> list[str]:
    """Rooms import only the rooms below them; edges never one another."""
    breaches = []
    for found in imports(module):
        if found.package != "kiosk":
            continue
        reached = module_of(module_named(found.target, KNOWN), "")
        if reached.room not in ROOMS[module.room]:
            breaches.append(f"{module.at(found.node)}: {module.room} may not import {found.target} ({reached.room})")
        elif module.room == "loop" and reached.room == "seam" and reached.name not in LOOP_SEAMS:
            breaches.append(f"{module.at(found.node)}: the loop sees ports and errors only, not {found.target}")
    return breaches


def purity(module: Module) -> list[str]:
    """The core imports numpy and a short list of the standard library, and calls nothing that meets the world."""
    if module.room != "core":
        return []
    breaches = [
        f"{module.at(found.node)}: the core may not import {found.target}"
        for found in imports(module)
        if found.package not in CORE_STDLIB | {"kiosk", "numpy"}
    ]
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in CORE_FORBIDDEN_CALLS:
                breaches.append(f"{module.at(node)}: the core may not call {name}")
            case ast.Attribute(attr=name) if name in CORE_FORBIDDEN_NUMPY and dotted(node).startswith(
                ("np.", "numpy.")
            ):
                breaches.append(f"{module.at(node)}: the core may not use {dotted(node)}")
            case ast.Global() | ast.AsyncFunctionDef() | ast.Await():
                breaches.append(f"{module.at(node)}: the core has no {type(node).__name__}")
    return breaches


def ownership(module: Module) -> list[str]:
    """A device, a library or the network is met in its own room only."""
    breaches = []
    for found in imports(module):
        where = module.at(found.node)
        package = found.package
        owners = OWNERS.get(package)
        if owners is None and package not in sys.stdlib_module_names | {"kiosk"}:
            breaches.append(f"{where}: {package} is no library of this project")
        if owners is not None and module.room not in owners:
            breaches.append(f"{where}: {package} belongs in {' or '.join(sorted(owners))}, not in {module.room}")
        if package in NETWORK and module.name not in NETWORK_FILES:
            breaches.append(f"{where}: {package} belongs in {' or '.join(sorted(NETWORK_FILES))}")
        if found.is_in_function and (owners is None or package == "numpy"):
            breaches.append(f"{where}: {package} is imported inside a function")
    breaches += [
        f"{module.at(node)}: an import must be written as one, not as {called_name(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and called_name(node) in DYNAMIC_IMPORTS
    ]
    return breaches


def time_and_chance(module: Module) -> list[str]:
    """The clock is read by edges, the loop and the assembly; nothing is left to chance."""
    return [
        f"{module.at(found.node)}: {module.room} may not import {found.package}"
        for found in imports(module)
        if (found.package in CLOCKS and module.room not in CLOCK_ROOMS) or found.package in CHANCE
    ]


def frames(module: Module) -> list[str]:
    """No frame reaches disk: nothing writes images or videos but the file that draws the manual's pictures."""
    breaches = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        path = dotted(node.func)
        is_picture = path.endswith("image.save") and module.name != PICTURE_FILE
        is_array = module.room in EDGES and path in {"np.save", "np.savez", "np.savetxt", "numpy.save", "np.memmap"}
        if is_picture or is_array or called_name(node) in FRAME_WRITERS:
            breaches.append(f"{module.at(node)}: {path} would write a frame")
        modes = [*node.args[1:2], *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
        if path == "av.open" and any(not isinstance(mode, ast.Constant) or mode.value != "r" for mode in modes):
            breaches.append(f"{module.at(node)}: a video is opened for reading only")
    return breaches


def shape(module: Module) -> list[str]:
    """A page says what goes in, what comes out, what is elsewhere and its rule, and stays a page."""
    breaches = []
    lines = module.text.count("\n")
    if lines > MAX_LINES:
        breaches.append(f"{module.name}: {lines} lines are more than {MAX_LINES}")
    said = (ast.get_docstring(module.tree) or "").splitlines()
    if module.name not in PACKAGES:
        breaches += [
            f"{module.name}: its docstring has no paragraph {' or '.join(words)}"
            for words in PARAGRAPHS
            if not any(line.startswith(words) for line in said)
        ]
    return breaches


MODULES: Final = modules()
KNOWN: Final = frozenset(module.name for module in MODULES)
LAWS: Final = (layering, purity, ownership, time_and_chance, frames, shape)


@pytest.mark.parametrize("law", LAWS, ids=[law.__name__ for law in LAWS])
def test_every_module_keeps_the_law(law):
    assert [breach for module in MODULES for breach in law(module)] == []


@pytest.mark.parametrize(
    ("law", "name", "source"),
    [
        (layering, "kiosk.core.rep", "from kiosk.errors import KioskError"),
        (layering, "kiosk.core.rep", "from kiosk import VERSION"),
        (layering, "kiosk.core.rep", "from ..errors import KioskError"),
        (layering, "kiosk.ports", "from kiosk.vision.clip import ClipSource"),
        (layering, "kiosk.vision.clip", "import kiosk.storage.weights"),
        (layering, "kiosk.output.display", "from kiosk.vision import movenet"),
        (layering, "kiosk.storage.history", "from kiosk.app import run"),
        (layering, "kiosk.loop", "from kiosk.output.theme import INK"),
        (layering, "kiosk.loop", "from kiosk.config import Config"),
        (layering, "kiosk.judge", "from kiosk.cli import main"),
        (layering, "kiosk.cli", "from kiosk.vision.clip import ClipSource"),
        (purity, "kiosk.core.rep", "import time"),
        (purity, "kiosk.core.rep", "from pathlib import Path"),
        (purity, "kiosk.core.rep", "import logging"),
        (purity, "kiosk.core.rep", "print(1)"),
        (purity, "kiosk.core.rep", "open('x')"),
        (purity, "kiosk.core.rep", "np.random.default_rng()"),
        (purity, "kiosk.core.rep", "np.save('x', y)"),
        (purity, "kiosk.core.rep", "def f():\n    global x"),
        (ownership, "kiosk.storage.journal", "import pygame"),
        (ownership, "kiosk.screenshots", "import pygame"),
        (ownership, "kiosk.core.takeaway", "import segno"),
        (ownership, "kiosk.app", "from picamera2 import Picamera2"),
        (ownership, "kiosk.app", "import sqlite3"),
        (ownership, "kiosk.output.display", "import av"),
        (ownership, "kiosk.replay", "from tflite_runtime.interpreter import Interpreter"),
        (ownership, "kiosk.vision.clip", "import cv2"),
        (ownership, "kiosk.vision.clip", "import socket"),
        (ownership, "kiosk.app", "from urllib.request import urlopen"),
        (ownership, "kiosk.app", "def f():\n    import json"),
        (ownership, "kiosk.output.display", "def f():\n    import picamera2"),
        (ownership, "kiosk.app", "import importlib\nimportlib.import_module('pygame')"),
        (time_and_chance, "kiosk.config", "import time"),
        (time_and_chance, "kiosk.core.rep", "from datetime import datetime"),
        (time_and_chance, "kiosk.cli", "import time"),
        (time_and_chance, "kiosk.app", "import random"),
        (frames, "kiosk.vision.worker", "cv2.imwrite('x.png', frame)"),
        (frames, "kiosk.output.paint", "pygame.image.save(surface, 'x.png')"),
        (frames, "kiosk.vision.worker", "np.save('x', frame)"),
        (frames, "kiosk.vision.worker", "frame.tofile('x')"),
        (frames, "kiosk.vision.clip", "av.open('x.mp4', 'w')"),
        (frames, "kiosk.vision.clip", "av.open('x.mp4', mode=how)"),
        (shape, "kiosk.app", '"""One line."""'),
        (shape, "kiosk.app", "x = 1\n" * (MAX_LINES + 1)),
    ],
)
def test_a_breach_is_seen(law, name, source):
    assert law(module_of(name, source))


@pytest.mark.parametrize(
    ("law", "name", "source"),
    [
        (layering, "kiosk.app", "from kiosk.vision.clip import ClipSource\nfrom kiosk.output.theme import INK"),
        (layering, "kiosk.loop", "from kiosk.ports import Clock\nfrom kiosk.core.units import TICK_HZ"),
        (purity, "kiosk.core.rep", "from collections.abc import Sequence\nimport numpy as np\nnp.round(x)"),
        (ownership, "kiosk.vision.movenet", "def f():\n    from ai_edge_litert.interpreter import Interpreter"),
        (ownership, "kiosk.storage.weights", "import urllib.request"),
        (time_and_chance, "kiosk.vision.worker", "import time"),
        (frames, "kiosk.vision.clip", "av.open('x.mp4')\nav.open(path, mode='r')"),
    ],
)
def test_what_is_allowed_is_no_breach(law, name, source):
    assert law(module_of(name, source)) == []


def test_no_module_needs_itself_through_others():
    needs = {
        module.name: {module_named(found.target, KNOWN) for found in imports(module) if found.package == "kiosk"}
        for module in MODULES
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as cycle:
        pytest.fail(" imports ".join(cycle.args[1]))


def test_only_the_makefile_looks_beside_the_repository():
    texts = [ROOT / ".ci" / "run", *ROOT.iterdir()]
    for folder in ("kiosk", "tests", "assets", "models", "systemd", "docs"):
        texts += (ROOT / folder).rglob("*")
    looking = {
        path.relative_to(ROOT).as_posix()
        for path in texts
        if path.is_file() and path.suffix in TEXT_SUFFIXES and BESIDE in path.read_text(encoding="utf-8")
    }
    assert looking <= {"Makefile"}
