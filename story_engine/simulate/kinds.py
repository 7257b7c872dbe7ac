"""Reads kinds of simulated viewers from a file, so that others than the built-in twelve can watch.

It does not know scenes or shows; what a kind is stands in `archetypes`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from types import MappingProxyType

from story_engine.errors import ViewersError
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.table import Table
from story_engine.seed.yaml_tree import Mapped, read_tree
from story_engine.simulate.archetypes import ARCHETYPES, BY_NAME, Archetype, ChoiceStyle

MOST_BYTES = 64_000
MOST_KINDS = 100
"""Kinds of one file: each viewer of a simulation is of one of them in turn."""
KINDS = "kinds"
"""The one key of such a file."""
RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "tension": (-1.0, 1.0), "pace": (-1.0, 1.0), "choices": (-1.0, 1.0), "novelty": (0.0, 2.0),
        "people": (0.0, 1.0), "favourite": (-1.0, 1.0), "places": (0.0, 1.0), "strength": (0.1, 3.0),
        "satiation": (0.0, 5.0), "impatience": (0.0, 1.0), "attention": (0.0, 1.0), "rating_rate": (0.0, 0.5),
        "wishes_per_minute": (0.0, 3.0), "drift_minute": (0.0, 10_000.0),
    }
)  # fmt: skip
"""What each number of a kind may be; a strength of 0 would be no taste at all."""
_USUAL = {
    field.name: field.default
    for field in fields(Archetype)
    if field.name in RANGES and field.default is not MISSING
}  # fmt: skip


def read_kinds(path: Path, tastes: Iterable[str] = ()) -> tuple[Archetype, ...]:
    """The kinds of a file, in its order; tags may be `tastes` of the seed or any that a built-in kind names.

    Raises ViewersError with a line for everything that is wrong.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)  # no more, whatever the file holds
    except OSError as error:
        raise ViewersError(f"{path}: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise ViewersError(f"{path}: larger than {MOST_BYTES // 1000} kB – leave out kinds")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ViewersError(f"{path}: no UTF-8 at byte {error.start} – write it in UTF-8") from None
    return parse_kinds(text, str(path), tastes)


def parse_kinds(text: str, path: str, tastes: Iterable[str] = ()) -> tuple[Archetype, ...]:
    """The kinds of a file's text; raises ViewersError."""
    findings, top = Findings(), Where(path=path)
    content = read_tree(text, path, findings)
    if not findings.errors and not (isinstance(content, Mapped) and isinstance(content.get(KINDS), Mapped)):
        findings.error("SD103", top, "the file tells no kinds of viewers", "begin with “kinds:” and a name below it")
    found: list[Archetype] = []
    if not findings.errors:
        table = Table(content, top, findings, "the file")
        known = {*tastes, *(tag for kind in ARCHETYPES for tag in kind.tags)}
        kinds = list(table.tables(KINDS))
        names = {*BY_NAME, *(name for name, _ in kinds)}
        found = [_kind(name, told, known, names, findings) for name, told in kinds]
        table.close()
        if not found:
            findings.error("SD123", table.at_key(KINDS), "there is no kind", "write a name and “words: …” below it")
        if len(found) > MOST_KINDS:
            findings.error("SD125", table.at_key(KINDS), f"{len(found)} kinds", f"leave at most {MOST_KINDS}")
    if findings.errors:
        raise ViewersError("\n".join(map(str, findings.sorted())))
    return tuple(found)


def _kind(name: str, told: Table, tags: Collection[str], names: Collection[str], findings: Findings) -> Archetype:
    likings = told.table("tags")
    liked = {}
    for tag in likings:
        if tag not in tags:
            where = likings.at_key(tag)
            findings.error("SD128", where, f"no seed's taste is called “{tag}”", did_you_mean(tag, tags))
        liked[tag] = likings.number(tag, 0.0, -1.0, 1.0)
    words, drift_to = told.required("words"), told.text("drift_to")
    style = told.choice("style", ChoiceStyle.CONSISTENT, tuple(ChoiceStyle))
    numbers = {key: told.number(key, _USUAL[key], low, high) for key, (low, high) in RANGES.items()}
    if drift_to and drift_to not in names:
        remedy = did_you_mean(drift_to, names)
        findings.error("SD128", told.at("drift_to"), f"nobody can become a “{drift_to}”", remedy)
    if bool(drift_to) != bool(numbers["drift_minute"]):
        key = "drift_to" if drift_to else "drift_minute"
        remedy = "say both: drift_minute is when, drift_to the kind that they become"
        findings.error("SD123", told.at(key), f"{KINDS}.{name} tells half of a change of mind", remedy)
    told.close()
    return Archetype(name=name, words=words, tags=liked, style=ChoiceStyle(style), drift_to=drift_to, **numbers)
