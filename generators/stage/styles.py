"""Styles as data: reads `assets/styles/<id>.yaml` into frozen values that bake, light and finish obey.

It knows numbers and colours, not how they are painted. Units and defaults stand beside each field.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.colour import RGB, from_hex
from generators.stage.tones import Tones

DEFAULT = "paper"
"""The style of a seed that names none, or one that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Cut edges and what they throw."""

    rim: float = 1.0
    """Factor on the lit edge's strength, 0–3."""
    shadow: float = 1.0
    """Factor on cut shadows' darkness, 0–2."""
    figure_rim: float = 1.0
    """Factor on the lit edge of figures, 0–3."""
    contour: float = 1.1
    """Strength of the lit contour round a whole figure, 0–2."""
    halo: float = 1.0
    """Strength of the soft shadow right behind a figure, 0–2."""
    found: float = 1.0
    """How far an edge that would be lost against what is behind takes more light or less, 0–2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wash:
    """Pigment on wet paper: a bake filter for layers and figures. 0 everywhere = none."""

    wobble: float = 0.0
    """Greatest shift of an edge, pixels at 720 lines."""
    grain: float = 26.0
    """Size of the wobble, pixels at 720 lines."""
    density: float = 0.0
    """How much the pigment's density wanders, share."""
    pool: float = 0.0
    """How much darker pigment dries at an edge, share."""
    granulation: float = 0.0
    """How much pigment settles in the paper's hollows, share."""
    bleed: float = 0.0
    """Share of white paper that shines through a wash, 0–1."""
    figures: float = 1.0
    """Share of all this on figures and things, 0–1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the frame's border becomes: bare paper, a torn edge, a dark iris. Width 0 = no border."""

    colour: RGB = (1.0, 1.0, 1.0)
    width: float = 0.0
    """Width of the border, share of the frame's height."""
    rough: float = 0.0
    """How uneven the border is, share of its width."""
    soft: float = 1.0
    """How softly it begins: 0 a cut, 1 over its whole width."""
    round: float = 0.0
    """0 follows the frame, 1 is an oval (an iris)."""
    tooth: float = 0.0
    """Strength of the sheet's own surface over the whole frame, share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The colour grade of the finished frame."""

    contrast: float = 0.10
    """Strength of the S curve, −0.5–0.5."""
    pivot: float = 0.5
    """Brightness at which the S curve turns."""
    saturation: float = 1.0
    lift: float = 0.012
    """Brightness of black, share of white."""
    gain: float = 0.997
    """Brightness of white."""
    shadows: RGB = (0.30, 0.36, 0.52)
    """Colour that shadows lean to."""
    lights: RGB = (0.55, 0.50, 0.42)
    """Colour that lights lean to."""
    split: float = 0.06
    """How far they lean, share."""
    night: float = 0.35
    """Share of the split toning that is left at night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Bloom, grain, vignette and weave of the finished frame."""

    bloom: float = 0.42
    """Strength of the light that spills from bright places."""
    bloom_from: float = 0.675
    """Brightness above which places spill."""
    bloom_wide: float = 1.3
    """Weight of the wide spill beside the near one."""
    grain: float = 1.9
    """Standard deviation of the film grain in steps of 255."""
    vignette: float = 0.20
    """Darkening at the corners, share."""
    weave: float = 0.0
    """How far the frame trembles in the gate, pixels at 720 lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """One way of making a picture; the same scene can be shown in any."""

    id: str = DEFAULT
    title: str = ""
    bodies: int = 2
    """Video frames that a figure's drawing stands: 1 to 4, 2 being on twos; mouths move on ones."""
    editing: str = "picture book"
    """Temperament of the cutting, a name for the storyboard."""
    fibre: float = 1.0
    """Factor on the paper fibre of baked layers, 0–3."""
    edges: Edges = field(default_factory=Edges)
    wash: Wash = field(default_factory=Wash)
    tones: Tones = field(default_factory=Tones)
    sheet: Sheet = field(default_factory=Sheet)
    grade: Grade = field(default_factory=Grade)
    finish: Finish = field(default_factory=Finish)

    def __hash__(self) -> int:
        """Of the id and what is most often tried out: styles are keys many times in every frame."""
        return hash((self.id, self.bodies, self.finish.grain))

    @property
    def is_washed(self) -> bool:
        """Whether layers and figures pass through the wash."""
        wash = self.wash
        return max(wash.wobble, wash.density, wash.pool, wash.granulation, wash.bleed) > 0


LIMITS: dict[str, tuple[float, float]] = {
    "edges.rim": (0, 3),
    "edges.figure_rim": (0, 3),
    "edges.shadow": (0, 2),
    "edges.contour": (0, 2),
    "edges.halo": (0, 2),
    "edges.found": (0, 2),
    "wash.wobble": (0, 12),
    "wash.grain": (6, 120),
    "wash.density": (0, 1),
    "wash.pool": (0, 2),
    "wash.granulation": (0, 1),
    "wash.bleed": (0, 0.5),
    "wash.figures": (0, 1),
    "tones.ink": (0, 1),
    "tones.steps": (0, 8),
    "tones.glow": (0, 1),
    "tones.chroma": (0, 1),
    "sheet.width": (0, 0.5),
    "sheet.rough": (0, 2),
    "sheet.soft": (0, 1),
    "sheet.round": (0, 1),
    "sheet.tooth": (0, 0.2),
    "grade.contrast": (-0.5, 0.5),
    "grade.pivot": (0.1, 0.9),
    "grade.saturation": (0, 1.6),
    "grade.lift": (0, 0.2),
    "grade.gain": (0.6, 1),
    "grade.split": (0, 0.5),
    "grade.night": (0, 1),
    "finish.bloom": (0, 1.5),
    "finish.bloom_from": (0.2, 1),
    "finish.bloom_wide": (0, 3),
    "finish.grain": (0, 6),
    "finish.vignette": (0, 0.6),
    "finish.weave": (0, 2),
    "fibre": (0, 3),
    "bodies": (1, 4),
}
"""Least and greatest value by dotted name; numbers that stand nowhere here lie in 0–1."""


def style_of(name: str, seed_art: Path | None = None) -> Style:
    """The style `name`, the seed's own `art/styles` first; paper when there is none or it is damaged."""
    try:
        return load_style(name or DEFAULT, seed_art)
    except AssetError:
        return load_style(DEFAULT)


def style_names(seed_art: Path | None = None) -> tuple[str, ...]:
    """Every style a seed may name, its own included, sorted."""
    own = (path.stem for path in (seed_art / "styles").glob("*.yaml")) if seed_art else ()
    return tuple(sorted({*library.names("styles"), *own}))


@lru_cache(maxsize=32)
def load_style(name: str, seed_art: Path | None = None) -> Style:
    """The style `name`; AssetError naming file, field, value and remedy when it is missing or wrong."""
    path = library.find("styles", name, ".yaml", seed_art)
    if path is None:
        known = ", ".join(style_names(seed_art))
        near = difflib.get_close_matches(name, style_names(seed_art), n=1)
        remedy = f"did you mean {near[0]}?" if near else f"there are: {known}"
        raise AssetError(f"style {name!r} does not exist; {remedy}")
    return read_style(library.read_yaml(path), f"styles/{path.name}", name)


def read_style(content: dict[str, Any], where: str, name: str) -> Style:
    """The style in a mapping read from the file `where`; AssetError as `load_style`."""
    return _read(Style, {**content, "id": name}, where, "")


def _read(kind: type, content: Any, where: str, prefix: str) -> Any:
    if not isinstance(content, dict):
        raise AssetError(f"{where}: {prefix.rstrip('.') or 'the file'} must hold names and values")
    known = {entry.name: entry for entry in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key not in known:
            near = difflib.get_close_matches(str(key), known, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise AssetError(f"{where}: {prefix}{key} is unknown; {remedy}")
        values[key] = _value(kind, known[key].type, value, where, f"{prefix}{key}")
    return kind(**values)


PARTS: dict[str, type] = {
    "Edges": Edges,
    "Wash": Wash,
    "Tones": Tones,
    "Sheet": Sheet,
    "Grade": Grade,
    "Finish": Finish,
}


def _value(kind: type, declared: Any, value: Any, where: str, name: str) -> Any:
    text = declared if isinstance(declared, str) else declared.__name__
    if text in PARTS:
        return _read(PARTS[text], value, where, f"{name}.")
    if text == "str":
        return str(value)
    if text == "RGB":
        try:
            return from_hex(str(value))
        except ValueError as error:
            raise AssetError(f"{where}: {name}: {error}") from error
    low, high = LIMITS.get(name, (0.0, 1.0))
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise AssetError(f"{where}: {name} is {value!r}; it must be a number from {low:g} to {high:g}")
    return int(value) if text == "int" else float(value)
