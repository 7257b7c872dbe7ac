"""The playback state machine: every state answers every event and none is dead."""

from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from player.playback.reducer import Effect, Event, Phase, PlaybackState, step

EVENTS = list(Event)


def reachable() -> dict[PlaybackState, PlaybackState | None]:
    """Every state that some run of events leads to."""
    start = PlaybackState()
    seen: dict[PlaybackState, PlaybackState | None] = {start: None}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for event in EVENTS:
            after, _ = step(state, event)
            if after not in seen:
                seen[after] = state
                queue.append(after)
    return seen


def test_every_phase_is_reached():
    """No phase is there for nothing."""
    assert {state.phase for state in reachable()} == set(Phase)


def test_no_state_is_dead():
    """From every state but CLOSING some run of events leads back to PLAYING, and one event closes."""
    for state in reachable():
        if state.phase is Phase.CLOSING:
            continue
        assert step(state, Event.CLOSE_ASKED)[0].phase is Phase.CLOSING
        seen, queue, found = {state}, deque([state]), False
        while queue and not found:
            at = queue.popleft()
            found = at.phase is Phase.PLAYING
            for event in EVENTS:
                after = step(at, event)[0]
                if after not in seen and after.phase is not Phase.CLOSING:
                    seen.add(after)
                    queue.append(after)
        assert found, state


@given(st.lists(st.sampled_from(EVENTS), max_size=60))
def test_every_state_answers_every_event(events):
    """Whatever happens in whatever order, the state stays consistent."""
    state = PlaybackState()
    frozen = False
    cards = False
    stalled = False
    for event in events:
        state, effects = step(state, event)
        for effect in effects:
            frozen = {Effect.FREEZE: True, Effect.RUN: False}.get(effect, frozen)
            cards = {Effect.SHOW_CARDS: True, Effect.HIDE_CARDS: False}.get(effect, cards)
            stalled = {Effect.SAY_STALLED: True, Effect.CLEAR_STALLED: False}.get(effect, stalled)
        assert state.resumes not in {Phase.PAUSED, Phase.SEEKING, Phase.PRIMING, Phase.CLOSING}
        if state.phase is Phase.CLOSING:
            continue
        assert frozen == (state.phase is Phase.PAUSED)
        assert cards == state.cards_open
        at = state.resumes if state.phase in {Phase.PAUSED, Phase.SEEKING} else state.phase
        assert not state.cards_open or at in {Phase.CHOICE_OPEN, Phase.STALLED}
        assert at is not Phase.STALLED or stalled


def test_a_pick_is_taken_once():
    """The second of two quick presses changes nothing."""
    state = PlaybackState()
    for event in (Event.SEGMENT_BEGAN, Event.HOLD_BEGAN, Event.CARDS_OPENED):
        state, _ = step(state, event)
    state, first = step(state, Event.PICKED)
    _, second = step(state, Event.PICKED)
    assert Effect.TAKE_OPTION in first
    assert second == ()


def test_pause_stops_the_question_and_returns_to_it():
    """A paused question is open again afterwards."""
    state = PlaybackState()
    for event in (Event.SEGMENT_BEGAN, Event.CARDS_OPENED, Event.PAUSE_PRESSED):
        state, _ = step(state, event)
    assert state.phase is Phase.PAUSED
    state, effects = step(state, Event.PAUSE_PRESSED)
    assert state.phase is Phase.CHOICE_OPEN
    assert effects == (Effect.RUN,)
