"""The built-in seed is sound, never runs dry and keeps the pacing of the golden three minutes."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles.taste import TasteValues, liked
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.seed import Severity, check_seed, load_seed
from story_engine.show import Show
from story_engine.time import to_seconds

FOLDER = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"
SEED = load_seed(FOLDER)


def test_no_errors() -> None:
    """The built-in seed has no errors."""
    assert [str(d) for d in check_seed(FOLDER) if d.severity is Severity.ERROR] == []


def watched(seconds: float, rng_seed: int, *, likes: str = "", wish: str = "") -> tuple[Show, list[tuple[float, Part]]]:
    """A viewer who may wish at 0:20 and takes the default three seconds after the cards open."""
    taste = TasteValues.fresh(SEED.tastes)
    for _ in range(2 if likes else 0):
        taste = liked(taste, {likes: 1.0})
    show, parts = Show.open(SEED, rng_seed=rng_seed, taste=taste), []
    while to_seconds(show.clock) < seconds:
        if show.choice is not None and show.state.hold_repeat == 2:
            pick = Input(kind=InputKind.PICK, option=show.choice.default, by="default")
            show, _ = show.apply(pick)
        if wish and to_seconds(show.clock) >= 20:
            show, _ = show.apply(Input(kind=InputKind.WISH, text=wish))
            wish = ""
        at = to_seconds(show.clock)
        show, part = show.step()
        parts.append((at, part))
    return show, parts


def first(parts: list[tuple[float, Part]], note: str) -> float:
    """When a note first stands in a part."""
    return next((at for at, part in parts if any(n.startswith(note) for n in part.notes)), float("inf"))


@pytest.mark.parametrize("rng_seed", [1, 2, 3])
def test_golden_pacing(rng_seed: int) -> None:
    """Wish answered within 8 s, choice near 0:50, failure by 2:00, callback by 2:45, hook near 3:00."""
    _, parts = watched(205, rng_seed, wish="let it snow")
    assert 20 <= first(parts, "wish:weather:snow") <= 28
    assert 38 <= first(parts, "choice:1") <= 64
    assert first(parts, "failure:") <= 125
    assert first(parts, "callback:") <= 165
    assert 150 <= first(parts, "hook") <= 200


def test_the_lead_speaks_early() -> None:
    """Somebody of the cast is seen and speaks within the first ten seconds."""
    _, parts = watched(10, 1)
    assert any(beat.line is not None and beat.line.speaker for _, part in parts for beat in part.beats)


def test_another_taste_sees_another_show() -> None:
    """Viewers who like comedy and menace get different second scenes."""
    shows = [watched(120, 7, likes=tag)[0] for tag in ("comedy", "menace")]
    scenes = [[e.record.fields["storylet"] for e in show.log if e.record.kind == "scene"] for show in shows]
    assert scenes[0][1:3] != scenes[1][1:3]


def test_long_show_never_dries_up() -> None:
    """Two hundred scenes pass without a dead end, mostly authored ones."""
    show, parts = watched(0.1, 5)
    while show.state.scene is None or show.state.scene.number < 200:
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1 + show.steps % len(show.choice.options)))
        show, part = show.step()
        parts.append((0.0, part))
        if part.kind is PartKind.STORY:
            actors = {actor.id for actor in part.scene.actors}
            assert all(thing.holder in actors for thing in part.scene.things if thing.holder)
    names = [entry.record.fields["storylet"] for entry in show.log if entry.record.kind == "scene"]
    assert sum(name.startswith("bridge_") for name in names) < 60
