"""What the library and the seed page say of a story seed, reckoned once and kept by the seed's files.

It knows the seed language's own reckoning (`check_seed`), no screen and no store.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from profiles.store import NO_CEILING

VERSION = "3"
"""Raise it when the same seed is told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CastMember:
    """Somebody in the cast."""

    name: str
    puppet: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodScene:
    """Where and with whom a mood of the seed is at its strongest."""

    mood: str
    place: str
    puppets: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFacts:
    """All that is said of a seed before it is played."""

    folder: str
    id: str
    title: str
    logline: str
    rating: int | None
    """Age from which it is fit; None = nobody said."""
    style: str
    tastes: tuple[str, ...]
    start_hour: float
    weather: str
    accent: str = ""
    cast: tuple[CastMember, ...] = ()
    places: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    moods: tuple[MoodScene, ...] = ()
    scenes: int = 0
    hours: float = 0.0
    """Before anything has to repeat."""
    credits: tuple[str, ...] = ()
    fault: str = ""
    """Why it cannot be played; "" = it can."""
    art: str = ""

    def is_open_to(self, ceiling: int) -> bool:
        """Whether a viewer with that ceiling may see it; what nobody rated is for viewers without limits."""
        return ceiling >= NO_CEILING or (self.rating is not None and self.rating <= ceiling)


def stamp_of(folder: Path) -> str:
    """Digest of names, sizes and times of the seed's files: equal as long as nobody edits it; raises OSError."""
    files = [folder] if folder.is_file() else sorted(p for p in folder.rglob("*") if p.is_file())
    told = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return hashlib.sha256(msgspec.json.encode((VERSION, told))).hexdigest()[:24]


def reckon(folder: Path) -> SeedFacts:
    """Read and check the seed; a seed that cannot be played has its fault in words."""
    from story_engine.seed import check_seed
    from story_engine.seed.diagnostics import Severity

    report = check_seed(folder)
    seed = report.seed
    if seed is None:
        first = next(iter(report.of(Severity.ERROR)), None)
        fault = str(first) if first is not None else "it cannot be read"
        return SeedFacts(
            folder=str(folder), id=folder.name, title=folder.name.replace("-", " ").title(), logline="", rating=None,
            style="paper", tastes=(), start_hour=12.0, weather="clear", fault=fault,
        )  # fmt: skip
    art = folder / "art"
    return SeedFacts(
        folder=str(folder),
        id=seed.id,
        title=seed.title,
        logline=seed.logline,
        rating=seed.rating,
        style=seed.style,
        tastes=seed.tastes,
        start_hour=seed.start_hour,
        weather=seed.start_weather,
        accent=_accent(seed, art),
        cast=tuple(CastMember(name=p.name, puppet=p.look.asset, words=p.look.words) for p in seed.cast.values()),
        places=tuple(site.place.look.asset for site in seed.places.values()),
        place_names=tuple(site.place.name for site in seed.places.values()),
        moods=_moods(seed),
        scenes=report.estimate.scenes if report.estimate else 0,
        hours=report.estimate.hours_before_repetition if report.estimate else 0.0,
        credits=seed.credits,
        art=str(art) if art.is_dir() else "",
    )


def _moods(seed) -> tuple[MoodScene, ...]:  # type: ignore[no-untyped-def]
    from story_engine.ground import Ground, build_repertoire

    found: list[MoodScene] = []
    seen: dict[str, int] = {}
    grounds = [ground for ground in build_repertoire(seed).grounds if not ground.storylet.automatic]
    for mood in seed.tastes:

        def worth(ground: Ground, mood: str = mood) -> tuple[float, str]:
            tags = dict(ground.storylet.tags)
            strong = 1.4 * tags[mood] - 0.4 * sum(tags.values()) + 0.1 * min(2, len(ground.cast))
            # Every mood shows other places and people as long as there are any: a row of equal pictures says nothing.
            again = 0.5 * seen.get(ground.place, 0) + 0.3 * sum(seen.get(person, 0) for person in ground.cast[:2])
            return again - strong, ground.storylet.id

        best = min((ground for ground in grounds if mood in dict(ground.storylet.tags)), key=worth, default=None)
        if best is None:
            continue
        for name in (best.place, *best.cast[:2]):
            seen[name] = seen.get(name, 0) + 1
        found.append(
            MoodScene(
                mood=mood,
                place=seed.places[best.place].place.look.asset,
                puppets=tuple(seed.cast[person].look.asset for person in best.cast[:2] if person in seed.cast),
                title=best.storylet.title,
            )
        )
    return tuple(found)


def _accent(seed, art: Path) -> str:  # type: ignore[no-untyped-def]
    from generators.errors import GeneratorError
    from generators.stage import library

    site = next(iter(seed.places.values()), None)
    path = library.find("palettes", site.place.look.asset, ".yaml", art) if site else None
    try:
        return str(library.read_yaml(path).get("accent", "")) if path else ""
    except GeneratorError:
        return ""
