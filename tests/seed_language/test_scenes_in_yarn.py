"""Every construct of Yarn works in the scenes of a seed."""

from __future__ import annotations

from pathlib import Path

from profiles.taste import TasteValues
from story_engine.plan import Input, InputKind
from story_engine.seed import Severity, check_seed, load_seed
from story_engine.seed.returns import count_returns
from story_engine.show import Show

FOLDER = Path(__file__).parent / "seeds" / "all-of-yarn"
SEED = load_seed(FOLDER)


def told(option: int) -> list[str]:
    """What is said in the first scene when an option is taken."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    lines: list[str] = []
    for _ in range(30):
        if show.choice is not None and show.state.hold_repeat == 1:
            lines += [f"-> {shown.text}" for shown in show.choice.options]
            show, _ = show.apply(Input(kind=InputKind.PICK, option=option, by="viewer"))
        show, part = show.step()
        if part.scene.storylet != "start":
            return lines
        lines += [f"{beat.line.speaker}: {beat.line.text}" for beat in part.beats if beat.line is not None]
    return lines


def test_no_complaints() -> None:
    """The seed is clean but for hints about its size."""
    assert [str(found) for found in check_seed(FOLDER) if found.severity is not Severity.HINT] == []


def test_lines_and_values() -> None:
    """Declarations, enums, smart variables, format functions, markup, escapes, functions and once play as in Yarn."""
    lines = told(1)
    assert lines[:4] == [
        "ada: I have 3 coins.",
        "ada: 3 coins and bold [x] very : ok",
        "ada: I am so glad.",
        "brix: Rich!",
    ]
    assert lines[4].startswith("brix: Poor. 7 2 a1 ")
    assert lines[4].removeprefix("brix: Poor. 7 2 a1 ") in "123456"
    assert lines[5] == "ada: Once only."


def test_detours_return() -> None:
    """A detour comes back at its <<return>>, and what follows that is not said."""
    lines = told(1)
    assert lines[6:9] == ["ada: Side one.", "ada: Early.", "brix: Back from side."]
    assert all(count_returns(storylet.body) == 0 for storylet in SEED.storylets.values())


def test_options_and_computed_jumps() -> None:
    """Nested options whose conditions fail are not offered, and a jump to a computed node arrives."""
    lines = told(1)
    assert lines[10:] == ["-> Take it", "-> Leave it", "ada: Taken.", "ada: The end A. visited 1"]


def test_node_groups() -> None:
    """A jump to a node group goes to the node whose when: holds."""
    assert told(2)[-1] == "ada: Group member poor."
    assert {"groupy_1", "groupy_poor"} <= set(SEED.storylets)
