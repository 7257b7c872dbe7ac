"""A show with its past at hand: jump to any scene or choice, take another option there, keep both branches.

It does not know players or clocks. Show values are immutable, so a snapshot is the value itself; only some are kept,
and what lies between is replayed from the journal, without planning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from story_engine.altered import altered
from story_engine.errors import InputError, ReplayError
from story_engine.journal import Event, Journal, Link
from story_engine.seed.model import Seed
from story_engine.show import Show, fitting, played_again, scripted

SPACING = 8
"""Scenes between two snapshots at first, because replaying eight takes about 10 ms."""
MOST_KEPT = 160
"""Snapshots of one show: at a fifth of a megabyte each they stay below 32 MB; then every second one is dropped, and
after 24 hours 32 scenes lie between two, 50 ms to replay."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment of a show: parts given out, and the id of the last event before it."""

    steps: int
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A show as it is now, marks of its scenes and choices, some earlier values, and the ends of its other branches."""

    now: Show
    kept: tuple[Show, ...]
    """Earlier values, oldest first; the first is the beginning."""
    spacing: int = SPACING
    scenes: tuple[Mark, ...] = ()
    """The moment before each scene's first part; scene 1 first."""
    choices: Mapping[int, Mark] = field(default_factory=dict)
    """The moment at which each choice had just opened, by its id."""
    ends: tuple[tuple[Link, int], ...] = ()
    """Last event and steps of the branches that were left."""

    @staticmethod
    def begin(show: Show) -> Timeline:
        """The timeline of a show that has given out nothing yet."""
        return Timeline(now=show, kept=(show,))

    @staticmethod
    def resume(seed: Seed, journal: Journal, tip: int = -1) -> Timeline:
        """The timeline of a journaled show, as far as it can be told as it was; raises JournalError."""
        found: Timeline | None = None
        try:
            for show in Show.values(seed, journal, tip):
                found = found.after(show) if found is not None else Timeline.begin(show)
        except ReplayError:
            fits = Timeline.resume(seed, fitting(seed, journal, tip))
            return replace(fits, now=Show.resume(seed, journal, tip))
        assert found is not None, "a journal has a beginning"
        return replace(found, now=found.now.going_on(seed))

    def after(self, show: Show) -> Timeline:
        """The timeline after a step, input or note that led from `now` to `show`."""
        before, scene, choice = self.now, show.state.scene, show.state.choice
        scenes, choices, kept, spacing = self.scenes, self.choices, self.kept, self.spacing
        if scene is not None and scene.number > len(scenes):
            # A part may lie in the second of two new scenes, when the first had nothing to show.
            scenes = (*scenes, *(mark(before) for _ in range(scene.number - len(scenes))))
            if scene.number >= (kept[-1].state.scene.number if kept[-1].state.scene else 0) + spacing:
                kept = (*kept, show)
        if choice is not None and choice.id not in choices:
            choices = {**choices, choice.id: mark(show)}
        if len(kept) > MOST_KEPT:
            kept, spacing = kept[::2], spacing * 2
        return replace(self, now=show, kept=kept, spacing=spacing, scenes=scenes, choices=choices)

    def at(self, moment: Mark) -> Show:
        """The show at an earlier moment of this branch."""
        base = next(show for show in reversed(self.kept) if show.steps <= moment.steps and _is_before(show, moment))
        if mark(base) == moment:
            return base
        events = _events_between(self.now.state.tip, base.state.tip, moment.event)
        if events is not None:
            for show, _ in played_again(scripted(base, events, moment.steps), events, moment.steps):
                if mark(show) == moment:
                    return Show(altered(show.state, script=None))
        raise InputError(f"the moment after {moment.steps} parts is not on this branch")

    def turned(self, show: Show) -> Timeline:
        """The timeline that goes on from an earlier value; what came after it stays in the journal as a branch."""
        scene = show.state.scene
        end = self.now.state.tip
        moment = mark(show)
        return Timeline(
            now=show,
            kept=tuple(value for value in self.kept if value.steps <= show.steps and _is_before(value, moment)),
            spacing=self.spacing,
            scenes=self.scenes[: scene.number if scene is not None else 0],
            choices={number: at for number, at in self.choices.items() if at.steps <= show.steps},
            ends=(*self.ends, (end, self.now.steps)) if end is not None else self.ends,
        )

    def journal(self) -> Journal:
        """Every branch as one journal; the one that is on now is its last tip."""
        tree: Journal | None = None
        for end, steps in self.ends:
            branch = Show(altered(self.now.state, tip=end, steps=steps)).journal()
            tree = branch if tree is None else tree.merged(branch)
        now = self.now.journal()
        return now if tree is None else tree.merged(now)


def mark(show: Show) -> Mark:
    """The moment at which a show is."""
    tip = show.state.tip
    return Mark(show.steps, tip.id if tip is not None else "")


def _is_before(show: Show, moment: Mark) -> bool:
    """Whether a kept value is not later than a moment; inputs at one step come after its part."""
    return show.steps < moment.steps or mark(show) == moment


def _events_between(tip: Link | None, start: Link | None, last: str) -> tuple[Event, ...] | None:
    """The events after `start` up to the one with the id `last`, on the way to `tip`, oldest first; None without it."""
    until = start.id if start is not None else ""
    if last == until:
        return ()
    links: list[Link] = []
    while tip is not None and tip.id != until:
        if tip.id == last or links:
            links.append(tip)
        tip = tip.before
    return tuple(link.event for link in reversed(links)) if links else None


__all__ = ["MOST_KEPT", "SPACING", "Mark", "Timeline", "mark"]
