"""The model file arrives whole and right, or not at all."""

import errno
import hashlib
import io
import socket
import urllib.error
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import OwnerError, StorageError
from kiosk.storage.weights import Weights, fetch, open_https, read_manifest, verify

MANIFEST = Path(__file__).parents[2] / "models" / "manifest.toml"
CONTENT = b"TFL3" * 1000
FIRST, SECOND = "https://first.example/m.tflite", "https://second.example/m.tflite"
WEIGHTS = Weights(
    file="m.tflite",
    bytes=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    urls=(FIRST, SECOND),
    licence="Apache-2.0",
    author="Google",
    input="uint8 [1, 192, 192, 3], RGB",
)
OTHER_BYTES = CONTENT[:-1] + b"?"


class Web:
    """The network: what each address answers, and which were asked. An address without an answer is unreachable."""

    def __init__(self, **answers: bytes) -> None:
        self.answers = {FIRST: answers.get("first"), SECOND: answers.get("second")}
        self.asked: list[str] = []

    def __call__(self, url: str):
        self.asked.append(url)
        answer = self.answers[url]
        if answer is None:
            raise urllib.error.URLError(socket.gaierror(-2, "Name or service not known"))
        return closing(io.BytesIO(answer))


def folder_with(folder: Path, content: bytes) -> Path:
    folder.mkdir()
    (folder / WEIGHTS.file).write_bytes(content)
    return folder


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_the_manifest_names_one_model_by_size_digest_and_address():
    weights = read_manifest(MANIFEST)
    assert weights.file == "movenet_singlepose_lightning_int8_4.tflite"
    assert (weights.bytes, len(weights.sha256), weights.licence) == (2_894_840, 64, "Apache-2.0")
    assert all(url.startswith("https://") for url in weights.urls)


@pytest.mark.model
def test_the_fetched_model_is_the_one_in_the_manifest():
    weights = read_manifest(MANIFEST)
    if not (MANIFEST.parent / weights.file).is_file():
        pytest.skip(f"{weights.file} is not fetched: run `make models`")
    verify(MANIFEST.parent / weights.file, weights.sha256)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("[model\n", ["cannot be read"]),
        ("model = 3\n", ["lacks the table [model]"]),
        ("", ["lacks the table [model]"]),
        (
            '[model]\nfile = "m"\nbytes = "many"\nsha256 = "0"\nurls = []\nlicence = ""\ninput = ""\nsize = 3\n',
            ["lacks a right model.bytes", "lacks a right model.author", "unknown key model.size: remove it"],
        ),
    ],
)
def test_every_problem_of_a_manifest_is_told_at_once(tmp_path, text, sentences):
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    with pytest.raises(OwnerError) as caught:
        read_manifest(path)
    assert len(caught.value.problems) == len(sentences)
    for problem, sentence in zip(caught.value.problems, sentences, strict=True):
        assert sentence in problem


def test_the_folder_of_models_comes_first_and_the_network_is_not_asked(tmp_path):
    web = Web(first=CONTENT)
    path = fetch(WEIGHTS, folder_with(tmp_path / "given", CONTENT), tmp_path / "models", web)
    assert path == tmp_path / "models" / "m.tflite"
    assert path.read_bytes() == CONTENT
    assert web.asked == []


@pytest.mark.parametrize("has_folder", [False, True])
def test_without_the_file_in_a_folder_it_comes_from_the_network(tmp_path, has_folder):
    path = fetch(WEIGHTS, tmp_path / "empty" if has_folder else None, tmp_path / "models", Web(first=CONTENT))
    assert path.read_bytes() == CONTENT
    assert names_in(tmp_path / "models") == ["m.tflite"]


def test_the_second_address_is_asked_when_the_first_does_not_answer(tmp_path):
    web = Web(second=CONTENT)
    assert fetch(WEIGHTS, None, tmp_path, web).read_bytes() == CONTENT
    assert web.asked == [FIRST, SECOND]


def test_a_right_file_that_is_there_already_is_left_alone(tmp_path):
    into, web = folder_with(tmp_path / "models", CONTENT), Web()
    assert fetch(WEIGHTS, None, into, web) == into / "m.tflite"
    assert web.asked == []


def test_a_wrong_file_that_is_there_already_is_replaced(tmp_path):
    into = folder_with(tmp_path / "models", OTHER_BYTES)
    assert fetch(WEIGHTS, None, into, Web(first=CONTENT)).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OTHER_BYTES, f"has SHA-256 {hashlib.sha256(OTHER_BYTES).hexdigest()}, not {WEIGHTS.sha256}"),
        (CONTENT[:1000], "is cut short: 1000 of 4000 bytes"),
        (CONTENT + b"more", "is larger than the 4000 bytes it should have"),
        (b"", "is cut short: 0 of 4000 bytes"),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_do_and_leaves_nothing(tmp_path, content, sentence):
    with pytest.raises(OwnerError) as caught:
        fetch(replace(WEIGHTS, urls=(FIRST,)), None, tmp_path / "models", Web(first=content))
    assert caught.value.problems == (f"{FIRST} {sentence}: run `make models` again, or put the right file there.",)
    assert names_in(tmp_path / "models") == []


def test_a_wrong_file_in_the_folder_of_models_does_not_hide_a_right_one_elsewhere(tmp_path):
    given = folder_with(tmp_path / "given", OTHER_BYTES)
    assert fetch(WEIGHTS, given, tmp_path / "models", Web(first=CONTENT)).read_bytes() == CONTENT


def test_without_network_and_folder_one_sentence_a_place_says_what_to_do(tmp_path):
    with pytest.raises(StorageError) as caught:
        fetch(WEIGHTS, None, tmp_path / "models", Web())
    sentences = str(caught.value).splitlines()
    assert [sentence.split()[0] for sentence in sentences] == [FIRST, SECOND]
    assert all(sentence.endswith("or put m.tflite into the folder of models.") for sentence in sentences)
    assert names_in(tmp_path / "models") == []


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left(tmp_path):
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"m\.tflite cannot be written"):
        fetch(WEIGHTS, None, tmp_path / "models", Web(first=CONTENT))


def test_a_full_disk_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    def refuse(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    into = folder_with(tmp_path / "models", OTHER_BYTES)
    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(StorageError, match=r"cannot be written \(No space left on device\): free some space"):
        fetch(WEIGHTS, None, into, Web(first=CONTENT))
    assert names_in(into) == ["m.tflite"]
    assert (into / "m.tflite").read_bytes() == OTHER_BYTES


def test_only_https_is_opened():
    with pytest.raises(OSError, match="is not an https address"):
        open_https("http://first.example/m.tflite")


def test_a_model_of_ones_own_is_checked_by_its_digest(tmp_path):
    path = tmp_path / "own.tflite"
    path.write_bytes(CONTENT)
    verify(path, WEIGHTS.sha256.upper())
    with pytest.raises(OwnerError, match=r"own\.tflite has SHA-256 .* or set the digest you trust"):
        verify(path, "0" * 64)
    with pytest.raises(OwnerError, match="cannot be read"):
        verify(tmp_path / "missing.tflite", WEIGHTS.sha256)
