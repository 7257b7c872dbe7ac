"""Two-legged puppets: limbs, body pieces, head pieces and face, from back to front.

It knows no animal. Body pieces are bent point by point with the trunk; head pieces turn as one, their
outlines running between the three head views.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import skia

from generators.stage.puppets.beneath import Beneath
from generators.stage.puppets.face import draw_face
from generators.stage.puppets.flame import flame_height, tongue
from generators.stage.puppets.limbs import draw_arm, draw_leg
from generators.stage.puppets.load import Part, Puppet
from generators.stage.puppets.paint import Brush, mix
from generators.stage.puppets.patterns import draw_pattern, draw_strands
from generators.stage.puppets.pose import Pose
from generators.stage.puppets.rig import Limb, Skeleton
from generators.stage.puppets.shapes import Loop, Point, loop_path

Array = np.ndarray
Z_FAR_ARM, Z_FAR_LEG, Z_NEAR_LEG, Z_FAR_RAISED, Z_FACE, Z_NEAR_ARM = 5.0, 10.0, 12.0, 40.5, 50.0, 70.0
"""Where the jointed pieces lie between the numbered parts."""
CANE_REACH_METRES, CANE_TIP_DEGREES = 0.4, 14.0
"""A hand this far before its shoulder tips what it carries by so much, foot forward."""
HARDLY_BEHIND = 0.05
"""Metres behind the shoulder up to which a cane that would go into the floor is put forward all the same."""
PALM_METRES = 0.04
"""From the wrist to the palm."""
TURN_STEPS = 64
"""Head outlines are kept for this many turns from front to profile: a step is below a pixel."""
PEN_METRES = 0.0125
"""Drawn lines up to this width swell and taper; wider ones (bars, rims) are even."""
BOLD_PATTERNS = ("stripes", "bands", "check", "dots")
"""Patterns that are seen before a close-up."""


def draw_person(
    brush: Brush,
    puppet: Puppet,
    pose: Pose,
    bones: Skeleton,
    detail: int,
    kept: tuple[Beneath, Array] | None = None,
) -> None:
    """All pieces of a person, a captain or a lantern on legs; what lies beneath the face comes from `kept`, if given,
    which is laid into the array beside it."""
    if "flame" in puppet.face:
        lit = min(1.0, flame_height(pose.flame, pose.flicker) * 1.6)
        brush.recolour("glass", mix(brush.rgb("glass_dark"), brush.rgb("glass"), lit))
        brush.recolour("glass_edge", mix(brush.rgb("brass_dark"), brush.rgb("glass_edge"), lit))
        brush.recolour("flame_outer", mix(brush.rgb("brass_dark"), brush.rgb("flame_outer"), lit))
        brush.emitting = lit
    limbs = puppet.bones
    # A far hand that is brought forward comes before the chest, as in any three-quarter view.
    z_far = Z_FAR_RAISED if pose.far.y < 0.78 and pose.far.x > 0.1 else Z_FAR_ARM
    jobs: list[tuple[float, Callable[[], None]]] = [
        (float(limbs["leg"].get("z_far", Z_FAR_LEG)), lambda: draw_leg(brush, limbs["leg"], bones.far_leg, 0.86)),
        (float(limbs["leg"].get("z_near", Z_NEAR_LEG)), lambda: draw_leg(brush, limbs["leg"], bones.near_leg, 1.0)),
        (z_far, lambda: draw_arm(brush, puppet, bones.far_arm, pose.far.shape, 0.86, detail)),
        (
            float(limbs["arm"].get("z_near", Z_NEAR_ARM)),
            lambda: draw_arm(brush, puppet, bones.near_arm, pose.near.shape, 1.0, detail),
        ),
        (Z_FACE, lambda: on_head(brush, bones, pose, lambda: draw_face(brush, puppet, pose, detail))),
    ]
    if "flame" in puppet.face:
        flame = puppet.face["flame"]
        z = float(flame["z"])
        jobs.append((z, lambda: on_head(brush, bones, pose, lambda: draw_flame(brush, flame, pose))))
    for part in puppet.parts:
        if part.lod <= detail:
            jobs.append((part.z, part_job(brush, part, pose, bones)))
    jobs.sort(key=lambda job: job[0])
    if kept is not None:
        beneath, pixels = kept
        beneath.lay(brush, pixels, [job for z, job in jobs if z < Z_FACE])
    for z, job in jobs:
        if kept is None or z >= Z_FACE:
            job()


def part_job(brush: Brush, part: Part, pose: Pose, bones: Skeleton) -> Callable[[], None]:
    """What puts a part onto the paper, on the body, the head or in a hand."""
    if part.on == "head":
        return lambda: on_head(brush, bones, pose, lambda: put_on_head(brush, part, pose))
    if part.on in ("hand_near", "hand_far"):
        limb = bones.near_arm if part.on == "hand_near" else bones.far_arm
        return lambda: _in_hand(brush, part, limb, bones.floor)
    return lambda: put(brush, part, body_points(part, pose, bones))


def on_head(brush: Brush, bones: Skeleton, pose: Pose, job: Callable[[], None]) -> None:
    """Run `job` with the canvas at the head, turned and rolled as posed."""
    canvas = brush.canvas
    canvas.save()
    canvas.translate(*bones.head)
    canvas.rotate(math.degrees(bones.head_angle))
    if pose.turn < 0:
        canvas.scale(-1.0, 1.0)
    job()
    canvas.restore()


def _in_hand(brush: Brush, part: Part, limb: Limb, floor: float) -> None:
    """What a hand always carries (a cane): it hangs from the palm and tips as the hand reaches out."""
    points = list(part.loops[0].points)
    x, y = limb.end[0] + math.cos(limb.angle) * PALM_METRES, limb.end[1] + math.sin(limb.angle) * PALM_METRES
    canvas = brush.canvas
    canvas.save()
    canvas.translate(x, y)
    canvas.rotate(math.degrees(tipped(limb, max(point[1] for point in points), floor - y)))
    put(brush, part, points)
    canvas.restore()


def tipped(limb: Limb, length: float, room: float) -> float:
    """Radians by which a cane of `length` is turned, its hand `room` metres above the floor: no tip goes into it."""
    reach = min(max(limb.end[0] - limb.root[0], -CANE_REACH_METRES), CANE_REACH_METRES)
    angle = math.radians(CANE_TIP_DEGREES) * reach / CANE_REACH_METRES
    if length > 0 and room < length * math.cos(angle):
        angle = math.acos(max(0.0, room / length)) * (-1.0 if reach < -HARDLY_BEHIND else 1.0)
    return -angle


def put_on_head(brush: Brush, part: Part, pose: Pose) -> None:
    """A head part at the pose's turn; the outlines of stiff ones are kept."""
    if part.sway or part.swing:
        put(brush, part, head_points(part, pose))
    else:
        put(brush, part, *_stiff(part, round(min(abs(pose.turn), 1.0) * TURN_STEPS)))


@functools.lru_cache(maxsize=4096)
def _stiff(part: Part, step: int) -> tuple[list[Point], skia.Path]:
    points = head_points(part, Pose(turn=step / TURN_STEPS))
    return points, _path(part.loops[0], points)


def put(brush: Brush, part: Part, points: list[Point], kept: skia.Path | None = None) -> None:
    """One part onto the paper, in the manner it asks for; `points` are its outline's as posed, `kept` is its path."""
    loop, detail = part.loops[0], brush.detail
    if part.stroke:
        if detail and part.stroke <= PEN_METRES and points[0] != points[-1]:
            brush.pen(points, part.fill, part.stroke, alpha=part.alpha)
        else:
            brush.line(_path(loop, points), part.fill, part.stroke, alpha=part.alpha)
        return
    path = kept or _path(loop, points)
    if part.within:
        brush.inside(path, part.within, part.fill, alpha=part.alpha)
    elif part.clip:
        brush.on_top(path, part.fill, alpha=part.alpha)
    elif part.alpha < 1:
        brush.flat(path, part.fill, alpha=part.alpha, emit=part.emit)
    else:
        brush.paper(path, part.fill, shadow=part.shadow, edge=part.edge, emit=part.emit, form=part.form)
        brush.laid[part.name] = path
        if part.pattern and detail >= (1 if part.pattern in BOLD_PATTERNS else 2):
            draw_pattern(brush, part.pattern, part.fill, path, points)
        if detail >= 2 and part.fill.startswith("hair") and part.on == "head":
            draw_strands(brush, part.fill, path, points)


def _path(loop: Loop, points: list[Point]) -> skia.Path:
    return loop_path(points, loop.corners, closed=loop.closed)


def body_points(part: Part, pose: Pose, bones: Skeleton) -> list[Point]:
    """A body part's outline, bent with the trunk; loose ones swing and ripple."""
    points = list(part.loops[0].points)
    if part.sway or part.swing:
        points = hanging(points, part, pose)
    return bones.bend(points)


def head_points(part: Part, pose: Pose) -> list[Point]:
    """A head part's outline at the pose's turn: between two of its three views."""
    turn = min(abs(pose.turn), 1.0)
    loops = part.loops
    if len(loops) == 1:
        points = list(loops[0].points)
    else:
        place = turn * 2
        i = min(int(place), 1)
        t = place - i
        points = [
            (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
            for a, b in zip(loops[i].points, loops[i + 1].points, strict=True)
        ]
    if part.sway or part.swing:
        points = hanging(points, part, pose)
    if part.slide:
        move = part.slide * math.sin(turn * 1.3)
        points = [(x + move, y) for x, y in points]
    return points


def hanging(points: list[Point], part: Part, pose: Pose) -> list[Point]:
    """A loose end: held at its top, trailing and rippling more and more towards its tip."""
    top = min(y for _, y in points)
    length = max(y for _, y in points) - top or 1e-6
    trail = pose.trail
    found = []
    for x, y in points:
        d = (y - top) / length
        bend = d * d * (1.2 - 0.2 * d)
        ripple = 0.10 * math.sin(pose.flutter - d * 3.2) * d
        push = (trail + ripple) * part.sway * length
        rise = abs(trail) * part.sway * 0.35 * length * bend
        nx, ny = x - push * bend, y - rise
        if part.swing:
            angle = trail * part.swing
            rx, ry = nx, ny - top
            nx, ny = rx * math.cos(angle) - ry * math.sin(angle), top + rx * math.sin(angle) + ry * math.cos(angle)
        found.append((nx, ny))
    return found


def draw_flame(brush: Brush, flame: dict[str, Any], pose: Pose) -> None:
    """The flame in the cage: glow on the glass, three tongues, bright core."""
    height = flame_height(pose.flame, pose.flicker)
    if height <= 0:
        return
    canvas = brush.canvas
    x, y = float(flame["x"]), float(flame["y"])
    w, h = float(flame["w"]) * (0.55 + 0.45 * min(height, 1.1)), float(flame["h"]) * height
    lean = -0.5 * pose.trail
    canvas.save()
    canvas.translate(x, y)
    for grow, role, alpha in ((1.35, "flame_outer", 0.55), (1.0, "flame", 1.0), (0.62, "flame_core", 1.0)):
        path = tongue(w * grow, h * (0.35 + 0.65 * grow), pose.flicker + grow * 2, lean)
        brush.flat(path, role, alpha=alpha, emit=1.0)
    canvas.restore()


def draw_flame_light(brush: Brush, puppet: Puppet, pose: Pose, bones: Skeleton) -> None:
    """The lantern's own soft light over its glass and brass, added after the shadow wash."""
    height = flame_height(pose.flame, pose.flicker)
    if height <= 0:
        return
    x, y = bones.head
    radius = float(puppet.face["radius"]) * (1.5 + 0.9 * height)
    r, g, b = brush.rgb("flame")
    colours = [
        skia.Color4f(r, g, b, 0.30 * min(height, 1.0)).toColor(),
        skia.Color4f(r, g, b, 0.10 * min(height, 1.0)).toColor(),
        skia.Color4f(r, g, b, 0.0).toColor(),
    ]
    paint = skia.Paint(
        Shader=skia.GradientShader.MakeRadial(skia.Point(x, y), radius, colours, [0.0, 0.55, 1.0]),
        BlendMode=skia.BlendMode.kPlus,
        Dither=True,  # three times faster on the CPU than without
    )
    brush.canvas.drawCircle(x, y, radius, paint)
