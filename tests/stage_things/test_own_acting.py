"""A seed's own gestures, feelings and temperaments: played in that seed, told of where they cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generators.direction.idiom_check import idiom_faults
from generators.direction.idioms import load_temperament, temperament_of
from generators.direction.own_art import drawings_of
from generators.direction.postures import bow
from generators.stage.acting.deeds import deeds
from generators.stage.acting.feelings import feeling, feelings
from generators.stage.acting.gestures import repertoire
from generators.stage.acting.own import own_of, played_with
from generators.stage.art_check import art_faults
from generators.stage.library import ASSETS

TALK = "gestures:\n  pinch: {hands: 1, words: [salt], ready: {nod: 0.1}, stroke: {hand: [0.5, 0.2, point]}}\n"
SMUG = "smug: {mouth_corner: 0.7, arms: [pans], crouch: 0.5}\n"
ARMS = "pans: {near: [0.3, 0.4, fist], far: [0.2, 0.4]}\n"
NOD = "nod: {keys: [{at: 0.5, nod: 0.9}]}\n"


def art_with(folder: Path, **files: str) -> Path:
    """An `art/` folder with the given files, named kind__name."""
    for name, text in files.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_seeds_own_acting_is_there_for_that_seed_alone(tmp_path: Path) -> None:
    """Its gesture, feeling, arms and deed are found while it is played; afterwards everything is as before."""
    art = art_with(tmp_path, gestures__talk=TALK, gestures__arms=ARMS, gestures__acts=NOD, faces__emotions=SMUG)
    assert art_faults(art) == ()
    with played_with(own_of(art)):
        assert "pinch" in [gesture.id for gesture in repertoire("gestures")]
        assert feeling("smug").arms[0].near is not None
        assert deeds()["nod", True].keys[0].offsets == (("nod", 0.9),)
    assert "pinch" not in [gesture.id for gesture in repertoire("gestures")]
    assert "smug" not in feelings()
    with drawings_of(art):
        assert bow("smug", 1.0) == pytest.approx(0.1)
    assert bow("smug", 1.0) == 0.0


@pytest.mark.parametrize(
    ("name", "text", "line", "told"),
    [
        ("gestures__talk", "gestures:\n  a: {ready: {nod: 1}}\n", 2, "needs ready and stroke"),
        ("gestures__talk", "gestures:\n  a: {ready: {knee: 1}, stroke: {nod: 1}}\n", 2, "no channel 'knee'"),
        ("gestures__talk", "gesturs: {}\n", 1, "no section"),
        ("gestures__acts", "sneeze: {keys: []}\n", 1, "nobody can 'sneeze'"),
        ("gestures__acts", "nod: {keys: [{at: 0.5, nod: 40}]}\n", 1, "no number from"),
        ("gestures__steps", "a: 1\n", 1, "read by nobody"),
        ("faces__emotions", "# mine\nsmug: {mouth_corner: .nan}\n", 2, "no number from"),
        ("faces__emotions", "smug: {arms: [wings]}\n", 1, "'wings' are not in"),
        ("faces__emotions", "smug: {voice: hoarse}\n", 1, "no voice gives 'hoarse'"),
        ("faces__emotions", "smug: 3\n", 1, "not a mapping"),
        ("faces__emotions", "smug: {nod: [1]}\n", 1, "cannot be read"),
        ("faces__emotions", "smug: {nod: 1\n", 2, "expected"),
        ("idioms__mine", "mean_seconds: 900\n", 1, "mean_seconds is 900"),
        ("idioms__mine", "title: x\nidioms: [{name: a, frame: nobody}]\n", 2, "unknown frame"),
        ("idioms__mine", "title: x\n", 1, "no idiom frames `everyone`"),
        ("styles__mine", "title: x\nediting: slapstick\n", 2, "no temperament 'slapstick'"),
    ],
)
def test_what_cannot_be_played_is_told_and_left_out(tmp_path: Path, name: str, text: str, line: int, told: str) -> None:
    """The file, the line and the fault; at run time what is sound is played on."""
    art = art_with(tmp_path, **{name: text})
    (fault,) = (*art_faults(art), *idiom_faults(art))
    assert told in fault.message
    assert fault.line == line
    with played_with(own_of(art)):
        assert len(repertoire("gestures")) > 20
        assert feeling("smug") == feeling("calm")
        assert deeds()["nod", True].keys[0].offsets != (("nod", 40.0),)
    with drawings_of(art):
        assert load_temperament("mine").id == "picture_book"


def test_a_broken_picture_book_gives_way_to_the_built_in_one(tmp_path: Path) -> None:
    """A seed may replace the usual temperament; where its file cannot be used, the built-in one cuts."""
    usual = load_temperament("picture_book")
    with drawings_of(art_with(tmp_path, idioms__picture_book="idioms: []\n")):
        assert load_temperament("picture_book") == usual
        assert load_temperament("nobodys") == usual


def test_a_seeds_style_is_cut_by_its_own_temperament(tmp_path: Path) -> None:
    """`editing:` of a style of the seed's own finds `art/idioms`; elsewhere nobody knows it."""
    reference = (ASSETS / "idioms" / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"```yaml\n(.*?)```", reference, re.S)[-1]
    art = art_with(tmp_path, idioms__still_life=told, styles__salt="editing: still life\n")
    assert idiom_faults(art) == ()
    with drawings_of(art):
        assert temperament_of("salt").title == "Still life"
    assert temperament_of("salt").id == "picture_book"


@pytest.mark.parametrize(("kind", "name"), [("gestures", "talk"), ("faces", "emotions")])
def test_what_the_reference_shows_can_be_played(tmp_path: Path, kind: str, name: str) -> None:
    """The last example of the reference, copied into a seed, has no fault."""
    reference = (ASSETS / kind / "README.md").read_text(encoding="utf-8")
    art = art_with(tmp_path, **{f"{kind}__{name}": re.findall(r"```yaml\n(.*?)```", reference, re.S)[-1]})
    assert art_faults(art) == ()
    assert own_of(art) is not None
