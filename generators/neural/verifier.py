"""The verifier: whether a model's film still shows what the world says, and joins without a jump.

It knows no model and no weights: it compares a film with the stage's own film of the same frames and with its id pass.
What it refuses is played by the stage.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.neural.ports import Film

SMALL_SHARE = 0.006
"""Entities below this share of the frame are not judged: a model may well paint over them."""
EDGE_PIXELS = 3
"""Width of the ring, inside and outside a silhouette, whose difference says that something is there."""
FEW = 24
"""Pixels of a ring below which nothing is concluded."""
CLEAR = 4.0
"""Lab units by which the stage itself sets an entity off from what is around it; below, it cannot be judged."""
THIN_SHARE, THIN_CLEAR = 0.35, 10.0
"""Of what has less than this share within its rings, a closed umbrella, a wandering brush moves nearly all: it is
judged only where the stage sets it off by so much."""
KEPT_SHARE = 0.35
"""Of the stage's own difference, what must be left of an entity's in the model's film, however alike it is."""
LIKELY_SHARE = 0.60
ALIKE = 0.93
"""Where less than LIKELY_SHARE is left, the picture must be as alike as this."""
SAME_WAY = 0.75
"""Correlation of an entity's picture, light and colour, with the stage's; below, it is another or elsewhere."""
SHIFTS = ((0, 0), (2, 0), (-2, 0), (0, 2), (0, -2))
"""Pixels by which an entity may stand off where the stage has it: a brush's outline wanders, and a ring of
EDGE_PIXELS that is looked at in the stage's place would then see half of each side. Asked in this order, only where
the one before does not find it."""
MOST_MISSING = 0.4
"""Share of the judged frames in which an entity may be missing."""
JUDGED = 6
"""Frames of a take that are judged, evenly spread, both ends among them."""
BLACK = 6.0
"""Mean luma below which a frame is black although the stage's is not."""
FROZEN = 0.35
"""Mean change (of 255) below which two frames are one although the stage moves more than STILL."""
STILL = 1.2
FROZEN_SHARE = 0.5
JOIN_RATIO = 4.0
"""Change over a join against the median within the takes, beyond the stage's own: above is a visible jump."""
JOIN_FLOOR = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One reason to refuse a film."""

    kind: str
    """"missing", "swapped", "black", "frozen", "jump"."""
    words: str
    frame: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the verifier says of a film."""

    faults: tuple[Fault, ...]

    @property
    def accepted(self) -> bool:
        """Whether it may be shown."""
        return not self.faults


def verify(
    film: Film, stage: Film, ids: NDArray[np.uint16], names: dict[int, str], before: Film | None = None
) -> Verdict:
    """Judge `film` by the stage's film and id pass of the same frames.

    `names` are the entities that must be there, by their number in `ids`; `before` is the frame shown before the
    first one where no cut lies between: the joined picture must go on from it.
    """
    if film.shape != stage.shape or ids.shape != film.shape[:3]:
        shapes = f"{film.shape}, {stage.shape}, {ids.shape}"
        return Verdict(faults=(Fault(kind="missing", words=f"the film has not the frames of the stage ({shapes})"),))
    faults = [*_dark(film, stage), *_frozen(film, stage)]
    if not faults:
        faults += _entities(film, stage, ids, names)
    if before is not None and not faults:
        faults += _jump(film, stage, before)
    return Verdict(faults=tuple(faults))


def judged_frames(count: int) -> tuple[int, ...]:
    """Which frames of a film of `count` are judged: elsewhere no id pass is needed."""
    return tuple(int(at) for at in np.unique(np.linspace(0, count - 1, min(JUDGED, count)).round()))


def can_judge(stage: Film, ids: NDArray[np.uint16], number: int) -> bool:
    """Whether entity `number` is large and distinct enough in the stage's own film to be missed."""
    found = []
    for at in range(len(stage)):
        mask = ids[at] == number
        if mask.mean() >= SMALL_SHARE:
            lab = _lab(stage[at])
            found.append(_evidence(lab, lab, mask) == "there")
    return len(found) > len(stage) // 2 and sum(found) > len(found) // 2


def _dark(film: Film, stage: Film) -> list[Fault]:
    ours, theirs = film.mean(axis=(1, 2, 3)), stage.mean(axis=(1, 2, 3))
    black = np.flatnonzero((ours < BLACK) & (theirs > 2 * BLACK))
    return [Fault(kind="black", words=f"frame {black[0]} is black", frame=int(black[0]))] if len(black) else []


def _frozen(film: Film, stage: Film) -> list[Fault]:
    if len(film) < 3:
        return []
    moved, should = _changes(film), _changes(stage)
    moving = should > STILL
    stuck = moving & (moved < FROZEN)
    if moving.sum() >= 2 and stuck.sum() > FROZEN_SHARE * moving.sum():
        at = int(np.flatnonzero(stuck)[0])
        return [Fault(kind="frozen", words=f"the picture stands still from frame {at}", frame=at)]
    return []


def _changes(film: Film) -> NDArray[np.float64]:
    """Mean absolute change from each frame to the next, 0 … 255."""
    return np.array([cv2.absdiff(film[at], film[at + 1]).mean() for at in range(len(film) - 1)])


def _jump(film: Film, stage: Film, before: Film) -> list[Fault]:
    over = float(cv2.absdiff(np.ascontiguousarray(before), film[0]).mean())
    within = float(np.median(_changes(film))) if len(film) > 1 else 0.0
    if over > JOIN_RATIO * max(within, JOIN_FLOOR):
        return [Fault(kind="jump", words=f"the join changes {over:.1f} of 255 against {within:.1f} within", frame=0)]
    return []


def _entities(film: Film, stage: Film, ids: NDArray[np.uint16], names: dict[int, str]) -> list[Fault]:
    places = judged_frames(len(film))
    judged: dict[int, list[tuple[int, str]]] = {}
    for at in places:
        ours, theirs = _lab(film[at]), _lab(stage[at])
        for number in names:
            mask = ids[at] == number
            if mask.mean() < SMALL_SHARE:
                continue
            judged.setdefault(number, []).append((int(at), _evidence(ours, theirs, mask)))
    faults = []
    for number, found in judged.items():
        bad = [(at, kind) for at, kind in found if kind in ("missing", "swapped")]
        known = [kind for _, kind in found if kind != "unclear"]
        if known and len(bad) > MOST_MISSING * len(known):
            at, kind = bad[0]
            faults.append(Fault(kind=kind, words=f"{names[number]} is {kind} in frame {at}", frame=at))
    return faults


def _evidence(ours: NDArray[np.float32], theirs: NDArray[np.float32], mask: NDArray[np.bool_]) -> str:
    """ "there", "missing", "swapped", or "unclear" where even the stage's own picture would not tell.

    The last word of SHIFTS is told where none finds it.
    """
    kernel = np.ones((2 * EDGE_PIXELS + 1, 2 * EDGE_PIXELS + 1), np.uint8)
    plane = mask.astype(np.uint8)
    core = cv2.erode(plane, kernel) > 0
    inner = mask & ~core
    outer = (cv2.dilate(plane, kernel) > 0) & ~mask
    if inner.sum() < FEW or outer.sum() < FEW:
        return "unclear"
    grid = _tiles(mask)
    set_off_there = _set_off(theirs, inner, outer, grid)
    if set_off_there < (THIN_CLEAR if core.sum() < THIN_SHARE * mask.sum() else CLEAR):
        return "unclear"
    told = "there"
    for x, y in SHIFTS:
        moved = ours if (x, y) == (0, 0) else _shifted(ours, x, y)
        left = _set_off(moved, inner, outer, grid) / set_off_there
        alike = _likeness(moved, theirs, mask | outer)
        if left < KEPT_SHARE or (left < LIKELY_SHARE and alike < ALIKE):
            told = "missing"
        elif alike < SAME_WAY:
            told = "swapped"
        else:
            return "there"
    return told


def _shifted(lab: NDArray[np.float32], x: int, y: int) -> NDArray[np.float32]:
    """The picture moved by whole pixels; what comes in from beyond its border repeats the border."""
    rows = np.clip(np.arange(lab.shape[0]) - y, 0, lab.shape[0] - 1)
    columns = np.clip(np.arange(lab.shape[1]) - x, 0, lab.shape[1] - 1)
    return np.asarray(lab[rows][:, columns], np.float32)


def _tiles(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """A number for each of 4×4 tiles of the mask's box, so that a ring is compared with what lies beside it."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    y = np.clip((np.arange(mask.shape[0]) - rows[0]) * 4 // max(1, rows[-1] - rows[0] + 1), 0, 3)
    x = np.clip((np.arange(mask.shape[1]) - columns[0]) * 4 // max(1, columns[-1] - columns[0] + 1), 0, 3)
    return np.asarray(y[:, None] * 4 + x[None, :], np.int32)


def _set_off(
    lab: NDArray[np.float32], inner: NDArray[np.bool_], outer: NDArray[np.bool_], grid: NDArray[np.int32]
) -> float:
    """Mean colour distance across the outline, tile by tile, weighted by the outline's length in it."""
    total, weight = 0.0, 0.0
    for tile in range(16):
        here = grid == tile
        one, other = inner & here, outer & here
        count = min(int(one.sum()), int(other.sum()))
        if count >= 4:
            total += count * float(np.linalg.norm(lab[one].mean(axis=0) - lab[other].mean(axis=0)))
            weight += count
    return total / weight if weight else 0.0


def _likeness(ours: NDArray[np.float32], theirs: NDArray[np.float32], where: NDArray[np.bool_]) -> float:
    """Correlation of the two pictures over an entity and its surroundings, all three channels of Lab together."""
    one, other = cv2.GaussianBlur(ours, (0, 0), 1.5)[where], cv2.GaussianBlur(theirs, (0, 0), 1.5)[where]
    one, other = one - one.mean(axis=0), other - other.mean(axis=0)
    norm = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum() / norm) if norm > 1e-6 else 0.0


def _lab(frame: Film) -> NDArray[np.float32]:
    lab = cv2.cvtColor(np.ascontiguousarray(frame).astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    return np.asarray(lab, np.float32)
