"""Wishes to the camera are seen at once: nearer, of whom or what was named, or through somebody's eyes."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.wishes import Intent, Reading, read_wish

SEED = load_seed(Path(__file__).parents[2] / "assets" / "seeds" / "weather-post")


def answered(wish: str) -> Part:
    """The part that answers a wish in the first scene, in which are Wren, Odile and the parcel."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    show, _ = show.step()
    show, _ = show.apply(Input(kind=InputKind.WISH, text=wish))
    while True:
        show, part = show.step()
        if part.kind is PartKind.REACTION:
            return part


@pytest.mark.parametrize(
    ("wish", "shots"),
    [
        ("through odile's eyes", [("close", ("odile",)), ("pov", ("odile", "wren"))]),
        ("show me wren through the eyes of odile", [("close", ("odile",)), ("pov", ("odile", "wren"))]),
        ("what does the parcel see", [("pov", ("storm_parcel", "wren"))]),
        ("get closer to wren", [("close", ("wren",))]),
        ("a better look at the parcel", [("insert", ("storm_parcel",))]),
        ("from above", [("wide", ("wren",))]),
    ],
)
def test_the_camera_does_as_it_is_told(wish: str, shots: list[tuple[str, tuple[str, ...]]]) -> None:
    """The reaction is the shot that was asked for; of somebody's eyes one first sees who looks."""
    seen = [(beat.shot.size, beat.shot.subjects) for beat in answered(wish).beats if beat.shot is not None]
    assert seen == shots


def test_eyes_that_are_elsewhere_are_sent_for() -> None:
    """Who is not in the scene cannot lend their eyes now, so the planner works to have them in one."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    show, _ = show.step()
    show, outcome = show.apply(Input(kind=InputKind.WISH, text="through the fox's eyes"))
    assert outcome.intents == ("camera:eyes@bramble",)
    assert [(goal.kind, goal.id) for goal in show.state.goals] == [("person", "bramble")]


def test_a_camera_wish_survives_the_journal() -> None:
    """Whose eyes, and whom they see, are read again from the journal as they were."""
    reading = read_wish(SEED, "see wren through the fox's eyes")
    assert Reading.from_json(reading.text, reading.to_json()) == reading
    assert reading.intents == (Intent(kind="camera", id="eyes", place="bramble", atom=("sees", "wren")),)
    assert reading.understood == "Through the eyes of Bramble: Wren."
