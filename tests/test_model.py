"""Which weights are used: the manifest's or the settings' own, and never unchecked ones."""

import pytest

from kiosk import model
from kiosk.config import ModelConfig
from kiosk.errors import OwnerError
from kiosk.model import has_weights, model_of


@pytest.fixture
def no_models(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "MODELS", tmp_path)


def test_the_fetched_weights_are_used(model_path):
    assert has_weights(ModelConfig())
    assert model_of(ModelConfig()).path == model_path


@pytest.mark.usefixtures("no_models")
def test_missing_weights_are_told_with_what_to_do():
    assert not has_weights(ModelConfig())
    with pytest.raises(OwnerError, match="run `make models`"):
        model_of(ModelConfig())


@pytest.mark.usefixtures("no_models")
def test_weights_that_the_settings_name_must_have_their_digest(model_path):
    named = ModelConfig(path=model_path, sha256="0" * 64)
    assert has_weights(named)
    with pytest.raises(OwnerError, match=r"has SHA-256.*: correct model\.path"):
        model_of(named)


def test_a_model_that_the_settings_name_and_is_not_there_is_theirs_to_correct(tmp_path):
    with pytest.raises(OwnerError) as refused:
        model_of(ModelConfig(path=tmp_path / "no.tflite", sha256="0" * 64))
    (problem,) = refused.value.problems
    assert problem.endswith("no.tflite cannot be read (No such file or directory): correct model.path in the settings.")


@pytest.mark.usefixtures("no_models")
def test_weights_that_the_settings_vouch_for_are_used(model_path):
    sha256 = "cd7cc22fa946e5d146a7b98d496853e1923e22828d3972d579973f27f91bb105"
    assert model_of(ModelConfig(path=model_path, sha256=sha256)).sha256 == sha256
