"""A director of tiny parts for tests: scenes of three 2 s parts, a choice at the end of every second scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generators.timed import Balance, Camera, Caption, Shot, StageState, TimedLine, TimedPart
from player.direction import Applied, LogRecord, Opened, Opening, Planned
from player.marks import Mark
from story_engine.errors import JournalError
from story_engine.plan import (
    Beat,
    BeatKind,
    Choice,
    Input,
    InputKind,
    Line,
    Look,
    Option,
    Outcome,
    Part,
    PartKind,
    Place,
    Scene,
)
from story_engine.rng import derive_seed
from story_engine.time import SAMPLE_RATE

PARTS_IN_SCENE = 3
PART = 2 * SAMPLE_RATE


@dataclass(frozen=True)
class _State:
    scene: int = 1
    index: int = 0
    repeat: int = -1  # ≥ 0: a hold is playing
    choices: int = 0
    branch: str = ""
    wishes: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    balance: Balance = Balance()


class FakeDirector:
    """Deterministic; states are kept by number."""

    def __init__(self, options: int = 2, window: float = 4.0, choices: bool = True) -> None:
        self._states: list[_State] = []
        self._options = options
        self._window = window
        self._choices = choices
        self.forgotten: tuple[int, ...] = ()

    def open(self, opening: Opening) -> Opened:
        self._rng = opening.rng_seed
        return Opened(state=self._keep(_State()), title="Fake", versions=(("fake", "1"),))

    def step(self, state: int) -> Planned:
        s = self._states[state]
        last = s.index == PARTS_IN_SCENE
        if last and self._choices and s.scene % 2 == 0:
            repeat = s.repeat + 1
            after = replace(s, repeat=repeat)
            timed = self._timed(s, PartKind.HOLD, repeat)
            return Planned(state=self._keep(after), timed=timed)
        if last:
            s = replace(s, scene=s.scene + 1, index=0)
        timed = self._timed(s, PartKind.STORY, 0)
        log = ()
        if s.index == 0:
            log = (LogRecord(kind="scene", fields={"id": f"s{s.scene}{s.branch}", "storylet": "fake"}),)
        after = replace(s, index=s.index + 1, history=(*s.history, timed.part.id))
        return Planned(state=self._keep(after), timed=timed, log=log)

    def apply(self, state: int, given: Input) -> Applied:
        s = self._states[state]
        history = (*s.history, f"{given.kind}:{given.option}{given.text}")
        if given.kind is InputKind.PICK:
            assert s.repeat >= 0, "a pick outside a hold"
            after = replace(
                s,
                scene=s.scene + 1,
                index=0,
                repeat=-1,
                choices=s.choices + 1,
                branch=f"{s.branch}~{given.option}",
                history=history,
            )
            return Applied(state=self._keep(after), outcome=Outcome(kind="taken"))
        after = replace(s, wishes=(*s.wishes, given.text), history=history)
        outcome = Outcome(kind="understood" if given.kind is InputKind.WISH else "noted", understood=given.text)
        return Applied(state=self._keep(after), outcome=outcome)

    def weigh(self, state: int, balance: Balance) -> int:
        return self._keep(replace(self._states[state], balance=balance))

    def forget(self, keep: tuple[int, ...]) -> None:
        self.forgotten = keep

    def journal(self, state: int) -> bytes:
        return "\n".join(self._states[state].history).encode()

    def mark(self, state: int) -> Mark:
        return Mark(event=f"e{state}", steps=state)

    def revisit(self, left: int, mark: Mark) -> int:
        if mark.steps >= len(self._states):
            raise JournalError("this moment of the show is not on record; go to another scene")
        return mark.steps

    def fork(self, state: int, folder: str, title: str) -> str:
        return f"{folder}/{state}"

    def close(self) -> None:
        pass

    def _keep(self, state: _State) -> int:
        self._states.append(state)
        return len(self._states) - 1

    def _timed(self, s: _State, kind: PartKind, repeat: int) -> TimedPart:
        scene = Scene(
            id=f"s{s.scene}{s.branch}",
            number=s.scene,
            storylet=f"fake_{s.scene}",
            title=f"Scene {s.scene}",
            place=Place(id="pier", name="Pier", look=Look(words="a pier")),
            hour=12.0,
            chapter=f"Chapter {s.scene}" if s.index == 0 else "",
        )
        hold = kind is PartKind.HOLD
        wish = ",".join(s.wishes)
        text = f"{scene.id} {s.index} {wish}"
        choice = None
        if hold:
            options = tuple(
                Option(number=n, text=f"Option {n}", likely=1 / self._options) for n in range(1, self._options + 1)
            )
            choice = Choice(id=s.choices + 1, options=options, default=1, window_seconds=self._window)
        part = Part(
            id=f"{scene.id}.p{s.index}" + (f"h{repeat}" if hold else ""),
            scene=scene,
            kind=kind,
            index=s.index,
            beats=(Beat(kind=BeatKind.LINE, line=Line(text=text)),),
            estimated=PART,
            ends_scene=s.index == PARTS_IN_SCENE - 1 and not (self._choices and s.scene % 2 == 0),
            choice=choice,
            repeat=repeat,
        )
        camera = Camera(x=0, y=0.5, zoom=1)
        return TimedPart(
            part=part,
            duration=PART,
            balance=s.balance,
            rng_seed=derive_seed(self._rng, scene.id),
            entry=StageState(),
            exit=StageState(),
            shots=(Shot(start=0, duration=PART, key="wide", size="WS", begin=camera, end=camera),),
            lines=() if hold else (TimedLine(start=SAMPLE_RATE // 2, duration=SAMPLE_RATE, speaker="wren", text=text),),
            captions=()
            if hold
            else (Caption(start=SAMPLE_RATE // 2, duration=SAMPLE_RATE, text=text, speaker="Wren"),),
        )
