"""Reads markup in a finished line: `[b]bold[/b]`, `[wave/]`, `[select …/]`, the speaker before the colon.

It does not know where the line comes from, nor what anybody does with the attributes that it finds.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from story_engine.yarn.library import written
from story_engine.yarn.plurals import plural_case

Property = str | float | bool | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """A stretch of a line that carries a name and properties; position and length in characters of the final text."""

    name: str
    position: int
    length: int
    properties: dict[str, Property]
    source: int
    """Where its marker stood in the text before it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A line without its markup, with what the markup said."""

    text: str
    attributes: tuple[Attribute, ...]
    faults: tuple[str, ...] = ()
    """What is wrong with the markup; the text is then left as it was written."""

    @property
    def speaker(self) -> str | None:
        """The name of who speaks, None where nobody is named."""
        for attribute in self.attributes:
            if attribute.name == "character":
                name = attribute.properties.get("name")
                return name if isinstance(name, str) else None
        return None


_PLAIN = re.compile(r"[\[\\:]")
_SPEAKER = re.compile(r"(?:[^:\\]|\\.)*?:\s*")
_VALUE = re.compile(
    r"""\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![^\s\]/=])|"(?P<quoted>(?:[^"\\]|\\.)*)"|\{(?P<braced>[^{}]*)\}
    |(?P<bare>[^\s\]/="]+))""",
    re.VERBOSE,
)
_NAME = re.compile(r"\s*([^\W_]+)")
_UNESCAPED_PERCENT = re.compile(r"(?<!\\)%")
_NO_MARKUP_END = re.compile(r"\[\s*/\s*nomarkup\s*\]")
_REPLACERS = frozenset(("select", "plural", "ordinal"))
MOST_MARKERS = 500
"""Markers in one line; a line that a person reads holds a dozen, and closing them out of order costs their square."""


@dataclass(slots=True)
class _Open:
    """A marker that is open, or was."""

    name: str
    position: int
    source: int
    properties: dict[str, Property] = field(default_factory=dict)


class _Fault(Exception):
    pass


def read_markup(line: str, language: str = "en", *, find_speaker: bool = True) -> Marked:
    """The line without its markup; markup that cannot be read leaves the whole line as it stands."""
    if _PLAIN.search(line) is None:
        return Marked(text=line, attributes=())
    line = unicodedata.normalize("NFC", line)
    try:
        text, attributes = _read(line, language)
    except _Fault as fault:
        return Marked(text=line, attributes=(), faults=(str(fault),))
    if find_speaker and not any(attribute.name == "character" for attribute in attributes):
        found = _SPEAKER.match(text)
        if found is not None and "\n" not in found.group():
            name = found.group().rstrip(": \t")
            attributes.append(
                Attribute(name="character", position=0, length=found.end(), properties={"name": name}, source=0)
            )
    attributes.sort(key=lambda attribute: attribute.source)
    if "\\:" in text:
        text, attributes = _without_escaped_colons(text, attributes)
    return Marked(text=text, attributes=tuple(attributes))


def _without_escaped_colons(text: str, attributes: list[Attribute]) -> tuple[str, list[Attribute]]:
    """`\\:` becomes `:`, and attributes move with it."""
    dropped = [found.start() for found in re.finditer(r"\\:", text)]

    def moved(position: int) -> int:
        return position - bisect_left(dropped, position)

    shifted = [
        replace(
            attribute,
            position=moved(attribute.position),
            length=moved(attribute.position + attribute.length) - moved(attribute.position),
        )
        for attribute in attributes
    ]
    return text.replace("\\:", ":"), shifted


def _read(line: str, language: str) -> tuple[str, list[Attribute]]:
    out: list[str] = []
    length = 0
    opened: list[_Open] = []
    attributes: list[Attribute] = []
    position = 0
    trim = False
    markers = 0
    while position < len(line):
        bracket = line.find("[", position)
        while bracket > position and line[bracket - 1] == "\\":
            bracket = line.find("[", bracket + 1)
        if bracket != position:
            end = len(line) if bracket < 0 else bracket
            piece = line[position:end]
            if trim and piece[:1].isspace():
                piece = piece[1:]
            trim = False
            piece = piece.replace("\\[", "[").replace("\\]", "]")
            out.append(piece)
            length += len(piece)
            position = end
            continue
        markers += 1
        if markers > MOST_MARKERS:
            raise _Fault(f"the line has more than {MOST_MARKERS} markers")
        inside = re.compile(r"\[\s*/\s*([^\W_]*)\s*\]").match(line, position)
        if inside is not None:
            _close(inside.group(1), opened, attributes, length)
            position, trim = inside.end(), False
            continue
        marker, position, closed = _marker(line, position)
        marker.position = length
        if marker.name == "nomarkup" and not closed and not marker.properties:
            ending = _NO_MARKUP_END.search(line, position)
            if ending is None:
                raise _Fault("[nomarkup] is not closed; write [/nomarkup]")
            raw = line[position : ending.start()]
            out.append(raw)
            attributes.append(_attribute(marker, length + len(raw)))
            length += len(raw)
            position, trim = ending.end(), False
        elif closed and marker.name in _REPLACERS:
            words = _replaced(marker, language)
            out.append(words)
            length += len(words)
            trim = marker.properties.get("trimwhitespace") is True
        elif closed:
            stands_free = length == 0 or next((piece for piece in reversed(out) if piece), "")[-1:].isspace()
            trim = marker.properties.setdefault("trimwhitespace", True) is True and stands_free
            attributes.append(_attribute(marker, length))
        else:
            if marker.name in _REPLACERS:
                raise _Fault(f"[{marker.name}] has no end; write [{marker.name} …/]")
            trim = marker.properties.get("trimwhitespace") is True
            opened.append(marker)
    if opened:
        raise _Fault(f"[{opened[-1].name}] is not closed; write [/{opened[-1].name}]")
    return "".join(out), attributes


def _attribute(marker: _Open, end: int) -> Attribute:
    return Attribute(
        name=marker.name,
        position=marker.position,
        length=end - marker.position,
        properties=marker.properties,
        source=marker.source,
    )


def _close(name: str, opened: list[_Open], attributes: list[Attribute], length: int) -> None:
    if not name:
        if opened:
            attributes.extend(_attribute(marker, length) for marker in reversed(opened))
            opened.clear()
            return
        return
    for index in range(len(opened) - 1, -1, -1):
        if opened[index].name == name:
            attributes.append(_attribute(opened.pop(index), length))
            return
    raise _Fault(f"[/{name}] closes nothing")


def _marker(line: str, position: int) -> tuple[_Open, int, bool]:
    """The opening or self-closing marker at `position`, where it ends, and whether it closes itself."""
    start = position
    named = _NAME.match(line, position + 1)
    if named is None:
        raise _Fault(f"“{line[position : position + 10]}” is no marker; write \\[ for a bracket")
    marker = _Open(name=named.group(1), position=0, source=start)
    position = named.end()
    own = re.compile(r"\s*=").match(line, position)
    key = marker.name if own is not None else None
    while True:
        if key is not None:
            equals = re.compile(r"\s*=").match(line, position)
            if equals is None:
                raise _Fault(f"“{key}” in [{marker.name}] has no value")
            value = _VALUE.match(line, equals.end())
            if value is None:
                raise _Fault(f"“{key}” in [{marker.name}] has no value")
            marker.properties.setdefault(key, _property(value))
            position = value.end()
            key = None
        ending = re.compile(r"\s*(/?)\s*\]").match(line, position)
        if ending is not None:
            return marker, ending.end(), bool(ending.group(1))
        following = _NAME.match(line, position)
        if following is None:
            raise _Fault(f"[{marker.name} is not closed with ]")
        key = following.group(1)
        position = following.end()


def _property(value: re.Match[str]) -> Property:
    number = value.group("number")
    if number is not None:
        return float(number) if "." in number else int(number)
    quoted = value.group("quoted")
    if quoted is not None:
        return re.sub(r"\\(.)", r"\1", quoted) if "\\%" not in quoted else re.sub(r"\\([^%])", r"\1", quoted)
    braced = value.group("braced")
    if braced is not None:
        return braced
    bare = value.group("bare")
    return bare == "true" if bare in ("true", "false") else bare


def _replaced(marker: _Open, language: str) -> str:
    """The words that `select`, `plural` or `ordinal` stand for."""
    if "value" not in marker.properties:
        raise _Fault(f"[{marker.name}] has no value=")
    value = marker.properties["value"]
    shown = written(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    if marker.name == "select":
        key = shown
    else:
        try:
            number = float(value)
        except ValueError:
            raise _Fault(f"[{marker.name}] needs a number, not “{value}”") from None
        key = plural_case(language, number, ordinal=marker.name == "ordinal")
    found = marker.properties.get(key)
    if found is None:
        found = next((text for name, text in marker.properties.items() if name.lower() == key.lower()), None)
    if found is None:
        raise _Fault(f"[{marker.name}] has no words for “{key}”")
    words = written(float(found)) if isinstance(found, (int, float)) and not isinstance(found, bool) else str(found)
    return _UNESCAPED_PERCENT.sub(lambda _: shown, words).replace("\\%", "%")
