"""A viewer who steers all the time, and takes the time of every answer: picks at random moments, wishes in between.

It knows the window by its keys and the show by what is on screen; nothing is asked of conductor or director.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from player.playback.core import Shown
from story_engine.plan import Part, PartKind
from story_engine.rng import derive_seed, unit
from story_engine.time import VIDEO_FRAME, MediaTime, to_seconds

if TYPE_CHECKING:
    from player.live_player import LivePlayer
    from player.ui.view import View
    from player.ui.window import Player

WISH_EVERY_SECONDS = 24.0
"""Between wishes: time for one to be answered before the next."""
FIRST_WISH_SECONDS = 8.0
SOON_SECONDS, LATE_SECONDS = 0.3, 8.4
"""Picks fall between these after the cards have opened: from at once to the last moment of a window of nine seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish and how one sees that it came true."""

    text: str
    is_met: Callable[[Part], bool]


@dataclass(slots=True, kw_only=True)
class _Wish:
    asked: Asked
    at: float
    serial: int
    """Of the toast before it."""
    number: int
    """Of the part that was on screen."""
    acknowledged: float = 0.0
    reacted: float = 0.0
    ended: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Pick:
    choice: int
    option: int
    at: float
    shown: MediaTime
    """Show time of the last picture before it."""
    dropped: int
    starved: MediaTime
    began: float = 0.0
    gap_frames: int = 0
    dropped_frames: int = 0


def usual_wishes() -> tuple[Asked, ...]:
    """Wishes for the first built-in seed: the sky, somebody, somewhere, the camera, and what it does not have."""
    return (
        Asked(text="let it snow", is_met=lambda part: part.scene.weather == "snow" or _sky(part) == "snow"),
        Asked(text="let the fox come", is_met=lambda part: any(a.id == "bramble" for a in part.scene.actors)),
        Asked(text="a spaceship", is_met=_is_answer),
        Asked(text="closer", is_met=_is_answer),
        Asked(text="let us go to the wood", is_met=lambda part: part.scene.place.id == "wood"),
        Asked(text="let it rain", is_met=lambda part: part.scene.weather == "rain" or _sky(part) == "rain"),
        Asked(text="show me Odile", is_met=_is_answer),
        Asked(text="let us go to the harbour", is_met=lambda part: part.scene.place.id == "harbour"),
    )


def _is_answer(part: Part) -> bool:
    """What is refused is refused in the story, and the camera does as it is told, in the very part that answers."""
    return part.kind is PartKind.REACTION


def _sky(part: Part) -> str:
    return next((beat.text for beat in part.beats if beat.kind == "weather"), "")


@dataclass(slots=True)
class SteeringViewer:
    """Sits beside a window: call it after every turn. Times are monotonic seconds."""

    seconds: float
    """Of the show, before it leaves."""
    rng_seed: int
    wishes: tuple[Asked, ...] = ()
    now: Callable[[], float] = time.monotonic
    picks: list[_Pick] = field(default_factory=list)
    made: list[_Wish] = field(default_factory=list)
    _serial: int = 0
    """Of the last toast that was seen."""
    _part: str = ""
    _parts: int = 0
    _last: MediaTime = 0
    _opened: tuple[int, float] = (0, 0.0)
    _next_wish: float = FIRST_WISH_SECONDS
    live: LivePlayer | None = None
    had_device: bool = False
    """Whether a sound device played."""

    def __call__(self, window: Player, live: LivePlayer) -> None:
        """One turn."""
        self.live = live
        self.had_device = self.had_device or live.playback.output.has_sound
        view, shown, now = live.view(), live.playback.shown, self.now()
        if shown is not None:
            self._see(live, shown, now)
        self._listen(view, now)
        if shown is None:
            return
        self._choose(window, live, view, now)
        at = to_seconds(live.playback.playhead())
        if at >= self._next_wish and view.choice is None and self.wishes:
            self._wish(window, now)
            self._next_wish = at + WISH_EVERY_SECONDS
        if at >= self.seconds:
            window.key("q", "", ["ctrl"])

    def _see(self, live: LivePlayer, shown: Shown, now: float) -> None:
        part = shown.segment.timed.part
        if shown.segment.id != self._part:
            self._part = shown.segment.id
            self._parts += 1
            self._enter(live, shown, part, now)
        self._last = shown.at

    def _enter(self, live: LivePlayer, shown: Shown, part: Part, now: float) -> None:
        """Another part is on screen."""
        pick = self.picks[-1] if self.picks else None
        if pick is not None and not pick.began and (part.choice is None or part.choice.id != pick.choice):
            pick.began = now
            heard = live.playback.position()
            late = (heard.at - shown.at) // VIDEO_FRAME if heard.at > shown.at else 0
            dry = math.ceil((live.playback.measures.starved - pick.starved) / VIDEO_FRAME)
            torn = abs(shown.segment.start - self._last - VIDEO_FRAME) // VIDEO_FRAME
            pick.dropped_frames = live.playback.measures.dropped - pick.dropped
            pick.gap_frames = late + dry + max(0, torn - pick.dropped_frames)
        for wish in self.made:
            if wish.number >= self._parts:
                continue
            if part.kind is PartKind.REACTION and not wish.reacted and wish is self._unanswered():
                wish.reacted = now
            if wish.reacted and not wish.ended and wish.asked.is_met(part):
                wish.ended = now

    def _unanswered(self) -> _Wish | None:
        return next((wish for wish in self.made if not wish.reacted), None)

    def _listen(self, view: View, now: float) -> None:
        if view.toast is None:
            return
        self._serial = view.toast.serial
        for wish in self.made:
            if not wish.acknowledged and self._serial > wish.serial and not view.toast.trouble:
                wish.acknowledged = now

    def _choose(self, window: Player, live: LivePlayer, view: View, now: float) -> None:
        choice = view.choice
        if choice is None or choice.taken or not window.cards.is_open:
            return
        if self._opened[0] != choice.id:
            share = unit(self.rng_seed, "when", choice.id)
            self._opened = (choice.id, now + SOON_SECONDS + share * (LATE_SECONDS - SOON_SECONDS))
        if now < self._opened[1] or (self.picks and self.picks[-1].choice == choice.id):
            return
        option = 1 + derive_seed(self.rng_seed, "which", choice.id) % len(choice.cards)
        measures = live.playback.measures
        pick = _Pick(
            choice=choice.id,
            option=option,
            at=now,
            shown=self._last,
            dropped=measures.dropped,
            starved=measures.starved,
        )
        self.picks.append(pick)
        window.key(str(option), str(option), [])

    def _wish(self, window: Player, now: float) -> None:
        asked = self.wishes[len(self.made) % len(self.wishes)]
        self.made.append(_Wish(asked=asked, at=now, serial=self._serial, number=self._parts))
        window.key("/", "/", [])
        window.wish.type(asked.text)
        window.wish.send()

    def figures(self) -> dict[str, Any]:
        """What was measured: seconds from the key to what is seen; 0 where there was nothing to measure."""
        followed = [pick for pick in self.picks if pick.began]
        old = [wish for wish in self.made if wish.acknowledged]
        reacted = [wish.reacted - wish.at for wish in old if wish.reacted]
        ended = [wish.ended - wish.at for wish in old if wish.ended]
        return {
            "choices": len(followed),
            "choice_gap_frames_max": max((pick.gap_frames for pick in followed), default=0),
            "choice_dropped_frames_max": max((pick.dropped_frames for pick in followed), default=0),
            "pick_to_branch_s_p95": _percentile([pick.began - pick.at for pick in followed], 95),
            "wishes": len(self.made),
            "wishes_answered": len(reacted),
            "wishes_ended": len(ended),
            "wish_ack_ms_p95": round(_percentile([wish.acknowledged - wish.at for wish in old], 95) * 1000, 1),
            "wish_reaction_s_p90": _percentile(reacted, 90),
            "wish_outcome_s_p90": _percentile(ended, 90),
        }

    def each(self) -> list[dict[str, Any]]:
        """Every wish with its times, for who asks why."""
        return [
            {
                "wish": wish.asked.text,
                "ack_s": round(max(wish.acknowledged - wish.at, 0.0), 3),
                "reaction_s": round(max(wish.reacted - wish.at, 0.0), 2),
                "outcome_s": round(max(wish.ended - wish.at, 0.0), 2),
            }
            for wish in self.made
        ]


def _percentile(values: list[float], share: float) -> float:
    """The value that `share` per cent stay under; 0 of none."""
    return round(float(np.percentile(values, share)), 3) if values else 0.0
