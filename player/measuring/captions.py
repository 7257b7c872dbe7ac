"""How captions can be read: characters a second, how long each page stands, how many lines of how many characters.

It looks at the pages as the player cuts them, in shows of the built-in seeds that are planned and voiced, not drawn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from generators.timed import TimedPart
from player.direction import Opening
from player.measuring.apart import RNG_SEED
from player.ui.captions import LINE_CHARACTERS, PAGE_LINES, pages
from player.ui.theme import BACKGROUND, MUTED, SPEAKER_TINTS, TEXT, Colour, colour, contrast
from story_engine.plan import Input, InputKind
from story_engine.time import to_seconds

FASTEST, FASTEST_FOR_CHILDREN = 17.0, 13.0
"""Characters a second (playback facts 2.5)."""
SHORTEST_SECONDS = 5 / 6
A_FRAME = 1 / 24
"""Times of captions are whole pictures: a page may be short of the custom by one."""
LEAST_CONTRAST = 7.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a caption, as it is seen."""

    lines: tuple[str, ...]
    seconds: float
    is_speech: bool

    @property
    def characters(self) -> int:
        """Letters, signs and the spaces between."""
        return sum(map(len, self.lines)) + len(self.lines) - 1

    @property
    def pace(self) -> float:
        """Characters a second."""
        return self.characters / max(self.seconds, 1e-3)


def pages_of(timed: TimedPart) -> Iterator[Page]:
    """Every page of a part's captions with the time that the player gives it."""
    for caption in timed.captions:
        found = pages(caption.text)
        lengths = [sum(map(len, page)) for page in found]
        seconds = to_seconds(caption.duration)
        for page, length in zip(found, lengths, strict=True):
            yield Page(page, seconds * length / max(sum(lengths), 1), caption.kind != "sound")


def measure_captions(
    seeds: tuple[Path, ...], seconds: float = 600.0, *, reading: float = FASTEST, manner: str = ""
) -> dict[str, Any]:
    """Figures of a show of each of `seeds`, which nobody steers, for who reads `reading` characters a second."""
    from player.director import InProcessDirector

    found: dict[str, Any] = {"reading": reading}
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="evershow-captions-") as folder:
            director = InProcessDirector(Path(folder))
            try:
                opening = Opening(seed=str(seed), rng_seed=RNG_SEED, manner=manner, reading=reading)
                shown = list(_watched(director, opening, seconds))
            finally:
                director.close()
        found |= {f"{seed.name}_{name}": value for name, value in figures(shown, reading).items()}
    return found | {"contrast_least": round(least_contrast(), 2)}


def _watched(director: Any, opening: Opening, seconds: float) -> Iterator[Page]:
    state, at = director.open(opening).state, 0.0
    while at < seconds:
        planned = director.step(state)
        state, choice = planned.state, planned.timed.part.choice
        at += to_seconds(planned.timed.duration)
        yield from pages_of(planned.timed)
        if choice is not None:
            pick = Input(kind=InputKind.PICK, option=choice.default, choice=choice.id, by="default")
            state = director.apply(state, pick).state


def figures(shown: list[Page], reading: float) -> dict[str, Any]:
    """Of all pages of a show."""
    paces = [page.pace for page in shown] or [0.0]
    return {
        "pages": len(shown),
        "characters_a_second_mean": round(float(np.mean(paces)), 1),
        "characters_a_second_p95": round(float(np.percentile(paces, 95)), 1),
        "characters_a_second_max": round(max(paces), 1),
        "too_fast": sum(page.pace > reading + 0.5 for page in shown),
        "shortest_s": round(min((page.seconds for page in shown), default=0.0), 3),
        "too_short": sum(page.seconds < SHORTEST_SECONDS - A_FRAME for page in shown),
        "longest_line": max((len(line) for page in shown for line in page.lines), default=0),
        "most_lines": max((len(page.lines) for page in shown), default=0),
        "too_large": sum(
            len(page.lines) > PAGE_LINES or any(len(line) > LINE_CHARACTERS for line in page.lines) for page in shown
        ),
    }


def least_contrast(ground: float = 1.0, picture: Colour = (1.0, 1.0, 1.0, 1.0)) -> float:
    """The least contrast of a caption's inks with its ground of that opacity before the brightest picture there is."""
    share = min(1.0, ground * 1.15)
    below = tuple(BACKGROUND[n] * share + picture[n] * (1.0 - share) for n in range(3))
    inks = (TEXT, MUTED, *(colour(tint) for tint in SPEAKER_TINTS))
    return min(contrast(ink, (*below, 1.0)) for ink in inks)


def report(seeds: tuple[Path, ...], seconds: float) -> dict[str, Any]:
    """For grown-ups, then for a child."""
    found: dict[str, Any] = {}
    for name, reading in (("", FASTEST), ("child_", FASTEST_FOR_CHILDREN)):
        found |= {f"{name}{key}": value for key, value in measure_captions(seeds, seconds, reading=reading).items()}
    return found
