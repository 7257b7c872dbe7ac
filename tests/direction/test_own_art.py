"""A seed's own drawings tell where people and things stand, and how tall they are."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from generators.direction import sets
from generators.direction.direct import Continuity, direct
from generators.direction.heights import LOWEST_EYES_METRES, build_of
from generators.direction.own_art import drawings_of
from generators.direction.seating import seats
from generators.stage.puppets import load_puppet
from generators.timed import TimedPart
from story_engine.plan import Look, Thing

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)
ASSETS = Path(__file__).resolve().parents[2] / "assets"


@pytest.fixture
def art(tmp_path):
    """An `art/` folder with a place, a thing, and a magpie as tall as a man."""
    for kind in ("places", "props", "puppets"):
        (tmp_path / kind).mkdir()
    (tmp_path / "places" / "pans.yaml").write_text("marks: {left: -0.2}\nslots: [{x: 0.5, depth: 0.4}]\n")
    (tmp_path / "props" / "vat.yaml").write_text("height: 130\nwidth: 120\n")
    giant = (ASSETS / "puppets" / "pica.yaml").read_text().replace("height_metres: 0.72", "height_metres: 1.90")
    (tmp_path / "puppets" / "roc.yaml").write_text(giant)
    return tmp_path


def test_a_seeds_own_files_are_read_while_it_is_directed(art):
    """Marks, slots, sizes and builds are its own; outside they are nobody's."""
    with drawings_of(art):
        assert sets.mark("pans", "left") == (-0.2, 0.5)
        assert sets.slots("pans") == (sets.Slot(x=0.5, depth=0.4),)
        assert sets.height_metres("vat") == 1.3
        assert build_of(Look(asset="roc", words="a bird")).height == pytest.approx(1.9)
    assert sets.slots("pans") == sets.DEFAULT_SLOTS
    assert build_of(Look(asset="roc", words="a bird")).height < 1.0


@pytest.mark.parametrize(
    ("entry", "heard"), [("voice: amused", "amused"), ("voice: hoarse", "smug"), ("nod: 0.1", "smug")]
)
def test_a_seeds_own_feeling_is_heard_as_the_built_in_one_that_it_names(art, entry, heard):
    """The voice is asked for that feeling, the face keeps its own, and murmurs and listeners know both."""
    (art / "faces").mkdir()
    (art / "faces" / "emotions.yaml").write_text(f"smug: {{{entry}}}\n")
    asked = []

    class Listened(cases.EvenVoices):
        def speak(self, line, voice):
            asked.append(line.emotion)
            return super().speak(line, voice)

    part = cases.part(cases.scene(cases.actor("wren")), cases.say("wren", "Told you.", emotion="smug"))
    line = direct(part, Continuity(), Listened(), rng_seed=3, seed_art=art)[0].lines[0]
    assert ["smug" if heard == "smug" else "amused"] == asked
    assert ("smug", "" if heard == "smug" else heard) == (line.emotion, line.heard_as)


def directed(art, place):
    """A part with a thing and somebody who sits down, in a set of the seed."""
    vat = Thing(id="vat", name="the vat", look=Look(asset="barrel", words="a vat"))
    truth = cases.scene(cases.actor("wren"), things=(vat,), id="s1", number=1)
    truth = replace(truth, place=replace(truth.place, look=Look(asset=place)))
    part = cases.part(truth, cases.say("wren", "There it is."), cases.do("wren", "sit"))
    return direct(part, Continuity(), cases.EvenVoices(), rng_seed=3, seed_art=art)[0]


def test_a_thing_stands_in_the_seeds_own_slot(art):
    """What a part puts down is where the place's file says."""
    vat = Thing(id="vat", name="the vat", look=Look(asset="barrel", words="a vat"))
    truth = cases.scene(cases.actor("wren"), things=(vat,), id="s1", number=1)
    truth = replace(truth, place=replace(truth.place, look=Look(asset="pans")))
    part = cases.part(truth, cases.say("wren", "There it is."))
    timed, _ = direct(part, Continuity(), cases.EvenVoices(), rng_seed=3, seed_art=art)
    plain, _ = direct(part, Continuity(), cases.EvenVoices(), rng_seed=3)
    assert next(prop.x for prop in timed.entry.props if prop.id == "vat") == 0.5
    assert next(prop.x for prop in plain.entry.props if prop.id == "vat") != 0.5


HUGE = "9" * 400


def numbered(value: str) -> str:
    """A place with one bad number everywhere."""
    return (
        f"marks: {{left: {value}}}\nslots: [{{x: {value}, depth: 0.4}}]\nberth: {{x: {value}}}\n"
        f"seats: {{bench: {{x: 0.1, depth: 0.4, up: {value}}}}}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "marks: [1, 2]\nslots: 3\nberth: here\n",
        "marks: {left: far}\nslots: [{}]\n",
        "{",
        "7",
        *map(numbered, (".nan", ".inf", "-.inf", HUGE, "-46", "4e400")),
        "slots: [{x: 0.1, depth: 40}]",
        "[" * 3000 + "]" * 3000,
        "[" * 60_000,
        "- " * 60_000,
        "marks: &m {left: *m}\n",
        f"# {'x' * 600_000}\nmarks: {{left: -0.3}}\n",
    ],
    ids=lambda text: text[:16],
)
def test_a_damaged_place_is_one_without_marks(art, text):
    """`check` tells; the show goes on, and what is directed can be sent to other processes."""
    (art / "places" / "broken.yaml").write_text(text)
    with drawings_of(art):
        assert sets.mark("broken", "left") == (sets.MARK_XS["left"], 0.5)
        assert sets.slots("broken") == sets.DEFAULT_SLOTS
        assert sets.berth("broken") == sets.BERTH
        assert seats("broken") == {}
    timed = directed(art, "broken")
    assert msgspec.json.decode(msgspec.json.encode(timed), type=TimedPart) == timed


@pytest.mark.parametrize("said", ["190", "-3", ".nan", HUGE])
def test_a_puppet_too_tall_is_framed_as_the_figure_that_stands_in(art, said):
    """The stage refuses that height and draws somebody grown; the camera reckons with the same one."""
    giant = (art / "puppets" / "roc.yaml").read_text().replace("height_metres: 1.90", f"height_metres: {said}")
    (art / "puppets" / "tower.yaml").write_text(giant)
    look = Look(asset="tower", words="an old baker")
    with drawings_of(art):
        assert build_of(look).height == pytest.approx(load_puppet(look, art).height_metres, abs=0.3)


def test_eyes_on_the_floor_are_framed(art):
    """A puppet whose crown reaches its feet can sit down without ending the show."""
    (art / "puppets" / "mask.yaml").write_text(
        "height_metres: 1.5\nbones: {leg: {upper: 0.3, lower: 0.3}}\nface: {radius: 0.2, crown: 1.2, eye: {y: 0.3}}\n"
    )
    with drawings_of(art):
        assert build_of(Look(asset="mask", words="a mask")).eyes == pytest.approx(LOWEST_EYES_METRES)


@pytest.mark.parametrize("said", [".nan", HUGE, "wide", "-4"])
def test_a_thing_of_no_size_is_of_a_usual_one(art, said):
    """Whatever stands for its width."""
    (art / "props" / "vat.yaml").write_text(f"height: {said}\nwidth: {said}\n")
    with drawings_of(art):
        assert sets.width_metres("vat") == sets.height_metres("vat") == sets.UNKNOWN_WIDTH_METRES


def test_a_damaged_puppet_is_framed_by_its_words(art):
    """No build, no crash."""
    (art / "puppets" / "torn.yaml").write_text("height_metres: [2]\nbones: 5\n")
    with drawings_of(art):
        assert build_of(Look(asset="torn", words="an old baker")).height > 1.0


def test_a_thing_is_as_large_as_its_unit_says(art):
    """A file may draw in other measures than centimetres; a unit that cannot be makes the thing a usual one."""
    (art / "props" / "vat.yaml").write_text("height: 100\nwidth: 50\nunit: 0.005\n")
    (art / "props" / "tub.yaml").write_text("height: 100\nwidth: 50\nunit: .inf\n")
    with drawings_of(art):
        assert (sets.height_metres("vat"), sets.width_metres("vat")) == (0.5, 0.25)
        assert sets.height_metres("tub") == sets.UNKNOWN_WIDTH_METRES


@pytest.mark.parametrize("folder", ["gestures", ""])
@pytest.mark.parametrize(
    "text",
    [
        "umbrella: {mode: two, near: [0.5, .nan], mouth: wide}\ndefault: {near: 3}\n",
        "umbrella: {mode: two, near: [0.5, 900]}\n",
        "umbrella: [1]\ndefault: 7\n",
        "{",
    ],
)
def test_how_things_are_carried_is_the_librarys_alone(art, folder, text):
    """The stage draws nothing else: a file of that name among a seed's own moves no camera and ends no show."""
    (art / folder).mkdir(exist_ok=True)
    (art / folder / "carry.yaml").write_text(text)

    def told():
        things = ("umbrella", "storm_parcel", "letter", "nothing known")
        return [(sets.fills_arms(one), sets.held_at(one), sets.mouth_reach_metres(one)) for one in things]

    with drawings_of(art):
        assert told() == outside(told)


def outside(told):
    """What `told` tells where nobody's drawings are."""
    with drawings_of(None):
        return told()
