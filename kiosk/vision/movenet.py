"""MoveNet: one frame and a crop in, one pose out, on whichever TensorFlow Lite runtime is installed.

In:  RGB frames as uint8 (height, width, 3), and the crop in frame pixels.
Out: poses and pose samples in frame pixels, rounded to the journal's steps.
Not here: where to look next (core/crop.py), where frames come from (camera.py, webcam.py, clip.py).

Rule: everything but the model itself is a gather and a few sums, at most 0.3 ms a frame; nothing here knows the time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final, Protocol, TypedDict

import numpy as np
from numpy.typing import NDArray

from kiosk.core.crop import Crop, full_frame, next_crop
from kiosk.core.pose import KEYPOINT_COUNT, Pose, PoseSample, quantised
from kiosk.errors import ModelError

RgbFrame = NDArray[np.uint8]

OUTPUT_SHAPE: Final = (1, 1, KEYPOINT_COUNT, 3)
INPUT_TYPES: Final = (np.uint8, np.int32, np.float32)
LUMA_STEP_PX: Final = 16
LUMA_WEIGHTS: Final = (0.299, 0.587, 0.114)  # ITU-R BT.601, what a video's own luma means


class TensorDetail(TypedDict):
    """What the runtime says of one tensor, as far as it is needed here."""

    index: int
    shape: NDArray[np.int32]
    dtype: type[np.generic]


class Interpreter(Protocol):
    """The part of the runtimes' interpreter that both share."""

    def allocate_tensors(self) -> None:
        """Reserve the tensors' memory."""

    def get_input_details(self) -> list[TensorDetail]:
        """Return one entry an input."""

    def get_output_details(self) -> list[TensorDetail]:
        """Return one entry an output."""

    def set_tensor(self, tensor_index: int, value: NDArray[np.generic]) -> None:
        """Copy a value into an input."""

    def invoke(self) -> None:
        """Run the model."""

    def get_tensor(self, tensor_index: int) -> NDArray[np.float32]:
        """Return a copy of an output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """An installed runtime: its package name and version, and how to make its interpreter."""

    name: str
    version: str
    make: Callable[..., Interpreter]


class PoseEstimator(Protocol):
    """Anything that finds a pose in a crop of a frame."""

    def estimate(self, frame: RgbFrame, crop: Crop) -> Pose:
        """Return the pose in frame pixels."""


def load_runtime() -> Runtime:
    """Return LiteRT, or tflite-runtime where LiteRT is not installed. Raises ModelError when neither is."""
    try:
        from ai_edge_litert.interpreter import Interpreter as LiteRt  # noqa: PLC0415 (only one runtime is installed)
    except ImportError:
        pass
    else:
        return Runtime(name="ai-edge-litert", version=version("ai-edge-litert"), make=LiteRt)
    try:
        from tflite_runtime.interpreter import Interpreter as Tflite  # noqa: PLC0415 (only one runtime is installed)
    except ImportError as error:
        message = "No TensorFlow Lite runtime is installed: run `make setup`, which installs ai-edge-litert."
        raise ModelError(message) from error
    return Runtime(name="tflite-runtime", version=version("tflite-runtime"), make=Tflite)


class MoveNet:
    """MoveNet SinglePose, Lightning (192 px) or Thunder (256 px), with uint8, int32 or float32 input."""

    def __init__(self, model_path: Path, num_threads: int, runtime: Runtime | None = None) -> None:
        """Load the model. Raises ModelError, saying what to do, when it cannot be loaded or is not MoveNet."""
        self.runtime: Final = runtime or load_runtime()
        self._interpreter: Final = _open_interpreter(self.runtime, model_path, num_threads)
        (source, *_), (target, *_) = self._interpreter.get_input_details(), self._interpreter.get_output_details()
        size = int(source["shape"][1])
        is_movenet = tuple(source["shape"]) == (1, size, size, 3) and tuple(target["shape"]) == OUTPUT_SHAPE
        if not is_movenet or source["dtype"] not in INPUT_TYPES:
            message = (
                f"{model_path} takes {source['dtype'].__name__} {source['shape'].tolist()} and gives "
                f"{target['shape'].tolist()}, which is not MoveNet SinglePose: run `make models` to fetch one that is."
            )
            raise ModelError(message)
        self.input_px: Final = size
        self._dtype: Final = source["dtype"]
        self._input_index: Final = source["index"]
        self._output_index: Final = target["index"]

    def estimate(self, frame: RgbFrame, crop: Crop) -> Pose:
        """Return the pose the model sees in `crop`, in frame pixels. Raises ModelError when the model does not run."""
        image = resample(frame, crop, self.input_px)
        try:
            self._interpreter.set_tensor(self._input_index, image[None].astype(self._dtype, copy=False))
            self._interpreter.invoke()
        except (RuntimeError, ValueError) as error:
            message = f"The pose model stopped with “{error}”: restart the station, then run `make models` if it stays."
            raise ModelError(message) from error
        yx_score = self._interpreter.get_tensor(self._output_index)[0, 0].astype(np.float64)
        xy_px = yx_score[:, 1::-1] * crop.side_px + (crop.x_px, crop.y_px)
        return quantised(xy_px, yx_score[:, 2])


class PoseTracker:
    """A model that follows the athlete: owns the crop and the sequence number of one run of frames."""

    def __init__(self, model: PoseEstimator) -> None:
        self._model: Final = model
        self._pose: Pose | None = None
        self._frame_px = (0, 0)
        self._sequence = 0

    def track(self, frame: RgbFrame, capture_us: int) -> PoseSample:
        """Return the sample of the next frame. A frame of another size starts again from the full frame."""
        frame_px = (frame.shape[1], frame.shape[0])
        is_same_view = frame_px == self._frame_px
        crop = next_crop(self._pose, frame_px) if is_same_view else full_frame(frame_px)
        pose = self._model.estimate(frame, crop)
        sample = PoseSample(
            sequence=self._sequence, capture_us=capture_us, pose=pose, luma=mean_luma(frame), frame_px=frame_px
        )
        self._pose, self._frame_px, self._sequence = pose, frame_px, self._sequence + 1
        return sample


def resample(frame: RgbFrame, crop: Crop, size: int) -> RgbFrame:
    """Return the crop as uint8 (size, size, 3), black outside the frame; pixel centres map to pixel centres.

    Nearest neighbour: keypoint noise is the same as with bilinear or area filtering, at a fraction of the time.
    """
    height, width = frame.shape[:2]
    centres = (np.arange(size) + 0.5) * (crop.side_px / size)
    rows = np.floor(crop.y_px + centres).astype(np.intp)
    columns = np.floor(crop.x_px + centres).astype(np.intp)
    image: RgbFrame = frame.take(rows, axis=0, mode="clip").take(columns, axis=1, mode="clip")
    image[(rows < 0) | (rows >= height)] = 0
    image[:, (columns < 0) | (columns >= width)] = 0
    return image


def mean_luma(frame: RgbFrame) -> float:
    """Return the frame's mean brightness, 0 to 255 in steps of 0.1, from every 16th pixel of every 16th row."""
    mean_rgb = frame[::LUMA_STEP_PX, ::LUMA_STEP_PX].mean(axis=(0, 1))
    return round(float(mean_rgb @ np.array(LUMA_WEIGHTS)), 1)


def _open_interpreter(runtime: Runtime, model_path: Path, num_threads: int) -> Interpreter:
    if not model_path.is_file():
        message = f"There is no pose model at {model_path}: run `make models`."
        raise ModelError(message)
    try:
        interpreter = runtime.make(model_path=str(model_path), num_threads=num_threads)
        interpreter.allocate_tensors()
    except (AttributeError, SystemError) as error:  # what tflite-runtime 2.14 does beside numpy 2 (platform.md 1)
        message = f"{runtime.name} {runtime.version} does not run beside numpy {np.__version__}: install 'numpy<2'."
        raise ModelError(message) from error
    except (RuntimeError, ValueError) as error:
        message = f"{model_path} is not a model {runtime.name} can read: run `make models` to fetch it again."
        raise ModelError(message) from error
    return interpreter
