"""Takes of a timed part: each shot with its prompt, and the stage's passes of its frames in the model's size.

They know the stage's passes and no model. A take is a pure function of (timed part, wishes): made twice it is the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from generators.errors import Cancelled
from generators.neural.ports import Cancel, Control, Film, Guide, Take
from generators.neural.prompts import prompt_of
from generators.neural.verifier import judged_frames
from generators.restyle.passes import Passes, passes_at
from generators.stage.cast import Cast
from generators.stage.finish import to_bgr
from generators.stage.generator import Stage
from generators.stage.passes.truth import Truth, disparity
from generators.stage.passes.visibility import Seen
from generators.timed import Shot, TimedPart
from story_engine.rng import derive_seed
from story_engine.time import FPS, SAMPLE_RATE, VIDEO_FRAME

REFERENCE_SHARE = 0.02
"""A subject is a reference where its box takes at least this share of the frame."""
MOST_REFERENCES = 2
EDGE_SOFT = 0.8
"""Pixels over which paper grain is smoothed before edges are looked for …"""
EDGE_LOW, EDGE_HIGH = 40, 100
"""… and the steps of light (of 255, as Canny sums them) that go on with a line, and that begin one."""
ROOM = 0.15
"""Of its box, kept around a reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the model and the tier want of a take."""

    width: int
    height: int
    fps: int = FPS
    controls: tuple[Control, ...] = (Control.COLOUR, Control.DEPTH)
    """The first one besides COLOUR is followed."""
    references: bool = False
    steps: int = 4
    guidance: float = 1.0
    strength: float = 0.55
    follow: float = 0.9
    seed_art: Path | None = None
    every: int = 1
    """Depth is drawn for one frame of so many, which the next ones share: a network that sees several frames as one
    would not tell, and drawing it costs as much as the stage's picture."""
    hold: int = 1
    """The model paints one frame of so many: the stage draws no others for it."""
    judging_only: bool = False
    """Ids are for the verifier alone: they stand in the frames that it judges, elsewhere they are 0."""


def frame_count(timed: TimedPart, fps: int) -> int:
    """Video frames of a part, as the stage counts them."""
    return timed.duration // VIDEO_FRAME * fps // FPS


def takes_of(timed: TimedPart, wishes: Wishes, cancel: Cancel) -> tuple[Take, ...]:
    """One take per shot, in order, together exactly the part's frames; raises Cancelled between frames.

    A part begins with a cut for the model: so parts render in any order, and a cached one never goes stale. The words
    of title cards are left out: no model draws letters, the stage sets them into the finished film.
    """
    bare = replace(timed, titles=()) if timed.titles else timed
    stage = Stage(wishes.width, wishes.height, wishes.fps, wishes.seed_art)
    truth = Truth(timed, wishes.width, wishes.height, wishes.seed_art)
    total = frame_count(timed, wishes.fps)
    found = []
    for shot, begin, end in spans(timed, wishes.fps, total):
        guide = _guide(bare, stage, truth, begin, end, wishes, cancel)
        followed = next((control for control in wishes.controls if control is not Control.COLOUR), Control.COLOUR)
        found.append(
            Take(
                prompt=prompt_of(timed, shot),
                guide=guide,
                seed=derive_seed(timed.rng_seed, "neural", shot.key) >> 1,
                fps=wishes.fps,
                control=followed,
                references=_references(truth, guide.colour[0], begin, wishes, shot) if wishes.references else (),
                steps=wishes.steps,
                guidance=wishes.guidance,
                strength=wishes.strength,
                follow=wishes.follow,
            )
        )
    return tuple(found)


def spans(timed: TimedPart, fps: int, total: int) -> tuple[tuple[Shot, int, int], ...]:
    """(shot, first frame, frame after its last) for every shot that has frames; they cover 0 … total."""
    edges = [min(total, -(-shot.start * fps // SAMPLE_RATE)) for shot in timed.shots]
    edges[0] = 0
    ends = [*edges[1:], total]
    return tuple((shot, begin, end) for shot, begin, end in zip(timed.shots, edges, ends, strict=True) if end > begin)


def _guide(timed: TimedPart, stage: Stage, truth: Truth, begin: int, end: int, wishes: Wishes, cancel: Cancel) -> Guide:
    colour: list[Film] = []
    depth: list[NDArray[np.float32]] = []
    lines: list[NDArray[np.uint8]] = []
    ids: list[NDArray[np.uint16]] = []
    painted = range(0, end - begin, wishes.hold)
    judged = [painted[at] for at in judged_frames(len(painted))] if wishes.judging_only else painted
    nothing = np.zeros((wishes.height, wishes.width), np.uint16)
    for index in range(begin, end):
        if cancel():
            raise Cancelled(f"part {timed.part.id} is no longer wanted")
        if (index - begin) % wishes.hold:
            for kept in (colour, depth, lines, ids):
                _again(kept)
            continue
        time = index * SAMPLE_RATE // wishes.fps
        colour.append(to_bgr(stage.frame(timed, index))[..., ::-1].copy())
        shows_ids = Control.IDS in wishes.controls and index - begin in judged
        anew = (index - begin) % wishes.every == 0
        if shows_ids or (anew and Control.DEPTH in wishes.controls):
            stack = truth.stack(time)
        ids.append(stack.ids if shows_ids else nothing)
        if Control.DEPTH in wishes.controls:
            depth.append(disparity(stack.depth).astype(np.float32) / np.float32(65535) if anew else depth[-1])
        if Control.LINES in wishes.controls:
            lines.append(edges_of(colour[-1]))
    return Guide(
        colour=np.stack(colour),
        depth=np.stack(depth) if Control.DEPTH in wishes.controls else None,
        lines=np.stack(lines) if lines else None,
        ids=np.stack(ids) if Control.IDS in wishes.controls else None,
        truth=_told(timed, truth, begin, wishes) if Control.TRUTH in wishes.controls else None,
    )


def _again(films: list[Any]) -> None:
    """The last frame once more, where there is one."""
    films += films[-1:]


def _told(timed: TimedPart, truth: Truth, begin: int, wishes: Wishes) -> Callable[[int], Passes]:
    cast = Cast(timed, wishes.seed_art)
    return lambda frame: passes_at(truth, (begin + frame) * SAMPLE_RATE // wishes.fps, cast)


def edges_of(picture: Film) -> NDArray[np.uint8]:
    """Edges of an RGB picture as uint8 (height, width), 255 = line.

    What networks that follow lines were trained on. The stage's own outlines are cleaner and cost as much as ten
    pictures: no model could draw as fast as it is shown.
    """
    soft = cv2.GaussianBlur(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY), (0, 0), EDGE_SOFT)
    return np.asarray(cv2.Canny(soft, EDGE_LOW, EDGE_HIGH), np.uint8)


def _references(truth: Truth, picture: Film, begin: int, wishes: Wishes, shot: Shot) -> tuple[Film, ...]:
    """The largest subjects of a shot's first frame, each alone on grey in the frame's size."""
    seen = truth.seen(begin * SAMPLE_RATE // wishes.fps)
    area = wishes.width * wishes.height
    rows = [row for row in seen if row.kind == "actor" and row.box is not None and row.pixels > REFERENCE_SHARE * area]
    rows.sort(key=lambda row: (row.id not in shot.subjects, -row.pixels))
    return tuple(_cut_out(picture, row)[None] for row in rows[:MOST_REFERENCES])


def _cut_out(picture: Film, row: Seen) -> Film:
    height, width = picture.shape[:2]
    assert row.box is not None
    wide, high = row.box.right - row.box.left, row.box.bottom - row.box.top
    left, right = max(0, round(row.box.left - ROOM * wide)), min(width, round(row.box.right + ROOM * wide))
    top, bottom = max(0, round(row.box.top - ROOM * high)), min(height, round(row.box.bottom + ROOM * high))
    crop = picture[top:bottom, left:right]
    scale = min(width / crop.shape[1], height / crop.shape[0])
    size = (max(1, int(crop.shape[1] * scale)), max(1, int(crop.shape[0] * scale)))
    sheet = np.full((height, width, 3), 238, np.uint8)
    x, y = (width - size[0]) // 2, (height - size[1]) // 2
    sheet[y : y + size[1], x : x + size[0]] = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    return sheet
