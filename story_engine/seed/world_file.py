"""Reads `seed.yaml` into the world half of a seed.

It does not know scenes or the checks between names and scenes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from story_engine.errors import ExpressionError
from story_engine.expr import Call, Name, parse
from story_engine.plan import WEATHERS, Place
from story_engine.seed.arc_file import read_arc
from story_engine.seed.diagnostics import Findings, Where, did_you_mean
from story_engine.seed.language import read_language
from story_engine.seed.looks import LookFinder
from story_engine.seed.model import (
    BUILT_IN_FACTS,
    TYPES,
    Fact,
    Item,
    Person,
    Phrase,
    Quality,
    Saying,
    Seed,
    Site,
    Thread,
)
from story_engine.seed.music import Music, check_music, read_music
from story_engine.seed.replies import read_replies
from story_engine.seed.script import Change, Effect
from story_engine.seed.standing import read_standing, sets_a_value
from story_engine.seed.table import Table, read_yaml
from story_engine.seed.world_rules import check_rules, read_derived, read_groups, read_ladders
from story_engine.seed.yaml_tree import Mapped

BRIDGE_KINDS = ("travel", "quiet", "night")
"""Kinds of automatic scenes for which a seed may give its own sentences."""
_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_DECLARED = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:\(\s*([^)]*)\))?\s*\Z")


def read_world(text: str, path: str, folder: Path, findings: Findings, digest: str) -> Seed | None:
    """The seed without scenes, or None when the file cannot be read at all."""
    content = read_yaml(text, path, findings)
    if content is None:
        return None
    top = Table(content, Where(path=path), findings, "seed.yaml")
    if (form := top.number("format", 1, 0, 1e6)) != 1:
        findings.error("SD107", top.at("format"), f"format {form:g} is unknown", "this Evershow reads format: 1")
    looks = LookFinder(folder, findings)
    seed_id = top.required("seed")
    called = folder.resolve().name  # “.” has no name of its own
    if seed_id and called not in (seed_id, seed_id.replace("-", "_")):
        findings.warn("SD108", top.at("seed"), f"the id “{seed_id}” differs from the folder “{called}”", "")
    clock, weather, narrator = top.table("clock"), top.table("weather"), top.table("narrator")
    music = read_music(top, findings)
    places = {name: _site(name, table, looks, music, findings) for name, table in _entities(top, "places", findings)}
    cast = {name: _person(name, table, looks, findings) for name, table in _entities(top, "cast", findings)}
    things = {name: _item(name, table, looks, findings) for name, table in _entities(top, "things", findings)}
    seed = Seed(
        id=seed_id,
        title=top.required("title"),
        logline=top.text("logline"),
        rating=_rating(top),
        style=looks.style(top.text("style") or "paper", top.at("style")),
        manner=top.choice("manner", "murmur", ("murmur", "spoken", "silent")),
        tastes=top.texts("tastes"),
        feelings=_feelings(top, findings),
        arc=read_arc(top, findings),
        start_hour=clock.number("start", 12.0, 0, 24),
        minutes_per_scene=clock.number("minutes_per_scene", 12, 0, 720),
        start_weather=weather.choice("start", "clear", WEATHERS),
        wind=weather.number("wind", 0.3, 0, 1),
        narrator=narrator.text("voice", "narrator"),
        places=places,
        cast=cast,
        things=things,
        secrets={name: top.table("secrets").text(name) for name in top.table("secrets")},
        facts=_facts(top, findings),
        qualities={name: _quality(name, table, findings) for name, table in top.tables("qualities")},
        threads={name: _thread(name, table) for name, table in top.tables("threads")},
        start=_start(top, findings),
        words=_words(top, findings) | _bridges(top),
        phrases=_phrases(top, findings),
        refusals=top.texts("refusals"),
        reactions=read_replies(top, cast, findings),
        credits=top.texts("credits"),
        storylets={},
        digest=digest,
        path=path,
        derived=read_derived(top, findings),
        ladders=read_ladders(top, findings),
        declared=_declared(top),
        music=music,
        language=read_language(top, findings),
    )
    for table in (clock, weather, narrator):
        table.close()
    top.close()
    seed = replace(seed, standing=read_standing(top, seed, findings))
    _check_places(seed, top, findings)
    check_rules(seed, top, findings)
    check_music(
        seed.music,
        top,
        findings,
        places=seed.places,
        threads=seed.threads,
        secrets=seed.secrets,
        tastes=seed.tastes,
    )
    return seed


def _feelings(top: Table, findings: Findings) -> tuple[str, ...]:
    """Feelings that the seed's own `art/faces/emotions.yaml` adds, as its lines may name them."""
    found = top.texts("feelings")
    for name in found:
        if not _ID.match(name):
            findings.error("SD130", top.at("feelings"), f"the id “{name}” is not a plain word", "use a–z, 0–9 and _")
    return tuple(name for name in found if _ID.match(name))


def _rating(top: Table) -> int | None:
    """The seed's rating; None where there is none, or none that can be read."""
    years = top.number("rating", -1, 0, 18)
    return int(years) if years >= 0 else None


_SECTIONS = ("places", "cast", "things", "secrets", "qualities", "threads", "words", "ladders", "derived")


def _declared(top: Table) -> dict[tuple[str, str], Where]:
    found = {}
    for section in _SECTIONS:
        table = top.table(section)
        found.update({(section, name): table.at_key(name) for name in table})
    for item, where in top.items("facts"):
        if (match := _DECLARED.match(str(item))) is not None:
            found["facts", match[1]] = where
    return found


def _entities(top: Table, key: str, findings: Findings) -> list[tuple[str, Table]]:
    found = []
    for name, table in top.tables(key):
        if not _ID.match(name):
            findings.error(
                "SD130", top.table(key).at(name), f"the id “{name}” is not a plain word", "use a–z, 0–9 and _"
            )
        found.append((name, table))
    if not found and key in ("places", "cast"):
        findings.error("SD131", top.at(key), f"the seed has no {key}", f"add at least one under “{key}:”")
    return found


def _site(name: str, table: Table, looks: LookFinder, music: Music, findings: Findings) -> Site:
    asset, words = table.text("set"), table.text("look")
    site = Site(
        place=Place(
            id=name,
            name=table.text("name", name.replace("_", " ")),
            look=looks.look("places", asset, words, table.at("set")),
            indoors=table.truth("indoors"),
            tags=table.texts("tags"),
            motif=music.places.get(name, ""),
        ),
        links=table.texts("links"),
        spot=_spot(table, findings),
    )
    table.close()
    return site


def _spot(table: Table, findings: Findings) -> tuple[float, float] | None:
    found = [item for item, _ in table.items("map")]
    if not found:
        return None
    if len(found) != 2 or not all(
        isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 1 for n in found
    ):
        findings.error("SD146", table.at("map"), "a spot on the map is two numbers from 0 to 1", "map: [0.25, 0.6]")
        return None
    return float(found[0]), float(found[1])


def _person(name: str, table: Table, looks: LookFinder, findings: Findings) -> Person:
    asset, words = table.text("puppet"), table.text("look")
    person = Person(
        id=name,
        name=table.text("name", name.replace("_", " ").capitalize()),
        look=looks.look("puppets", asset, words, table.at("puppet")),
        voice=table.text("voice", name),
        motif=table.text("motif"),
        at=table.required("at"),
        age=int(table.number("age", 30, 0, 10_000)),
        wants=table.texts("wants"),
        states=table.texts("states"),
        groups=read_groups(table, findings),
    )
    table.close()
    return person


def _item(name: str, table: Table, looks: LookFinder, findings: Findings) -> Item:
    asset, words = table.text("prop"), table.text("look")
    item = Item(
        id=name,
        name=table.text("name", "the " + name.replace("_", " ")),
        look=looks.look("props", asset, words, table.at("prop")),
        at=table.text("at"),
        holder=table.text("holder"),
        states=table.texts("states"),
        groups=read_groups(table, findings),
    )
    table.close()
    return item


def _facts(top: Table, findings: Findings) -> dict[str, Fact]:
    facts = {name: Fact(name=name, types=types) for name, types in BUILT_IN_FACTS.items()}
    for item, where in top.items("facts"):
        match = _DECLARED.match(str(item))
        if match is None:
            findings.error("SD132", where, f"“{item}” declares no fact", 'write "name" or "name(person, thing)"')
            continue
        types = tuple(part.strip() for part in (match[2] or "").split(",") if part.strip())
        for name in types:
            if name not in TYPES:
                findings.error("SD133", where, f"the type “{name}” is unknown", did_you_mean(name, TYPES))
        facts[match[1]] = Fact(name=match[1], types=types)
    return facts


def _quality(name: str, table: Table, findings: Findings) -> Quality:
    types = table.texts("of")
    for kind in types:
        if kind not in TYPES:
            findings.error("SD133", table.at("of"), f"the type “{kind}” is unknown", did_you_mean(kind, TYPES))
    bounds = [item for item, _ in table.items("range")]
    low, high = -10.0, 10.0
    if bounds:
        if len(bounds) != 2 or not all(isinstance(b, int | float) for b in bounds) or bounds[0] >= bounds[1]:
            findings.error("SD134", table.at("range"), f"the range of {name} is not [low, high]", "range: [0, 5]")
        else:
            low, high = float(bounds[0]), float(bounds[1])
    start = table.number("start", max(low, min(high, 0.0)), low, high)
    drift = table.number("drift", 0.0, 0.0, high - low)
    table.close()
    return Quality(name=name, types=types, low=low, high=high, start=start, drift=drift)


def _thread(name: str, table: Table) -> Thread:
    thread = Thread(
        id=name,
        question=table.required("question"),
        within=int(table.number("within", 24, 1, 10_000)),
        weight=table.number("weight", 1, 0, 10),
    )
    table.close()
    return thread


def _start(top: Table, findings: Findings) -> tuple[Change, ...]:
    changes = []
    for item, where in top.items("start"):
        if sets_a_value(item):
            continue  # `standing` reads it, once the seed's names are known
        try:
            tree = parse(str(item))
        except ExpressionError as error:
            findings.error(error.code, where, f"in start: {error}", error.remedy)
            continue
        if isinstance(tree, Name):
            effect = Effect(kind="fact", name=tree.id, where=where)
        elif isinstance(tree, Call):
            kind = "state" if tree.name == "state" else "fact"
            effect = Effect(kind=kind, name=tree.name, arguments=tree.arguments, where=where)
        else:
            findings.error("SD135", where, f"“{item}” is no fact", "start holds facts such as owes(a, b)")
            continue
        changes.append(Change(effects=(effect,), where=where))
    return tuple(changes)


def _saying(item: Any, where: Where, findings: Findings) -> Saying:
    if isinstance(item, Mapped):
        table = Table(item, where, findings, "words")
        saying = Saying(say=table.required("say"), weight=table.number("weight", 1, 0, 100))
        table.close()
        return saying
    return Saying(say=str(item))


def _words(top: Table, findings: Findings) -> dict[str, tuple[Saying, ...]]:
    table = top.table("words")
    found = {name: tuple(_saying(item, where, findings) for item, where in table.items(name)) for name in table}
    for name, sayings in found.items():
        if not sayings:
            findings.error("SD136", table.at(name), f"the word list “{name}” is empty", "add at least one entry")
    return found


def _phrases(top: Table, findings: Findings) -> tuple[Phrase, ...]:
    found = []
    for item, where in top.items("wishes"):
        table = Table(item, where, findings, "wishes")
        says, goal = table.texts("say"), table.required("goal")
        table.close()
        try:
            tree = parse(goal) if goal else Name("", 0)
        except ExpressionError as error:
            findings.error(error.code, table.at("goal"), f"in a wish's goal: {error}", error.remedy)
            continue
        found.append(Phrase(says=says, goal=tree, text=goal))
    return tuple(found)


def _bridges(top: Table) -> dict[str, tuple[Saying, ...]]:
    """Sentences of the automatic scenes: the seed's own where it gives some."""
    table = top.table("bridges")
    own = {f"bridge_{name}": tuple(Saying(say=text) for text in table.texts(name)) for name in BRIDGE_KINDS}
    table.close()
    return {name: sayings for name, sayings in own.items() if sayings}


def _check_places(seed: Seed, top: Table, findings: Findings) -> None:
    sites, people, things = top.table("places"), top.table("cast"), top.table("things")
    for name, site in seed.places.items():
        for link in site.links:
            if link not in seed.places:
                where = sites.table(name).at("links")
                findings.error("SD202", where, f"no place is called “{link}”", did_you_mean(link, seed.places))
    for name, person in seed.cast.items():
        if person.at and person.at not in seed.places:
            where = people.table(name).at("at")
            findings.error("SD202", where, f"no place is called “{person.at}”", did_you_mean(person.at, seed.places))
    for name, item in seed.things.items():
        table = things.table(name)
        if bool(item.at) == bool(item.holder):
            findings.error("SD137", things.at(name), f"{name} needs either at or holder", "give exactly one of them")
        if item.at and item.at not in seed.places:
            findings.error(
                "SD202", table.at("at"), f"no place is called “{item.at}”", did_you_mean(item.at, seed.places)
            )
        if item.holder and item.holder not in seed.cast:
            findings.error(
                "SD201", table.at("holder"), f"nobody is called “{item.holder}”", did_you_mean(item.holder, seed.cast)
            )
    names = [*seed.cast, *seed.places, *seed.things, *seed.secrets]
    for name in sorted({n for n in names if names.count(n) > 1}):
        findings.error("SD203", Where(path=seed.path), f"the id “{name}” is used twice", "ids are unique in a seed")
    for name in seed.facts:
        if name in names:
            findings.error("SD203", Where(path=seed.path), f"“{name}” is a fact and an entity", "rename one")
