"""Measures of cutting fail on injected faults; moves, over-shoulders, reactions, split edits do what they say."""

import importlib.util
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from generators.direction.blocking import open_stage
from generators.direction.camera import Figure, cuts_into, place_in, sees_face, single
from generators.direction.direct import Continuity, direct
from generators.direction.heights import Build, build_of
from generators.direction.idioms import FRAMES, SITUATIONS, load_temperament, read_temperament, temperament_of
from generators.direction.measures import (
    average_shot_seconds,
    jump_cuts,
    line_crossings,
    people_at,
    screenings,
    size_entropy_bits,
    speaker_hidden,
)
from generators.direction.moves import make_move
from generators.direction.slots import slots_of
from generators.direction.storyboard import storyboard
from generators.direction.timing import time_part
from generators.errors import AssetError
from generators.stage.framing import camera_at
from generators.timed import ActorState, Camera, Shot, StageState, TimedLine, TimedPart
from story_engine.plan import Beat, BeatKind, Look, Mood, PartKind, ShotHint, Thing
from story_engine.time import SAMPLE_RATE, VIDEO_FRAME, from_seconds, to_seconds

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

TEMPERAMENTS = ("picture_book", "thriller", "sitcom", "lyrical")
WREN, ODILE, TOCK = (
    replace(cases.actor(name), look=Look(asset=name, words=name)) for name in ("wren", "odile", "tock")
)


def show(*parts):
    """The timed parts of a show."""
    continuity, out = Continuity(), []
    for part in parts:
        timed, continuity = direct(part, continuity, cases.EvenVoices(), rng_seed=3)
        out.append(timed)
    return out


def quarrel(scenes=3, lines=8, **more):
    """A show in which two people answer each other, now and then with feeling."""
    parts = []
    for number in range(1, scenes + 1):
        truth = cases.scene(WREN, ODILE, id=f"s{number}", number=number, **more)
        for index in range(lines):
            who, to = (("wren", "odile"), ("odile", "wren"))[index % 2]
            felt = 0.9 if index % 4 == 2 else 0.4
            beat = cases.say(who, "It was never yours, and you knew it was not.", to=to, intensity=felt)
            told = cases.say("", "The tide turned while they were looking at each other.")
            parts.append(cases.part(truth, *((told, beat) if index == 0 else (beat,)), index=index))
    return parts


def still(*views, people, lines=(), seconds=3.0):
    """A timed part made by hand: `views` are (size, subjects, camera)."""
    truth = cases.scene(WREN, ODILE)
    length = from_seconds(seconds)
    shots = tuple(
        Shot(start=i * length, duration=length, key=f"k{i}", size=size, begin=camera, end=camera, subjects=subjects)
        for i, (size, subjects, camera) in enumerate(views)
    )
    stage = StageState(actors=tuple(people))
    whole = length * len(shots)
    return TimedPart(
        part=cases.part(truth), duration=whole, rng_seed=1, entry=stage, exit=stage, shots=shots, lines=lines
    )


LEFT = ActorState(id="wren", x=-0.2, facing=1)
RIGHT = ActorState(id="odile", x=0.2, facing=-1)
BOTH = Camera(x=0.0, y=0.62, zoom=1.8)


def test_the_default_temperament_breaks_no_rule():
    """A long quarrel has no crossed line, no jump cut, no hidden speaker, and sizes that take turns."""
    played = show(*quarrel(6, 10))
    assert line_crossings(played) == ()
    assert jump_cuts(played) == ()
    assert [finding for timed in played for finding in speaker_hidden(timed)] == []
    assert size_entropy_bits(played) >= 1.8


def test_changed_sides_are_found():
    """Two people who are the other way round after a cut have crossed the line; a walk that is seen has not."""
    before = still(("MS", ("wren", "odile"), BOTH), people=(LEFT, RIGHT))
    swapped = still(("MS", ("wren", "odile"), BOTH), people=(replace(LEFT, x=0.2), replace(RIGHT, x=-0.2)))
    assert len(line_crossings([before, swapped])) == 1
    assert line_crossings([before, before]) == ()
    neutral = still(("INSERT", ("letter",), BOTH), people=())
    assert line_crossings([before, neutral, swapped]) == ()


def test_jump_cuts_are_found():
    """The same person from nearly the same place at nearly the same size is a jump; a real change is none."""
    near, nearer, close = (Camera(x=-0.2, y=0.6, zoom=zoom) for zoom in (2.5, 2.9, 4.4))
    jump = still(("MS", ("wren",), near), ("MS", ("wren",), nearer), people=(LEFT, RIGHT))
    clean = still(("MS", ("wren",), near), ("CU", ("wren",), close), people=(LEFT, RIGHT))
    assert len(jump_cuts([jump])) == 1
    assert jump_cuts([clean]) == ()


def test_a_speaker_outside_the_frame_or_behind_somebody_is_found():
    """A face that speaks must be in the picture and in front."""
    line = TimedLine(start=0, duration=from_seconds(2.8), speaker="wren", text="Here.")
    on_odile = Camera(x=0.5, y=0.6, zoom=4.0)
    away = still(("CU", ("odile",), on_odile), people=(LEFT, RIGHT), lines=(line,))
    assert "outside" in speaker_hidden(away)[0].words
    behind = still(
        ("WS", ("wren",), BOTH), people=(replace(LEFT, depth=0.2), replace(RIGHT, x=-0.19, depth=0.8)), lines=(line,)
    )
    assert "covered" in speaker_hidden(behind)[0].words
    assert speaker_hidden(still(("WS", ("wren",), BOTH), people=(LEFT, RIGHT), lines=(line,))) == ()


def test_one_size_has_no_entropy():
    """A show in one size has no variety, two sizes in turn one bit; lengths are averaged over whole shots."""
    same = still(*[("MS", ("wren",), BOTH)] * 4, people=(LEFT,))
    two = still(*[("MS", ("wren",), BOTH), ("WS", ("wren",), BOTH)] * 2, people=(LEFT,))
    assert size_entropy_bits([same]) == 0
    assert size_entropy_bits([two]) == pytest.approx(1.0)
    assert average_shot_seconds([two]) == pytest.approx(3.0)


@pytest.mark.parametrize("name", TEMPERAMENTS)
def test_every_temperament_can_be_read_and_tells_every_situation(name):
    """In every situation at least one idiom that needs nothing but a person suits well."""
    found = load_temperament(name)
    assert {idiom.frame for idiom in found.idioms} <= set(FRAMES)
    for situation in SITUATIONS:
        if situation not in ("else", "linger"):
            assert min(idiom.cost(situation) for idiom in found.idioms) <= 0.6, situation


def test_temperaments_differ_in_pace():
    """A thriller cuts faster than a picture book, a lyrical film slower."""
    pace = {name: load_temperament(name).mean_seconds for name in TEMPERAMENTS}
    assert pace["thriller"] < pace["picture_book"] < pace["lyrical"]


def test_a_style_names_its_temperament():
    """Paper is cut like a picture book, watercolour like a lyrical film; an unknown style like a picture book."""
    assert temperament_of("paper").id == "picture_book"
    assert temperament_of("watercolour").id == "lyrical"
    assert temperament_of("no such style").id == "picture_book"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"mean_second": 3}, "did you mean 'mean_seconds'"),
        ({"mean_seconds": "long"}, "give a number"),
        ({"idioms": [{"name": "x", "frame": "everybody", "size": "WS"}]}, "did you mean 'everyone'"),
        ({"idioms": [{"name": "x", "frame": "wide", "size": "WS", "costs": {"speach": 1}}]}, "did you mean 'speech'"),
        ({"idioms": [{"name": "x", "frame": "wide", "size": "WS"}]}, "everyone"),
        ({"idioms": ["wide"]}, "mapping"),
    ],
)
def test_a_damaged_temperament_says_what_is_wrong(broken, told):
    """A wrong entry names the file, the value and the remedy."""
    with pytest.raises(AssetError, match=r"idioms/mine\.yaml") as caught:
        read_temperament("mine", broken)
    assert told in str(caught.value)


@pytest.mark.parametrize("kind", ["push", "pull", "pan", "tilt", "track"])
def test_a_move_over_joins_is_one_movement(kind):
    """An eased move shown in three pieces goes through the very same cameras as in one."""
    move = make_move(kind, Camera(x=0.1, y=0.6, zoom=1.5), 0.01)
    whole = from_seconds(7.0)
    cuts = [0, from_seconds(1.3), from_seconds(3.0), whole]

    def piece(begin, end):
        return Shot(
            start=0, duration=end - begin, key="k", size="WS", begin=move.at(begin), end=move.at(end), begun=begin,
            ease="smooth", span=move.span(begin, end - begin),
        )  # fmt: skip

    for begin, end in itertools.pairwise(cuts):
        for share in (0.0, 0.3, 0.7, 1.0):
            time = begin + round(share * (end - begin))
            one, other = camera_at(piece(0, whole), time / whole), camera_at(piece(begin, end), share)
            assert (one.x, one.y, one.zoom) == pytest.approx((other.x, other.y, other.zoom), abs=2e-4)
    assert move.at(whole) == move.at(whole * 2), "the camera comes to rest"


def test_a_drift_rests_in_the_end():
    """A slow push gains less and less and never passes its limit."""
    move = make_move("drift", Camera(x=0.0, y=0.6, zoom=2.0), 0.011)
    zooms = [move.at(from_seconds(seconds)).zoom for seconds in (0, 5, 10, 60)]
    assert zooms == sorted(zooms)
    assert zooms[-1] < 2.0 * 1.14
    assert zooms[1] - zooms[0] > zooms[2] - zooms[1]


@pytest.mark.parametrize("name", ["wren", "odile", "tock", "bramble", "ines", "brandt", "pinch"])
@pytest.mark.parametrize("size", ["MLS", "MS", "MCU"])
def test_eyes_head_and_look_room(name, size):
    """A single has its eyes on the upper third, its hat in the frame, and more room where it looks."""
    figure = Figure(state=ActorState(id=name, x=0.1, depth=0.5, facing=1), build=build_of(Look(asset=name)))
    camera = single(figure, size)
    x, eyes = place_in(camera, figure.face_x, figure.eye_y)
    _, crown = place_in(camera, figure.face_x, figure.crown_y)
    assert 0.32 <= eyes <= 0.475
    assert crown >= (-0.02 if name == "tock" else 0.03), "only a lantern's ring may touch the frame"
    most = 0.44 if name == "bramble" and size == "MS" else 0.42  # behind a fox there is a tail
    assert 0.34 <= x <= most, "look room of 58 to 66 % on the gaze side"
    assert sees_face(camera, figure)


def test_an_over_shoulder_looks_past_the_listener():
    """The partner is left out of the set's plane, lends the shoulder, and the speaker's face is in the picture."""
    found = [(timed, shot) for timed in show(*quarrel(8, 10)) for shot in timed.shots if shot.shoulder]
    assert found
    for timed, shot in found:
        assert shot.extra == (shot.shoulder,)
        assert shot.shoulder not in shot.subjects
        assert speaker_hidden(timed) == ()


def test_strong_words_are_answered_by_a_face():
    """After a line of great feeling that ends a part, the listener is seen for more than a second."""
    truth = cases.scene(WREN, ODILE)
    line = cases.say("wren", "You opened it! You opened it and you said nothing!", to="odile", intensity=1.0)
    parts = [cases.part(truth, cases.say("", "Nobody spoke for as long as the bell rang."))]
    parts += [cases.part(truth, line, index=1), cases.part(truth, cases.say("odile", "I did."), index=2)]
    after = show(*parts)[1]
    over = after.lines[0].start + after.lines[0].duration
    answer = [shot for shot in after.shots if "odile" in shot.subjects and shot.start > after.lines[0].start]
    assert answer
    assert over - answer[0].start <= 14 * VIDEO_FRAME
    assert to_seconds(after.duration - over) >= 0.9


def test_pictures_come_before_and_after_voices():
    """A change of speaker may be cut before or after the voice, by fourteen frames and a blink at most."""
    builds = {"wren": build_of(WREN.look), "odile": build_of(ODILE.look)}
    offsets = []
    for one, other in itertools.pairwise(quarrel(8, 8)):
        part = replace(one, beats=(*one.beats, *other.beats))
        stage = open_stage(part)
        timing = time_part(part, stage, cases.EvenVoices())
        slots = slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)
        begins = {line.start: line.speaker for line in timing.lines}
        for slot in slots[1:]:
            near = [slot.start - at for at, who in begins.items() if who and who == slot.speaker]
            offsets += [time // VIDEO_FRAME for time in near if abs(time) < SAMPLE_RATE]
    assert min(offsets) < 0 < max(offsets)
    assert all(abs(offset) <= 20 for offset in offsets)


@pytest.mark.parametrize("move", ["push", "pull", "pan", "hold", "tilt", "track", "reveal", "rack"])
@pytest.mark.parametrize("size", ["wide", "full", "medium", "close", "insert", "reaction", "over-shoulder"])
def test_every_word_of_an_authors_shot_is_honoured(size, move):
    """Each documented size and move gives a view of the right size that moves, or stands still, as asked."""
    truth = cases.scene(WREN, ODILE, things=(Thing(id="letter", name="the letter", look=Look(asset="letter")),))
    subject = "letter" if size == "insert" else "wren"
    hint = ShotHint(size=size, subjects=(subject,), move=move)
    parts = [cases.part(truth, cases.say("", "The gulls had gone to bed.")), cases.part(truth, index=1)]
    beat = Beat(kind=BeatKind.PAUSE, seconds=4.0, shot=hint)
    shot = show(parts[0], replace(parts[1], beats=(beat,)))[1].shots[0]
    allowed = {
        "wide": ("EWS", "WS"),
        "full": ("MLS", "GROUP"),
        "medium": ("MS",),
        "close": ("MCU", "CU"),
        "insert": ("INSERT",),
        "reaction": ("MCU", "CU"),
        "over-shoulder": ("OTS",),
    }
    assert shot.size in allowed[size]
    assert subject in shot.subjects
    if shot.begun:
        assert move not in ("reveal", "rack")
        return
    begin, end = shot.begin, shot.end
    changed = {
        "push": end.zoom > begin.zoom, "pull": end.zoom < begin.zoom, "hold": end == begin,
        "pan": end.x != begin.x, "track": end.x != begin.x, "tilt": end.y > begin.y,
        "reveal": end.y > begin.y, "rack": shot.focus_at >= 0,
    }  # fmt: skip
    assert changed[move]


def test_tension_hurries_the_cutting():
    """The same tale is cut faster when it is tense."""

    def told(tension):
        parts = []
        for number in range(1, 7):
            truth = cases.scene(WREN, ODILE, id=f"s{number}", number=number)
            for index in range(10):
                beat = cases.say("", "The tide turned while they looked at each other.")
                parts.append(replace(cases.part(truth, beat, index=index), mood=Mood(tension=tension)))
        return average_shot_seconds(show(*parts))

    assert told(0.95) < 0.95 * told(0.3)


def test_shots_are_neither_blinks_nor_for_ever():
    """No shot is shorter than a second nor longer than the temperament's longest and a line."""
    lengths = [to_seconds(one.duration) for one in screenings(show(*quarrel(6, 10)))]
    assert min(lengths) >= 0.95
    assert max(lengths) <= load_temperament("picture_book").longest_seconds + 3


def test_unknown_builds_are_likely_ones():
    """Somebody of whom only the height is known has eyes below the crown and a width."""
    for metres in (0.4, 1.1, 1.9):
        build = Build.of_height(metres)
        assert 0 < build.eyes < build.height
        assert build.reach > build.face > 0


def test_nobody_stands_on_a_face_as_a_scene_opens():
    """Companies of one to four stand apart by more than their faces, in depth, and off the middle."""
    for number in range(1, 20):
        for cast in ((WREN,), (WREN, ODILE), (WREN, ODILE, TOCK)):
            stage = open_stage(cases.part(cases.scene(*cast, number=number, id=f"s{number}")))
            actors = sorted(stage.actors, key=lambda actor: actor.x)
            for before, after in itertools.pairwise(actors):
                assert after.x - before.x > 0.2
                assert before.depth != after.depth
                assert before.facing == 1 or after.facing == -1
            if len(actors) == 1:
                assert abs(actors[0].x) > 0.05


def test_reverse_shots_see_the_other_side_of_the_place():
    """Singles of who stands on the right look back, of who stands on the left never; company is seen from the front."""
    played = show(*quarrel(8, 8))
    left = min(played[0].entry.actors, key=lambda actor: actor.x).id
    shots = [shot for timed in played for shot in timed.shots]
    assert any(shot.side == "b" for shot in shots)
    for shot in shots:
        if shot.side == "b":
            assert len(shot.subjects) == 1
            assert shot.subjects[0] != left


def test_time_that_passes_comes_in_softly():
    """Hours later a scene dissolves in; at the same hour elsewhere it is cut to."""
    first = cases.part(cases.scene(WREN, ODILE, id="s1", number=1), cases.say("wren", "Wait for the tide."))
    later = cases.scene(WREN, ODILE, id="s2", number=2)
    told = cases.say("", "The tide had come and gone.")
    assert show(first, cases.part(replace(later, hour=23.0), told))[1].shots[0].transition == "dissolve"
    elsewhere = replace(later, place=replace(later.place, id="wood", look=Look(asset="wood")))
    assert show(first, cases.part(elsewhere, told))[1].shots[0].transition == "cut"
    assert show(first, cases.part(replace(elsewhere, chapter="Two"), told))[1].shots[0].transition in ("page", "iris")


def test_a_chapters_card_is_read_before_the_first_words():
    """The caption waits until the card is read; without a card nothing waits."""
    scene = cases.scene(WREN, ODILE, id="s2", number=2)
    told = cases.say("wren", "Wait for the tide.")
    plain, titled = (show(cases.part(replace(scene, chapter=words), told))[0] for words in ("", "The Tide Stays Out"))
    assert plain.lines[0].start < from_seconds(0.5)
    assert from_seconds(2.2) < titled.lines[0].start < titled.titles[0].duration
    assert [card.style for card in titled.titles] == ["chapter"]


@pytest.mark.parametrize("name", TEMPERAMENTS)
def test_no_temperament_hides_a_speaker(name):
    """However a film is cut, whoever speaks is seen."""
    temperament = load_temperament(name)
    heights = {"wren": build_of(WREN.look), "odile": build_of(ODILE.look)}
    stage, held = None, None
    for part in quarrel(1, 10):
        stage = open_stage(part) if stage is None else stage
        timing = time_part(part, stage, cases.EvenVoices())
        shots, held = storyboard(part, timing, stage, heights, held, temperament=temperament)
        timed = TimedPart(
            part=part, duration=timing.duration, rng_seed=1, entry=stage, exit=timing.exit, shots=shots,
            lines=timing.lines, acts=timing.acts,
        )  # fmt: skip
        assert speaker_hidden(timed) == ()
        stage = timing.exit


def test_a_show_opens_above_its_people_and_comes_down_to_them():
    """The first picture shows nobody yet; the movement ends with everybody in it, and the next part goes on with it."""
    truth = cases.scene(WREN, ODILE, id="s1", number=1)
    title = cases.part(truth, Beat(kind=BeatKind.TITLE, text="The Weather Post"), kind=PartKind.TITLE)
    told = cases.part(truth, cases.say("", "In Odd Harbour, the weather comes by post."), index=1)
    first, second = show(title, told)
    assert first.shots[0].idiom == second.shots[0].idiom == "opening reveal"
    assert first.shots[0].begin.y + 0.5 / first.shots[0].begin.zoom < second.shots[0].end.y
    assert second.shots[0].begun == first.duration


def test_a_close_picture_shows_one_person():
    """Who stands so near that half of them would show is left out of a close-up of somebody else."""
    truth = cases.scene(WREN, ODILE, id="s1", number=1)
    hint = ShotHint(size="close", subjects=("wren",), move="push")
    said = replace(cases.say("wren", "I never was late in all my life, not once."), shot=hint)
    (timed,) = show(cases.part(truth, said))
    close = next(shot for shot in timed.shots if shot.size in ("MCU", "CU"))
    people = people_at(timed, close.start)
    others = [name for name, figure in people.items() if name != "wren" and cuts_into(close.end, figure)]
    assert set(others) <= set(close.extra)


def test_the_authors_push_goes_on_in_the_shot_that_stands():
    """A close shot that is already there begins to push when the author asks for it: no cut, no jump."""
    move = make_move("drift", Camera(x=0.0, y=0.5, zoom=4.0), 0.01).pushed_from(from_seconds(3.0))
    before, after = move.at(from_seconds(3.0) - VIDEO_FRAME), move.at(from_seconds(3.0) + VIDEO_FRAME)
    assert abs(before.zoom - after.zoom) < 0.01
    assert move.at(from_seconds(9.0)).zoom > 1.15 * before.zoom


def test_a_wide_push_keeps_the_feet():
    """A view that shows feet grows from its lower edge."""
    move = make_move("push", Camera(x=0.0, y=0.6, zoom=1.3), 0.01, grounded=True)
    assert move.begin.y + 0.5 / move.begin.zoom == pytest.approx(move.end.y + 0.5 / move.end.zoom, abs=1e-3)


def asked(*subjects, size, truth=None):
    """The first shot of a pause for which the author asks for `size` of `subjects`."""
    truth = truth or cases.scene(WREN, ODILE, id="s1", number=1)
    said = cases.part(truth, replace(cases.say("wren", "I never was late, not once."), shot=None))
    beat = Beat(kind=BeatKind.PAUSE, seconds=4.0, shot=ShotHint(size=size, subjects=subjects))
    return show(said, replace(cases.part(truth, beat, index=1)))[1].shots[0]


def test_an_authors_over_shoulder_looks_past_the_second_name():
    """The first is seen, the second is the dark shape at the edge; alone, one is seen without a shoulder."""
    shot = asked("odile", "wren", size="over-shoulder")
    assert (shot.size, shot.subjects, shot.shoulder) == ("OTS", ("odile",), "wren")
    alone = asked("wren", size="over-shoulder", truth=cases.scene(WREN, id="s1", number=1))
    assert (alone.size, alone.subjects, alone.shoulder) == ("MS", ("wren",), "")


def test_a_reaction_is_the_face_of_who_listens():
    """Where the author names nobody, the face is that of somebody who does not speak."""
    truth = cases.scene(WREN, ODILE, id="s1", number=1)
    said = replace(cases.say("wren", "I never was late, not once.", to="odile"), shot=ShotHint(size="reaction"))
    shot = show(cases.part(truth, said))[0].shots[-1]
    assert shot.size in ("MCU", "CU")
    assert shot.subjects == ("odile",)
