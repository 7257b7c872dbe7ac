"""The back of a figure: the same pieces seen from behind, without face, buttons and whatever sits in front.

It knows no camera. Who walks away, and whose shoulder we look past, is drawn like this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from generators.stage.puppets.limbs import draw_arm, draw_leg
from generators.stage.puppets.load import Part, Puppet
from generators.stage.puppets.paint import Brush
from generators.stage.puppets.people import Z_FAR_ARM, Z_FAR_LEG, Z_NEAR_ARM, Z_NEAR_LEG, on_head, part_job
from generators.stage.puppets.pose import Pose
from generators.stage.puppets.rig import Skeleton
from generators.stage.puppets.shapes import Loop, Point, loop_path

WIDE_ENOUGH, HALF_ENOUGH = 0.55, 0.33
"""Body pieces at least this share of the widest go all round; narrower ones (pockets, lapels) are in front, and
halves of a jacket are mirrored."""
HAT_FROM = 59.5
"""Head pieces from this z up are worn on it and seen from behind too."""
FRONT_ONLY = ("peak", "badge", "brow", "gem", "lamp", "knot", "tie", "mark", "beard", "moustache", "whisker", "glass")
"""What sits in front, by a word in its name."""
FRONT_CLOTHES = ("apron", "lapel", "shirt", "tie", "chest", "pocket", "panel", "door", "plate", "belly", "ruff")
"""What of the clothes sits in front, by the beginning of its name."""
FRONT_OF_THINGS = ("face", "badge", "sheen", "slot", "belly", "cheek")
"""What of a robot's or a thing's head sits in front."""
NAPE_DROP = 0.86
"""Hair covers the back of a head down to this share of the way to the chin."""


def seen_from_behind(puppet: Puppet) -> tuple[Part, ...]:
    """The parts of a figure that are there from behind, in drawing order."""
    body = [part for part in puppet.parts if part.on == "body"]
    solid = [part for part in body if not part.stroke and not part.clip and not part.within and part.alpha >= 1]
    person = puppet.rig == "person"
    widest = max((_spread(part) for part in solid), default=0.0)
    kept: list[Part] = []
    for part in solid:
        if part.name.startswith(FRONT_CLOTHES) and part.name != "shirt_body":
            continue
        half = _lopsided(part) and not part.swing and "strap" not in part.name
        if _width(part) >= WIDE_ENOUGH * widest or part.sway:
            kept.append(part)
        elif not (half and _width(part) >= HALF_ENOUGH * widest and _spread(part) >= WIDE_ENOUGH * widest):
            continue
        if half and not part.sway:
            kept += [replace(part, loops=_mirrored(part), shadow=False), part]
    for part in puppet.parts:
        named = any(word in part.name for word in (FRONT_ONLY if person else FRONT_OF_THINGS))
        if part.on != "head" or part.stroke or part.clip or part.within or part.alpha < 1 or named:
            continue
        if (
            not person
            or part.name == "head"
            or part.name.startswith(("ear", "hair_back", "hair_bun", "hair_bunch", "hair_knot"))
        ):
            kept.append(part)
        elif part.name.startswith(("hair_braid", "hair_tail")):
            kept.append(replace(part, z=57.0))
        elif part.z >= HAT_FROM or "slide" in part.name:
            kept.append(part)
    return tuple(sorted(kept, key=lambda part: part.z))


def _spread(part: Part) -> float:
    """Twice the farthest point from the middle: half a jacket counts as a whole one."""
    return 2 * max(abs(x) for x, _ in part.loops[0].points)


def _lopsided(part: Part) -> bool:
    xs = [x for x, _ in part.loops[0].points]
    return abs(max(xs) + min(xs)) > 0.2 * _spread(part)


def _mirrored(part: Part) -> tuple[Loop, ...]:
    return tuple(replace(loop, points=tuple((-x, y) for x, y in loop.points)) for loop in part.loops)


def _width(part: Part) -> float:
    xs = [x for x, _ in part.loops[0].points]
    return max(xs) - min(xs)


def draw_back(brush: Brush, puppet: Puppet, pose: Pose, bones: Skeleton, detail: int) -> None:
    """All pieces from behind; the head in its front view, which is the same outline."""
    pose = replace(pose, turn=0.0)
    limbs = puppet.bones
    jobs: list[tuple[float, Callable[[], None]]] = [
        (Z_FAR_LEG, lambda: draw_leg(brush, limbs["leg"], bones.far_leg, 0.92)),
        (Z_NEAR_LEG, lambda: draw_leg(brush, limbs["leg"], bones.near_leg, 1.0)),
        (Z_FAR_ARM, lambda: draw_arm(brush, puppet, bones.far_arm, pose.far.shape, 0.92, detail)),
        (Z_NEAR_ARM - 45.0, lambda: draw_arm(brush, puppet, bones.near_arm, pose.near.shape, 0.96, detail)),
        (56.0, lambda: on_head(brush, bones, pose, lambda: _nape(brush, puppet))),
    ]
    jobs += [(part.z, part_job(brush, part, pose, bones)) for part in seen_from_behind(puppet)]
    jobs.sort(key=lambda job: job[0])
    for _, job in jobs:
        job()


def _nape(brush: Brush, puppet: Puppet) -> None:
    """Hair over the whole back of the head; a figure without hair shows its skin."""
    head = next((part for part in puppet.parts if part.name == "head"), None)
    if head is None or not any(part.fill.startswith("hair") and "beard" not in part.name for part in puppet.parts):
        return
    points: list[Point] = list(head.loops[0].points)
    low = max(y for _, y in points)
    covered = [(x * 1.04, min(y, low * NAPE_DROP) * (1.03 if y < 0 else 1.0)) for x, y in points]
    brush.paper(loop_path(covered, head.loops[0].corners), "hair")
