"""The newest sample, once."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from kiosk.core.pose import Pose, PoseSample
from kiosk.vision.slot import Slot


def sample(sequence: int) -> PoseSample:
    pose = Pose(xy_px=np.zeros((17, 2)), score=np.zeros(17))
    return PoseSample(sequence=sequence, capture_us=sequence * 33_333, pose=pose, luma=90.0, frame_px=(640, 480))


def test_a_new_slot_is_empty():
    slot = Slot()
    assert slot.is_empty()
    assert slot.take() is None


def test_a_sample_is_taken_once():
    slot, put = Slot(), sample(0)
    slot.put(put)
    assert slot.take() is put
    assert slot.take() is None


def test_only_the_newest_sample_is_kept_and_the_others_are_counted():
    slot = Slot()
    for sequence in range(4):
        slot.put(sample(sequence))
    assert slot.take().sequence == 3
    assert slot.dropped == 3


def test_a_taken_sample_does_not_count_as_dropped():
    slot = Slot()
    for sequence in range(3):
        slot.put(sample(sequence))
        slot.take()
    assert slot.dropped == 0


def test_between_two_threads_every_sample_is_taken_in_order_or_counted():
    slot, total = Slot(), 2000

    def put_all() -> None:
        for sequence in range(total):
            slot.put(sample(sequence))

    taken = []
    with ThreadPoolExecutor(max_workers=1) as pool:
        putting = pool.submit(put_all)
        while not (putting.done() and slot.is_empty()):
            newest = slot.take()
            if newest is not None:
                taken.append(newest.sequence)
    assert taken == sorted(set(taken))
    assert len(taken) + slot.dropped == total
