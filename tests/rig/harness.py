"""The real Picamera2 class on libcamera's virtual pipeline, which has no memory of the kernel's to give.

In:  a libcamera built with its virtual pipeline, and picamera2 (tests/rig/build makes both).
Out: the class, with buffers in ordinary memory in place of the kernel's.
Not here: the camera under test (kiosk/vision/camera.py), tests (test_pi_camera.py).

Rule: nothing of the class is changed but where its buffers lie, and that a camera without raw frames has none.
"""

import mmap
import os
import sys
import types
from pathlib import Path

import libcamera

PREFIX = Path(libcamera.__file__).parents[4]
CAMERAS = PREFIX / "share/libcamera/pipeline/virtual/virtual.yaml"
"""What the virtual pipeline shows: read once, when a process first looks for cameras."""


def _without_a_screen() -> None:
    """Stand in for the binding to the display driver, which the class imports whether it previews or not."""

    class Names(type):
        def __getattr__(cls, name: str) -> str:
            return name

    kms = types.ModuleType("pykms")
    kms.PixelFormat = Names("PixelFormat", (), {})
    sys.modules.setdefault("pykms", kms)


_without_a_screen()

from picamera2 import Picamera2, picamera2  # noqa: E402 (the stand-in has to be there first)
from picamera2.allocators import DmaAllocator  # noqa: E402


class MemoryAllocator(DmaAllocator):
    """Buffers in anonymous files: the virtual camera writes into any file that can be mapped."""

    def __init__(self):
        self.mapped_buffers = {}
        self.mapped_buffers_used = {}
        self.frame_buffers = {}
        self.open_fds = []
        self.libcamera_fds = []
        self.dmaHeap = None
        self.sync = Mapping

    def allocate(self, libcamera_config, _use_case):
        self.cleanup()
        for handle in self.open_fds:
            os.close(handle)
        self.frame_buffers, self.open_fds, self.libcamera_fds = {}, [], []
        for stream in libcamera_config:
            self.frame_buffers[stream.stream] = [self._buffer(stream) for _ in range(stream.buffer_count)]

    def _buffer(self, stream):
        handle = os.memfd_create("frame", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(handle, stream.frame_size)
        self.open_fds.append(handle)
        area = stream.stride * stream.size.height
        planes, offset = [], 0
        for size in {"NV12": (area, area // 2)}.get(str(stream.pixel_format), (stream.frame_size,)):
            plane = libcamera.FrameBuffer.Plane()
            plane.fd, plane.offset, plane.length = handle, offset, size
            planes.append(plane)
            offset += size
        buffer = libcamera.FrameBuffer(planes)
        # libcamera keeps a duplicate of the handle, and that is the one the class knows it by
        own = buffer.planes[0].fd
        self.libcamera_fds.append(own)
        self.mapped_buffers_used[own] = False
        self.mapped_buffers[buffer] = mmap.mmap(handle, stream.frame_size)
        return buffer


class Mapping:
    """Access to one buffer; there is no cache to keep in step."""

    def __init__(self, allocator, buffer, _write):
        self._memory = allocator.mapped_buffers.get(buffer)

    def __enter__(self):
        if self._memory is None:
            message = "this buffer was not allocated here"
            raise RuntimeError(message)
        return self._memory

    def __exit__(self, *_):
        pass

    def get_buffer(self):
        return self._memory


def _raw_modes(self):
    """Return the plain modes: the virtual camera refuses to say which raw ones it has."""
    formats = self.camera.generate_configuration([libcamera.StreamRole.Viewfinder]).at(0).formats
    return [
        {"format": str(pixel), "size": (size.width, size.height)}
        for pixel in formats.pixel_formats
        for size in formats.sizes(pixel)
    ]


picamera2.DmaAllocator = MemoryAllocator
Picamera2._get_raw_modes = _raw_modes
