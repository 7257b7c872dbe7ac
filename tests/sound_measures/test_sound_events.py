"""What is heard lies where it is seen: deeds at their pictured moments, steps at the feet's landings."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scored import S, part

from generators.sound.effects import effect_for
from generators.timed import SoundCue, TimedAct, TimedPart
from player.measuring.sound_events import event_figures, events_matched, strike_seconds


def acted(act: TimedAct, *cues: SoundCue) -> TimedPart:
    return replace(part(), acts=(act,), cues=cues)


@pytest.mark.parametrize("seconds", [0.9, 1.5])
@pytest.mark.parametrize("verb", ["open", "jump", "fall"])
def test_a_deed_of_any_length_is_heard_where_it_is_seen(verb: str, seconds: float) -> None:
    """Door, landing and thud strike within 20 ms of their picture, however long the deed takes."""
    act = TimedAct(start=S, duration=round(seconds * S), actor="wren", verb=verb, thing="door")
    cues = [
        SoundCue(at=S + round(at * S), name=name, gain=gain)
        for name, at, gain in effect_for(verb, True, "", "wood", seconds)
    ]
    (found,) = events_matched(acted(act, *cues))
    assert found.apart is not None
    assert abs(found.apart) <= 0.02


def test_a_sound_that_is_late_or_missing_counts() -> None:
    """A door heard 100 ms late is not within 20 ms, and one that is not heard has no distance."""
    act = TimedAct(start=0, duration=S, actor="wren", verb="open", thing="door")
    late = SoundCue(at=round(0.65 * S), name="switchboard_click")
    (heard,) = events_matched(acted(act, late))
    assert heard.apart == pytest.approx(0.1, abs=0.01)
    (silent,) = events_matched(acted(act))
    assert event_figures([heard, silent]) == {
        "events_seen": 2,
        "events_within_20_ms": 0.0,
        "events_without_sound": 1,
        "events_apart_ms_p95": pytest.approx(100, abs=10),
    }


def test_a_strike_is_where_a_sound_is_half_as_loud_as_it_gets() -> None:
    """A soft begin does not count, the blow does."""
    sound = np.full(S // 2, 0.01, np.float32)
    sound[S // 10 :] = 0.5
    assert strike_seconds(sound) == pytest.approx(0.1, abs=0.001)
