"""A creator's own SVG drawing, read into flat pieces that the stage can light; hostile or broken files are refused.

It knows SVG, not props: filters, text, clones and bitmaps are refused with the remedy, gradients become their mean.
"""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import skia

from generators.errors import AssetError
from generators.stage import svgpath
from generators.stage.colour import RGB, from_hex

BITE = 4096
"""Characters of a file that are parsed at a time."""
MOST_BYTES = 256 * 1024
MOST_ELEMENTS, MOST_DEPTH, MOST_PIECES = 3000, 24, 600
"""Limits of a drawing: generous for a hand, tight for an attack."""
SVG = "{http://www.w3.org/2000/svg}"
CONTAINERS = frozenset(("svg", "g", "a", "switch"))
SHAPES = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"))
IGNORED = frozenset(("defs", "title", "desc", "metadata", "linearGradient", "radialGradient", "stop", "clipPath"))
REMEDIES = {
    "script": "remove it: drawings hold no programs",
    "style": "write fill and stroke on the shapes (Inkscape: save as plain SVG)",
    "image": "trace the bitmap (Inkscape: Path → Trace Bitmap) and remove it",
    "text": "turn the letters into paths (Inkscape: Path → Object to Path)",
    "use": "unlink the clone (Inkscape: Edit → Clone → Unlink)",
    "foreignObject": "remove it: only shapes are drawn",
    "filter": "remove it: light and blur come from the stage",
    "animate": "remove it: say data-sway on the piece instead",
    "animateTransform": "remove it: say data-sway on the piece instead",
    "set": "remove it: say data-when on the piece instead",
}
HOSTILE = frozenset(("script", "foreignObject", "image", "use", "animate", "animateTransform", "set"))
"""Refused even in parts that are not drawn."""
NAMED = {
    "black": "#000000", "white": "#ffffff", "red": "#ff0000", "green": "#008000", "blue": "#0000ff",
    "yellow": "#ffff00", "orange": "#ffa500", "brown": "#a52a2a", "grey": "#808080", "gray": "#808080",
    "purple": "#800080", "pink": "#ffc0cb", "gold": "#ffd700", "silver": "#c0c0c0", "navy": "#000080",
    "teal": "#008080", "beige": "#f5f5dc", "ivory": "#fffff0", "maroon": "#800000", "olive": "#808000",
}  # fmt: skip
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
INHERITED = ("fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "fill-rule", "data-when")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One flat piece of a drawing, in centimetres, origin at the foot."""

    path: skia.Path
    fill: RGB
    alpha: float = 1.0
    line: float = 0.0
    """Width of a drawn line; 0 = a filled piece."""
    emit: float = 0.0
    sway: float = 0.0
    turn: float = 0.0
    pivot: tuple[float, float] = (0.0, 0.0)
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glow:
    """A light the drawing gives off."""

    x: float
    y: float
    radius: float
    fill: RGB
    strength: float
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SvgDrawing:
    """A drawing in centimetres, its foot in the middle at (0, 0), y down."""

    pieces: tuple[Piece, ...]
    glows: tuple[Glow, ...]
    grip: tuple[float, float] | None
    width: float
    height: float
    words: tuple[str, ...]


def read_svg(path: Path) -> SvgDrawing:
    """The drawing in `path`; AssetError with file, what is wrong and the remedy."""
    where = f"{path.parent.name}/{path.name}"
    root = _tree(path, where)
    gradients = _gradients(root)
    pieces: list[Piece] = []
    marks: dict[str, tuple[float, float, float, dict[str, str]]] = {}
    for element, style, matrix in _walk(root, where):
        name = element.get("id", "")
        try:
            drawn = _outline(element)
        except ValueError as error:
            raise AssetError(f"{where}: <{_tag(element)}> {name or '(no id)'}: {error}") from error
        drawn.transform(matrix)
        if name in ("grip", "glow") or name.startswith("glow-"):
            box = drawn.getBounds()
            marks[name] = (box.centerX(), box.centerY(), max(box.width(), box.height()) / 2, style)
            continue
        pieces.extend(_pieces(drawn, style, matrix, gradients, where))
        if len(pieces) > MOST_PIECES:
            raise AssetError(f"{where}: more than {MOST_PIECES} pieces; simplify the drawing")
    if not pieces:
        raise AssetError(f"{where}: nothing to draw; add a filled path, rect, circle or polygon")
    return _scaled(root, pieces, marks, where)


def _tree(path: Path, where: str) -> ElementTree.Element:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise AssetError(f"{where}: {path.stat().st_size} bytes; {MOST_BYTES} are the most: simplify the drawing")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AssetError(f"{where}: cannot be read ({type(error).__name__}); save it as UTF-8 SVG") from error
    # A plain DOCTYPE names a public address; with brackets it may define entities: neither is needed.
    if re.search(r"<!\s*(DOCTYPE|ENTITY)|<\?xml-stylesheet", text, re.IGNORECASE):
        raise AssetError(f"{where}: has a DOCTYPE, entities or a style sheet; save it as plain SVG")
    parser: ElementTree.XMLPullParser[ElementTree.Element] = ElementTree.XMLPullParser(events=("start", "end"))
    depth = count = 0
    root: ElementTree.Element | None = None
    try:
        # In small bites: what is too deep or too much is found before it is built.
        for start in range(0, len(text), BITE):
            parser.feed(text[start : start + BITE])
            for event, element in cast("Iterator[tuple[str, ElementTree.Element]]", parser.read_events()):
                if event == "end":
                    depth -= 1
                    continue
                root = element if root is None else root
                depth, count = depth + 1, count + 1
                if depth > MOST_DEPTH or count > MOST_ELEMENTS:
                    raise AssetError(f"{where}: over {MOST_DEPTH} groups deep or {MOST_ELEMENTS} elements; simplify it")
        parser.close()
    except ElementTree.ParseError as error:
        raise AssetError(f"{where}: not well-formed XML ({error}); save it again from the drawing program") from error
    if root is None or _tag(root) != "svg":
        raise AssetError(f"{where}: not an SVG drawing; its first element must be <svg>")
    return root


def _tag(element: ElementTree.Element) -> str:
    """The name without the SVG namespace; "" for foreign ones."""
    tag = str(element.tag)
    if tag.startswith(SVG):
        return tag[len(SVG) :]
    return "" if tag.startswith("{") else tag


def _walk(root: ElementTree.Element, where: str) -> Iterator[tuple[ElementTree.Element, dict[str, str], skia.Matrix]]:
    """Every shape with its inherited style and its matrix."""
    queue: list[tuple[ElementTree.Element, dict[str, str], skia.Matrix, float]] = [(root, {}, skia.Matrix(), 1.0)]
    while queue:
        element, inherited, matrix, opacity = queue.pop()
        tag = _tag(element)
        if tag in IGNORED or not tag:
            # Not drawn, but what could reach out or run is refused wherever it hides.
            for hidden in element.iter():
                _refuse(hidden, _tag(hidden) if _tag(hidden) in HOSTILE else "", where)
            continue
        _refuse(element, tag, where)
        style = {**inherited, **_style(element)}
        if style.get("display") == "none" or style.get("visibility") == "hidden":
            continue
        opacity *= _share(style.pop("opacity", "1"))
        matrix = skia.Matrix.Concat(matrix, _matrix(element.get("transform", ""), where))
        if tag in SHAPES:
            yield element, {**style, "opacity": str(opacity)}, matrix
            continue
        handed = {key: value for key, value in style.items() if key in INHERITED}
        # Reversed: the stack gives the first child first, so that pieces keep their order.
        queue.extend((child, handed, matrix, opacity) for child in reversed(list(element)))


def _refuse(element: ElementTree.Element, tag: str, where: str) -> None:
    if tag in REMEDIES:
        raise AssetError(f"{where}: <{tag}> is not drawn; {REMEDIES[tag]}")
    if tag and tag not in CONTAINERS and tag not in SHAPES and tag not in IGNORED:
        raise AssetError(
            f"{where}: <{tag[:40]}> is unknown here; use paths, rects, circles, ellipses, lines and polygons"
        )
    for key, value in element.attrib.items():
        plain = key.rsplit("}", 1)[-1].lower()
        if plain.startswith("on"):
            raise AssetError(f"{where}: <{tag}> has {plain}=…; remove it: drawings hold no programs")
        outside = "url(" in value.replace(" ", "").lower() and "url(#" not in value.replace(" ", "").replace('"', "")
        if (plain == "href" and not value.startswith("#")) or outside or "javascript:" in value.lower():
            raise AssetError(f"{where}: <{tag}> refers to {value[:40]!r}; a drawing must hold everything itself")


def _style(element: ElementTree.Element) -> dict[str, str]:
    style = {key: value for key, value in element.attrib.items() if not key.startswith("{")}
    for part in element.get("style", "").split(";"):
        key, colon, value = part.partition(":")
        if colon:
            style[key.strip()] = value.strip()
    return style


def _share(text: str) -> float:
    found = NUMBER.match(text.strip())
    value = float(found.group()) if found else 1.0
    return max(0.0, min(1.0, value / 100 if text.strip().endswith("%") else value))


def _number(element: ElementTree.Element, name: str, default: float = 0.0) -> float:
    found = NUMBER.match(element.get(name, "").strip())
    value = float(found.group()) if found else default
    if not math.isfinite(value) or abs(value) > svgpath.LARGEST:
        raise ValueError(f"{name}={value} is beyond ±{svgpath.LARGEST:.0f}")
    return value


def _matrix(text: str, where: str) -> skia.Matrix:
    matrix = skia.Matrix()
    for name, inside in TRANSFORM.findall(text):
        numbers = [float(number) for number in NUMBER.findall(inside)]
        if any(abs(number) > svgpath.LARGEST for number in numbers) or not numbers:
            raise AssetError(f"{where}: transform {name}({inside[:30]}) has no sensible numbers")
        if name == "matrix" and len(numbers) == 6:
            a, b, c, d, e, f = numbers
            step = skia.Matrix.MakeAll(a, c, e, b, d, f, 0, 0, 1)
        elif name == "translate":
            step = skia.Matrix.Translate(numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
        elif name == "scale":
            step = skia.Matrix.Scale(numbers[0], numbers[-1])
        elif name == "rotate":
            step = skia.Matrix.RotateDeg(numbers[0])
            if len(numbers) == 3:
                step = skia.Matrix.RotateDeg(numbers[0], skia.Point(numbers[1], numbers[2]))
        else:
            lean = math.tan(math.radians(max(-80.0, min(80.0, numbers[0]))))
            step = skia.Matrix.MakeAll(
                1, lean if name == "skewX" else 0, 0, lean if name == "skewY" else 0, 1, 0, 0, 0, 1
            )
        matrix = skia.Matrix.Concat(matrix, step)
    return matrix


def _outline(element: ElementTree.Element) -> skia.Path:
    tag = _tag(element)
    if tag == "path":
        return svgpath.parse(element.get("d", ""))
    path = skia.Path()
    if tag == "rect":
        x, y, width, height = (_number(element, name) for name in ("x", "y", "width", "height"))
        rx = _number(element, "rx", _number(element, "ry"))
        path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), rx, _number(element, "ry", rx))
    elif tag in ("circle", "ellipse"):
        x, y = _number(element, "cx"), _number(element, "cy")
        rx = _number(element, "r") if tag == "circle" else _number(element, "rx")
        ry = rx if tag == "circle" else _number(element, "ry")
        path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    elif tag == "line":
        path.moveTo(_number(element, "x1"), _number(element, "y1"))
        path.lineTo(_number(element, "x2"), _number(element, "y2"))
    else:
        numbers = [float(number) for number in NUMBER.findall(element.get("points", ""))]
        if len(numbers) < 4 or len(numbers) > svgpath.MOST_NUMBERS:
            raise ValueError(f"points has {len(numbers)} numbers; between 4 and {svgpath.MOST_NUMBERS} are wanted")
        for index in range(0, len(numbers) - 1, 2):
            (path.lineTo if index else path.moveTo)(numbers[index], numbers[index + 1])
        if tag == "polygon":
            path.close()
    return path


def _gradients(root: ElementTree.Element) -> dict[str, RGB]:
    """The mean colour of each gradient; one that borrows its stops takes the lender's."""
    found: dict[str, RGB] = {}
    lenders: dict[str, str] = {}
    for element in root.iter():
        name = element.get("id", "")
        if _tag(element) not in ("linearGradient", "radialGradient") or not name:
            continue
        stops = [_colour(_style(stop).get("stop-color", "#000000"), found) for stop in element if _tag(stop) == "stop"]
        plain = [stop for stop in stops if stop]
        if plain:
            red, green, blue = (sum(channel) / len(plain) for channel in zip(*plain, strict=True))
            found[name] = (red, green, blue)
        for key, value in element.attrib.items():
            if key.rsplit("}", 1)[-1] == "href":
                lenders[name] = value.lstrip("#")
    for name, lender in lenders.items():
        if name not in found and lender in found:
            found[name] = found[lender]
    return found


def _colour(text: str, gradients: dict[str, RGB]) -> RGB | None:
    """A paint as a triple; None for `none`; black when it cannot be read, as SVG says."""
    text = text.strip().lower()
    if text in ("none", "transparent"):
        return None
    if text.startswith("url("):
        inside = text[4:].partition(")")[0].strip("\"' #")
        return next((rgb for name, rgb in gradients.items() if name.lower() == inside), (0.5, 0.5, 0.5))
    text = NAMED.get(text, text)
    if text.startswith("rgb"):
        numbers = [float(number) for number in NUMBER.findall(text)][:3]
        scale = 100 if "%" in text else 255
        if len(numbers) == 3:
            return tuple(max(0.0, min(1.0, number / scale)) for number in numbers)  # type: ignore[return-value]
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(digit * 2 for digit in text[1:])
    if re.fullmatch(r"#[0-9a-f]{6}([0-9a-f]{2})?", text):
        return from_hex(text[:7])
    return (0.0, 0.0, 0.0)


def _pieces(
    drawn: skia.Path, style: dict[str, str], matrix: skia.Matrix, gradients: dict[str, RGB], where: str
) -> Iterator[Piece]:
    box = drawn.getBounds()
    if not all(
        math.isfinite(edge) and abs(edge) < svgpath.LARGEST
        for edge in (box.left(), box.top(), box.right(), box.bottom())
    ):
        raise AssetError(f"{where}: a piece lies beyond ±{svgpath.LARGEST:.0f}; draw near the page")
    opacity = _share(style.get("opacity", "1"))
    numbers = [float(number) for number in NUMBER.findall(style.get("data-pivot", ""))]
    pivot = matrix.mapXY(numbers[0], numbers[1]) if len(numbers) == 2 else skia.Point(box.centerX(), box.centerY())
    common = {
        "emit": _share(style.get("data-emit", "0")),
        "sway": _plain(style.get("data-sway", "0")),
        "turn": _plain(style.get("data-turn", "0")),
        "pivot": (pivot.x(), pivot.y()),
        "when": style.get("data-when", ""),
    }
    fill = _colour(style.get("fill", "#000000"), gradients)
    if fill is not None:
        if style.get("fill-rule") == "evenodd":
            drawn.setFillType(skia.PathFillType.kEvenOdd)
        alpha = opacity * _share(style.get("fill-opacity", "1"))
        yield Piece(path=drawn, fill=fill, alpha=alpha, **common)  # type: ignore[arg-type]
    stroke = _colour(style.get("stroke", "none"), gradients)
    width = max(0.0, _plain(style.get("stroke-width", "1"))) * math.sqrt(abs(_area(matrix)))
    if stroke is not None and width > 0:
        alpha = opacity * _share(style.get("stroke-opacity", "1"))
        yield Piece(path=drawn, fill=stroke, alpha=alpha, line=width, **common)  # type: ignore[arg-type]


def _plain(text: str) -> float:
    found = NUMBER.match(text.strip())
    return max(-360.0, min(360.0, float(found.group()))) if found else 0.0


def _area(matrix: skia.Matrix) -> float:
    return float(matrix.getScaleX() * matrix.getScaleY() - matrix.getSkewX() * matrix.getSkewY())


def _scaled(
    root: ElementTree.Element,
    pieces: list[Piece],
    marks: dict[str, tuple[float, float, float, dict[str, str]]],
    where: str,
) -> SvgDrawing:
    """Everything moved so that the drawing stands on (0, 0) and is `data-height` centimetres tall."""
    box = skia.Rect.MakeEmpty()
    for piece in pieces:
        bounds = piece.path.getBounds()
        box.join(bounds.makeOutset(max(1e-3, piece.line / 2), max(1e-3, piece.line / 2)))
    if box.height() <= 0 or box.width() <= 0:
        raise AssetError(f"{where}: the drawing has no size; draw at least one filled piece")
    found = NUMBER.match(root.get("data-height", "30"))
    tall = max(0.5, min(1000.0, float(found.group()) if found else 30.0))
    scale = tall / box.height()
    centre, foot = box.centerX(), box.bottom()
    move = skia.Matrix.Concat(skia.Matrix.Scale(scale, scale), skia.Matrix.Translate(-centre, -foot))

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - centre) * scale, (y - foot) * scale

    placed = []
    for piece in pieces:
        path = skia.Path(piece.path)
        path.transform(move)
        placed.append(
            Piece(
                path=path, fill=piece.fill, alpha=piece.alpha, line=piece.line * scale, emit=piece.emit,
                sway=piece.sway, turn=piece.turn, pivot=at(*piece.pivot), when=piece.when,
            )
        )  # fmt: skip
    glows = []
    for name, (x, y, radius, style) in marks.items():
        if name.startswith("glow"):
            gx, gy = at(x, y)
            tone = _colour(style.get("fill", "#FFD27A"), {}) or (1.0, 0.82, 0.48)
            strength = _share(style.get("data-strength", "0.5"))
            glows.append(
                Glow(x=gx, y=gy, radius=radius * scale, fill=tone, strength=strength, when=style.get("data-when", ""))
            )
    grip = at(*marks["grip"][:2]) if "grip" in marks else None
    words = tuple(re.findall(r"[a-z]+", root.get("data-words", "").lower()))[:60]
    return SvgDrawing(
        pieces=tuple(placed), glows=tuple(glows), grip=grip, width=box.width() * scale, height=tall, words=words
    )
