"""A director of parts without a story: lengths, choices and branches as shows have them, for measuring what plays them.

It knows no seed and no voice. The same rng seed gives the same show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.timed import Camera, Shot, StageState, TimedPart
from player.direction import Applied, Opened, Opening, Planned
from player.marks import Mark
from story_engine.plan import (
    Choice,
    Input,
    InputKind,
    Look,
    Option,
    Outcome,
    Part,
    PartKind,
    Place,
    Scene,
)
from story_engine.rng import derive_seed, unit
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

SHORTEST, LONGEST = from_seconds(2.0), from_seconds(5.0)
"""A part's length (design §4)."""
HOLD: MediaTime = from_seconds(2.0)
FEWEST_PARTS, MOST_PARTS = 2, 5
"""Of a scene: short ones, so that an hour has many choices."""
WINDOW_SECONDS = 9.0
HERE = Place(id="here", name="here", look=Look())


@dataclass(frozen=True, slots=True)
class _State:
    scene: int = 1
    index: int = 0
    repeat: int = -1
    """From 0 while a hold plays."""
    choices: int = 0
    path: str = ""


class PlainStory:
    """Answers `player.direction.Director`; a scene, then a choice, then the scene that it leads to, for ever."""

    def __init__(
        self,
        *,
        choice_every: int = 2,
        window_seconds: float = WINDOW_SECONDS,
        most_parts: int = MOST_PARTS,
        bridges: bool = True,
    ) -> None:
        """A choice ends every `choice_every`-th scene of at most `most_parts` parts; `bridges`: each scene has one."""
        self._bridges = bridges
        self._most = most_parts
        self._every = choice_every
        self._window = window_seconds
        self._states: dict[int, _State] = {}
        self._count = 0
        self._rng = 0

    def open(self, opening: Opening) -> Opened:
        """Begin."""
        self._rng = opening.rng_seed
        return Opened(state=self._keep(_State()), title="Plain", versions=())

    def step(self, state: int) -> Planned:
        """The next part."""
        now = self._states[state]
        more = derive_seed(self._rng, now.scene, now.path, "parts") % (self._most - FEWEST_PARTS + 1)
        parts = FEWEST_PARTS + more
        if now.index == parts and now.scene % self._every == 0:
            after = replace(now, repeat=now.repeat + 1)
            return Planned(state=self._keep(after), timed=self._hold(after))
        if now.index == parts:
            now = replace(now, scene=now.scene + 1, index=0)
        bridge = self._timed(now, PartKind.HOLD, HOLD, "bridge", None) if self._bridges and not now.index else None
        return Planned(state=self._keep(replace(now, index=now.index + 1)), timed=self._story(now), bridge=bridge)

    def apply(self, state: int, given: Input) -> Applied:
        """A pick leads on; everything else is noted."""
        now = self._states[state]
        if given.kind is InputKind.PICK:
            path = f"{now.path}~{given.option}"[-24:]
            now = _State(scene=now.scene + 1, choices=now.choices + 1, path=path)
            return Applied(state=self._keep(now), outcome=Outcome(kind="taken"))
        if given.kind is InputKind.WISH:
            now = replace(now, path=f"{now.path}w"[-24:])
            return Applied(state=self._keep(now), outcome=Outcome(kind="understood", understood=given.text))
        return Applied(state=self._keep(now), outcome=Outcome(kind="noted"))

    def forget(self, keep: tuple[int, ...]) -> None:
        """Drop every other state."""
        wanted = set(keep)
        self._states = {number: state for number, state in self._states.items() if number in wanted}

    def journal(self, state: int) -> bytes:
        """The way that was taken."""
        return self._states[state].path.encode()

    def mark(self, state: int) -> Mark:
        """The state itself."""
        return Mark(event=f"e{state}", steps=state)

    def revisit(self, left: int, mark: Mark) -> int:
        """The state of a mark; raises KeyError once it is forgotten."""
        return self._keep(self._states[mark.steps])

    def fork(self, state: int, folder: str, title: str) -> str:
        """Nothing is written: there is no seed."""
        return folder

    def close(self) -> None:
        """Nothing to end."""

    def _keep(self, state: _State) -> int:
        self._count += 1
        self._states[self._count] = state
        return self._count

    def _story(self, now: _State) -> TimedPart:
        frames = (LONGEST - SHORTEST) // VIDEO_FRAME
        length = SHORTEST + round(unit(self._rng, now.scene, now.path, now.index) * frames) * VIDEO_FRAME
        return self._timed(now, PartKind.STORY, length, f"p{now.index}", None)

    def _hold(self, now: _State) -> TimedPart:
        count = 2 + derive_seed(self._rng, now.scene, now.path, "options") % 3
        shares = [unit(self._rng, now.scene, now.path, "likely", n) + 0.2 for n in range(count)]
        options = tuple(
            Option(number=n, text=f"Way {n}", likely=share / sum(shares)) for n, share in enumerate(shares, 1)
        )
        choice = Choice(id=now.choices + 1, options=options, default=1, window_seconds=self._window)
        return self._timed(now, PartKind.HOLD, HOLD, f"h{now.repeat}", choice)

    def _timed(self, now: _State, kind: PartKind, length: MediaTime, name: str, choice: Choice | None) -> TimedPart:
        scene = Scene(
            id=f"s{now.scene}{now.path}",
            number=now.scene,
            storylet="plain",
            title=f"Scene {now.scene}",
            place=HERE,
            hour=12.0,
        )
        part = Part(
            id=f"{scene.id}.{name}",
            scene=scene,
            kind=kind,
            index=now.index,
            beats=(),
            estimated=length,
            choice=choice,
            repeat=max(now.repeat, 0),
        )
        camera = Camera(x=0, y=0.5, zoom=1)
        return TimedPart(
            part=part,
            duration=length,
            rng_seed=derive_seed(self._rng, scene.id, name) % 2**31,
            entry=StageState(),
            exit=StageState(),
            shots=(Shot(start=0, duration=length, key="wide", size="WS", begin=camera, end=camera),),
        )
