"""Points of view: whose eyes the camera has, what they see, and when the director looks through them unasked."""

from __future__ import annotations

import importlib.util
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from generators.direction.direct import Continuity, direct
from generators.direction.measures import speaker_hidden
from generators.direction.still import Held, stilled
from generators.sound.mix.space import OWN_NEARNESS, line_place
from generators.stage.acting import Acting
from generators.timed import Shot, TimedPart
from story_engine.plan import Beat, BeatKind, Look, Part, ShotHint, Thing
from story_engine.time import VIDEO_FRAME, from_seconds

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

WORDS = "I have been carrying it all day, and it has not stopped."
NARRATED = "It was late by then, and nobody was about but the gulls, who are always about."


def somebody(name: str):
    """One of the built-in figures."""
    return replace(cases.actor(name), look=Look(asset=name))


def thing(name: str, **more) -> Thing:
    """One of the built-in things."""
    return Thing(id=name, name=name, look=Look(asset=name), **more)


def pov(*subjects: str, move: str = "") -> ShotHint:
    """An author's `<<shot pov …>>`."""
    return ShotHint(size="pov", subjects=subjects, move=move)


def asked(beat: Beat, *subjects: str, move: str = "") -> Beat:
    """`beat` as the author wants it seen."""
    return replace(beat, shot=pov(*subjects, move=move))


def shown(*beats: Beat, people: tuple[str, ...] = ("bramble", "wren"), things: tuple[Thing, ...] = ()) -> TimedPart:
    """These beats played by these people."""
    of = cases.scene(*(somebody(name) for name in people), things=things)
    timed, _ = direct(cases.part(of, *beats), Continuity(), cases.EvenVoices(), rng_seed=7)
    return timed


def look(timed: TimedPart) -> Shot:
    """The one point of view in a part."""
    (found,) = [shot for shot in timed.shots if shot.eyes is not None]
    return found


def seen(carrier: str, target: str, **more) -> Shot:
    """What one sees of another who speaks to them."""
    return look(
        shown(
            cases.do(carrier, "look", target=target),
            asked(cases.say(target, WORDS, to=carrier), carrier, target),
            people=(carrier, target),
            **more,
        )
    )


def test_whoever_looks_is_not_in_the_picture_and_whom_they_see_is():
    """The camera stands at the fox's head and looks at Wren."""
    shot = seen("bramble", "wren")
    assert shot.eyes is not None
    assert shot.eyes.carrier == "bramble"
    assert "bramble" in shot.extra
    assert shot.subjects == ("wren",)


def test_a_fox_looks_up_and_a_tall_clerk_looks_down():
    """The horizon is where the eyes are, and the picture tilts towards whom they see."""
    low, high = seen("bramble", "wren").eyes, seen("odile", "wren").eyes
    assert low is not None
    assert high is not None
    assert low.tilt > 0.05 > -0.05 > high.tilt
    assert low.rise < -0.05 < high.rise


def test_who_is_farther_off_is_smaller():
    """What one looks at is as large as its distance makes it."""
    near = shown(asked(cases.say("wren", WORDS), "bramble", "wren"))
    far = shown(
        cases.do("bramble", "walk", target="left"),
        cases.do("wren", "walk", target="door"),
        asked(cases.say("wren", WORDS), "bramble", "wren"),
    )
    assert look(far).begin.zoom < look(near).begin.zoom


def test_a_thing_can_lend_its_eyes():
    """A parcel on the pier looks far up; a cage sees through its bars, a telescope from its holder's eye."""
    beat = cases.say("wren", WORDS)
    parcel = look(shown(asked(beat, "storm_parcel", "wren"), things=(thing("storm_parcel"),)))
    caged = look(shown(asked(beat, "canary_cage", "wren"), things=(thing("canary_cage"),)))
    glass = look(
        shown(asked(beat, "telescope", "wren"), people=("odile", "wren"), things=(thing("telescope", holder="odile"),))
    )
    assert parcel.eyes is not None
    assert (parcel.eyes.carrier, parcel.eyes.lens) == ("storm_parcel", "")
    assert parcel.eyes.tilt > 0.1
    assert "storm_parcel" in parcel.extra
    assert caged.eyes is not None
    assert caged.eyes.lens == "bars"
    assert glass.eyes is not None
    assert glass.eyes.lens == "round"
    assert glass.eyes.tilt < 0
    assert {"telescope", "odile"} <= set(glass.extra)


@pytest.mark.parametrize("where", ["left", "right", "far", "near", "door", "sky"])
def test_a_direction_can_be_looked_in(where):
    """Nobody who happens to stand there is cut, and the picture stays inside the set."""
    shot = look(shown(asked(Beat(kind=BeatKind.PAUSE, seconds=3.0), "wren", where)))
    assert shot.size == "WS"
    assert abs(shot.begin.x) + 0.889 / shot.begin.zoom <= 1.2 + 1e-3
    assert 0.5 / shot.begin.zoom - 1e-3 <= shot.begin.y <= 1 - 0.5 / shot.begin.zoom + 1e-3


def test_alone_it_shows_what_their_eyes_are_on():
    """`<<shot pov wren>>` shows whoever Wren looks at."""
    timed = shown(
        cases.do("wren", "look", target="storm_parcel"),
        asked(Beat(kind=BeatKind.PAUSE, seconds=3.0), "wren"),
        things=(thing("storm_parcel"),),
    )
    assert look(timed).subjects == ("storm_parcel",)


def test_what_one_holds_oneself_is_seen_in_ones_hands():
    """Nobody's own letter floats: it is an insert."""
    timed = shown(
        asked(Beat(kind=BeatKind.PAUSE, seconds=3.0), "wren", "letter"), things=(thing("letter", holder="wren"),)
    )
    assert all(shot.eyes is None for shot in timed.shots)
    assert any(shot.size == "INSERT" for shot in timed.shots)


def test_whoever_is_not_there_lends_no_eyes():
    """The storyboard decides, as if nothing had been asked."""
    timed = shown(asked(cases.say("wren", WORDS), "tock", "wren"))
    assert all(shot.eyes is None for shot in timed.shots)
    assert any("wren" in shot.subjects for shot in timed.shots)


def test_whom_they_see_looks_into_the_lens():
    """From the first frame of the shot: the head from the front, the eyes straight."""
    timed = shown(
        cases.do("bramble", "look", target="wren"), asked(cases.say("wren", WORDS, to="bramble"), "bramble", "wren")
    )
    acting, shot = Acting(timed), look(timed)

    def pose(time: int):
        return next(frame.pose for frame in acting.at(time) if frame.id == "wren")

    before = [pose(shot.start - n * VIDEO_FRAME).turn for n in (1, 2)]
    during = [pose(shot.start + n * VIDEO_FRAME) for n in range(8)]
    assert min(before) > 0.3
    assert all(abs(one.turn) < 0.2 for one in during)


def test_a_voice_from_behind_the_camera_is_no_missing_face():
    """Who speaks while we see through their eyes is heard near and in the middle."""
    timed = shown(
        cases.do("bramble", "look", target="wren"), asked(cases.say("bramble", WORDS, to="wren"), "bramble", "wren")
    )
    (line,) = timed.lines
    assert speaker_hidden(timed) == ()
    assert line_place(timed, replace(line, start=look(timed).start)) == (0.0, OWN_NEARNESS)


def test_who_walks_bobs_and_comes_nearer():
    """The picture of somebody who goes up to another grows, and steps while they do."""
    timed = shown(
        cases.do("wren", "walk", target="left"),
        cases.do("bramble", "walk", target="right"),
        asked(cases.do("bramble", "approach", target="wren"), "bramble", "wren"),
    )
    shot = look(timed)
    assert shot.eyes is not None
    assert shot.eyes.walk[1] > 0
    assert shot.end.zoom > shot.begin.zoom


def test_for_those_whom_moving_pictures_make_ill_nothing_sways():
    """A calm camera keeps whose eyes it has, and their height."""
    timed = shown(asked(cases.say("wren", WORDS), "bramble", "wren"))
    calm, _ = stilled(timed, Held())
    eyes, was = look(calm).eyes, look(timed).eyes
    assert eyes is not None
    assert was is not None
    assert was.sway > 0
    assert (eyes.sway, eyes.walk, eyes.tilt, eyes.rise) == (0.0, (0, 0), was.tilt, was.rise)


def long_show() -> list[TimedPart]:
    """Forty parts of looks and talk, as the director cuts them unasked."""
    people = ("bramble", "wren", "odile")
    of = cases.scene(*(somebody(name) for name in people), things=(thing("storm_parcel"),))
    before, found = Continuity(), []
    for index in range(40):
        one, other = people[index % 3], people[(index + 1) % 3]
        at = other if index % 2 else "storm_parcel"
        beats = (cases.do(one, "look", target=at), cases.say("", NARRATED)) * (index % 4 == 0)
        beats += (cases.say(other, WORDS, to=one), cases.say(one, "Oh. Is that so? I had no idea.", to=other))
        part: Part = cases.part(of, *beats, index=index)
        timed, before = direct(part, before, cases.EvenVoices(), rng_seed=7)
        found.append(timed)
    return found


def test_unasked_it_is_seldom_prepared_and_never_twice_running():
    """A shot of whoever looks comes before it; nobody speaks or acts behind the camera."""
    parts = long_show()
    shots = [(timed, shot) for timed in parts for shot in timed.shots]
    looks = 0
    for (_, before), (timed, shot) in itertools.pairwise(shots):
        if shot.eyes is None or (shot.begun and before.eyes is not None):
            continue
        looks += 1
        assert before.eyes is None
        assert shot.eyes.carrier in before.subjects
        end = shot.start + shot.duration - from_seconds(0.5)
        heard = [line for line in timed.lines if line.start < end and line.start + line.duration > shot.start]
        assert shot.eyes.carrier not in {line.speaker for line in heard}
    assert 0 < looks < 0.15 * len(shots)
    assert not [finding for timed in parts for finding in speaker_hidden(timed)]
