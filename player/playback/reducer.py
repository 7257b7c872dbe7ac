"""The playback state: a pure function from (state, event) to (state, effects).

It knows no clock, window, file or thread; whoever owns those turns the effects into deeds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias


class Phase(StrEnum):
    """What the viewer experiences."""

    PRIMING = "priming"
    """Nothing has been shown yet."""
    PLAYING = "playing"
    PAUSED = "paused"
    HOLDING = "holding"
    """A hold part plays, but its cards may not open yet."""
    CHOICE_OPEN = "choice_open"
    CHOICE_TAKEN = "choice_taken"
    """Picked; the branch begins at the next join."""
    BRIDGING = "bridging"
    """A segment of the fallback level plays because the wanted one was late."""
    STALLED = "stalled"
    """Nothing is ready: the last frame stands."""
    SEEKING = "seeking"
    CLOSING = "closing"


class Event(StrEnum):
    """What can happen to playback."""

    SEGMENT_BEGAN = "segment_began"
    """A story segment is on screen."""
    HOLD_BEGAN = "hold_began"
    BRIDGE_BEGAN = "bridge_began"
    STARVED = "starved"
    """The output wanted media and none was ready."""
    CARDS_OPENED = "cards_opened"
    CARDS_CLOSED = "cards_closed"
    """The question is over without a pick of the viewer here (default taken, or withdrawn)."""
    PICKED = "picked"
    PAUSE_PRESSED = "pause_pressed"
    SEEK_ASKED = "seek_asked"
    SEEK_DONE = "seek_done"
    SKIP_PRESSED = "skip_pressed"
    DEVICE_LOST = "device_lost"
    DEVICE_BACK = "device_back"
    CLOSE_ASKED = "close_asked"


class Effect(StrEnum):
    """What the owner of clocks, windows and files shall do."""

    FREEZE = "freeze"
    """Keep the output open, but let time stand."""
    RUN = "run"
    SHOW_CARDS = "show_cards"
    HIDE_CARDS = "hide_cards"
    TAKE_OPTION = "take_option"
    SEEK = "seek"
    SKIP = "skip"
    SAY_STALLED = "say_stalled"
    CLEAR_STALLED = "clear_stalled"
    SAY_SILENT = "say_silent"
    CLEAR_SILENT = "clear_silent"
    SHUT_DOWN = "shut_down"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackState:
    """Everything that decides what an event means."""

    phase: Phase = Phase.PRIMING
    resumes: Phase = Phase.PLAYING
    """PAUSED and SEEKING: the phase to return to."""
    cards_open: bool = False
    silent: bool = False
    """The sound device is lost: a flag, because the show goes on."""


Step: TypeAlias = tuple[PlaybackState, tuple[Effect, ...]]

RUNNING = frozenset(
    {Phase.PLAYING, Phase.HOLDING, Phase.CHOICE_OPEN, Phase.CHOICE_TAKEN, Phase.BRIDGING, Phase.STALLED}
)
"""Phases in which media time runs (or would)."""


def step(state: PlaybackState, event: Event) -> Step:
    """The state after `event`, and what to do. Every state answers every event; CLOSING is final."""
    if state.phase is Phase.CLOSING:
        return state, ()
    match event:
        case Event.CLOSE_ASKED:
            return replace(state, phase=Phase.CLOSING, cards_open=False), (Effect.SHUT_DOWN,)
        case Event.DEVICE_LOST | Event.DEVICE_BACK:
            return _device(state, lost=event is Event.DEVICE_LOST)
        case Event.PAUSE_PRESSED:
            return _pause(state)
        case Event.SEEK_ASKED:
            return _seek(state)
        case Event.SEEK_DONE:
            return _sought(state)
        case Event.SKIP_PRESSED:
            return _skip(state)
        case Event.CARDS_OPENED | Event.CARDS_CLOSED | Event.PICKED:
            return _cards(state, event)
        case _:
            return _media(state, event)


def _device(state: PlaybackState, *, lost: bool) -> Step:
    if state.silent == lost:
        return state, ()
    return replace(state, silent=lost), (Effect.SAY_SILENT if lost else Effect.CLEAR_SILENT,)


def _pause(state: PlaybackState) -> Step:
    if state.phase is Phase.PAUSED:
        return replace(state, phase=state.resumes), (Effect.RUN,)
    if state.phase in RUNNING:
        return replace(state, phase=Phase.PAUSED, resumes=state.phase), (Effect.FREEZE,)
    return state, ()


def _seek(state: PlaybackState) -> Step:
    """Go elsewhere in what was watched; a paused show plays on from there, an open question closes its cards."""
    if state.phase in {Phase.PRIMING, Phase.SEEKING}:
        return state, ()
    thaw = (Effect.RUN,) if state.phase is Phase.PAUSED else ()
    clear = (Effect.CLEAR_STALLED,) if Phase.STALLED in {state.phase, state.resumes} else ()
    hide = (Effect.HIDE_CARDS,) if state.cards_open else ()
    sought = replace(state, phase=Phase.SEEKING, resumes=Phase.PLAYING, cards_open=False)
    return sought, (*hide, *clear, Effect.SEEK, *thaw)


def _sought(state: PlaybackState) -> Step:
    if state.phase is not Phase.SEEKING:
        return state, ()
    return replace(state, phase=state.resumes), ()


def _skip(state: PlaybackState) -> Step:
    """On to the next scene; never over an open question, which is what the viewer is asked."""
    if state.phase in {Phase.PLAYING, Phase.BRIDGING}:
        return state, (Effect.SKIP,)
    return state, ()


def _cards(state: PlaybackState, event: Event) -> Step:
    waiting = state.phase in {Phase.PAUSED, Phase.SEEKING}  # time stands: the phase beneath changes
    if event is Event.CARDS_OPENED:
        if state.cards_open or state.phase in {Phase.PRIMING, Phase.SEEKING}:
            return state, ()
        return _beneath(replace(state, cards_open=True), Phase.CHOICE_OPEN, waiting), (Effect.SHOW_CARDS,)
    if not state.cards_open:
        return state, ()
    closed = _beneath(replace(state, cards_open=False), Phase.CHOICE_TAKEN, waiting)
    if event is Event.PICKED:
        thaw = (Effect.RUN,) if state.phase is Phase.PAUSED else ()
        if thaw:  # who picks wants to see it
            closed = replace(closed, phase=Phase.CHOICE_TAKEN)
        return closed, (Effect.TAKE_OPTION, Effect.HIDE_CARDS, *thaw)
    return closed, (Effect.HIDE_CARDS,)


def _media(state: PlaybackState, event: Event) -> Step:
    waiting = state.phase in {Phase.PAUSED, Phase.SEEKING}
    now = state.resumes if waiting else state.phase
    if event is Event.STARVED:
        if waiting or now in {Phase.STALLED, Phase.PRIMING}:
            return state, ()
        return replace(state, phase=Phase.STALLED), (Effect.SAY_STALLED,)
    clear = (Effect.CLEAR_STALLED,) if now is Phase.STALLED else ()
    if state.cards_open:
        then = Phase.CHOICE_OPEN
    elif event is Event.HOLD_BEGAN:
        then = Phase.CHOICE_TAKEN if now is Phase.CHOICE_TAKEN else Phase.HOLDING
    else:
        then = Phase.BRIDGING if event is Event.BRIDGE_BEGAN else Phase.PLAYING
    return _beneath(state, then, waiting), clear


def _beneath(state: PlaybackState, phase: Phase, waiting: bool) -> PlaybackState:
    """`state` in `phase`, or, while time stands, set to return to it."""
    return replace(state, resumes=phase) if waiting else replace(state, phase=phase)
