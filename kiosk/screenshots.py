"""Screenshots: one scene or more of every kind, written as pictures.

In:  a folder for all of them, and one for the few that the manual shows.
Out: one PNG for each scene, orientation and look; strips and sheets of scenes side by side; the drawing of the room;
     the table of legibility.
Not here: painting and writing (output/screenshots.py), what a live session shows (core/mirror.py).

Rule: the scenes are made up; nobody's session and no camera's frame is ever in them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kiosk.core.distance import Unit, inches_of
from kiosk.core.figure import STANDING, figure_of
from kiosk.core.scene import LadderView, RangeGauge, Ring, Role, Scene, SceneKind, StepGauge
from kiosk.legibility_table import rows_of, text_of
from kiosk.output.screenshots import PANELS_PX, Strip, save_pictures, save_room, save_strip

LEGIBILITY_NAME: Final = "legibility.txt"
RUNGS_IN: Final = tuple(float(inches) for inches in range(3, 13))
RUNGS_CM: Final = tuple(inches_of(number, Unit.CM) for number in (8, 10, 13, 15, 18, 20, 23, 25, 28, 30))

SCENES: Final[dict[str, Scene]] = {
    "attract": Scene(kind=SceneKind.ATTRACT, headline="Step in", line="Side on, back to wall", figure=STANDING),
    "clock": Scene(kind=SceneKind.CLOCK, headline="9:41", line="Step in"),
    "notice": Scene(
        kind=SceneKind.NOTICE,
        headline="No pictures kept",
        line="Joint positions: kept 24 h",
        fact="Only during a session. The owner can switch it off.",
    ),
    "notice_none": Scene(kind=SceneKind.NOTICE, headline="No pictures kept", line="Joint positions: not recorded"),
    "sleep": Scene(kind=SceneKind.SLEEP),
    "camera_moved": Scene(
        kind=SceneKind.ATTRACT,
        headline="Camera moved",
        headline_role=Role.HEED,
        line="Calibrate again",
        figure=STANDING,
    ),
    "placement": Scene(kind=SceneKind.PLACEMENT, headline="Turn side-on", headline_role=Role.HEED, figure=STANDING),
    "zero": Scene(kind=SceneKind.ZERO, headline="To the wall", line="Heels and hips, stand tall", figure=STANDING),
    "zero_held": Scene(
        kind=SceneKind.ZERO,
        headline="Hold it there",
        headline_role=Role.CALM,
        line="Heels and hips, stand tall",
        figure=STANDING,
        ring=Ring(share=0.6, number=None),
    ),
    "step_out": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step out",
        line="Heels to the line",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=4.75, target_in=6.0, tolerance_in=0.5),
    ),
    "step_held": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Hold it there",
        headline_role=Role.CALM,
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=6.0, target_in=6.0, tolerance_in=0.5),
        ring=Ring(share=0.7, number=None),
    ),
    "step_in": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step in",
        line="Heels to the line",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=6.25, target_in=5.0, tolerance_in=0.5),
        is_wall_right=False,
    ),
    "ready": Scene(
        kind=SceneKind.READY,
        headline="Ready",
        line="Eyes on the floor",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
    ),
    "rep": Scene(kind=SceneKind.REP, edge_light=0.7),
    "rep_touch": Scene(kind=SceneKind.REP, edge_light=1.0, is_flash=True),
    "lockout": Scene(
        kind=SceneKind.LOCKOUT,
        number=12,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=6.0),
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
    ),
    "between_reps": Scene(
        kind=SceneKind.READY,
        number=12,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=6.0),
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
        fact="Hips went back about 5 in",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=6.0),
        figure=figure_of(lean_deg=45.0),
        ghost=STANDING,
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
        ring=Ring(share=0.7, number=42),
    ),
    "rest_cm": Scene(
        kind=SceneKind.REST,
        headline="Set 1 done",
        line="Next: 18 cm",
        fact="Hips went back about 15 cm",
        ladder=LadderView(rungs_in=RUNGS_CM, current_in=RUNGS_CM[4], best_in=RUNGS_CM[3], unit=Unit.CM),
        figure=figure_of(lean_deg=45.0),
        ghost=STANDING,
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
        ring=Ring(share=0.7, number=42),
    ),
    **{
        f"replay_mend_{place}": Scene(
            kind=SceneKind.REPLAY,
            headline="Mend rep 3",
            headline_role=Role.HEED,
            line="Just a tap",
            line_role=Role.HEED,
            ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=6.0),
            figure=figure_of(lean_deg=lean_deg, knee_deg=6.0 + lean_deg / 5),
            figure_role=Role.HEED,
            ghost=STANDING,
            placed_by=figure_of(lean_deg=45.0),
            range_gauge=RangeGauge(fill=1.0, is_touch=True),
            ring=Ring(share=0.95, number=71),
        )
        for place, lean_deg in (("down", 12.0), ("bottom", 45.0))
    },
    "replay_miss": Scene(
        kind=SceneKind.REPLAY,
        headline="After rep 3",
        headline_role=Role.HEED,
        line="Nearly",
        line_role=Role.HEED,
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=6.0),
        figure=figure_of(lean_deg=28.0),
        figure_role=Role.HEED,
        ghost=STANDING,
        placed_by=figure_of(lean_deg=28.0),
        range_gauge=RangeGauge(fill=0.7, is_touch=False),
        ring=Ring(share=0.95, number=71),
    ),
    "replay_best": Scene(
        kind=SceneKind.REPLAY,
        headline="Best: rep 12",
        headline_role=Role.CALM,
        line="Next: 7 in",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=6.0),
        figure=figure_of(lean_deg=33.0, knee_deg=12.0),
        ghost=STANDING,
        placed_by=figure_of(lean_deg=45.0),
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
        ring=Ring(share=0.9, number=68),
    ),
    "summary": Scene(
        kind=SceneKind.SUMMARY,
        headline="Well done",
        line="Best: 7 in",
        fact="45 reps in 3 sets",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=7.0),
    ),
    "summary_code": Scene(
        kind=SceneKind.SUMMARY,
        headline="Well done",
        line="Best: 7 in",
        fact="45 reps in 3 sets",
        code="Wall hinge, 2026-11-20\n45 reps in 3 sets\nBest: 7 in\nClean: 80 %",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=7.0),
    ),
    "paused": Scene(kind=SceneKind.PAUSED, headline="Paused", headline_role=Role.CALM, line="Hand up to go on"),
    "paused_hand": Scene(
        kind=SceneKind.PAUSED,
        headline="Paused",
        headline_role=Role.CALM,
        line="Hand up to go on",
        ring=Ring(share=0.6, number=None),
    ),
    "choice": Scene(kind=SceneKind.CHOICE, headline="Hip hinge", line="Hand up to start"),
    "choice_hand": Scene(
        kind=SceneKind.CHOICE,
        headline="Romanian deadlift",
        line="Hand up to start",
        ring=Ring(share=0.4, number=None),
    ),
    "ready_hand": Scene(
        kind=SceneKind.READY,
        number=12,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=6.0),
        ring=Ring(share=0.6, number=None),
    ),
    "timer": Scene(kind=SceneKind.TIMER, headline="Leg circles", number=12, number_note="Other side"),
    "calibration": Scene(
        kind=SceneKind.CALIBRATION,
        headline="Heels to wall",
        line="Side on, stand still",
        figure=STANDING,
        heel_in=0.0,
        ring=Ring(share=0.0, number=None),
    ),
    "calibration_held": Scene(
        kind=SceneKind.CALIBRATION,
        headline="Heels at 12",
        line="Hold it there",
        figure=STANDING,
        heel_in=12.0,
        ring=Ring(share=0.6, number=None),
    ),
    "calibration_hindered": Scene(
        kind=SceneKind.CALIBRATION,
        headline="Heels at 24",
        line="Turn side-on",
        line_role=Role.HEED,
        figure=STANDING,
        heel_in=24.0,
        ring=Ring(share=0.0, number=None),
        is_wall_right=False,
    ),
    "calibration_refused": Scene(
        kind=SceneKind.CALIBRATION,
        headline="Marks disagree",
        headline_role=Role.HEED,
        line="Once more, please",
    ),
    "calibrated": Scene(
        kind=SceneKind.CALIBRATION,
        headline="Calibrated",
        headline_role=Role.CALM,
        line="Good to half an inch",
        fact="Camera tilt: 2°",
    ),
    "sound_off": Scene(
        kind=SceneKind.READY,
        line="Sound off",
        line_role=Role.HEED,
        number=12,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=6.0),
        is_flash=True,
    ),
    "fail_safe": Scene(kind=SceneKind.FAIL_SAFE, headline="Back in a moment", headline_role=Role.HEED),
}
"""One scene or more of every kind, as a session would show it."""

STRIPS: Final = (
    Strip(name="visit", panel="portrait", scenes=("zero_held", "step_out", "ready", "rep_touch", "lockout", "rest")),
    Strip(name="landscape", panel="landscape", scenes=("step_out", "near_miss", "rest")),
)
"""The scenes that the manual shows large enough to read."""


def render_all(into: Path, panels_px: Mapping[str, tuple[int, int]] = PANELS_PX) -> list[Path]:
    """Write every scene in both orientations and both looks, the sheets and the table; return the files in order.

    Raises OSError when the folder cannot be made, pygame.error when a file cannot be written.
    """
    files = save_pictures(SCENES, into, panels_px)
    table = into / LEGIBILITY_NAME
    table.write_text(text_of(rows_of(SCENES)), encoding="utf-8")
    return [*files, table]


def render_manual(into: Path) -> list[Path]:
    """Write what the manual shows: strips of scenes, and the drawing of the room; return the files in order.

    Raises as render_all does.
    """
    return [*(save_strip(SCENES, strip, into) for strip in STRIPS), save_room(into)]
