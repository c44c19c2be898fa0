"""Pruning: what is old goes, what is young or somebody's own stays, what cannot go is named."""

import os
import time
from dataclasses import replace

import pytest

from kiosk.config import Config, HistoryConfig, JournalConfig
from kiosk.errors import StorageError
from kiosk.prune import prune

HOUR_S = 3600


def config_in(folder, **settings):
    return replace(
        Config(),
        journal=JournalConfig(folder=folder, **settings),
        history=HistoryConfig(file=folder / "history.db", keep=False),
    )


@pytest.mark.parametrize(
    ("name", "age_h", "stays"),
    [
        ("2026-11-20T18-30-00.jsonl", 25, False),
        ("2026-11-20T18-30-00-2.jsonl", 25, False),
        ("2026-11-21T18-30-00.jsonl", 1, True),
        ("2036-11-21T18-30-00.jsonl", -87_600, True),
        ("my best set.jsonl", 25, True),
        ("lane.json", 25, True),
    ],
    ids=["old", "an old second page", "young", "from a clock that ran ahead", "renamed", "the lane"],
)
def test_what_is_kept_and_what_is_not(tmp_path, name, age_h, stays):
    path = tmp_path / name
    path.touch()
    then_s = time.time() - age_h * HOUR_S
    os.utime(path, (then_s, then_s))
    assert prune(config_in(tmp_path, keep_h=24.0)) == f"{tmp_path} holds no journal that is 24 h old."
    assert path.exists() == stays


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert "holds no journal" in prune(config_in(tmp_path / "none"))


def test_what_cannot_be_deleted_is_named(tmp_path):
    # a folder with a journal's name cannot be deleted as a file, even by root
    (tmp_path / "2020-01-01T08-00-00.jsonl").mkdir()
    then_s = time.time() - 25 * HOUR_S
    os.utime(tmp_path / "2020-01-01T08-00-00.jsonl", (then_s, then_s))
    with pytest.raises(StorageError, match="cannot be deleted"):
        prune(config_in(tmp_path))
