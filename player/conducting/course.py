"""The course of a show: its planned parts in order with their places in time, and what was asked of it.

It knows no cache, process or clock, so live play and virtual time share it. All rules about when an
input counts stand here: a pick at the first join at or after it; a wish at the first join after the
commit horizon; a like, dislike or skip's lesson at the first scene that starts ≥ 30 s later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from generators.timed import Balance, StageState, TimedPart
from player.direction import Director, LogRecord, Patient, Planned
from player.marks import Mark
from story_engine.plan import Choice, Input, InputKind, Look, Outcome, Part, PartKind, Place, Scene
from story_engine.time import MediaTime, from_seconds

COMMIT: MediaTime = from_seconds(3.0)
"""A part containing playhead + 3 s is final: time for the next to be rendered."""
LESSON: MediaTime = from_seconds(30.0)
"""A like must not throw the buffer away: it counts from the first scene this far ahead."""
HEAD_PARTS = 2
"""Parts of every option that are ready before its cards open, and committed once they are."""
BRIDGES_KNOWN = 8
"""Of so many scenes that were planned last the bridging part is known: branches of a choice among them."""
SPANS_KNOWN = 100
"""Scenes placed last whose stretch is known, most of an hour: a like belongs to the one that is on, or was just now."""
MOST_SKIPPED = 40
"""A scene longer than this many parts is left in the middle rather than stepped for ever."""
UNSEEN = ("id", "number", "why", "causes", "storylet", "title", "tags", "thread", "idea")
"""What of a scene changes no picture and no sound, and lies in no segment's key."""
LESSONS = (InputKind.LIKE, InputKind.DISLIKE, InputKind.SKIP)
WISHES = (InputKind.WISH, InputKind.MORE)
"""What an undo takes back."""
OF_A_MOMENT = (InputKind.PICK, InputKind.TAKE)
"""Inputs that belong to the moment at which they were given, and never wait for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An input that was taken in, and what was made of it."""

    input: Input
    outcome: Outcome
    log: tuple[LogRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A part with its place in the show."""

    number: int
    """0 for the show's first part."""
    start: MediaTime
    before: int
    """State before the inputs given at its start."""
    entry: int = -1
    """State after those inputs, from which it was planned."""
    after: int
    timed: TimedPart
    log: tuple[LogRecord, ...] = ()
    given: tuple[Given, ...] = ()
    """Inputs that count from here."""
    skipped: tuple[TimedPart, ...] = ()
    """Parts that happened unseen before it."""
    cut: bool = False
    """It begins at another moment of the story than the part before it ends."""
    hold_from: int = -1
    """Number of the first turn of the hold that this is a turn of; −1 = it is none."""
    is_bridge: bool = False
    """It was put in because what follows it is late: nothing happens in it, and no replay shows it."""

    @property
    def id(self) -> str:
        """Unique in the show."""
        return f"{self.number}:{self.timed.part.id}"

    @property
    def end(self) -> MediaTime:
        """Where the next part begins."""
        return self.start + self.timed.duration

    @property
    def is_hold(self) -> bool:
        """Whether a choice is open while it plays."""
        return self.timed.part.kind is PartKind.HOLD and not self.is_bridge


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """The stretch of the show that a scene takes."""

    start: MediaTime
    end: MediaTime = 0
    unseen: MediaTime = 0
    """Length of its parts that were left out by a skip."""


class Course:
    """Parts placed so far, inputs still to count, and how to go on. For one worker thread."""

    def __init__(self, director: Director, state: int) -> None:
        self._director = director
        self._first = state
        self.placed: list[Placed] = []
        self.pending: list[Input] = []
        self.revision = 0
        """Bumped when placed parts are thrown away."""
        self._skip_from: int | None = None
        self._forgotten = 0
        self._turns_forgotten = 0
        self._cut_at: int | None = None
        self._cut_given: tuple[Given, ...] = ()
        self._spans: dict[str, _Span] = {}
        self._balance: Balance | None = None
        self._bridges: dict[str, TimedPart] = {}

    @property
    def end(self) -> MediaTime:
        """Where the next part will begin."""
        return self.placed[-1].end if self.placed else 0

    @property
    def state(self) -> int:
        """The state at the end."""
        return self.placed[-1].after if self.placed else self._first

    def open_choice(self) -> Choice | None:
        """The choice that a hold at the end waits for."""
        if self._cut_at == len(self.placed):
            return None
        return self.placed[-1].timed.part.choice if self.placed and self.placed[-1].is_hold else None

    def first_hold(self) -> Placed:
        """The first hold of the open choice: branches are planned ahead from its state."""
        return self.placed[max(self.placed[-1].hold_from, 0)]

    def extend(self, pick: Input | None = None) -> Placed:
        """Plan one more part. In a hold: the same hold again, or the branch that `pick` takes."""
        before = state = self.state
        given: list[Given] = []
        if pick is not None:
            state = self._picked(pick, given)
        else:
            for due in [known for known in self.pending if self._is_due(known, len(self.placed))]:
                self.pending.remove(due)
                state = self._apply(state, due, given)
            state = self._weighed(state)
        planned = self._step(state)
        skipped: list[TimedPart] = []
        if self._skip_from is not None:
            left = self.placed[-1].timed.part.scene.id if self.placed else ""
            while planned.timed.part.scene.id == left and planned.timed.part.kind is not PartKind.HOLD:
                skipped.append(planned.timed)
                if len(skipped) >= MOST_SKIPPED:
                    break
                state = planned.state
                planned = self._step(state)
            self._skip_from = None
        part = Placed(
            number=len(self.placed),
            start=self.end,
            before=before,
            entry=state,
            after=planned.state,
            timed=planned.timed,
            log=planned.log,
            given=(*self._cut_given, *given),
            skipped=tuple(skipped),
            cut=self._cut_at == len(self.placed),
        )
        self._cut_at, self._cut_given = None, ()
        self._place(part)
        return part

    def weigh(self, balance: Balance) -> None:
        """From the next part that is planned be heard in `balance`; what is drawn ahead of a choice stays as it is."""
        self._balance = balance

    def _weighed(self, state: int) -> int:
        """The state from which the next part is planned, in the balance that is wanted."""
        last = self.placed[-1] if self.placed else None
        if self._balance is None or last is None or last.is_hold or self._in_head(len(self.placed)):
            return state
        return state if last.timed.balance == self._balance else self._director.weigh(state, self._balance)

    @contextmanager
    def meanwhile(self, look: Callable[[], None]) -> Iterator[None]:
        """While the director is waited for in this block, `look` is called now and then on this thread."""
        patient = self._director if isinstance(self._director, Patient) else None
        if patient is not None:
            patient.meanwhile = look
        try:
            yield
        finally:
            if patient is not None:
                patient.meanwhile = None

    def branch(self, option: int, parts: int) -> tuple[Placed, ...]:
        """What would follow if `option` of the open choice were picked: its first `parts` parts."""
        choice = self.open_choice()
        assert choice is not None, "only a hold has branches"
        hold = self.first_hold()
        pick = Input(kind=InputKind.PICK, at=hold.end, option=option, choice=choice.id)
        state = self._director.apply(hold.after, pick).state
        placed: list[Placed] = []
        start = hold.end
        for number in range(parts):
            planned = self._step(state)
            placed.append(
                Placed(
                    number=hold.number + 1 + number,
                    start=start,
                    before=state,
                    entry=state,
                    after=planned.state,
                    timed=planned.timed,
                )
            )
            start += planned.timed.duration
            state = planned.state
            if planned.timed.part.kind is PartKind.HOLD:
                break
        return tuple(placed)

    def _step(self, state: int) -> Planned:
        """Plan one part, and keep what can stand in for one that is late in its scene."""
        planned = self._director.step(state)
        if planned.bridge is not None:
            self._bridges[planned.timed.part.scene.id] = planned.bridge
            while len(self._bridges) > BRIDGES_KNOWN:
                del self._bridges[next(iter(self._bridges))]
        return planned

    def bridges(self, count: int, *, anywhere: bool = False) -> tuple[TimedPart, ...]:
        """What may stand in after the first `count` parts: a moment of the scene to come, or of the one that is on.

        `anywhere`: or of another scene lately in the same place.
        """
        near = [part.timed.part.scene for part in reversed(self.placed[max(count - 1, 0) : count + 1])]
        names = dict.fromkeys(scene.id for scene in near)
        if anywhere:
            places = {scene.place.id for scene in near}
            known = reversed(self._bridges.items())
            names |= dict.fromkeys(name for name, bridge in known if bridge.part.scene.place.id in places)
        return tuple(self._bridges[name] for name in names if name in self._bridges)

    def bridged(self, count: int) -> int:
        """How many bridging parts end the first `count` parts."""
        turns = 0
        while turns < count and self.placed[count - 1 - turns].is_bridge:
            turns += 1
        return turns

    def is_whole_at(self, count: int) -> bool:
        """Whether nothing may be put in after the first `count` parts: a hold is on, or a bridge waits there."""
        following = self.placed[count] if count < len(self.placed) else None
        if following is not None and following.is_bridge:
            return True
        return self.placed[count - 1].is_hold and (following is None or following.is_hold)

    def told_as_here(self, count: int, bridge: TimedPart) -> TimedPart:
        """`bridge` as a later moment of the scene that is on after `count` parts, unless it begins the one to come.

        It looks and sounds the same: what it is told as is no part of its key.
        """
        on = self.placed[count - 1].timed.part
        following = self.placed[count].timed.part if count < len(self.placed) else on
        scene = bridge.part.scene
        if scene.id == following.scene.id != on.scene.id:
            return bridge
        told = {name: getattr(on.scene, name) for name in UNSEEN}
        return replace(bridge, part=replace(bridge.part, scene=replace(scene, **told), index=max(on.index, 1)))

    def put_in(self, count: int, timed: TimedPart) -> None:
        """Let `timed`, in which nothing happens, play after the first `count` parts, not as the first one."""
        before, rest = self.placed[count - 1], self.placed[count:]
        del self.placed[count:]
        bridge = Placed(
            number=count,
            start=before.end,
            before=before.after,
            entry=rest[0].entry if rest else before.after,
            after=before.after,
            timed=timed,
            is_bridge=True,
        )
        for scene in {part.timed.part.scene.id for part in rest}:
            if (span := self._spans.get(scene)) is not None:
                begins = span.start + (timed.duration if span.start >= before.end else 0)
                self._spans[scene] = replace(span, start=begins, end=span.end + timed.duration)
        self.placed.append(bridge)
        self.placed += [
            replace(
                part,
                number=part.number + 1,
                start=part.start + timed.duration,
                hold_from=part.hold_from + 1 if part.hold_from >= 0 else -1,
            )
            for part in rest
        ]
        if self._cut_at == count:
            self._cut_at = len(self.placed)

    def hold_on(self) -> None:
        """Show the last turn of the hold at the end once more: the next one is not planned in time."""
        last = self.placed[-1]
        assert last.is_hold, "only a hold may be shown again"
        again = replace(last, number=len(self.placed), start=self.end, log=(), given=(), skipped=(), cut=False)
        self._place(again)

    def give(self, given: Input, *, kept: int) -> int:
        """Take in a wish or a signal; what is placed after its join is thrown away.

        At least `kept` parts stay. Returns how many parts stay.
        """
        self.pending.append(self._located(given))
        self.pending.sort(key=lambda known: known.at)
        for count in range(max(kept, 1), len(self.placed)):
            if self._is_due(given, count):
                self.keep_first(count)
                break
        return len(self.placed)

    def withdraw_wish(self, *, kept: int) -> Input | None:
        """Take back the last wish that does not count within the first `kept` parts yet."""
        waiting = [known for known in self.pending if known.kind in WISHES]
        if waiting:
            self.pending.remove(waiting[-1])
            return waiting[-1]
        for count in range(len(self.placed) - 1, max(kept, 1) - 1, -1):
            wishes = [g.input for g in self.placed[count].given if g.input.kind in WISHES]
            if wishes:
                self.keep_first(count)
                self.pending.remove(wishes[-1])
                return wishes[-1]
        return None

    def skip(self, *, kept: int) -> None:
        """Go on with the next scene (or the next choice) after the first `kept` parts."""
        self.keep_first(kept)
        self._skip_from = kept

    def jump(self, kept: int, target: int) -> None:
        """Leave out the parts between the first `kept` and `target`: they happened unseen."""
        between, rest = self.placed[kept:target], self.placed[target:]
        self._cut(kept)
        skipped = tuple(part.timed for part in between)
        given = tuple(g for part in between for g in part.given)
        for part in rest:
            again = replace(part, number=len(self.placed), start=self.end)
            if skipped:
                again = replace(again, skipped=skipped + part.skipped, given=given + part.given)
                skipped, given = (), ()
            self._place(again)

    def mark(self, state: int) -> Mark:
        """Where in the show's tree `state` stands."""
        return self._director.mark(state)

    def revisit(self, left: int, mark: Mark) -> int:
        """A state that stands at `mark`; the path to `left` stays a branch."""
        return self._director.revisit(left, mark)

    def fork(self, state: int, folder: str, title: str) -> str:
        """The folder of a seed that begins where `state` is."""
        return self._director.fork(state, folder, title)

    def restart(self, count: int, state: int, taken: Input | None = None) -> None:
        """Go on from `state`, with an option or another take taken there, after the first `count` parts.

        What waited to count belongs to the path that is left, but for another take, which is of this very moment.
        """
        given: list[Given] = []
        stays = taken is not None and taken.kind is InputKind.TAKE
        if taken is not None:
            state = self._apply(state, taken, given)
        self._cut(count)
        self.pending = [known for known in self.pending if stays and known.kind is not InputKind.SKIP]
        self._skip_from = None
        if self.placed:
            self.placed[-1] = replace(self.placed[-1], after=state)
        else:
            self._first = state
        self._cut_at, self._cut_given = count, tuple(given)

    def keep_first(self, count: int) -> None:
        """Throw away all but the first `count` parts; inputs that counted in the rest wait again."""
        lost = self.placed[count:]
        if not lost:
            return
        self._cut(count)
        again = [g.input for part in lost for g in part.given if g.input.kind not in OF_A_MOMENT]
        self.pending = sorted([*self.pending, *again], key=lambda known: known.at)

    def forget_before(self, count: int, also: tuple[int, ...] = ()) -> None:
        """Free what is over: timed parts before the last of the first `count`, and their states but `also`."""
        for number in range(self._forgotten, count - 1):
            self.placed[number] = _PAST
        self._forgotten = max(self._forgotten, count - 1)
        kept = self.placed[self._forgotten :]
        states = {state for part in kept for state in (part.before, part.entry, part.after)}
        self._director.forget(tuple(sorted(states | set(also) | {self._first})))

    def forget_turns(self, count: int) -> None:
        """Free what is over of an open hold: all turns but the first and those after the first `count` parts.

        A question may wait for a whole night. What counts of its turns is how many there were and which; their words
        and pictures are those of the first one here, and so is the state in which they stand.
        """
        first = self.first_hold()
        for number in range(max(first.number + 1, self._turns_forgotten), count):
            turn = self.placed[number]
            part = replace(first.timed.part, id=turn.timed.part.id, repeat=turn.timed.part.repeat)
            self.placed[number] = replace(
                turn,
                before=first.after,
                entry=first.after,
                after=first.after,
                timed=replace(first.timed, part=part, duration=turn.timed.duration),
                log=(),
            )
        self._turns_forgotten = max(self._turns_forgotten, count)

    def probe(self, given: Input, count: int) -> Outcome:
        """What would be made of `given` after the first `count` parts; changes nothing."""
        state = self.placed[count - 1].after if count else self._first
        return self._director.apply(state, given).outcome

    def final(self, count: int) -> int:
        """The state in which the viewer leaves after the first `count` parts: all they asked for is taken in.

        Only a skip that was not carried out yet is dropped with the rest of its scene.
        """
        state = self.placed[count - 1].after if count else self._first
        on = self.placed[count - 1].timed.part.scene.id if count else ""
        later = [g.input for part in self.placed[count:] for g in part.given if g.input.kind not in OF_A_MOMENT]
        for given in sorted([*self.pending, *later], key=lambda known: known.at):
            known = self._measured(self._located(given))
            if known.kind is InputKind.SKIP and known.scene in ("", on):
                continue
            state = self._director.apply(state, known).state
        return state

    def _picked(self, pick: Input, given: list[Given]) -> int:
        """The state of the picked branch, from the first hold: it gives the very part that was drawn ahead.

        The pick carries how often the hold was shown, and which turn was shown where a late one gave its place to the
        turn before, so that a replay shows the same.
        """
        hold = self.first_hold()
        turns = tuple(part.timed.part.repeat - hold.timed.part.repeat for part in self.placed[hold.number :])
        again = turns != tuple(range(len(turns)))
        counted = replace(pick, holds=len(turns), turns=turns if again else ())
        return self._apply(hold.after, counted, given)

    def _apply(self, state: int, given: Input, into: list[Given]) -> int:
        given = self._measured(self._located(given))
        applied = self._director.apply(state, given)
        into.append(Given(input=given, outcome=applied.outcome, log=applied.log))
        return applied.state

    def _place(self, part: Placed) -> None:
        """Append a part and note which stretch of the show its scene takes."""
        scene = part.timed.part.scene.id
        same = bool(self.placed) and self.placed[-1].timed.part.scene.id == scene
        span = self._spans.get(scene) if same else None
        self._spans[scene] = replace(span or _Span(start=part.start), end=part.end)
        while len(self._spans) > SPANS_KNOWN:
            del self._spans[next(iter(self._spans))]
        for left in part.skipped:
            if (span := self._spans.get(left.part.scene.id)) is not None:
                self._spans[left.part.scene.id] = replace(span, unseen=span.unseen + left.duration)
        self.placed.append(replace(part, hold_from=self._hold_from(part)) if part.is_hold else part)

    def _hold_from(self, part: Placed) -> int:
        """Where the hold begins of which `part`, the next one, is a turn."""
        last = self.placed[-1] if self.placed else None
        same = last is not None and last.is_hold and last.timed.part.choice == part.timed.part.choice
        return last.hold_from if last is not None and same and not part.cut else len(self.placed)

    def _cut(self, count: int) -> None:
        """Throw away all but the first `count` parts; the last scene left ends there, as far as is known."""
        self._cut_at = count if len(self.placed) > count and self.placed[count].cut else None
        self._turns_forgotten = min(self._turns_forgotten, count)
        del self.placed[count:]
        self.revision += 1
        if self.placed and (span := self._spans.get(self.placed[-1].timed.part.scene.id)) is not None:
            self._spans[self.placed[-1].timed.part.scene.id] = replace(span, end=self.end, unseen=0)

    def _located(self, given: Input) -> Input:
        """A lesson with the scene that was on when it was given, while that is known."""
        if given.kind not in (*LESSONS, InputKind.MORE) or given.scene:
            return given
        on = next((part for part in self.placed if part.start <= given.at < part.end), None)
        return given if on is None else replace(given, scene=on.timed.part.scene.id)

    def _measured(self, given: Input) -> Input:
        """A located lesson with the share of its scene that had been shown."""
        span = self._spans.get(given.scene) if given.kind in LESSONS else None
        if span is None or given.share:
            return given
        whole = max(span.end - span.start + span.unseen, 1)
        return replace(given, share=round(min(max(given.at - span.start, 0) / whole, 1.0), 4))

    def _is_due(self, given: Input, count: int) -> bool:
        """Whether `given` counts from the join after the first `count` parts."""
        if not count:
            return False
        last = self.placed[count - 1]
        if last.is_hold or self._in_head(count):
            return False
        if given.kind in LESSONS:
            told = self.placed[max(count - 1 - self.bridged(count), 0)]
            return last.end >= given.at + LESSON and told.timed.part.ends_scene
        return last.end > given.at + COMMIT

    def _in_head(self, count: int) -> bool:
        """Whether the next part is one of the committed first parts of a picked branch."""
        count -= self.bridged(count)
        recent = self.placed[max(count - HEAD_PARTS + 1, 0) : count]
        return any(g.input.kind is InputKind.PICK for part in recent for g in part.given)


_PAST = Placed(
    number=-1,
    start=0,
    before=0,
    after=0,
    timed=TimedPart(
        part=Part(
            id="",
            scene=Scene(id="", number=0, storylet="", title="", place=Place(id="", name="", look=Look()), hour=0.0),
            kind=PartKind.STORY,
            index=0,
            beats=(),
            estimated=0,
        ),
        duration=0,
        rng_seed=0,
        entry=StageState(),
        exit=StageState(),
        shots=(),
    ),
)
"""Stands for every part that is over and forgotten."""
