"""What is cut out of things in a style of ink, and fingers that close over what is held."""

from __future__ import annotations

import numpy as np
import pytest

from generators.stage.colour import from_hex
from generators.stage.cutouts import cut_grounds
from generators.stage.generator import Stage
from generators.stage.props import Prop, load_prop
from generators.stage.specimen import Specimen, part_of
from generators.timed import ActorState, Camera, PropState

LABEL = "#F4E9D2"


def cut_pieces(prop: Prop) -> list[int]:
    """Indices of the pieces of `prop`, at rest, that are holes."""
    shown = [shape for shape in prop.shapes if not any(state[0] != "!" for state in shape.states)]
    return [number for number, ground in enumerate(cut_grounds(shown)) if ground is not None]


def seen(thing: str, style: str, states: tuple[str, ...] = (), holder: str = "") -> np.ndarray:
    """A thing on the quay, or in somebody's hand, from near: BGR (180, 320, 3)."""
    specimen = Specimen(
        place="harbour",
        hour=12.0,
        style=style,
        actors=(ActorState(id=holder, x=0.0),) if holder else (),
        props=(PropState(id=thing, holder=holder, states=states),),
        camera=Camera(x=0.08, y=0.74, zoom=5.0) if holder else Camera(x=0.0, y=0.80, zoom=6.0),
    )
    return Stage(320, 180).still(part_of(specimen)).astype(np.int16)


def test_a_parcel_is_cut_along_its_string() -> None:
    """The string of the wrapped parcel is a hole, its sides are ink."""
    assert cut_pieces(load_prop("parcel")) == [2]


def test_letters_on_a_cut_label_stay_ink() -> None:
    """The storm parcel's address is not cut out of the label, which is a hole already."""
    prop = load_prop("storm_parcel")
    shown = [shape for shape in prop.shapes if not any(state[0] != "!" for state in shape.states)]
    cut = cut_pieces(prop)
    label = next(n for n, shape in enumerate(shown) if not shape.line and shape.fill == from_hex(LABEL))
    assert label in cut
    assert label + 1 not in cut


def test_a_style_without_ink_cuts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper and watercolour never ask what is cut out."""
    asked: list[int] = []
    monkeypatch.setattr("generators.stage.props.cut_grounds", lambda shown: asked.append(1) or (None,) * len(shown))
    seen("parcel", "paper")
    assert not asked
    seen("parcel", "silhouette")
    assert asked


def test_a_broken_boat_looks_broken_in_every_style() -> None:
    """A stove-in hull differs from a whole one by more than a scratch, on paper as in ink."""
    for style in ("paper", "silhouette"):
        change = np.abs(seen("rowing_boat", style) - seen("rowing_boat", style, ("broken",))).max(axis=2)
        assert (change > 30).mean() > 0.01, style


def test_fingers_close_over_a_flask_and_leave_a_letter_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flask is behind the fingers that hold it; a letter's face is not hidden by them."""
    drawn = {thing: seen(thing, "paper", holder="wren") for thing in ("flask", "letter")}
    monkeypatch.setattr("generators.stage.cast.draw_grip", lambda *arguments: None)
    bare = {thing: seen(thing, "paper", holder="wren") for thing in drawn}
    assert np.abs(drawn["flask"] - bare["flask"]).max() > 20
    assert np.array_equal(drawn["letter"], bare["letter"])


def test_ink_held_before_a_black_coat_is_parted_from_it() -> None:
    """Round a black notebook in a black hand runs a line of the lit screen; a style of colours has none."""

    def lighter(style: str, monkeypatch: pytest.MonkeyPatch) -> int:
        with monkeypatch.context() as without:
            without.setattr("generators.stage.cast.GAP", 0.0)
            plain = seen("flask", style, holder="brandt")
        return int(np.count_nonzero((seen("flask", style, holder="brandt") - plain).max(axis=2) > 24))

    with pytest.MonkeyPatch.context() as patch:
        assert lighter("silhouette", patch) > 40
        assert lighter("paper", patch) == 0
