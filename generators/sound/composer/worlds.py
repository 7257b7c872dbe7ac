"""Worlds: shows whose music has a main theme, a dread, a pace and modes of its own (`assets/music/worlds.yaml`).

It knows no seed: a scene belongs to the world that its set belongs to, and to the plain one when to none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

from generators.errors import AssetError
from generators.sound.composer.form import mode_for, overture_mode
from generators.sound.composer.library import MAIN_THEME, STORM_THEME, load_music
from generators.sound.composer.own import own_music
from story_engine.plan import Mood, Scene

OVERTURE_TEMPO = 116.0
"""The title's tempo: five notes of the main theme are heard by second 3."""

PLAYERS = {
    "sweep": "harp",
    "bell": "bell",
    "air": "choir",
    "wry": "clarinet",
    "heavy": "low_brass",
    "pluck": "double_bass_pizz",
    "drum": "hand_drum",
    "high": "strings",
}
"""Who plays accents unless a world says otherwise: what sweeps up, rings, breathes, stumbles, threatens, is plucked,
struck, and what hangs above an open question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is a show's own in its music."""

    id: str = ""
    places: tuple[str, ...] = ()
    main: str = MAIN_THEME
    dread: str = STORM_THEME
    dread_everywhere: bool = False
    """Danger alone calls the dread; else only where a storm is."""
    overture: str = ""
    """Mode of the title; "" follows the scene's tags."""
    overture_tempo: float = OVERTURE_TEMPO
    pace: float = 1.0
    """Factor on every tempo."""
    palette: str = ""
    """Mark in the names of its title, menace and tender palettes."""
    modes: dict[str, str] = field(default_factory=dict)
    """What a mode becomes here."""
    vamp: str = "ripple"
    """How the music waits: "ripple" (a broken chord) or "walk" (brushes and a walking bass)."""
    players: dict[str, str] = field(default_factory=dict)
    """Who plays accents here, by role; the rest as in `PLAYERS`."""

    def mode(self, mood: Mood, tags: dict[str, float]) -> str:
        """The mode that feels like `mood` in this world."""
        plain = mode_for(mood, tags)
        return self.modes.get(plain, plain)

    def title_mode(self, tags: dict[str, float]) -> str:
        """The mode in which the title is played."""
        return self.overture or overture_mode(tags)

    def player(self, role: str) -> str:
        """The instrument that plays accents of `role`."""
        return self.players.get(role, PLAYERS[role])

    def mark(self, name: str) -> str:
        """The place name that stands for the `name` ("title", "menace", "tender") palette."""
        return f"__{name}_{self.palette}__" if self.palette else f"__{name}__"


PLAIN = World()


def world_of(scene: Scene) -> World:
    """The world of `scene` by its set, else by its place's id, with the themes that the seed brings along."""
    known, own = _worlds(), own_music()
    world = known.get(scene.place.look.asset) or known.get(scene.place.id) or PLAIN
    if not (own.main or own.dread):
        return world
    return replace(world, main=own.main or world.main, dread=own.dread or world.dread)


@lru_cache(maxsize=1)
def _worlds() -> dict[str, World]:
    found: dict[str, World] = {}
    for name, entry in load_music("worlds.yaml")["worlds"].items():
        try:
            world = World(
                id=name,
                places=tuple(entry["places"]),
                main=str(entry["main"]),
                dread=str(entry["dread"]),
                dread_everywhere=entry.get("dread_everywhere") is True,
                overture=str(entry.get("overture", "")),
                overture_tempo=float(entry.get("overture_tempo", OVERTURE_TEMPO)),
                pace=float(entry.get("pace", 1.0)),
                palette=str(entry.get("palette", "")),
                vamp=str(entry.get("vamp", "ripple")),
                players={str(role): str(player) for role, player in entry.get("players", {}).items()},
                modes={str(key): str(value) for key, value in entry.get("modes", {}).items()},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise AssetError(f"worlds.yaml: {name}: {type(error).__name__} {error}; restore assets/music") from error
        for place in world.places:
            found[place] = world
    return found
