"""A show: an immutable value that gives out part after part and takes in what the viewer does.

It does not know clocks, pictures or sounds; replaying its journal gives the same parts again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from profiles.taste import TasteValues
from story_engine.altered import altered
from story_engine.changes import SeedChange
from story_engine.errors import JournalError, RatingError, ReplayError
from story_engine.fit import fit_part
from story_engine.ground import build_repertoire, first_fit
from story_engine.inputs import take_input
from story_engine.journal import (
    EDITION,
    ENGINE,
    Event,
    Header,
    Journal,
    chain,
    decisions_by_step,
    editions_of,
    inputs_of,
    linked,
    scenes_decided,
)
from story_engine.moment import Moment, Record
from story_engine.parts import live_answers, next_part, offered
from story_engine.plan import Choice, Input, InputKind, Outcome, Part
from story_engine.planner import WILDNESS, build_features
from story_engine.reactions import reaction_part
from story_engine.seed.load import load_edition
from story_engine.seed.model import UNRATED, Seed
from story_engine.shown import in_tongue
from story_engine.state import NEVER, Script, ShowState, Stack, log_with
from story_engine.steady import Steady
from story_engine.time import MediaTime
from story_engine.uncollected import uncollected
from story_engine.world import first_world

SEEDS_KEPT = 4
"""Seeds whose repertoire is kept for the next show, because building it takes tens of milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record of the log with the planner's clock at which it was made."""

    at: MediaTime
    record: Record


@dataclass(frozen=True, slots=True)
class Show:
    """One endless viewing. Every step and input gives a new value; old ones stay good, so branches are free."""

    state: ShowState

    @staticmethod
    def prepare(seed: Seed) -> None:
        """What opening a show of `seed` needs of the seed alone, done ahead: half a second nobody has to wait for."""
        _stack(_SeedKey(seed))

    @staticmethod
    def open(
        seed: Seed, *, rng_seed: int, taste: TasteValues, viewer_rating: int = 99, wildness: float = WILDNESS
    ) -> Show:
        """A new show; raises RatingError when the seed is rated above the viewer's ceiling."""
        _require_open(seed, viewer_rating)
        stack = _stack(_SeedKey(seed))
        taste = taste.with_features(stack.features.names)
        world = first_world(seed)
        header = Header(
            seed=seed.id,
            seed_hash=seed.digest,
            rng_seed=rng_seed,
            taste=taste,
            viewer_rating=viewer_rating,
            wildness=wildness,
        )
        return Show(
            ShowState(
                stack=stack,
                header=header,
                taste=taste,
                moment=Moment(world=world, frames=(), ledger={}, emotions={}),
                fit=first_fit(stack.repertoire, world),
                fit_world=world,
                last_used=np.full(len(stack.repertoire.grounds), NEVER, dtype=np.int32),
                satiation={},
                wildness=wildness,
            )
        )

    def step(self) -> tuple[Show, Part]:
        """The next part and the show after it. While a choice is open that is its hold part, as often as asked."""
        state = self._scripted()
        if state.reactions and state.choice is None and state.reaction_wait == 0 and state.steps > 0:
            after, part = reaction_part(state)
        else:
            after, part = next_part(state)
        part = in_tongue(state.seed, part)
        if after.header.viewer_rating < UNRATED:
            tongue = state.seed.tongue
            part = fit_part(part, after.header.viewer_rating, tongue.language if tongue is not None else "")
        return Show(self._finished(after)), part

    def apply(self, given: Input) -> tuple[Show, Outcome]:
        """The show after an input, and what was made of it; raises InputError when it does not fit the moment."""
        state = self._scripted()
        after, outcome = take_input(state, given)
        fields: dict[str, Any] = {
            "kind": given.kind.value,
            "at": given.at,
            "text": given.text,
            "option": given.option,
            "choice": given.choice,
            "by": given.by,
            "scene": given.scene,
            "share": given.share,
            "outcome": outcome.kind,
            "intents": list(outcome.intents),
            "made": [list(entry) for entry in after.moment.made],
        }
        if given.kind is InputKind.PICK and state.choice is not None:
            fields["answer"] = live_answers(state.choice)[given.option - 1].own
        tip = linked(after.tip, "input", after.steps, fields)
        return Show(altered(after, tip=tip, moment=altered(after.moment, made=(), script=None))), outcome

    def note(self, kind: str, **fields: Any) -> Show:
        """The show with a remark in its journal (measured timings, hold counts, levels); replay passes it by."""
        state = self.state
        tip = linked(state.tip, "note", state.steps, {"note": kind, **fields})
        coming = state.editions.get(str(fields["seed_hash"])) if kind == EDITION else state.coming
        if coming is not None and coming.seed.digest == state.seed.digest:
            coming = None
        return Show(altered(state, tip=tip, coming=coming))

    def in_brief(self) -> Show:
        """The show with a log of scenes, choices and wishes alone, as one that is watched for days keeps it."""
        log = None
        for entry in self.log:
            log = log_with(log, entry.record, entry.at, brief=True)
        return Show(altered(self.state, log=log, is_brief=True))

    def under(self, ceiling: int) -> Show:
        """The show held to a viewer's ceiling where that is lower now; raises RatingError above it."""
        header = self.state.header
        _require_open(self.state.seed, ceiling)
        if ceiling >= header.viewer_rating:
            return self
        return Show(altered(self.state, header=replace(header, viewer_rating=ceiling)))

    @property
    def taste(self) -> TasteValues:
        """The working taste: the starting one and what this show's inputs changed."""
        return self.state.taste

    @property
    def clock(self) -> MediaTime:
        """The planner's own clock: estimated lengths of all parts given out."""
        return self.state.clock

    @property
    def steps(self) -> int:
        """Parts given out."""
        return self.state.steps

    @property
    def choice(self) -> Choice | None:
        """The open choice, which the next hold part shows."""
        return offered(self.state.seed, self.state.choice) if self.state.choice is not None else None

    @property
    def log(self) -> tuple[Entry, ...]:
        """Every record so far, oldest first: scene, line, choice, option, wish, reaction, signal, event.

        The `causes` of a scene that is over are complete: its event's links, found while it played.
        """
        found: list[Entry] = []
        links: dict[str, Any] = {}
        link = self.state.log
        while link is not None:
            record = link.record
            if record.kind == "event":
                links[record.fields["id"]] = record.fields["links"]
            elif record.kind == "scene" and record.fields["id"] in links:
                record = Record(kind="scene", fields={**record.fields, "causes": links.pop(record.fields["id"])})
            found.append(Entry(at=link.at, record=record))
            link = link.before
        return tuple(reversed(found))

    def journal(self) -> Journal:
        """Everything that this show was, on the path to now; `merged` joins it with its siblings."""
        events = chain(self.state.tip)
        tip = events[-1].id if events else ""
        return Journal(header=self.state.header, events=events, tips=((tip, self.state.steps),))

    @property
    def changed(self) -> SeedChange | None:
        """What is to be told, once, of a seed that was edited since the show was journaled; None = it was not."""
        return self.state.changed

    @staticmethod
    def resume(seed: Seed, journal: Journal, tip: int = -1) -> Show:
        """The show at a journal's tip; raises JournalError for another seed.

        Where the seed was edited since, it goes on with the new edition from the next scene on, or, where the past
        cannot be told as it was, from before the scene that is told otherwise now: `changed` tells.
        """
        show, steady = _scripted_show(seed, journal, tip), Steady()
        events = journal.path(tip)
        try:
            for later, _ in played_again(show, events, journal.steps(tip)):
                steady.see(later)
        except ReplayError as error:
            back = steady.stand(error)
            scenes = len(scenes_decided(events)) - len(scenes_decided(chain(back.state.tip)))
            kind = "engine" if set(editions_of(journal.header, events)) == {seed.digest} else "cut"
            change = SeedChange(kind=kind, seed=seed.shown_title, scene=steady.title(error), scenes=scenes)
            return back.going_on(seed, change)
        assert steady.last is not None, "a journal has a beginning"
        return steady.last.going_on(seed)

    def going_on(self, seed: Seed, change: SeedChange | None = None) -> Show:
        """A replayed show from where it stands, with today's edition of its seed."""
        editions = editions_of(self.state.header, chain(self.state.tip))
        show = Show(altered(self.state, script=None, changed=change))
        if editions[-1] == seed.digest:
            return show
        if change is None:
            here = set(editions) <= {stack.seed.digest for stack in self.state.editions.values()}
            told = all("shown" in made[2] for made in scenes_decided(chain(self.state.tip)))
            change = SeedChange(kind="kept" if here else "fits" if told else "unsure", seed=seed.shown_title)
        return Show(altered(show.state, changed=change)).note(EDITION, seed_hash=seed.digest)

    @staticmethod
    def replay(seed: Seed, journal: Journal, tip: int = -1) -> Iterator[Part]:
        """The parts of a journaled show again, exactly; nothing is planned.

        Raises ReplayError where an edited seed tells them otherwise; `fitting` says how far they go.
        """
        for _, part in _told_again(seed, journal, tip):
            if part is not None:
                yield part

    @staticmethod
    def walk(seed: Seed, journal: Journal, tip: int = -1) -> Iterator[tuple[Show, Part]]:
        """Like `replay`, with the show after each part: its next step is free again, so a hold may be repeated."""
        for show, part in _told_again(seed, journal, tip):
            if part is not None:
                yield Show(altered(show.state, script=None)), part

    @staticmethod
    def values(seed: Seed, journal: Journal, tip: int = -1) -> Iterator[Show]:
        """Every value of a journaled show, those between a part and an input too; each may be played on freely."""
        for show, _ in _told_again(seed, journal, tip):
            yield Show(altered(show.state, script=None))

    def _scripted(self) -> ShowState:
        """The state that obeys the journal in the step to come, if one is replayed."""
        state = self.state
        script = state.script
        if script is None or state.steps >= script.until:
            return state
        return altered(state, moment=altered(state.moment, script=script.decided.get(state.steps, ())))

    def _finished(self, after: ShowState) -> ShowState:
        """The state with the step's decisions journaled."""
        tip = after.tip
        if after.moment.made:
            made = [list(entry) for entry in after.moment.made]
            tip = linked(tip, "decided", after.steps, {"made": made})
        return altered(after, tip=tip, steps=after.steps + 1, moment=altered(after.moment, made=(), script=None))


def fitting(seed: Seed, journal: Journal, tip: int = -1) -> Journal:
    """The journal with that path alone, as far as it can be told as it was: all of it, unless the seed was edited."""
    steady = Steady()
    alone = replace(journal, events=journal.path(tip), tips=(journal.tips[tip],) if journal.tips else ())
    try:
        for show, _ in played_again(_scripted_show(seed, journal, tip), alone.events, journal.steps(tip)):
            steady.see(show)
    except ReplayError as error:
        back = steady.stand(error)
        events = chain(back.state.tip)
        return replace(alone, events=events, tips=((events[-1].id if events else "", back.steps),))
    return alone


def _told_again(seed: Seed, journal: Journal, tip: int) -> Iterator[tuple[Show, Part | None]]:
    """A journaled show again; raises ReplayError, in words for people, where it cannot be told as it was."""
    steady = Steady()
    try:
        for show, part in played_again(_scripted_show(seed, journal, tip), journal.path(tip), journal.steps(tip)):
            steady.see(show)
            yield show, part
    except ReplayError as error:
        if journal.header.seed_hash == seed.digest:
            raise
        raise ReplayError(SeedChange(kind="lost", seed=seed.shown_title, scene=steady.title(error)).text) from error


def _scripted_show(seed: Seed, journal: Journal, tip: int) -> Show:
    header = journal.header
    if header.seed != seed.id:
        raise JournalError(f"the journal belongs to the seed “{header.seed}”, not “{seed.id}”")
    if header.engine != ENGINE:
        raise JournalError(
            f"the journal was made by story engine {header.engine}, this is {ENGINE}, which would decide otherwise; "
            "start a new show: what was learnt about the viewer is kept"
        )
    digests = dict.fromkeys((*editions_of(header, journal.path(tip)), seed.digest))
    editions = {digest: _stack(_SeedKey(load_edition(seed, digest) or seed)) for digest in digests}
    show = Show.open(
        editions[header.seed_hash].seed,
        rng_seed=header.rng_seed,
        taste=header.taste,
        viewer_rating=header.viewer_rating,
        wildness=header.wildness,
    )
    show = Show(altered(show.state, header=header, editions=editions))
    return scripted(show, journal.path(tip), journal.steps(tip))


def scripted(show: Show, events: tuple[Event, ...], steps: int) -> Show:
    """The show that obeys the decisions of `events` until `steps` parts have been given out."""
    return Show(altered(show.state, script=Script(decided=decisions_by_step(events), until=steps)))


def played_again(show: Show, events: tuple[Event, ...], steps: int) -> Iterator[tuple[Show, Part | None]]:
    """Every value of a scripted show through `events` up to `steps` parts; no part where inputs and notes made it."""
    at = 0
    yield show, None
    while True:
        while at < len(events) and (events[at].kind == "decided" or events[at].step <= show.steps):
            event = events[at]
            if event.kind == "input":
                show = _again(show, event.fields)
                yield show, None
            elif event.kind == "note":
                fields = dict(event.fields)
                show = show.note(str(fields.pop("note")), **fields)
                yield show, None
            elif event.step > show.steps:
                break
            at += 1
        if show.steps >= steps:
            return
        show, part = show.step()
        yield show, part


def _again(show: Show, fields: Any) -> Show:
    """The show after a journaled input."""
    given = Input(
        kind=InputKind(fields["kind"]),
        at=int(fields["at"]),
        text=str(fields["text"]),
        option=_option(show, fields),
        choice=int(fields["choice"]),
        by=str(fields["by"]),
        scene=str(fields.get("scene", "")),
        share=float(fields.get("share", 0.0)),
    )
    made = tuple((str(kind), str(key), value) for kind, key, value in fields["made"])
    scripted = altered(show.state, moment=altered(show.state.moment, script=made))
    after, _ = Show(altered(scripted, script=None)).apply(given)
    return Show(altered(after.state, script=show.state.script))


def _option(show: Show, fields: Any) -> int:
    """The number of the answer that was taken; older journals know no more of it than that."""
    number, choice = int(fields["option"]), show.state.choice
    if fields["kind"] == InputKind.PICK.value:
        own = [answer.own for answer in live_answers(choice)] if choice is not None else []
        if fields.get("answer", "") in own:
            return own.index(fields["answer"]) + 1
        if "answer" in fields or not 1 <= number <= len(own):
            raise ReplayError(f"the answer {number} that was taken is not there")
    return number


def _require_open(seed: Seed, ceiling: int) -> None:
    if seed.is_open_to(ceiling):
        return
    if seed.rating is None:
        raise RatingError(
            f"“{seed.title}” has no rating, this viewer's ceiling is {ceiling}; write “rating:” in its seed.yaml"
        )
    raise RatingError(f"“{seed.title}” is rated {seed.rating}, this viewer's ceiling is {ceiling}")


__all__ = ["Entry", "Input", "InputKind", "Outcome", "SeedChange", "Show", "fitting", "inputs_of"]


class _SeedKey:
    """A seed as a cache key: equal when its files and the language in which it is shown are."""

    __slots__ = ("seed",)

    def __init__(self, seed: Seed) -> None:
        self.seed = seed

    def __hash__(self) -> int:
        return hash(self._identity())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SeedKey) and other._identity() == self._identity()

    def _identity(self) -> tuple[str, str, str]:
        seed = self.seed
        return seed.id, seed.digest, seed.tongue.digest if seed.tongue is not None else ""


@lru_cache(maxsize=SEEDS_KEPT)
def _stack(key: _SeedKey) -> Stack:
    with uncollected():
        repertoire = build_repertoire(key.seed)
        return Stack(seed=key.seed, repertoire=repertoire, features=build_features(repertoire))
