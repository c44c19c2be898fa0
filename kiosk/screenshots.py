"""Screenshots: one scene or more of every kind, written as pictures.

In:  a folder.
Out: one PNG for each scene, orientation and look, and sheets with all of them side by side.
Not here: painting and writing (output/screenshots.py), what a live session shows (core/session.py).

Rule: the scenes are made up; nobody's session and no camera's frame is ever in them.
"""

from pathlib import Path
from typing import Final

from kiosk.core.scene import Figure, LadderView, RangeGauge, Ring, Role, Scene, SceneKind, StepGauge
from kiosk.output.screenshots import save_pictures

RUNGS_IN: Final = tuple(float(inches) for inches in range(3, 13))
STANDING: Final = Figure(
    ankle=(0.0, 0.0), knee=(0.008, 0.246), hip=(0.0, 0.491), shoulder=(0.005, 0.779), head=(0.018, 0.89)
)
HINGED: Final = Figure(
    ankle=(0.0, 0.0), knee=(0.005, 0.246), hip=(-0.1, 0.468), shoulder=(0.138, 0.63), head=(0.235, 0.69)
)
UPRIGHT: Final = Figure(
    ankle=(0.0, 0.0), knee=(0.01, 0.246), hip=(-0.075, 0.477), shoulder=(0.07, 0.726), head=(0.13, 0.82)
)

SCENES: Final[dict[str, Scene]] = {
    "attract": Scene(kind=SceneKind.ATTRACT, headline="Step in", line="Side on, back to wall", figure=STANDING),
    "placement": Scene(
        kind=SceneKind.PLACEMENT,
        headline="Turn side-on",
        headline_role=Role.HEED,
        line="Back to the wall",
        figure=STANDING,
    ),
    "zero": Scene(
        kind=SceneKind.ZERO,
        headline="To the wall",
        line="Heels and hips, stand tall",
        figure=STANDING,
        ring=Ring(share=0.6, number=None),
    ),
    "step_out": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step out",
        line="Heels to the line",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=4.8, target_in=6.0, tolerance_in=0.75),
    ),
    "step_held": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step out",
        line="Hold it there",
        line_role=Role.CALM,
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=6.1, target_in=6.0, tolerance_in=0.75),
        ring=Ring(share=0.7, number=None),
    ),
    "step_in": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step in",
        line="Heels to the line",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=6.3, target_in=5.0, tolerance_in=0.75),
        is_wall_right=False,
    ),
    "ready": Scene(
        kind=SceneKind.READY,
        headline="Ready",
        line="Eyes on the floor",
        number=0,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=5.0),
    ),
    "rep": Scene(kind=SceneKind.REP, edge_light=0.7),
    "rep_touch": Scene(kind=SceneKind.REP, edge_light=1.0, is_flash=True),
    "lockout": Scene(
        kind=SceneKind.LOCKOUT,
        number=12,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=6.0),
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
    ),
    "near_miss": Scene(
        kind=SceneKind.LOCKOUT,
        headline="Nearly",
        headline_role=Role.HEED,
        number=8,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=12.0, best_in=11.0),
        range_gauge=RangeGauge(fill=0.82, is_touch=False),
    ),
    "rest": Scene(
        kind=SceneKind.REST,
        headline="Set 1 done",
        line="Next: 7 in",
        fact="Hips went back about 6 in",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=6.0),
        figure=HINGED,
        ghost=UPRIGHT,
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
        ring=Ring(share=0.7, number=42),
    ),
    "summary": Scene(
        kind=SceneKind.SUMMARY,
        headline="Well done",
        line="Best: 7 in",
        fact="45 reps in 3 sets",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=7.0),
        figure=HINGED,
    ),
    "fail_safe": Scene(kind=SceneKind.FAIL_SAFE, headline="Back in a moment", headline_role=Role.HEED),
}
"""One scene or more of every kind, as a session would show it."""


def render_all(into: Path) -> list[Path]:
    """Write every scene in both orientations and both looks, and the sheets; return the files in order.

    Raises OSError when the folder cannot be made, pygame.error when a file cannot be written.
    """
    return save_pictures(SCENES, into)
