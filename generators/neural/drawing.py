"""The levels that models draw, as a render worker wants them: made from its equipment, loaded before the first job.

It knows no process: what a level draws is `generators/neural/level.py`, and where there is no model, the stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.neural.equipment import Equipment, Given, read_equipment, tier_named
from generators.neural.gouache import gouache_opener
from generators.neural.house import house_name, is_house
from generators.neural.known import Use
from generators.neural.level import NeuralLevel, Open
from generators.neural.loading import opener
from generators.neural.ports import Cancel
from generators.neural.sound.film import FilmSound
from generators.stage.generator import Stage
from generators.timed import TimedPart


class Drawing:
    """Draws timed parts with the model for one use; the stage where there is none."""

    use = Use.NEURAL

    def __init__(self, width: int, height: int, fps: int, seed_art: Path | None = None, *, equipment: str) -> None:
        told = read_equipment(equipment)
        given = told.given(self.use)
        self._stage = Stage(width, height, fps, seed_art)
        self._name = ""
        self._level: NeuralLevel | None = None
        if given is not None:
            house = is_house(given.folder)
            self._name = f"{house_name()} in {given.runtime}" if house else Path(given.folder).name
            self._level = NeuralLevel(
                width,
                height,
                fps,
                seed_art,
                open_model=gouache_opener(given.runtime, told.device) if house else _of_viewer(given, told),
                tier=tier_named(given.tier),
                trusting=told.trusting and not house,
            )

    def load(self) -> None:
        """Load the model; raises ModelError where no tier is left for it."""
        if self._level is not None:
            self._level.load()

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Who drew the last part, for its manifest: the model, how many takes of how many, why not the others."""
        if self._level is None:
            return ()
        outcomes = self._level.outcomes
        by_model = sum(outcome.by == "model" for outcome in outcomes)
        refused = next((outcome.why for outcome in outcomes if outcome.why), "")
        told: tuple[tuple[str, str], ...] = (("model", self._name), ("takes", f"{by_model} of {len(outcomes)}"))
        if self._level.engines:
            told = (*told, ("engines", ", ".join(self._level.engines)))
        return (*told, ("refused", refused)) if refused else told

    def heard(self, timed: TimedPart, cancel: Cancel) -> tuple[FilmSound, ...]:
        """The sound that the model makes with its film of `timed`, before its pictures are asked for; () = none."""
        return () if self._level is None else self._level.heard(timed, cancel)

    def frames(self, timed: TimedPart, cancel: Cancel) -> Iterator[NDArray[np.uint8]]:
        """Every frame of `timed` as I420; raises Cancelled."""
        return self._stage.frames(timed, cancel) if self._level is None else self._level.frames(timed, cancel)


def _of_viewer(given: Given, told: Equipment) -> Open:
    return opener(
        Path(given.folder),
        told.device,
        told.dtype,
        Path(given.lora) if given.lora else None,
        Path(told.engines) if told.engines else None,
        told.target,
    )


class Restyle(Drawing):
    """The stage's frames painted anew."""

    use = Use.RESTYLE


class Neural(Drawing):
    """Film that follows the stage."""

    use = Use.NEURAL
