"""The library as values: which posters stand in which rows, and what picture each shows.

It knows facts of seeds and past shows, no widget; the same facts give the same shelf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from player.foyer.pictures import Figure, Scenery
from player.foyer.seed_facts import MoodScene, SeedFacts

MOOD_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("light", ("comedy", "wit", "warmth")),
    ("strange", ("mystery", "wonder", "menace")),
    ("moving", ("romance", "melancholy")),
    ("daring", ("adventure", "action", "tension")),
)
"""Rows of the library, and the tastes that lead into each."""
MOOD_HOURS: Mapping[str, float] = {
    "comedy": 10.0,
    "wit": 20.6,
    "warmth": 18.6,
    "mystery": 21.0,
    "wonder": 5.6,
    "menace": 23.0,
    "romance": 21.5,
    "melancholy": 19.3,
    "adventure": 8.5,
    "action": 20.0,
}
"""The hour in which a mood's picture is lit."""
MOOD_FACES: Mapping[str, str] = {
    "comedy": "amused",
    "wit": "sly",
    "warmth": "tender",
    "mystery": "curious",
    "wonder": "awed",
    "menace": "afraid",
    "romance": "tender",
    "melancholy": "sad",
    "adventure": "determined",
    "action": "determined",
}
ALONE, PAIR = (0.2,), (0.08, 0.3)
"""Where people stand in a poster: right of the middle, because titles stand on the left."""
POSTER_ZOOM, POSTER_Y = 1.85, 0.73
"""People are half of the picture high: seen on a card, yet the place is still there."""
COVER_ZOOM, COVER_Y = 1.3, 0.56
COVER_SIZE = (960, 540)
PAINTED_STYLES = ("paper",)
"""Posters of these styles become gouaches; who chose watercolour or silhouettes gets those."""
RAINY = ("rain", "storm", "fog", "snow")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A show that can be continued."""

    show: str
    seed: str
    scene: str
    watched: str
    company: tuple[str, ...] = ()
    """Names of those whose show it is too and who are not watching now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterCard:
    """One poster on the shelf."""

    name: str
    seed: SeedFacts
    picture: Scenery
    mood: str = ""
    """The taste it leads with; "" = the whole seed."""
    line: str = ""
    """A short line below the title: a scene of that mood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """One row of posters."""

    name: str
    posters: tuple[PosterCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The whole library: the wide poster and the rows below."""

    cover: PosterCard | None
    resumes: Past | None
    rows: tuple[ShelfRow, ...]
    beyond: int = 0
    """Seeds that this viewer may not see."""
    faults: tuple[tuple[str, str], ...] = ()
    """Seeds that cannot be played, and why."""


def shelf_of(seeds: Sequence[SeedFacts], past: Sequence[Past], ceiling: int) -> Shelf:
    """The library for a viewer who may see ratings up to `ceiling`; `past` is ordered, the latest first."""
    sound = [seed for seed in seeds if not seed.fault]
    open_to = [seed for seed in sound if seed.is_open_to(ceiling)]
    known = {seed.id: seed for seed in open_to}
    last = next((show for show in past if show.seed in known), None)
    first = known[last.seed] if last is not None else next(iter(open_to), None)
    rows = []
    for name, moods in MOOD_ROWS:
        posters = tuple(
            PosterCard(
                name=f"{name}/{seed.id}/{scene.mood}",
                seed=seed,
                picture=mood_picture(seed, scene),
                mood=scene.mood,
                line=scene.title,
            )
            for mood in moods
            for seed in open_to
            for scene in seed.moods
            if scene.mood == mood
        )
        if posters:
            rows.append(ShelfRow(name=name, posters=posters))
    continued = [known[show.seed] for show in past if show.seed in known and known[show.seed] is not first]
    others = [seed for seed in open_to if seed is not first and seed not in continued]
    everything = tuple(
        PosterCard(name=f"all/{seed.id}", seed=seed, picture=cover_picture(seed, small=True), line=seed.logline)
        for seed in dict.fromkeys((*continued, *others, *([first] if first is not None else ())))
    )
    if len(everything) > 1:
        rows.insert(0, ShelfRow(name="all", posters=everything))
    return Shelf(
        cover=PosterCard(name="cover", seed=first, picture=cover_picture(first)) if first is not None else None,
        resumes=last,
        rows=tuple(rows),
        beyond=len(sound) - len(open_to),
        faults=tuple((seed.title, seed.fault) for seed in seeds if seed.fault),
    )


def cover_picture(seed: SeedFacts, *, small: bool = False) -> Scenery:
    """The seed's own poster: its first place at its own hour, with the first two of the cast."""
    people = tuple(member.puppet for member in seed.cast[:2])
    size = (640, 360) if small else COVER_SIZE
    return Scenery(
        place=next(iter(seed.places), "hill"),
        hour=seed.start_hour,
        weather=seed.weather,
        style=seed.style,
        people=_standing(people, "curious", _words(seed)),
        x=0.0,
        y=POSTER_Y if small else COVER_Y,
        zoom=POSTER_ZOOM if small else COVER_ZOOM,
        width=size[0],
        height=size[1],
        art=seed.art,
        gouache=seed.style in PAINTED_STYLES,
    )


def mood_picture(seed: SeedFacts, scene: MoodScene) -> Scenery:
    """A poster of one mood: where it is strongest, in its own light."""
    return Scenery(
        place=scene.place,
        hour=MOOD_HOURS.get(scene.mood, seed.start_hour),
        weather=seed.weather if seed.weather in RAINY else "clear",
        style=seed.style,
        people=_standing(scene.puppets, MOOD_FACES.get(scene.mood, "calm"), _words(seed)),
        y=POSTER_Y,
        zoom=POSTER_ZOOM,
        art=seed.art,
        gouache=seed.style in PAINTED_STYLES,
    )


def _standing(puppets: Sequence[str], emotion: str, words: Mapping[str, str]) -> tuple[Figure, ...]:
    spots = ALONE if len(puppets) == 1 else PAIR
    return tuple(
        Figure(
            puppet=puppet,
            x=x,
            depth=0.4 + 0.08 * number,
            facing=1 if number == 0 and len(puppets) > 1 else -1,
            emotion=emotion,
            words=words.get(puppet, ""),
        )
        for number, (puppet, x) in enumerate(zip(puppets, spots, strict=False))
    )


def _words(seed: SeedFacts) -> Mapping[str, str]:
    return {member.puppet: member.words for member in seed.cast}
