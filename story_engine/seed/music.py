"""Reads `music:` of seed.yaml: themes by their notes, and what of the story each of them is about.

It knows no sound: which instruments and which built-in themes there are is the generators' to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from story_engine.seed.diagnostics import Findings, did_you_mean
from story_engine.seed.table import Table
from story_engine.seed.yaml_tree import Listed, Mapped

FEWEST_NOTES, MOST_NOTES = 3, 12
"""Notes of a theme: fewer are no tune, more are not known again."""
MOST_THEMES = 64
"""Themes of one seed, because seeds are hostile until validated."""
LOWEST_STEP, HIGHEST_STEP = -7, 11
"""Scale steps from the tonic: an octave below, an octave and a half above."""
SHORTEST, LONGEST = 0.125, 8.0
"""Pulses of a note."""
MODES = ("ionian", "lydian", "mixolydian", "dorian", "aeolian", "phrygian", "noir")
"""Modes that a theme may bring along."""
MOST_IDEAS = 4
"""Threads that get an idea's theme by themselves where a seed names none: more would not be told apart."""
_STEP = re.compile(r"-?\d{1,2}[+-]?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tune:
    """A theme as it is written: scale steps, and their lengths in both metres."""

    id: str
    steps: tuple[str, ...]
    """Steps from the tonic as whole numbers, each with a trailing + or - where it is bent by a semitone."""
    common: tuple[float, ...]
    """Pulses of each note with four pulses to the bar."""
    waltz: tuple[float, ...]
    """The same with three."""
    voice: str = "flute"
    """The instrument that owns the tune."""
    octave: int = 0
    mode: str = ""
    lead: float = 0.0
    """Pulses of rest before the first note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Motif:
    """What a story is about, and the theme that it is known by."""

    id: str
    theme: str
    threads: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """All that a seed says about its music."""

    main: str = ""
    """Theme of the show's title; "" = the world's own."""
    dread: str = ""
    """Theme of danger; "" = the world's own."""
    tunes: Mapping[str, Tune] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    """Theme of each place; who has none gets one made of what kind of place it is."""
    ideas: tuple[Motif, ...] = ()


def read_music(top: Table, findings: Findings) -> Music:
    """`music:` of seed.yaml."""
    table = top.table("music")
    tunes = {}
    for number, (name, entry) in enumerate(table.tables("themes")):
        if number == MOST_THEMES:
            findings.error("SD164", table.at("themes"), f"more than {MOST_THEMES} themes", "keep those that are heard")
            break
        tunes[name] = _tune(name, entry, findings)
    places = table.table("places")
    music = Music(
        main=table.text("main"),
        dread=table.text("dread"),
        tunes={name: tune for name, tune in tunes.items() if tune is not None},
        places={name: places.text(name) for name in places},
        ideas=tuple(_motif(name, entry, findings) for name, entry in table.tables("ideas")),
    )
    table.close()
    return music


def check_music(
    music: Music,
    top: Table,
    findings: Findings,
    *,
    places: Mapping[str, object],
    threads: Mapping[str, object],
    secrets: Mapping[str, object],
    tastes: tuple[str, ...],
) -> None:
    """Whether all that `music:` is about is there."""
    table = top.table("music")
    for name in music.places:
        if name not in places:
            where = table.table("places").at_key(name)
            findings.error("SD202", where, f"no place is called “{name}”", did_you_mean(name, places))
    for idea in music.ideas:
        entry = table.table("ideas").table(idea.id)
        for key, code, names, known in (
            ("threads", "SD212", idea.threads, threads),
            ("secrets", "SD165", idea.secrets, secrets),
            ("tags", "SD204", idea.tags, dict.fromkeys(tastes)),
        ):
            for name in names:
                if name not in known:
                    findings.error(
                        code, entry.at(key), f"“{name}” is none of the seed's {key}", did_you_mean(name, known)
                    )


def _motif(name: str, table: Table, findings: Findings) -> Motif:
    motif = Motif(
        id=name,
        theme=table.text("theme", name),
        threads=table.texts("threads"),
        secrets=table.texts("secrets"),
        tags=table.texts("tags"),
    )
    table.close()
    if not (motif.threads or motif.secrets or motif.tags):
        findings.error("SD165", table.here, f"nothing calls for the idea “{name}”", "name threads, secrets or tags")
    return motif


def _tune(name: str, table: Table, findings: Findings) -> Tune | None:
    """One theme; None where its notes cannot be played."""
    steps = _steps(table, findings)
    common, waltz = (_lengths(table, key, steps, findings) for key in ("common", "waltz"))
    voice, mode = table.text("voice", "flute"), table.text("mode")
    octave, lead = int(table.number("octave", 0, -2, 2)), table.number("lead", 0.0, 0, 4)
    if mode:
        mode = table.choice("mode", "", MODES)
    table.close()
    if not steps or not common or not waltz:
        return None
    return Tune(id=name, steps=steps, common=common, waltz=waltz, voice=voice, octave=octave, mode=mode, lead=lead)


def _steps(table: Table, findings: Findings) -> tuple[str, ...]:
    found = []
    for item, where in table.items("steps"):
        text = str(item)
        if isinstance(item, bool | float | Mapped | Listed) or not _STEP.match(text) or not _in_reach(text):
            findings.error(
                "SD164",
                where,
                f"“{text[:20]}” is no scale step",
                f"write whole numbers from {LOWEST_STEP} to {HIGHEST_STEP}; 0 is the tonic, 3+ a bent step",
            )
            return ()
        found.append(text)
    if not FEWEST_NOTES <= len(found) <= MOST_NOTES:
        where = table.at("steps")
        findings.error("SD164", where, f"a theme of {len(found)} notes", f"write {FEWEST_NOTES} to {MOST_NOTES} steps")
        return ()
    return tuple(found)


def _in_reach(text: str) -> bool:
    number = text[:-1] if text.endswith(("+", "-")) else text
    return LOWEST_STEP <= int(number) <= HIGHEST_STEP


def _lengths(table: Table, key: str, steps: tuple[str, ...], findings: Findings) -> tuple[float, ...]:
    found = []
    for item, where in table.items(key):
        if isinstance(item, bool) or not isinstance(item, int | float) or not SHORTEST <= float(item) <= LONGEST:
            remedy = f"write pulses from {SHORTEST} to {LONGEST:g}"
            findings.error("SD164", where, f"“{str(item)[:20]}” is no length of a note", remedy)
            return ()
        found.append(float(item))
    if steps and len(found) != len(steps):
        place = table.at(key)
        findings.error("SD164", place, f"{len(steps)} steps and {len(found)} lengths in {key}", "make them equal")
        return ()
    return tuple(found)
