"""Paints every layer of a set once in small, to tell what its fields lack and which of them nobody reads.

It knows no seed and shows nothing: the findings are words for whoever wrote the place.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from generators.stage.bake import canvas_on, live_paper
from generators.stage.framing import frame_shot
from generators.stage.kinds import BAKED, LIVE
from generators.stage.light import Light
from generators.stage.moment import Moment
from generators.stage.painting import paint_layer
from generators.stage.place import ACTORS, LayerSpec, PlaceSet
from generators.stage.styles import DEFAULT, style_of
from generators.timed import Camera, Shot
from story_engine.time import SAMPLE_RATE

SIZE = (128, 72)
SKIES = ((13.0, "clear"), (1.0, "clear"), (8.0, "rain"), (17.0, "snow"), (21.0, "storm"), (6.0, "fog"))
"""Hours and weathers at which a layer is painted: some fields are read by night or in the rain only."""
INSTANTS = tuple(4.0 * step for step in range(30))
"""Scene seconds at which a moving layer is painted: a tram passes now and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFault:
    """One thing that is wrong with a layer; layers count from 1."""

    layer: int
    reverse: bool
    """Whether it stands in the list `reverse`."""
    message: str
    remedy: str = ""


class _Asked(dict[str, Any]):
    """Fields of a layer that remember which of them were asked for."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(fields)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """As a dict's."""
        self.names.add(name)
        return super().get(name, default)


def layer_faults(place: PlaceSet, seed_art: Path | None = None) -> Iterator[LayerFault]:
    """What is wrong with the layers of both sides of `place`."""
    sides = ((place, False), (place.turned(), True)) if place.reverse else ((place, False),)
    for side, reverse in sides:
        for number, spec in enumerate(side.layers, start=1):
            if spec.kind == ACTORS:
                continue
            wrong, asked = _painted(side, spec, seed_art)
            fields = f"it reads {', '.join(sorted(asked))}" if asked else "it reads no fields"
            if wrong:
                message = f"layer {number}: {spec.kind} cannot be painted: {wrong}"
                yield LayerFault(layer=number, reverse=reverse, message=message, remedy=fields)
                continue
            for name in spec.params:
                if name != "kind" and name not in asked:
                    near = difflib.get_close_matches(name, asked, n=1)
                    remedy = f"did you mean {near[0]}? {fields}" if near else fields
                    message = f"layer {number}: {spec.kind} does not read {name!r}"
                    yield LayerFault(layer=number, reverse=reverse, message=message, remedy=remedy)


def _painted(place: PlaceSet, spec: LayerSpec, seed_art: Path | None) -> tuple[str, set[str]]:
    """What is wrong with a layer ("" = nothing), and the fields its painter asked for."""
    camera = Camera(x=0.0, y=0.5, zoom=1.0)
    framing = frame_shot(Shot(start=0, duration=SAMPLE_RATE, key="check", size="WS", begin=camera, end=camera), *SIZE)
    style, fields = style_of(DEFAULT, None), _Asked(spec.params)
    pixels = np.zeros((framing.rows, framing.columns, 4), np.uint8)
    surface, canvas = canvas_on(pixels)
    canvas.scale(framing.scale, framing.scale)
    for hour, weather in SKIES:
        light = Light.of_seed(place.palette, hour, weather, place.indoors, seed_art)
        paper = live_paper(canvas, spec, place, light, framing, style)
        moments: list[Moment | None] = [None] if spec.kind in BAKED else []
        if spec.kind in LIVE:
            instants = INSTANTS if (hour, weather) == SKIES[0] else INSTANTS[:1]
            moments += [Moment(seconds=at, gust=0.4, wind=0.6, seed=3, weather=weather) for at in instants]
        for moment in moments:
            wrong = paint_layer(spec.kind, paper, fields, moment)
            if wrong:
                return wrong, fields.names
    surface.flushAndSubmit()
    del canvas, surface
    return "", fields.names
