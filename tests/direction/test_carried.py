"""What somebody carries before them belongs to them: it never floats into a picture of somebody else."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import skia

from generators.direction import sets
from generators.direction.asked import hinted
from generators.direction.blocking import open_stage
from generators.direction.camera import Figure, clear_of, cuts_into, cuts_through, group, place_in, single, wide
from generators.direction.canopies import canopy
from generators.direction.costs import covered_faces, slot_cost
from generators.direction.heights import build_of
from generators.direction.idioms import load_temperament
from generators.direction.moves import Move
from generators.direction.pictures import close_up, rises_into
from generators.direction.slots import slots_of
from generators.direction.timing import time_part
from generators.direction.view import View
from generators.direction.views import views_of
from generators.stage.acting import Acting
from generators.stage.acting.things import HELD_SCALE
from generators.stage.props import load_prop
from generators.stage.puppets import anchors
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, PropState
from story_engine.plan import Look, ShotHint, Thing

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)
WREN, BRAMBLE = (replace(cases.actor(name), look=Look(asset=name, words=name)) for name in ("wren", "bramble"))
STORM = Thing(id="storm_parcel", name="the parcel", look=Look(asset="storm_parcel", words="a parcel"))
UMBRELLA = Thing(id="umbrella", name="the umbrella", look=Look(asset="umbrella", words="an umbrella"))
SATCHEL = Thing(id="satchel", name="the satchel", look=Look(asset="satchel", words="a satchel"))


def slot_with(thing, holder, states=(), **at):
    """The last piece of a part in which `holder` has `thing`, or it lies at Wren's feet."""
    truth = cases.scene(WREN, BRAMBLE, things=(thing,), id="s1", number=1)
    part = cases.part(truth, cases.say("bramble", "I was told that it would not do that before the evening."))
    stage = open_stage(part)
    wren = next(actor for actor in stage.actors if actor.id == "wren")
    where = {"x": wren.x + 0.02, "depth": min(1.0, wren.depth + 0.1)} | at
    props = tuple(replace(p, holder=holder, states=states, **where) for p in stage.props)
    stage = replace(stage, props=props)
    timing = time_part(part, stage, cases.EvenVoices())
    builds = {actor.id: build_of(actor.look) for actor in truth.actors}
    return slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)[-1]


def test_a_parcel_in_both_arms_reaches_before_the_body():
    """It counts for whoever carries it, and for nobody else; a satchel hangs at the side and does not."""
    figures = slot_with(STORM, "wren").figures
    assert figures["wren"].carried > 0.45
    assert figures["bramble"].carried == 0
    assert slot_with(SATCHEL, "wren").figures["wren"].carried == 0


def test_an_umbrella_in_a_fox_s_mouth_reaches_before_it():
    """It lies across the mouth: its tip is most of a metre before the body. Upright in a hand it reaches nowhere."""
    assert 0.7 < slot_with(UMBRELLA, "bramble").figures["bramble"].carried < 1.2
    assert slot_with(UMBRELLA, "wren").figures["wren"].carried == 0


def under(who, x=0.0, facing=1, states=("open",)):
    """Somebody with an umbrella."""
    look = Look(asset=who)
    build = build_of(look)
    state = ActorState(id=who, x=x, depth=0.5, facing=facing)
    return Figure(state=state, build=build, canopy=canopy("umbrella", states, build))


def held_canopy(who, states):
    """Somebody with an umbrella as they stand, and the outline of its canopy, metres from their feet."""
    here, prop = ActorState(id=who, x=0.0, depth=0.5), PropState(id="umbrella", holder=who, states=states)
    (frame,) = Acting(part_of(Specimen(place="meadow", hour=11.0, actors=(here,), props=(prop,)))).at(0)
    held, drawing = frame.held[0], load_prop("umbrella")
    outline = skia.Path(next(shape.path for shape in drawing.shapes if shape.states == ("open",) and not shape.line))
    outline.offset(-drawing.grip[0], -drawing.grip[1])
    for turn in (skia.Matrix.RotateDeg(held.angle), skia.Matrix.Scale(HELD_SCALE, HELD_SCALE)):
        outline.transform(turn)
    outline.offset(held.x, held.y)
    return frame, outline


def test_an_open_umbrella_belongs_to_who_holds_it():
    """It counts for whoever has it in hand or mouth, and only while it is open."""
    for holder in ("wren", "bramble"):
        figures = slot_with(UMBRELLA, holder, ("open",)).figures
        over = figures[holder].canopy
        assert over is not None
        assert over.far > 0.6
        assert over.high > build_of(Look(asset=holder)).height
        assert all(figure.canopy is None for name, figure in figures.items() if name != holder)
        assert slot_with(UMBRELLA, holder).figures[holder].canopy is None


@pytest.mark.parametrize("who", ["wren", "bramble", "odile", "tock", "cog", "ines"])
def test_an_open_umbrella_is_reckoned_with_as_it_is_drawn(who):
    """All that is drawn of it is in the box that the camera keeps in the picture, and the box is hardly larger."""
    _, drawn = held_canopy(who, ("open",))
    box, over = drawn.getBounds(), under(who).canopy
    assert over.near - 0.12 < box.left()
    assert box.right() < over.far + 0.12
    assert -box.top() < over.high + 0.12
    assert over.far - box.right() < (0.6 if who in ("tock", "cog") else 0.25)


@pytest.mark.parametrize("who", ["wren", "odile", "tock", "ines", "hush", "pinch"])
def test_nobody_holds_an_open_umbrella_before_their_face(who):
    """It is over the brow, or held out by who cannot reach over their head; furled it is held as ever."""
    frame, seen = held_canopy(who, ("open",))
    (x, y), radius = anchors(frame.puppet, frame.pose)["eyes"], float(frame.puppet.face["radius"])
    assert not any(seen.contains(x + dx * radius, y + dy * radius) for dx in (-0.7, 0, 0.7) for dy in (-0.2, 0.3, 0.8))
    assert held_canopy(who, ())[0].held[0].angle == pytest.approx(8.0, abs=3.0)


def test_an_open_umbrella_is_whole_in_pictures_of_company():
    """Its edge and its top: in a two-shot, in a wide one, and in one of its holder from head to foot."""
    wren = Figure(state=ActorState(id="wren", x=-0.2, depth=0.5, facing=1), build=build_of(Look(asset="wren")))
    for who in ("bramble", "odile", "ines"):
        for facing in (1, -1):
            holder = under(who, 0.2, facing)
            for camera in (group((wren, holder)), wide((wren, holder)), single(holder, "MLS")):
                across, top = place_in(camera, holder.state.x + facing * holder.canopy.far * holder.unit, holder.top_y)
                assert 0 < across < 1, (who, facing, camera)
                assert top > 0, (who, facing, camera)


def test_a_face_behind_somebody_elses_umbrella_is_covered():
    """Only if they stand before it."""
    wren, odile = under("wren", 0.0), under("odile", 0.22, states=())
    camera = wide((wren, odile))
    for depth, covered in ((0.3, True), (0.7, False)):
        there = replace(odile, state=replace(odile.state, depth=depth, x=0.14))
        figures = {"wren": wren, "odile": there}
        assert (covered_faces(camera, figures, ("odile",), ()) >= 1.0) is covered


def test_a_parcel_at_the_frames_edge_is_somebody_cut_through():
    """Only the parcel is in the picture: the camera moves on until it is not."""
    look = Look(asset="wren")
    wren = Figure(state=ActorState(id="wren", x=0.0, depth=0.5, facing=1), build=build_of(look), carried=0.53)
    fox = Figure(state=ActorState(id="bramble", x=0.34, depth=0.5, facing=-1), build=build_of(Look(asset="bramble")))
    left, right = wren.across()
    half = 0.25
    camera = Camera(x=round(right - 0.01 + half, 4), y=0.72, zoom=round(16 / 9 / (2 * half), 4))
    assert right - wren.state.x > wren.state.x - left
    assert cuts_into(camera, wren)
    assert cuts_through(camera, wren) == 1.0
    assert not cuts_into(clear_of(camera, fox, (wren,)), wren)


def test_a_storm_that_got_out_ends_a_close_picture():
    """What comes out of an open parcel below the frame rises half into it: such a picture does not go on."""
    camera = Camera(x=0.0, y=0.66, zoom=5.8)
    view = View(idiom="plain", size="MCU", subjects=("wren",), move=Move(begin=camera, end=camera))
    lying = {"x": 0.02, "depth": 0.48}
    assert rises_into(camera, slot_with(STORM, "", ("open",), **lying), view.hidden)
    assert not rises_into(camera, slot_with(STORM, "", ("open",), **lying), ("storm_parcel",))
    assert not rises_into(camera, slot_with(STORM, "", **lying), ())
    assert not rises_into(camera, slot_with(STORM, "", ("open",), x=0.9, depth=0.48), ())


def test_who_looks_to_a_mark_is_framed_as_they_turn():
    """A fox that looked to the left is turned to the left, for the camera as on the stage."""
    truth = cases.scene(WREN, BRAMBLE, id="s1", number=1)
    part = cases.part(truth, cases.do("bramble", "look", target="left"), cases.say("bramble", "Who would I write to?"))
    stage = open_stage(part)
    timing = time_part(part, stage, cases.EvenVoices())
    after = next(actor for actor in timing.exit.actors if actor.id == "bramble")
    x = next(actor.x for actor in stage.actors if actor.id == "bramble")
    assert after.gaze == "left"
    assert after.facing == (1 if x < sets.MARK_XS["left"] else -1)


def test_a_hand_held_out_at_the_edge_is_left_out():
    """Somebody outside a close picture whose hand would come into it is not drawn; who stands far off may be."""
    slot = slot_with(STORM, "wren")
    fox, wren = slot.figures["bramble"], slot.figures["wren"]
    away = 1 if wren.state.x > fox.state.x else -1
    for metres, left_out in ((0.6, True), (6.0, False)):
        camera, _ = close_up(fox, "MS", slot)
        half = 0.5 * 16 / 9 / camera.zoom
        x = camera.x + away * (half + metres * wren.unit)
        moved = replace(wren, carried=0.0, state=replace(wren.state, x=x))
        calm = replace(slot, situation="pause", figures={"bramble": fox, "wren": moved}, speakers=("bramble",))
        assert ("wren" in close_up(fox, "MS", calm)[1]) == left_out


def test_who_takes_something_from_the_floor_is_not_seen_from_near():
    """A close picture stands empty while they bend: a wider one holds them, bent and upright."""
    slot = slot_with(STORM, "")
    tall = Figure(state=ActorState(id="odile", x=-0.3, depth=0.5, facing=1), build=build_of(Look(asset="odile")))
    bent = replace(tall, state=replace(tall.state, x=0.2, stance="bent"))
    assert bent.eye_y > tall.eye_y
    assert bent.face_x > 0.2
    calm = replace(
        slot, situation="deed", focus=("odile",), figures={"odile": tall}, fetching={"odile": bent}, thing=""
    )
    part = cases.part(cases.scene(WREN, BRAMBLE, id="s1", number=1), cases.say("wren", "There."))
    mood = load_temperament("picture_book")
    views = views_of(replace(calm, speakers=(), speaker=""), mood, (1, "s1.p0"))
    costs = {view.size: slot_cost(part, calm, view, mood) for view in views if "odile" in view.subjects}
    assert min(cost for size, cost in costs.items() if size in ("MS", "MCU", "CU")) > costs["MLS"]


def test_left_is_where_the_set_has_its_left():
    """Who stands between the usual left mark and the set's own turns to the set's own."""
    truth = cases.scene(WREN, BRAMBLE, id="s1", number=1)
    part = cases.part(truth, cases.do("bramble", "look", target="left"), cases.say("bramble", "Who would I write to?"))
    stage = open_stage(part)
    assert dict(stage.marks)["left"] == sets.mark(part.scene.place.look.asset, "left")[0]
    x = next(actor.x for actor in stage.actors if actor.id == "bramble")
    for left in (x - 0.3, x + 0.3):
        moved = replace(stage, marks=(("left", left),))
        timing = time_part(part, moved, cases.EvenVoices())
        after = next(actor for actor in timing.exit.actors if actor.id == "bramble")
        assert after.facing == (1 if left > x else -1)


def test_who_is_afraid_is_framed_where_their_face_is():
    """Bent knees and back lower a face by inches: the camera goes along, and does not for who is calm."""
    truth = cases.scene(WREN, BRAMBLE, id="s1", number=1)
    heights = {}
    for emotion in ("calm", "afraid"):
        said = cases.say("wren", "There it is again.", emotion=emotion)
        part = cases.part(truth, said)
        stage = open_stage(part)
        timing = time_part(part, stage, cases.EvenVoices())
        builds = {actor.id: build_of(actor.look) for actor in truth.actors}
        slot = slots_of(part, timing, stage, builds, load_temperament("picture_book"), root=5)[-1]
        heights[emotion] = slot.figures["wren"].eye_y
    assert heights["afraid"] > heights["calm"] + 0.005


def test_an_umbrella_is_whole_in_a_picture_of_company():
    """What somebody carries before them belongs to the company: its tip is in a two-shot and in a wide one."""
    wren = Figure(state=ActorState(id="wren", x=-0.2, depth=0.5, facing=1), build=build_of(Look(asset="wren")))
    for facing in (1, -1):
        fox = Figure(
            state=ActorState(id="bramble", x=0.2, depth=0.5, facing=facing),
            build=build_of(Look(asset="bramble")),
            carried=0.98,
        )
        tip = fox.state.x + facing * fox.carried * fox.unit
        for camera in (group((wren, fox)), wide((wren, fox)), single(fox, "MS")):
            assert 0.01 < place_in(camera, tip, fox.eye_y)[0] < 0.99


@pytest.mark.parametrize("who", ["tock", "cog", "hush"])
@pytest.mark.parametrize("size", ["MS", "MCU", "CU"])
def test_a_lantern_keeps_its_cap_in_close_pictures(who, size):
    """It is no hat: head and cap are whole, with room to bob; and the face is still close."""
    figure = Figure(state=ActorState(id=who, x=0.0, depth=0.5, facing=1), build=build_of(Look(asset=who)))
    camera = single(figure, size)
    assert place_in(camera, figure.face_x, figure.crown_y)[1] >= 0.04
    assert place_in(camera, figure.face_x, figure.chin_y)[1] < 0.9
    if size == "CU":
        assert camera.zoom > 1.4 * single(figure, "MS").zoom


def fox_and_letter(*beats, **fields):
    """Where a fox is, and the letter, when a part with them is over; `fields` change the letter before it."""
    letter = Thing(id="sun_letter", name="the letter", look=Look(asset="sun_letter", words="a letter"))
    truth = cases.scene(WREN, BRAMBLE, things=(letter,), id="s1", number=1)
    part = cases.part(truth, *beats)
    stage = open_stage(part)
    stage = replace(stage, props=tuple(replace(p, **fields) for p in stage.props))
    after = time_part(part, stage, cases.EvenVoices()).exit
    return next(a for a in after.actors if a.id == "bramble"), after.props[0]


def test_what_hangs_at_a_side_is_no_picture_of_hands():
    """An author's insert of somebody shows what is in their hands, or their face; not the satchel that they wear."""
    shown = {}
    for thing in (SATCHEL, STORM):
        slot = slot_with(thing, "wren")
        hint = ShotHint(size="insert", subjects=("wren",), move="push")
        view = hinted(slot, hint, 0.01, (1, "s1.p0"))[0]
        shown[thing.id] = view.size, view.subjects
    assert shown["storm_parcel"] == ("INSERT", ("storm_parcel", "wren"))
    assert shown["satchel"] == ("CU", ("wren",))


def test_no_fox_stands_over_a_letter():
    """Not as a scene begins, not after a walk to where one lies, and not when it has put one down."""
    reach = build_of(BRAMBLE.look).reach * 0.2
    fox, letter = fox_and_letter(cases.say("wren", "Look at that."))
    assert abs(fox.x - letter.x) > reach
    for x in (-0.3, 0.0, 0.3):
        fox, letter = fox_and_letter(cases.do("bramble", "walk", target="centre"), x=x, depth=0.5, up=0.0)
        assert abs(fox.x - letter.x) > reach
    put = cases.do("bramble", "put_down", thing="sun_letter")
    fox, letter = fox_and_letter(put, holder="bramble")
    assert not letter.holder
    assert (letter.x - fox.x) * fox.facing > reach


def test_a_fox_beside_a_letter_stands_in_nobodys_face():
    """Where its own side of the letter is taken it goes to the other one; where both are, faces come first."""
    letter = Thing(id="sun_letter", name="the letter", look=Look(asset="sun_letter", words="a letter"))
    truth = cases.scene(WREN, BRAMBLE, things=(letter,), id="s1", number=1)
    part = cases.part(truth, cases.do("bramble", "walk", target="right"))
    opened = open_stage(part)
    apart = 0.75 * (build_of(WREN.look).reach + build_of(BRAMBLE.look).reach) * 0.2
    beside = set()
    for wren_x in (0.1, 0.15, 0.2, 0.25, 0.6, 0.7):
        for letter_x in (0.35, 0.4, 0.45, 0.5):
            stage = replace(
                opened,
                actors=tuple(replace(a, x=wren_x if a.id == "wren" else -0.4) for a in opened.actors),
                props=tuple(replace(p, x=letter_x, depth=0.5, up=0.0) for p in opened.props),
            )
            after = {a.id: a.x for a in time_part(part, stage, cases.EvenVoices()).exit.actors}
            assert abs(after["bramble"] - wren_x) >= apart
            beside.add(after["bramble"] > letter_x)
    assert beside == {True, False}
