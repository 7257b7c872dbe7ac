"""States of things over a part: which hold at a time, and how far a thing is on its way into a new one.

It knows no drawing and nobody's hands. States change where a part begins, or in the course of a deed.
"""

from __future__ import annotations

from generators.stage.acting.values import smooth
from generators.timed import TimedPart
from story_engine.time import MediaTime, from_seconds

CHANGE_AT = 0.55
"""Share of a deed after which a thing is seen opened, lit or broken."""
HANDLED_ANEW: MediaTime = from_seconds(0.4)
"""How long a hand takes to hold a thing as its new state wants it."""


class ThingStates:
    """The states of all things of one part."""

    def __init__(self, timed: TimedPart) -> None:
        self._end, self._begun = timed.duration, timed.entry.scene_time
        self._entry = {prop.id: prop for prop in timed.entry.props}
        self._after = {prop.id: prop.states for prop in timed.exit.props}
        self._scene = {thing.id: thing.states for thing in timed.part.scene.things}
        self._turns = {
            act.thing or act.target: act.start + int(act.duration * CHANGE_AT) for act in timed.acts if act.ok
        }

    def at(self, thing: str, time: MediaTime) -> tuple[str, ...]:
        """The states of `thing` at `time`; a deed changes them as it happens."""
        before = self._first(thing)
        return self._after.get(thing, before) if time >= self._turns.get(thing, self._end) else before

    def going(self, thing: str, time: MediaTime) -> tuple[tuple[str, ...], tuple[str, ...], float]:
        """What `thing` was, what it is at `time`, and how far a hand is from holding the one to holding the other."""
        now, first = self.at(thing, time), self._first(thing)
        if now != first:
            return first, now, smooth((time - self._turns[thing]) / HANDLED_ANEW)
        prop = self._entry.get(thing)
        if prop is None:
            return now, now, 1.0
        return prop.before, now, smooth((self._begun + time - prop.changed) / HANDLED_ANEW)

    def _first(self, thing: str) -> tuple[str, ...]:
        prop = self._entry.get(thing)
        return tuple(dict.fromkeys((*(prop.states if prop else ()), *self._scene.get(thing, ()))))
