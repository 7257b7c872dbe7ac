"""Measures of planned shows: outlines, faces, cuts, lips, stillness, flicker and flashes.

It knows shows and measures; each function gives its figures and reports its share of the work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from generators.direction import measures as rules
from generators.safety.flash import MOST_TRANSITIONS, FlashTracker
from generators.stage.acting.measure import BILABIALS, foot_slides, frozen_spans, mouth_errors
from generators.stage.frame import shot_index
from generators.stage.generator import Stage
from generators.stage.measures import cuts
from generators.stage.measures.flicker import flicker, held
from generators.stage.measures.outline import lost_share
from generators.stage.passes import Truth
from generators.timed import TimedPart
from player.look.figures import Figure, at_least, at_most, told
from player.look.shows import Planned
from story_engine.time import FPS, to_seconds

Progress = Callable[[str, float], None]
SIZE = (640, 360)
"""Faces and still areas are judged at this size."""
OUTLINE_SIZE = (1280, 720)
"""Outlines are judged as they are seen: a lit rim is a pixel and a half wide."""
FLASH_SIZE = (320, 180)
"""The tracker looks at 32×18 cells."""
MOST_LOST = 0.10
LEAST_SHOTS = 0.95
"""Of a figure's outline, and of all shots (issue 4)."""
LEAST_FIGURE = 0.003
"""Share of the frame from which somebody is looked at."""
FACE_SHOWN, FACE_CLEAR = 0.5, 0.85
"""A face that is half in the frame is meant to be seen; less clear than this it is covered."""
LEAST_ENTROPY = 1.8
MOST_FLICKER = 0.3
MOST_TURNED = 0.6
"""The same while the story has a flame rise or sink in the picture: twice as much, for the room's light follows it on
purpose, over a second or two. What would be seen as a flicker, a step of 255 from picture to picture, is well above."""
FLICKER_SHOTS = 24
WORST = 8
"""So many worst cases are told."""


def _where(timed: TimedPart, at: int) -> str:
    scene = timed.part.scene
    return f"{timed.part.id} {to_seconds(at):.1f}s {scene.place.look.asset or scene.place.id} {scene.hour:.0f}h"


def _size_at(timed: TimedPart, at: int) -> str:
    return timed.shots[shot_index(timed, at)].size


def outlines(show: Planned, on_progress: Progress) -> list[Figure]:
    """Share of shots in which every figure's outline reads."""
    stage = Stage(*OUTLINE_SIZE, seed_art=show.seed_art)
    shots = list(show.shots())
    judged: list[tuple[float, str]] = []
    truth: Truth | None = None
    for number, (timed, shot, at) in enumerate(shots):
        on_progress(f"outlines {show.name}", number / len(shots))
        bare = timed if truth is None or truth.timed.part is not timed.part else truth.timed
        if bare is timed:
            # A letter that is read lies over the figures on purpose.
            bare = replace(timed, titles=())
            truth = Truth(bare, *OUTLINE_SIZE, seed_art=show.seed_art)
        assert truth is not None
        lost = lost_outlines(truth, stage.still(bare, at), at)
        if lost:
            share, who = max(lost)
            judged.append((share, f"{share:.0%} of {who}: {_where(timed, at)} {shot.size}"))
    judged.sort(reverse=True)
    good = sum(share <= MOST_LOST for share, _ in judged)
    words = tuple(text for share, text in judged[:WORST] if share > MOST_LOST)
    name = f"shots with ≤ 10 % of an outline lost ({len(judged)} shots)"
    median = float(np.median([share for share, _ in judged])) if judged else 0.0
    return [
        at_least("outlines", show.name, name, good / len(judged) if judged else 1.0, LEAST_SHOTS, words),
        told("outlines", show.name, "lost share of a shot's worst outline, median", median),
    ]


def lost_outlines(truth: Truth, picture: np.ndarray, at: int) -> list[tuple[float, str]]:
    """Lost share and id of everybody whose face is in the picture or whom the shot is about."""
    wanted = {
        row.id
        for row in truth.seen(at)
        if row.kind == "actor" and (row.face_inside >= FACE_SHOWN or row.id in truth.view(at).shot.subjects)
    }
    found = []
    for name, mine, behind in truth.outlined(at):
        if name in wanted and mine.mean() >= LEAST_FIGURE:
            share = lost_share(picture, mine, behind)
            if share is not None:
                found.append((share, name))
    return found


def faces(show: Planned, on_progress: Progress) -> list[Figure]:
    """Faces that speak behind something."""
    covered: list[str] = []
    shown = lines = 0
    for number, timed in enumerate(show.parts):
        on_progress(f"faces {show.name}", number / len(show.parts))
        spoken = [line for line in timed.lines if line.speaker]
        truth = Truth(timed, *SIZE, seed_art=show.seed_art) if spoken else None
        for line in spoken:
            lines += 1
            seen = False
            for share in (0.2, 0.5, 0.8):
                at = min(timed.duration - 1, line.start + round(line.duration * share))
                assert truth is not None
                row = next((one for one in truth.seen(at) if one.kind == "actor" and one.id == line.speaker), None)
                if row is None or row.face_inside < FACE_SHOWN:
                    continue
                seen = True
                clear = row.face_clear * (1 - truth.own_cover(at, line.speaker))
                if clear < FACE_CLEAR:
                    covered.append(f"{line.speaker} {clear:.0%} clear: {_where(timed, at)} {_size_at(timed, at)}")
                    break
            shown += seen
    return [
        at_most("faces", show.name, f"speaking faces covered ({lines} lines)", len(covered), 0, tuple(covered[:WORST])),
        told("faces", show.name, "share of lines whose speaker's face is in the picture", shown / max(1, lines)),
    ]


def cutting(show: Planned, on_progress: Progress) -> list[Figure]:
    """Rules of the cut, and the mix of sizes."""
    on_progress(f"cuts {show.name}", 0.0)
    found = cuts.faults(show.parts, show.seed_art)
    where = {timed.part.id: timed for timed in show.parts}
    figures = []
    names = {
        "jump": "jump cuts",
        "sides": "180° faults: people change sides",
        "eyes": "eye-lines that do not meet",
        "turn": "people cut to in the middle of a turn",
    }
    for kind, name in names.items():
        words = [f"{f.words}: {_where(where[f.part], f.at)}" for f in found if f.kind == kind]
        figures.append(at_most("cuts", show.name, name, len(words), 0, tuple(words[:WORST])))
    counts = cuts.sizes(show.parts)
    told_sizes = (", ".join(f"{size} {count}" for size, count in counts.most_common()),)
    figures.append(
        at_least("cuts", show.name, "shot-size entropy, bits", cuts.entropy(counts), LEAST_ENTROPY, told_sizes)
    )
    own = {
        "jump cuts, by the storyboard's own rule": rules.jump_cuts(show.parts),
        "crossed lines, by the storyboard's own rule": rules.line_crossings(show.parts),
        "speakers hidden, by the storyboard's own rule": [f for t in show.parts for f in rules.speaker_hidden(t)],
    }
    for name, broken in own.items():
        words = [f"{one.words}: {one.scene} {to_seconds(one.at):.1f}s" for one in broken]
        figures.append(at_most("cuts", show.name, name, len(words), 0, tuple(words[:WORST])))
    least = rules.size_entropy_bits(show.parts)
    figures.append(at_least("cuts", show.name, "least entropy of any five minutes, bits", least, LEAST_ENTROPY))
    seconds = to_seconds(sum(timed.duration for timed in show.parts))
    figures.append(told("cuts", show.name, "seconds a shot", seconds / max(1, sum(counts.values()))))
    return figures


def acting(show: Planned, on_progress: Progress) -> list[Figure]:
    """Lips, stillness and feet."""
    missed: list[str] = []
    kinds: Counter[str] = Counter()
    frozen: list[str] = []
    slides: list[str] = []
    bilabials = 0
    for number, timed in enumerate(show.parts):
        on_progress(f"acting {show.name}", number / len(show.parts))
        for error in mouth_errors(timed, show.seed_art):
            kinds[error.kind] += 1
            missed.append(f"{error.actor} {error.phone} {error.kind}: {_where(timed, error.at)}")
        for line in timed.lines:
            bilabials += sum(phone.phone.rstrip("012").lower() in BILABIALS for phone in line.phones if line.speaker)
        for span in frozen_spans(timed, show.seed_art):
            frozen.append(f"{span.actor} {to_seconds(span.duration):.1f} s: {_where(timed, span.start)}")
        for slide in foot_slides(timed, show.seed_art):
            slides.append(f"{slide.actor} {slide.pixels} px: {_where(timed, slide.start)}")
    return [
        at_most("acting", show.name, f"bilabials not closed within a frame ({bilabials})", kinds["open"], 0),
        at_most("acting", show.name, "mouths that miss their sound", len(missed), 0, tuple(missed[:WORST])),
        at_most("acting", show.name, "people frozen > 0.5 s", len(frozen), 0, tuple(frozen[:WORST])),
        at_most("acting", show.name, "planted feet that slide > 2 px", len(slides), 0, tuple(slides[:WORST])),
    ]


def flickering(show: Planned, on_progress: Progress) -> list[Figure]:
    """Change where nothing moves."""
    shots = list(show.shots())
    step = max(1, len(shots) // FLICKER_SHOTS)
    stage = Stage(*SIZE, seed_art=show.seed_art)
    found: list[tuple[float, str]] = []
    turned: list[tuple[float, str]] = []
    for number, (timed, shot, at) in enumerate(shots[::step]):
        on_progress(f"flicker {show.name}", number * step / len(shots))
        calm = held(timed, at)
        measured = flicker(calm, at, Truth(calm, *SIZE, seed_art=show.seed_art), partial(stage.still, calm))
        if measured is not None:
            words = f"{measured.mean:.3f} on {measured.area:.0%}: {_where(timed, at)} {shot.size}"
            (turned if measured.turned else found).append((measured.mean, words))
    found.sort(reverse=True)
    turned.sort(reverse=True)
    worst = found[0][0] if found else 0.0
    name = f"worst static-area flicker, steps of 255 ({len(found)} shots)"
    flame = f"the same while a lamp-bearer's own flame rises or sinks ({len(turned)} shots)"
    return [
        at_most("flicker", show.name, name, worst, MOST_FLICKER, tuple(words for _, words in found[:3])),
        at_most(
            "flicker",
            show.name,
            flame,
            turned[0][0] if turned else 0.0,
            MOST_TURNED,
            tuple(words for _, words in turned[:3]),
        ),
    ]


def flashes(show: Planned, on_progress: Progress) -> list[Figure]:
    """Flash safety of every frame, joins included."""
    stage = Stage(*FLASH_SIZE, seed_art=show.seed_art)
    tracker = FlashTracker(FPS)
    total = sum(timed.duration for timed in show.parts)
    done = frames = 0
    for timed in show.parts:
        for index in range(stage.count(timed)):
            tracker.add(stage.frame(timed, index))
            frames += 1
        done += timed.duration
        on_progress(f"flashes {show.name}", done / total)
    name = f"most light changes in a second over a third of the screen ({frames} frames)"
    return [at_most("flashes", show.name, name, tracker.worst, MOST_TRANSITIONS)]
