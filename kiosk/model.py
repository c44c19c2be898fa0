"""Model: which pose weights this machine uses, checked before they are used.

In:  the settings, the manifest (models/manifest.toml), a folder of models.
Out: the path of weights whose digest is right, or the open model.
Not here: fetching and digests (storage/weights.py), running the model (vision/movenet.py).

Rule: no weights are opened whose digest nobody vouches for: the manifest's, or the settings' own.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.config import ModelConfig
from kiosk.setting_words import PROGRAM_DIR
from kiosk.storage.weights import fetch, read_manifest, verify
from kiosk.vision.movenet import MoveNet

MODELS: Final = PROGRAM_DIR / "models"
MANIFEST: Final = MODELS / "manifest.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedWeights:
    """A file of weights, and the digest it was found to have."""

    path: Path
    sha256: str


def fetch_model(folder: Path | None) -> Path:
    """Bring the manifest's weights into place, from a folder if they are there, and return their path.

    Raises OwnerError when only wrong files were found and StorageError when none was.
    """
    return fetch(read_manifest(MANIFEST), folder, MODELS)


def has_weights(config: ModelConfig) -> bool:
    """Whether there is anything to check: the settings name weights, or the manifest's were fetched."""
    return config.path is not None or (MODELS / read_manifest(MANIFEST).file).is_file()


def model_of(config: ModelConfig) -> CheckedWeights:
    """Return the weights to use. Raises OwnerError, saying what to do, when they are missing or not the ones meant."""
    if config.path is not None and config.sha256 is not None:
        verify(config.path, config.sha256, mend="correct model.path in the settings")
        return CheckedWeights(path=config.path, sha256=config.sha256)
    meant = read_manifest(MANIFEST)
    verify(MODELS / meant.file, meant.sha256)
    return CheckedWeights(path=MODELS / meant.file, sha256=meant.sha256)


def open_model(config: ModelConfig) -> MoveNet:
    """Return the model, ready. Raises OwnerError as `model_of` does, and ModelError when it does not load."""
    return MoveNet(model_of(config).path, config.threads)
