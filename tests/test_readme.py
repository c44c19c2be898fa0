"""The README says what is there: its commands, pictures, links and numbers."""

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from kiosk.analysis import analyse, json_object_of
from kiosk.catalogue import load_catalogue
from kiosk.cli import COMMANDS
from kiosk.core.family import SURE_FROM
from kiosk.core.params import Params
from kiosk.core.vocab import Family, Fault, Severity, Verdict
from kiosk.drill_list import check_drills, list_drills
from kiosk.screenshots import STRIPS
from tests.builders import Posture, Story

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LINKS = re.findall(r"\]\(([^)\s]+)\)", README)
PICTURES = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", README)
CODE = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL) + re.findall(r"`([^`\n]+)`", README)
MADE_BYTES = 1_500_000
"""All committed pictures together: a clone over a slow line should not notice them."""


def rows_of(header):
    """Return the cells of every row below a table's header row."""
    table = README.split(header, 1)[1].split("\n\n", 1)[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


def anchors_of(text):
    return {
        re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in re.findall(r"(?m)^#+ (.+)$", text)
    }


@pytest.mark.parametrize("target", sorted({word for code in CODE for word in re.findall(r"\bmake ([a-z-]+)", code)}))
def test_every_make_command_it_names_exists(target):
    assert re.search(rf"(?m)^{target}:.*## ", MAKEFILE)


def test_it_names_the_two_commands_first():
    assert re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)[0].splitlines()[0].startswith("make run")


@pytest.mark.parametrize("command", sorted({word for code in CODE for word in re.findall(r"-m kiosk ([a-z]+)", code)}))
def test_every_subcommand_it_names_exists(command):
    assert command in COMMANDS


@pytest.mark.parametrize("link", sorted(set(LINKS)))
def test_every_link_leads_somewhere(link):
    if link.startswith("#"):
        assert link[1:] in anchors_of(README)
    elif "://" not in link:
        assert (ROOT / unquote(link).partition("#")[0]).exists()


@pytest.mark.parametrize("word", sorted({word for code in CODE for word in re.findall(r"[\w./-]+/[\w./-]+", code)}))
def test_every_path_it_names_in_the_repository_exists(word):
    top = word.split("/", 1)[0]
    if top in {"assets", "kiosk", "models", "tests"}:
        assert (ROOT / word).exists()


def test_it_shows_every_picture_that_is_kept_and_no_other():
    kept = {path.relative_to(ROOT).as_posix() for path in (ROOT / "assets" / "pictures").iterdir()}
    assert (
        set(PICTURES) == kept == {f"assets/pictures/{name}.png" for name in (*(strip.name for strip in STRIPS), "room")}
    )


def test_the_pictures_are_small():
    assert sum(path.stat().st_size for path in (ROOT / "assets" / "pictures").iterdir()) < MADE_BYTES


def test_it_tells_every_verdict_and_whether_it_counts():
    told = {row[0].strip("`"): row[1].startswith("yes") for row in rows_of("| verdict |")}
    assert told == {verdict.value: verdict.is_counted for verdict in Verdict}


def test_it_tells_every_family_a_video_may_be():
    assert {row[0].strip("`") for row in rows_of("| family |")} == {family.value for family in Family}
    assert f"{SURE_FROM:.2f} is one error" in README


def test_its_example_of_an_analysis_has_the_keys_of_one():
    (text,) = re.findall(r"```json\n(.*?)```", README, flags=re.DOTALL)
    example = json.loads(text)
    samples = Story(has_wall=False).stand(2.0).reps(1, Posture(kappa_deg=15, theta_deg=45)).stand(1.0).samples(fps=15)
    analysis = analyse(samples, drill="hip_hinge", lane=None, catalogue=load_catalogue())
    found = json_object_of(analysis, "a.mp4")
    assert list(example) == list(found)
    assert [list(rep) for rep in example["reps"]] == [list(rep) for rep in found["reps"]]


def test_it_tells_every_fault_the_drills_judge_with_its_weight():
    judged = {(drill.id, fault): weight for drill in load_catalogue().drills.values() for fault, weight in drill.faults}
    told, named = {}, set()
    for names, _, weights in rows_of("| fault |"):
        usual, _, other = weights.partition("; ")
        others = dict.fromkeys(re.findall(r"`(\w+)`", other), other.partition(" ")[0])
        for name in re.findall(r"`(\w+)`", names):
            named.add(Fault(name))
            told |= {place: Severity(others.get(place[0], usual)) for place in judged if place[1] is Fault(name)}
    assert told == judged
    assert named == {fault for _, fault in judged}


def test_it_tells_the_ladders_numbers():
    ladder, stance = Params().ladder, Params().stance
    told = " ".join(cell for row in rows_of("| what happened |") for cell in row)
    for figure in (
        f"{ladder.clean_to_go_on:g} clean in a row, each held {ladder.hold_min_s:g}–{ladder.hold_max_s:g} s",
        f"within {ladder.tempo_spread:.0%}".replace("%", " %"),
        f"{ladder.misses_to_go_in:g} near misses in a row",
        f"{ladder.clean_to_stay - 1:g} or fewer clean of the last {ladder.window:g}",
        f"trunk at {ladder.cap_lean_deg:g}°",
        f"reaches {ladder.cap_stature_share:g} of",
    ):
        assert figure in told
    assert f"within {stance.rung_tolerance_in:g} in\nof the rung" in README


def test_it_shows_every_drill_with_its_dose_as_the_program_prints_them():
    assert f"kiosk drills\n```\n\n```text\n{list_drills(load_catalogue())}```" in README


def test_it_tells_the_dose_at_the_wall():
    dose = load_catalogue().drill("wall_hinge").dose
    assert f"wall hinge's dose is {dose.reps:g} reps, {dose.sets:g} sets, {dose.rest_s:g} s rest" in README


def test_the_drill_it_writes_out_for_a_coach_is_a_good_one(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    path = tmp_path / "slow_hinge.toml"
    path.write_text(example, encoding="utf-8")
    assert check_drills([path], load_catalogue()) == f"{path}: good, Slow hinge.\n"


def test_every_setting_it_names_is_in_the_example():
    example = (ROOT / "assets" / "kiosk.example.toml").read_text(encoding="utf-8")
    for row in rows_of("| setting |"):
        for name in re.findall(r"`([\w.]+)`", row[0]):
            table, _, key = name.rpartition(".")
            assert re.search(rf"(?m)^(?:# )?{key} = ", example), name
            assert f"[{table}]" in example or not table, name


def test_it_makes_no_claims_about_bodies_and_names_no_place_outside():
    assert re.findall(r"(?i)\b(?:injur\w*|pains?|painful|risk\w*|medic\w*|hurts?)\b", README) == []
    assert "../" + "shared" not in README
