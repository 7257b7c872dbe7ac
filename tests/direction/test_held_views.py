"""Shots that are held: how far their push has come counts, and what the author asked for stays on screen."""

import importlib.util
from dataclasses import replace
from pathlib import Path

from generators.direction.blocking import open_stage
from generators.direction.camera import Figure, place_in, single
from generators.direction.costs import is_jump
from generators.direction.direct import Continuity, direct
from generators.direction.heights import build_of
from generators.direction.idioms import load_temperament
from generators.direction.moves import Move, make_move
from generators.direction.path import AT_REST, Run, _like, cheapest
from generators.direction.slots import slots_of
from generators.direction.timing import time_part
from generators.direction.view import View
from generators.stage.puppets import anchors
from generators.stage.puppets.load import load_puppet
from generators.stage.puppets.pose import Pose
from generators.timed import ActorState, Camera
from story_engine.plan import Beat, BeatKind, Look, PartKind, ShotHint
from story_engine.time import from_seconds

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)
WREN, ODILE = (replace(cases.actor(name), look=Look(asset=name, words=name)) for name in ("wren", "odile"))


def view(size, zoom, x=0.0, rate=0.0, subjects=("wren",)):
    """A view whose camera stands at `x`."""
    camera = Camera(x=x, y=0.7, zoom=zoom)
    return View(idiom="plain", size=size, subjects=subjects, move=Move(begin=camera, end=camera, rate=rate))


def test_a_hold_that_pushes_in_is_not_cut_to_what_it_has_become():
    """A medium is far enough from the two-shot as it begins, and a jump once the two-shot has pushed in."""
    both, medium = ("wren", "odile"), view("MS", 3.6)
    assert not _like(view("GROUP", 2.6, subjects=both), medium)
    pushing = view("GROUP", 2.6, rate=0.02, subjects=both)
    assert pushing.move.at(AT_REST).zoom > 2.85
    assert _like(pushing, medium)


def hinted(hint):
    """A part whose one line asks for `hint`, and its slot cut in two."""
    truth = cases.scene(WREN, ODILE, id="s1", number=1)
    said = replace(cases.say("wren", "Once I was late, and it rained upwards for a week."), shot=hint)
    part = cases.part(truth, said)
    stage = open_stage(part)
    timing = time_part(part, stage, cases.EvenVoices())
    builds = {actor.id: build_of(actor.look) for actor in truth.actors}
    (slot,) = slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)[:1]
    middle = (slot.start + slot.end) // 2
    return part, [replace(slot, end=middle), replace(slot, start=middle)]


def test_an_authors_shot_goes_on_while_it_is_asked_for():
    """A picture that leaves the speaker's face out because the author wants it so is not cut to itself."""
    part, slots = hinted(ShotHint(size="medium", subjects=("odile",)))
    runs = cheapest(part, slots, load_temperament("picture_book"), None)
    assert runs[1].begun > 0
    assert runs[0].view.name == runs[1].view.name


def test_a_close_push_begins_in_the_single_that_stands():
    """Where a cut to the author's close push would jump, the shot past a shoulder pushes in instead."""
    part, slots = hinted(ShotHint(size="close", subjects=("wren",), move="push"))
    wren = slots[0].figures["wren"]
    near = single(wren, "MCU")
    camera = replace(near, zoom=round(near.zoom / 1.25, 4))
    held = View(idiom="over-shoulder", size="OTS", subjects=("wren",), move=make_move("", camera, 0.01))
    runs = cheapest(part, slots, load_temperament("picture_book"), Run(view=held, begun=96_000))
    assert runs[0].begun == 96_000
    assert runs[0].view.move.end.zoom > 1.1 * camera.zoom


def test_the_first_picture_is_there_at_once():
    """A show's title comes over a whole picture, not over mist."""
    truth = cases.scene(WREN, ODILE, id="s1", number=1)
    title = cases.part(truth, Beat(kind=BeatKind.TITLE, text="The Weather Post"), kind=PartKind.TITLE)
    timed, _ = direct(title, Continuity(), cases.EvenVoices(), rng_seed=3)
    assert timed.shots[0].transition == "cut"


def test_who_hides_is_framed_where_the_drawing_puts_them():
    """The eyes that the camera looks for in who hides are within a tenth of the height of the drawn ones."""
    for name in ("wren", "odile", "tock"):
        look = Look(asset=name)
        drawn = anchors(load_puppet(look), Pose(crouch=1.0, lean=0.3, curl=0.2))
        figure = Figure(state=ActorState(id=name, x=0.0, depth=0.5, facing=1, stance="hide"), build=build_of(look))
        assert abs((figure.feet_y - figure.eye_y) / figure.unit + drawn["eyes"][1]) < 0.1 * figure.build.height


def test_who_sits_on_the_floor_is_framed_where_the_drawing_puts_them():
    """Long legs or short ones: the eyes that the camera looks for are within a twentieth of the height of the drawn."""
    for name in ("wren", "odile", "lola", "ines", "brandt", "sable", "tock", "teapot"):
        look = Look(asset=name)
        drawn = anchors(load_puppet(look), Pose(sit=1.0))
        figure = Figure(state=ActorState(id=name, x=0.0, depth=0.5, facing=1, stance="sit"), build=build_of(look))
        assert abs((figure.feet_y - figure.eye_y) / figure.unit + drawn["eyes"][1]) < 0.05 * figure.build.height


def test_a_fox_is_framed_whether_it_sits_or_stands():
    """In a medium close-up the crown of a four-legged head is inside the frame in either posture."""
    look = Look(asset="bramble")
    puppet, build = load_puppet(look), build_of(look)
    figure = Figure(state=ActorState(id="bramble", x=0.0, depth=0.5, facing=1), build=build)
    camera = single(figure, "MCU")
    for sit in (0.0, 1.0):
        top = anchors(puppet, Pose(sit=sit))["top"]
        x, y = place_in(camera, top[0] * figure.unit, figure.feet_y + top[1] * figure.unit)
        assert 0.05 < x < 0.95
        assert y > 0.0


def alone(hint):
    """A part in which Wren, alone, says one line for which the author asks for `hint`, and its slots."""
    truth = cases.scene(WREN, id="s1", number=1)
    part = cases.part(truth, replace(cases.say("wren", "Once I was late, and it rained upwards."), shot=hint))
    stage = open_stage(part)
    timing = time_part(part, stage, cases.EvenVoices())
    builds = {actor.id: build_of(actor.look) for actor in truth.actors}
    return part, slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)


def test_a_long_close_shot_pushes_in_rather_than_jump():
    """Who has been seen near for long already is come nearer to; a cut to another close picture would jump."""
    part, slots = alone(ShotHint(size="close", subjects=("wren",), move="push"))
    near = single(slots[0].figures["wren"], "MCU")
    held = View(idiom="medium close", size="MCU", subjects=("wren",), move=make_move("", near, 0.01))
    long = from_seconds(14.5)
    runs = cheapest(part, slots, load_temperament("picture_book"), Run(view=held, begun=long))
    assert runs[0].begun == long
    assert runs[0].view.move.end.zoom > 1.1 * near.zoom


def test_an_authors_shot_that_can_only_jump_gives_way():
    """After a hold the shot may not go on: where every picture that the author asks for jumps, another tells it."""
    part, slots = alone(ShotHint(size="close", subjects=("wren",)))
    near = single(slots[0].figures["wren"], "MCU")
    held = View(idiom="medium close", size="MCU", subjects=("wren",), move=make_move("still", near, 0.0))
    run = Run(view=held, begun=from_seconds(6.0))
    (first, *_) = cheapest(part, slots, load_temperament("picture_book"), run, may_go_on=False)
    assert first.begun == 0
    assert "wren" in first.view.subjects
    assert not is_jump(near, ("wren",), first.view.move.begin, first.view.subjects)


def test_a_scenes_ending_stands_after_its_last_words():
    """The card comes when everything is said, is the part's last thing, and only where the scene ends."""
    truth = cases.scene(cases.actor("wren"), ending="The end of the first night\nThe fog is home.")
    said = cases.say("wren", "Good night.")
    stage = open_stage(cases.part(truth, said))
    plain = time_part(cases.part(truth, said), stage, cases.EvenVoices())
    ended = time_part(cases.part(truth, said, ends_scene=True), stage, cases.EvenVoices())
    (card,) = ended.titles
    assert plain.titles == ()
    assert card.style == "end"
    assert card.start > ended.lines[-1].start + ended.lines[-1].duration
    assert 0 < ended.duration - card.start - card.duration < from_seconds(0.6)
