"""What is heard lies where it is seen: deeds at their pictured moments, steps at the feet's landings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scored import S, part

from generators.direction.own_art import drawings_of
from generators.direction.sounds import spot_effects
from generators.direction.timing import Timing
from generators.sound.effects import moment_of
from generators.stage.acting.things import FLIGHT_SECONDS, SHORTEST_FLIGHT_SECONDS
from generators.stage.shown import ALL_BUT, first_shown
from generators.timed import SoundCue, StageState, TimedAct, TimedPart
from player.measuring.sound_events import LANDS_LATER, event_figures, events_matched, strike_seconds
from story_engine.plan import Look, Part
from story_engine.time import VIDEO_FRAME, MediaTime


def acted(act: TimedAct, *cues: SoundCue, style: str = "") -> TimedPart:
    return replace(part(), part=in_style(style), acts=(act,), cues=cues)


def in_style(style: str) -> Part:
    """The part's truth, of a seed that is drawn in `style`."""
    told = part().part
    wren = replace(told.scene.actors[0], look=Look(asset="wren"))
    return replace(told, scene=replace(told.scene, style=style, actors=(wren,)))


def cues_of(act: TimedAct, stage: StageState | None = None, style: str = "") -> tuple[SoundCue, ...]:
    """The effects that direction spots for it."""
    stage = stage or StageState()
    silent = Timing(duration=8 * S, lines=(), acts=(act,), titles=(), spans=(), weather_change=None, exit=StageState())
    return spot_effects(in_style(style), silent, stage, part().shots)


@pytest.mark.parametrize("seconds", [0.9, 1.5])
@pytest.mark.parametrize("verb", ["open", "jump", "fall"])
def test_a_deed_of_any_length_is_heard_where_it_is_seen(verb: str, seconds: float) -> None:
    """Door, landing and thud strike within 20 ms of their picture, however long the deed takes."""
    act = TimedAct(start=S, duration=round(seconds * S), actor="wren", verb=verb, thing="door")
    (found,) = events_matched(acted(act, *cues_of(act)))
    assert found.apart is not None
    assert abs(found.apart) <= 0.02


WALK = TimedAct(start=S, duration=3 * S, actor="wren", verb="walk", from_x=-0.5, to_x=0.4)


def lateness(cues: tuple[SoundCue, ...]) -> list[MediaTime]:
    """How much later than its foot lands each step of WALK sounds."""
    return [cue.at - WALK.start - round((k + 0.5) * WALK.duration / len(cues)) for k, cue in enumerate(cues)]


@pytest.mark.parametrize("begun", [0, VIDEO_FRAME])
def test_a_footfall_is_heard_with_the_first_drawing_that_shows_it(begun: int) -> None:
    """Bodies are drawn on twos, counted from the scene's begin: every step sounds with the first drawing whose foot is
    down, or all but down."""
    cues = cues_of(WALK, StageState(scene_time=begun))
    assert len(cues) > 3
    assert [(begun + cue.at) % (2 * VIDEO_FRAME) for cue in cues] == [0] * len(cues)
    assert all(-ALL_BUT <= late < 2 * VIDEO_FRAME - ALL_BUT for late in lateness(cues))


@pytest.mark.parametrize(
    ("text", "frames"),
    [("bodies: 1", 1), ("bodies: 3", 3), ("bodies: 4", 4), ("bodies: 9", 2), ("bodies: 1\nink: 3", 2), ("{", 2)],
)
def test_steps_sound_with_the_drawings_of_a_creators_own_style(tmp_path: Path, text: str, frames: int) -> None:
    """As the stage draws in it; in a damaged style it draws as on paper. The measure counts the same drawings."""
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "own.yaml").write_text(text)
    with drawings_of(tmp_path):
        cues = cues_of(WALK, style="own")
    assert [cue.at % (frames * VIDEO_FRAME) for cue in cues] == [0] * len(cues)
    assert all(-ALL_BUT <= late < frames * VIDEO_FRAME - ALL_BUT for late in lateness(cues))
    drawn = events_matched(acted(WALK, *cues, style="own"), tmp_path)
    assert [cue.at for cue in cues] == [one.at for one in drawn]


@pytest.mark.parametrize("verb", sorted(LANDS_LATER))
def test_what_falls_is_heard_as_late_as_it_is_drawn_to_land(verb: str) -> None:
    """The effects' own table and the stage tell one time from letting go to landing."""
    found = moment_of(verb)
    assert found is not None
    assert found[1] == FLIGHT_SECONDS.get(verb, SHORTEST_FLIGHT_SECONDS)


def test_a_sound_that_is_late_or_missing_counts() -> None:
    """A door heard 100 ms late is not within 20 ms, and one that is not heard has no distance."""
    act = TimedAct(start=0, duration=S, actor="wren", verb="open", thing="door")
    shown = 14 * VIDEO_FRAME  # the first frame after 0.55 of a second
    late = SoundCue(at=shown + S // 10, name="switchboard_click")
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


def test_a_drawing_shows_what_happened_since_the_one_before_it() -> None:
    """What falls between two drawings is seen in the second, what falls on one in that one."""
    two = 2 * VIDEO_FRAME
    assert first_shown(two, 0, 2) == two
    assert first_shown(two + 1, 0, 2) == 2 * two
    assert first_shown(two + 1, 0, 2, all_but=1) == two
    assert first_shown(1, VIDEO_FRAME, 2) == VIDEO_FRAME
