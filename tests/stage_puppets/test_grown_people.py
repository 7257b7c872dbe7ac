"""People grown from genes and words: different, complete, checked, and never invisible."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import skia

from generators.direction.heights import build_of
from generators.errors import AssetError
from generators.stage import library
from generators.stage.puppets import Arm, Face, Pose, draw_puppet, load_puppet
from generators.stage.puppets.check import faults_in, faults_of
from generators.stage.puppets.figure import grow
from generators.stage.puppets.genes import STANCES, Genes, choices, genes_from
from generators.stage.puppets.hands import hand_shapes
from generators.stage.puppets.load import build, read_puppet
from generators.stage.puppets.paint import PlainLight
from generators.stage.puppets.silhouette import ALIKE, distinct_looks, iou, most_alike, silhouette
from story_engine.plan import Look
from story_engine.rng import unit

TRADES = [
    "baker",
    "captain",
    "teacher",
    "farmer",
    "girl",
    "boy",
    "gardener",
    "doctor",
    "mayor",
    "painter",
    "soldier",
    "sailor",
    "clerk",
    "wizard",
    "musician",
    "mechanic",
    "librarian",
    "traveller",
    "fisherman",
    "monk",
    "granny",
    "student",
    "tailor",
    "porter",
    "queen",
]
MANNERS = ("", "an old", "a tall", "a stout", "a thin", "a young")
CASTS = {
    "weather-post": ("wren", "odile", "bramble", "tock"),
    "night-exchange": ("ines", "brandt", "lola", "sable", "pinch"),
}


def random_cast(number: int) -> tuple[Look, ...]:
    """Four people known by a name and a few words."""
    looks = []
    for k in range(4):
        manner = MANNERS[int(unit(9, number, k, "manner") * len(MANNERS))]
        trade = TRADES[int(unit(9, number, k, "trade") * len(TRADES))]
        looks.append(Look(asset=f"person_{number}_{k}", words=f"{manner} {trade}".strip()))
    return tuple(looks)


def test_words_give_the_genes_they_name() -> None:
    """An old baker is old and wears an apron; colours go to what they stand before."""
    baker = genes_from("", "an old baker with flour on her arms")
    assert baker.is_old
    assert "apron" in baker.over
    girl = genes_from("", "a girl with red pigtails and a blue dress")
    assert girl.is_child
    assert (girl.hair, girl.body) == ("pigtails", "dress")
    assert girl.hair_colour == "#b8433a"
    assert girl.main == "#3c669c"


def test_a_description_as_authors_write_it_is_understood() -> None:
    """Ages in words, hair before its noun, the cap's own colour: none of them is taken for something else."""
    wren = genes_from(
        "", "a small girl of eleven, mustard coat to her ankles, red postal cap, short dark bob, a satchel"
    )
    assert (wren.age, wren.hair, wren.body, wren.hat) == (11, "bob", "coat", "flat_cap")
    assert (wren.main, wren.accent, wren.hair_colour) == ("#d19a2e", "#b8433a", "#2b2026")
    assert "satchel" in wren.over


def test_the_same_person_looks_the_same_and_another_differs() -> None:
    """Chance goes by id and words only."""
    assert genes_from("ada", "a clerk") == genes_from("ada", "a clerk")
    assert genes_from("ada", "a clerk") != genes_from("ben", "a clerk")


@pytest.mark.parametrize("name", ["hair", "beard", "body", "hat", "glasses", "nose", "shape"])
def test_every_choice_of_a_gene_grows_a_figure(name: str) -> None:
    """Nothing in the wardrobe is broken: each choice gives a figure that can be drawn at every age."""
    for choice in choices(name):
        for age in (7, 35, 80):
            genes = genes_from("somebody", "", {name: choice, "age": age})
            assert silhouette(build("somebody", grow(genes))).sum() > 300


def test_there_are_twelve_hair_generators_and_more() -> None:
    """Issue: at least twelve."""
    assert len(choices("hair")) >= 12


@pytest.mark.parametrize("cast", CASTS.values(), ids=CASTS)
def test_the_casts_of_the_seeds_have_distinct_silhouettes(cast: tuple[str, ...]) -> None:
    """Filled black, no two overlap by more than 0.80."""
    overlap, one, other = most_alike(tuple(load_puppet(Look(asset=who)) for who in cast))
    assert overlap <= ALIKE, (one, other, overlap)


def test_random_casts_have_distinct_silhouettes() -> None:
    """Two hundred casts of four known by words: none with two who overlap by more than 0.80."""
    for number in range(200):
        cast = tuple(load_puppet(look) for look in distinct_looks(random_cast(number)))
        overlap, one, other = most_alike(cast)
        assert overlap <= ALIKE, (number, one, other, overlap)


def test_a_figure_is_all_of_itself() -> None:
    """The same silhouette overlaps wholly."""
    wren = silhouette(load_puppet(Look(asset="wren")))
    assert iou(wren, wren) == 1.0


def test_height_follows_age() -> None:
    """Children are smaller than grown-ups."""
    assert genes_from("a", "a child").height < 1.35 < genes_from("a", "a woman").height


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("genes: {age: many}", "age: 'many' is no number; write 2 to 110"),
        ("genes: {height: 900}", "height: 900 is out of range; write 0.4 to 2.6"),
        ("genes: {hair: spaghetti}", "there is no 'spaghetti'; there are bob"),
        ("genes: {skin: purpleish}", "'purpleish' is no colour; write #rrggbb"),
        ("genes: {wings: 2}", "there is no gene 'wings'; genes are age"),
        ("genes: [1, 2]", "must be names and values"),
        ("rig: person", "'height_metres' is missing"),
    ],
)
def test_bad_genes_are_named_with_file_value_and_remedy(tmp_path: Path, line: str, said: str) -> None:
    """At check time one clear line."""
    path = tmp_path / "odd.yaml"
    path.write_text(line + "\n")
    with pytest.raises(AssetError) as caught:
        read_puppet(path)
    assert said in str(caught.value)
    assert "odd.yaml" in str(caught.value)


def test_a_broken_file_gives_a_figure_at_run_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody is invisible because of a slip in a file; the log says what is wrong."""
    (tmp_path / "puppets").mkdir()
    (tmp_path / "puppets" / "broken.yaml").write_text("genes: {age: many}\n")
    with caplog.at_level(logging.WARNING):
        puppet = load_puppet(Look(asset="broken"), tmp_path)
    assert silhouette(puppet).sum() > 300
    assert "broken.yaml" in caplog.text


def test_a_file_of_genes_alone_is_a_puppet(tmp_path: Path) -> None:
    """Five lines make a person."""
    path = tmp_path / "tilda.yaml"
    path.write_text("genes: {age: 71, body: robe, hair: braid, main: teal}\ncolours: {coat: '#112233'}\n")
    puppet = read_puppet(path)
    assert puppet.parts
    assert puppet.colours["coat"] == pytest.approx((0x11 / 255, 0x22 / 255, 0x33 / 255))


@pytest.mark.parametrize("who", ["cog", "hush", "pica", "finn_fish", "teapot", "letterbox", "mog", "hound"])
def test_creatures_talk_and_act(who: str) -> None:
    """Each creature of the library opens its mouth and turns its head: the picture changes."""
    puppet = load_puppet(Look(asset=who))
    assert {"eye", "brow"} <= puppet.face.keys()
    assert silhouette(puppet).sum() > 300
    assert Pose().turn == 0.5


def test_every_stance_uses_hand_shapes_that_exist() -> None:
    """No stance asks for a hand that nobody has drawn."""
    shapes = hand_shapes()["person"]
    for stance in STANCES.values():
        assert {str(hand[2]) for hand in stance.values()} <= shapes.keys()


def test_plain_genes_grow() -> None:
    """The defaults alone make a figure."""
    assert build("anybody", grow(Genes(height=1.7))).height_metres == 1.7


def test_the_wardrobe_is_data() -> None:
    """Hair, garments, hats, hands and words are files that a creator can add to."""
    for name in ("hair", "garments", "hats", "hands", "words"):
        assert library.load("puppets/wardrobe", name)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("rig: person\nheight_metres: [1\n", 3, "expected"),
        ("genes:\n  age: 40\n  hair: spaghetti\n", 3, "spaghetti"),
        ("genes: {age: 40}\nwings: 2\n", 2, "no 'wings'"),
        ("genes: {height: .nan}\n", 1, "out of range"),
    ],
)
def test_a_check_finds_the_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    """A fault in a puppet file has its line, its cause and a remedy."""
    path = tmp_path / "odd.yaml"
    path.write_text(text)
    fault = faults_of(path)[0]
    assert (fault.line, fault.remedy != "") == (line, True)
    assert said in fault.message


def test_a_check_names_the_part_and_the_slip(tmp_path: Path) -> None:
    """Bad points are serious and found in their part; an unknown colour is a slip on its own line."""
    wren = library.find("puppets", "wren", ".yaml").read_text()  # type: ignore[union-attr]
    bad = tmp_path / "bad.yaml"
    bad.write_text(wren.replace('shape: "0.095,-0.53!', 'shape: "0.095;-0.53!'))
    slip = tmp_path / "slip.yaml"
    slip.write_text(wren.replace('fill: "coat*0.92"', "fill: cloth"))
    fault, small = faults_of(bad)[0], faults_of(slip)[0]
    assert fault.serious
    assert "pocket" in wren.splitlines()[fault.line - 1]
    assert not small.serious
    assert (small.line, "cloth" in small.message) == (fault.line, True)


@pytest.mark.parametrize("path", sorted((library.ASSETS / "puppets").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_library_is_without_fault(path: Path) -> None:
    """Every puppet that comes with Evershow passes its own check."""
    assert faults_of(path) == ()


def test_hostile_files_are_refused_and_somebody_stands_in(tmp_path: Path) -> None:
    """Too large, out of this world, an SVG in a puppet's place: told at check time, a figure at run time."""
    folder = tmp_path / "puppets"
    folder.mkdir()
    wren = library.find("puppets", "wren", ".yaml").read_text()  # type: ignore[union-attr]
    (folder / "huge.yaml").write_text(wren + "# " + "x" * 300_000)
    (folder / "far.yaml").write_text(wren.replace("0.095,-0.53!", "1e9,-0.53!"))
    (folder / "drawn.svg").write_text("<svg><script>alert(1)</script></svg>")
    faults = {fault.path.stem: fault for fault in faults_in(tmp_path)}
    assert faults["huge"].serious
    assert "off the figure" in faults["far"].message
    assert not faults["drawn"].serious
    for who in ("huge", "far", "drawn"):
        assert silhouette(load_puppet(Look(asset=who), tmp_path)).sum() > 300


@pytest.mark.parametrize("words", ["a tall wizard in a purple robe", "a girl with pigtails", "a grey cat"])
def test_the_camera_knows_how_tall_grown_people_are(words: str) -> None:
    """Framing reads the same figure that the stage draws: hat and hair fit into the picture."""
    look = Look(asset="nobody_drew", words=words)
    built, puppet = build_of(look), load_puppet(look)
    assert puppet.height_metres * 0.95 <= built.height <= puppet.height_metres * 1.4
    assert 0.5 * built.height < built.eyes < built.height


@pytest.mark.parametrize("who", ["cog", "hush", "pica", "finn_fish", "teapot", "letterbox", "mog", "hound", "grown"])
@pytest.mark.parametrize(
    "pose",
    [
        Pose(sit=1.0), Pose(lie=1.0), Pose(crouch=1.0, lean=0.6), Pose(back=1.0), Pose(facing=0.1), Pose(turn=-1.0),
        Pose(face=Face(lid_up=0.0, mouth_open=1.0, mouth_round=1.0), mouth="F"), Pose(tail=1.0, ears=-1.0, trail=1.0),
        Pose(near=Arm(x=5.0, y=-5.0, shape="no such hand"), far=Arm(x=0.0, y=0.0)),
    ],
    ids=range(9),
)  # fmt: skip
def test_every_kind_of_figure_takes_every_pose(who: str, pose: Pose) -> None:
    """Extreme poses leave a figure on the paper at every level of detail, never an error."""
    puppet = load_puppet(Look(asset=who))
    for pixels in (40.0, 120.0, 280.0):
        scale = pixels / float(puppet.face["head_height"])
        high = round(scale * puppet.height_metres * 1.3)
        surface = skia.Surface(2 * high, high)
        canvas = surface.getCanvas()
        canvas.translate(high, high - 5)
        canvas.scale(scale, scale)
        draw_puppet(canvas, puppet, pose, PlainLight(), scale)
        assert (surface.makeImageSnapshot().toarray()[:, :, 3] > 150).sum() > 100
