"""Timing, blocking and storyboard: who stands where, when words are heard, which shot shows them."""

import importlib.util
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.direction.blocking import carry_on, open_stage
from generators.direction.camera import SET_HALF_WIDTH, Figure, single
from generators.direction.captions import caption_lines, split_caption
from generators.direction.heights import build_of
from generators.direction.storyboard import SHORTEST_SHOT, storyboard
from generators.direction.timing import SHORTEST_PART, time_part
from generators.timed import ActorState, Camera
from story_engine.plan import Beat, BeatKind, Look, PartKind, ShotHint, Thing
from story_engine.time import VIDEO_FRAME, from_seconds

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

WREN, BRAMBLE, TOCK = cases.actor("wren"), cases.actor("bramble"), cases.actor("tock")
HEIGHTS = {"wren": 1.3, "bramble": 0.6, "tock": 1.85}
LETTER = Thing(id="letter", name="the letter", look=Look(words="a letter"), holder="wren")


def run(*parts):
    """Time and board `parts` of one scene in order."""
    voices, stage, held, out = cases.EvenVoices(), None, None, []
    for p in parts:
        stage = open_stage(p) if stage is None else carry_on(stage, p)
        timing = time_part(p, stage, voices)
        shots, held = storyboard(p, timing, stage, HEIGHTS, held)
        out.append((timing, shots, stage))
        stage = timing.exit
    return out


beats = st.lists(
    st.one_of(
        st.builds(
            cases.say, st.sampled_from(["wren", "bramble", "tock", ""]), st.text("abc de", min_size=3, max_size=90)
        ),
        st.builds(
            cases.do,
            st.sampled_from(["wren", "bramble", "tock"]),
            st.sampled_from(["walk", "point", "enter", "leave", "look", "startle", "approach", "hug"]),
            target=st.sampled_from(["", "left", "right", "tock", "letter", "door"]),
        ),
        st.builds(Beat, kind=st.just(BeatKind.PAUSE), seconds=st.floats(0.1, 2.0)),
    ),
    min_size=0,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(beats, min_size=1, max_size=4))
def test_shots_cover_every_part_without_gap_or_overlap(all_beats):
    """Whatever is played, shots follow one another from a part's first frame to its last, inside the set."""
    truth = cases.scene(WREN, BRAMBLE, TOCK, things=(LETTER,))
    parts = [cases.part(truth, *part_beats, index=i) for i, part_beats in enumerate(all_beats)]
    for timing, shots, _ in run(*parts):
        assert timing.duration % VIDEO_FRAME == 0
        assert timing.duration >= SHORTEST_PART
        assert shots[0].start == 0
        for before, after in itertools.pairwise(shots):
            assert before.start + before.duration == after.start
        assert shots[-1].start + shots[-1].duration == timing.duration
        for shot in shots:
            for view in (shot.begin, shot.end):
                assert abs(view.x) + 0.889 / view.zoom <= SET_HALF_WIDTH + 1e-3
                assert 0.5 / view.zoom - 1e-3 <= view.y <= 1 - 0.5 / view.zoom + 1e-3
        for line in timing.lines:
            assert 0 <= line.start < line.start + line.duration <= timing.duration


@settings(max_examples=40, deadline=None)
@given(st.lists(beats, min_size=2, max_size=4))
def test_a_shot_that_runs_over_a_join_is_one_movement(all_beats):
    """When a part goes on in the shot of the part before, the camera stands exactly where it stood."""
    truth = cases.scene(WREN, BRAMBLE, TOCK)
    parts = [cases.part(truth, *part_beats, index=i) for i, part_beats in enumerate(all_beats)]
    played = run(*parts)
    for (_, before, _), (_, after, _) in itertools.pairwise(played):
        if after[0].begun:
            assert after[0].key == before[-1].key
            assert after[0].begin == before[-1].end


def test_a_scene_opens_wide():
    """The first shot of a scene shows the place."""
    truth = cases.scene(WREN, BRAMBLE)
    ((_, shots, _),) = run(cases.part(truth, cases.say("wren", "It is addressed to everyone at once.")))
    assert shots[0].size in ("EWS", "WS", "GROUP")


def test_a_heated_line_comes_closer_than_narration():
    """Someone who says something with feeling is seen closer than the narrator's words are told over."""
    truth = cases.scene(WREN, BRAMBLE)
    told = cases.part(truth, cases.say("", "The tide went out, as tides will, and did not look back."))
    felt = cases.part(truth, cases.say("wren", "I will not let it go out there alone!", intensity=1.0), index=1)
    (_, wide, _), (_, close, _) = run(told, felt)
    of_wren = [shot for shot in close if "wren" in shot.subjects]
    assert of_wren[-1].begin.zoom > wide[0].begin.zoom


def test_an_authors_shot_is_honoured():
    """`<<shot close wren>>` gives a close shot of Wren."""
    truth = cases.scene(WREN, BRAMBLE)
    beat = replace(cases.say("wren", "Look."), shot=ShotHint(size="close", subjects=("wren",), move="push"))
    ((_, shots, _),) = run(cases.part(truth, beat))
    assert shots[0].size in ("MCU", "CU")
    assert shots[0].subjects == ("wren",)
    assert shots[0].end.zoom > shots[0].begin.zoom


def test_a_reveal_is_an_insert():
    """What is revealed fills the frame."""
    truth = cases.scene(WREN, things=(LETTER,))
    beats_ = (cases.say("wren", "This one has been here for twenty years."), Beat(kind=BeatKind.REVEAL, text="letter"))
    ((_, shots, _),) = run(cases.part(truth, *beats_))
    assert shots[-1].size == "INSERT"
    assert shots[-1].subjects == ("letter",)


def test_no_jump_cuts_and_no_flicker_of_shots():
    """Over a scene of quarrelling, no cut goes to nearly the same view, and no shot is a blink."""
    truth = cases.scene(WREN, BRAMBLE, TOCK)
    parts = [
        cases.part(
            truth,
            cases.say("wren", "One. It is not yours. Two. It was never yours.", to="bramble"),
            cases.say("bramble", "And yet here it is, near me, being warm."),
            index=i,
        )
        for i in range(6)
    ]
    last = None
    for _, shots, _ in run(*parts):
        for shot in shots:
            if last is not None and shot.key != last.key:
                ratio = max(shot.begin.zoom, last.end.zoom) / min(shot.begin.zoom, last.end.zoom)
                moved = abs(shot.begin.x - last.end.x) * min(shot.begin.zoom, last.end.zoom)
                shared = set(shot.subjects) & set(last.subjects)
                assert ratio >= 1.3 or moved >= 0.4 or not shared, (last, shot)
            assert shot.begun + shot.duration >= SHORTEST_SHOT // 2
            last = shot


def test_the_line_of_action_holds():
    """The same cast stands in the same order in every scene: left stays left."""
    first = open_stage(cases.part(cases.scene(WREN, BRAMBLE, TOCK)))
    second = open_stage(cases.part(cases.scene(TOCK, WREN, BRAMBLE, number=2, id="s2")))
    order = [a.id for a in sorted(first.actors, key=lambda a: a.x)]
    assert order == [a.id for a in sorted(second.actors, key=lambda a: a.x)]


def test_a_gift_changes_hands_and_a_failed_catch_does_not():
    """After `give` the thing is the other's; after a catch that fails it is where it was."""
    truth = cases.scene(WREN, BRAMBLE, things=(LETTER,))
    ((given_, _, _),) = run(cases.part(truth, cases.do("wren", "give", target="bramble", thing="letter")))
    assert given_.exit.props[0].holder == "bramble"
    loose = cases.scene(WREN, BRAMBLE, things=(replace(LETTER, holder=""),))
    ((missed, _, _),) = run(cases.part(loose, cases.do("wren", "catch", thing="letter", ok=False)))
    assert missed.exit.props[0].holder == ""


def test_who_enters_was_not_there_and_who_leaves_is_gone():
    """An `enter` begins outside the frame, a `leave` ends with the actor absent."""
    truth = cases.scene(WREN, BRAMBLE)
    ((timing, _, stage),) = run(cases.part(truth, cases.do("bramble", "enter"), cases.say("wren", "You again.")))
    assert not next(a for a in stage.actors if a.id == "bramble").present
    assert next(a for a in timing.exit.actors if a.id == "bramble").present
    assert abs(timing.acts[0].from_x) > 0.9
    ((timing, _, _),) = run(cases.part(truth, cases.do("wren", "leave")))
    assert not next(a for a in timing.exit.actors if a.id == "wren").present


def test_a_hold_ends_as_it_began():
    """A hold part leaves everybody where they were, so that it may repeat for ever."""
    truth = cases.scene(WREN, BRAMBLE)
    ((timing, _, stage),) = run(cases.part(truth, kind=PartKind.HOLD))
    assert replace(timing.exit, scene_time=0) == replace(stage, scene_time=0)
    assert timing.duration <= from_seconds(2.0)


def test_weather_changes_once_and_is_remembered():
    """A weather beat changes the stage from its time on; the next part begins in the new weather."""
    truth = cases.scene(WREN)
    snow = Beat(kind=BeatKind.WEATHER, text="snow")
    ((timing, _, _),) = run(cases.part(truth, cases.say("wren", "Oh."), snow))
    assert (timing.exit.weather, timing.exit.weather_before) == ("snow", "clear")
    after = carry_on(timing.exit, cases.part(replace(truth, weather="snow"), index=1))
    assert after.weather_since == timing.exit.weather_since


@given(st.text("abcdefgh ,.!?", min_size=1, max_size=400))
def test_captions_lose_no_word(text):
    """However a line is cut into captions, its words are all there in order, none above two lines."""
    pieces = split_caption(text)
    assert " ".join(pieces).split() == " ".join(text.split()).split() or any(len(w) > 84 for w in text.split())
    assert all(len(piece) <= 84 for piece in pieces)


def test_captions_name_the_speaker_and_never_overlap():
    """Captions carry display names and follow one another."""
    truth = cases.scene(WREN, BRAMBLE)
    p = cases.part(truth, cases.say("wren", "One letter. " * 9), cases.say("bramble", "Is it warm?"))
    ((timing, _, _),) = run(p)
    captions = caption_lines(timing.lines, truth, timing.duration)
    assert {c.speaker for c in captions} == {"Wren", "Bramble"}
    for before, after in itertools.pairwise(captions):
        assert before.start + before.duration <= after.start


@pytest.mark.parametrize("x", [-2.0, 0.0, 2.0])
def test_cameras_stay_inside_the_set(x):
    """A framing far outside is moved back inside."""
    from generators.direction.camera import insert

    view = insert(x, 0.9, 0.1)
    assert isinstance(view, Camera)
    assert abs(view.x) + 0.889 / view.zoom <= SET_HALF_WIDTH + 1e-3


def test_a_medium_shot_of_a_fox_has_its_tail_in_it():
    """Whoever carries the head far before the body is whole in a medium shot, and still looks into the longer side."""
    look = Look(asset="bramble", words="a fox")
    for facing in (1, -1):
        fox = Figure(state=ActorState(id="bramble", x=0.05, facing=facing), build=build_of(look))
        camera = single(fox, "MS")
        behind = facing * (camera.x - fox.state.x) + fox.reach
        assert behind <= 0.5 * 16 / 9 / camera.zoom
        assert facing * (camera.x - fox.face_x) > 0
