"""A quick play as the checker reads it: each scene's beats, pictures, decisions and picks as steps.

It does not know whether they are true; the checker says so.
"""

from __future__ import annotations

from typing import Any

from story_engine.checker import Given, Step
from story_engine.ground import Ground
from story_engine.plan import Act, Actor, Beat, BeatKind, Choice, Line, Option, Part, PartKind, Thing
from story_engine.plan import Scene as Shown
from story_engine.playtest.stage import Stage
from story_engine.seed.model import Seed
from story_engine.seed.script import Answer, Choosing
from story_engine.time import from_seconds


class Recorder:
    """Writes down what a play shows; `begin` before each scene, `end` after it."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._steps: list[Step] = []
        self._beats: list[Beat] = []
        self._made: list[tuple[str, str, Any]] = []
        self._given: tuple[Given, ...] = ()
        self._picture: Shown | None = None
        self._stage: Stage | None = None
        self._number = 0
        self._ground: Ground | None = None
        self._seconds = 0

    def begin(self, stage: Stage, ground: Ground, number: int, weather: str) -> None:
        """A scene begins: its cast is there, nothing of it has been played."""
        self._stage, self._ground, self._number = stage, ground, number
        self._made.append(
            (
                "scene",
                str(number),
                {
                    "storylet": ground.storylet.id,
                    "binding": dict(ground.binding),
                    "place": ground.place,
                    "hour": stage.values["hour",],
                    "weather": weather,
                },
            )
        )
        self._seconds = from_seconds(ground.seconds)
        self._picture = self._drawn()

    def wish(self, key: str) -> None:
        """The viewer wishes something before the next scene."""
        self._given = (*self._given, Given(kind="wish", intents=(key,)))

    def end(self) -> None:
        """The scene is over."""
        self._part(PartKind.STORY, ends=True)

    def take(self) -> list[Step]:
        """The steps so far, handed over."""
        steps, self._steps = self._steps, []
        return steps

    # --- what a stage tells ---------------------------------------------------------------------------

    def line(self, speaker: str) -> None:
        """Somebody speaks."""
        self._beats.append(Beat(kind=BeatKind.LINE, line=Line(text="", speaker=speaker)))

    def letter(self) -> None:
        """A letter is shown."""
        self._beats.append(Beat(kind=BeatKind.LETTER))

    def deed(self, actor: str, verb: str, target: str, thing: str, ok: bool) -> None:
        """Somebody does something."""
        act = Act(actor=actor, verb=verb, target=target, thing=thing, ok=ok)
        self._beats.append(Beat(kind=BeatKind.ACT, act=act))

    def weather(self, name: str) -> None:
        """The weather turns."""
        self._beats.append(Beat(kind=BeatKind.WEATHER, text=name))

    def reveal(self, entity: str) -> None:
        """Something is seen for the first time."""
        self._beats.append(Beat(kind=BeatKind.REVEAL, text=entity))

    def decided(self, kind: str, key: str, value: Any) -> None:
        """Chance or a line group decided something."""
        self._made.append((kind, key, value))

    def choice(self, choosing: Choosing, live: tuple[Answer, ...], index: int) -> None:
        """A choice opened and was answered."""
        self._made.append(("weigh", choosing.id, {"default": 1}))
        self._part(PartKind.STORY, ends=False)
        options = tuple(Option(number=n + 1, text="", likely=0.5) for n in range(len(live)))
        self._picture = self._drawn()
        self._part(PartKind.HOLD, ends=False, choice=Choice(id=1, options=options, default=1))
        self._given = (Given(kind="pick", option=index + 1),)

    # --- parts ----------------------------------------------------------------------------------------

    def _part(self, kind: PartKind, *, ends: bool, choice: Choice | None = None) -> None:
        assert self._picture is not None, "a scene must have begun"
        part = Part(
            id=f"s{self._number}",
            scene=self._picture,
            kind=kind,
            index=0,
            beats=tuple(self._beats),
            estimated=self._seconds if ends else 0,
            ends_scene=ends,
            choice=choice,
        )
        self._steps.append(Step(given=self._given, made=tuple(self._made), part=part))
        self._given, self._beats, self._made = (), [], []
        self._picture = self._drawn()

    def _drawn(self) -> Shown:
        stage, ground, seed = self._stage, self._ground, self._seed
        assert stage is not None
        assert ground is not None
        values = stage.values
        here = [p for p in stage.company if p not in stage.away and stage.is_here(p)]
        states: dict[str, list[str]] = {}
        for atom, value in values.items():
            if atom[0] == "state" and value:
                states.setdefault(atom[1], []).append(atom[2])
        actors = tuple(
            Actor(
                id=person,
                name="",
                look=seed.cast[person].look,
                voice="",
                holding=tuple(thing for thing in seed.things if values.get(("holder", thing)) == person),
                states=tuple(states.get(person, ())),
            )
            for person in here
        )
        things = []
        for thing, item in seed.things.items():
            holder = values.get(("holder", thing))
            if holder in here if holder else values.get(("lies", thing)) == ground.place:
                shown = str(holder) if holder else ""
                found = tuple(states.get(thing, ()))
                things.append(Thing(id=thing, name="", look=item.look, holder=shown, states=found))
        return Shown(
            id=f"s{self._number}",
            number=self._number,
            storylet=ground.storylet.id,
            title="",
            place=seed.places[ground.place].place,
            hour=float(values["hour",]),
            weather=str(values["weather",]),
            actors=actors,
            things=tuple(things),
        )
