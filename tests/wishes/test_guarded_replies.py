"""A reply to a wish is said only while what stands behind it is so."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.altered import altered
from story_engine.checker import check_show
from story_engine.expr import Value
from story_engine.fluents import Atom
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.seed import Seed, check_seed, load_seed
from story_engine.seed.model import Reply
from story_engine.show import Show

ROOT = Path(__file__).parents[2]
FERRY = ROOT / "tests" / "story_engine" / "seeds" / "ferry-lamp"
LIT, DARK = "The lamp winked.", "The lamp would have winked."
REPLIES = f"""
reactions:
  comedy:
    - "{LIT} <<if lamp_lit>>"
    - {{say: "{DARK} <<if not lamp_lit>>"}}
  snow:
    - 'It had been raining for this. <<if weather("rain")>>'
"""


def ferry(tmp_path: Path, replies: str = REPLIES) -> Path:
    folder = tmp_path / "ferry-lamp"
    shutil.copytree(FERRY, folder)
    file = folder / "seed.yaml"
    text = file.read_text(encoding="utf-8")
    before, _, after = text.partition("reactions:\n")
    file.write_text(before + after.partition("\n")[2] + replies, encoding="utf-8")
    return folder


def answered(seed: Seed, wish: str, values: Mapping[Atom, Value]) -> tuple[Show, list[Part]]:
    """A show in which a wish was answered in a world with `values`."""
    show = Show.open(seed, rng_seed=3, taste=TasteValues.fresh(seed.tastes))
    show, first = show.step()
    world = show.state.moment.world.write(values, None)
    show = Show(altered(show.state, moment=altered(show.state.moment, world=world)))
    show, _ = show.apply(Input(kind=InputKind.WISH, text=wish))
    show, reaction = show.step()
    assert reaction.kind is PartKind.REACTION
    return show, [first, reaction]


def said(parts: list[Part]) -> str:
    return next(beat.line.text for beat in parts[-1].beats if beat.line is not None)


@pytest.mark.parametrize("is_lit", [True, False])
def test_what_is_not_so_is_not_said(tmp_path: Path, is_lit: bool) -> None:
    """Of two replies the one that is true is given, in a plain text and in a table alike."""
    seed = load_seed(ferry(tmp_path))
    assert [reply.say for reply in seed.reactions["comedy"]] == [LIT, DARK]
    assert said(answered(seed, "more comedy", {("fact", "lamp_lit"): is_lit})[1]) == (LIT if is_lit else DARK)


@pytest.mark.parametrize(("before", "fits"), [("rain", True), ("clear", False)])
def test_the_weather_behind_a_reply_is_that_of_before(tmp_path: Path, before: str, fits: bool) -> None:
    """A reply to a weather can say what it turned from; where nothing fits, a generic one stands in."""
    _, parts = answered(load_seed(ferry(tmp_path)), "let it snow", {("weather",): before})
    assert parts[-1].beats[0].text == "snow"
    assert (said(parts) == "It had been raining for this.") is fits


def test_a_reply_of_before_it_had_a_condition_is_replayed(tmp_path: Path) -> None:
    """What was said was said: a show from before the condition was written is told as it was."""
    seed = load_seed(ferry(tmp_path))
    free = {key: tuple(replace(reply, condition=None) for reply in told) for key, told in seed.reactions.items()}
    show = Show.open(replace(seed, reactions=free, digest="free"), rng_seed=3, taste=TasteValues.fresh(seed.tastes))
    show, _ = show.step()
    show, _ = show.apply(Input(kind=InputKind.WISH, text="more comedy"))
    show, part = show.step()
    untrue = (Reply(say=said([part]), condition=seed.reactions["comedy"][0].condition),)
    later = replace(seed, reactions={"comedy": (*untrue, *seed.reactions["comedy"])}, digest="later")
    assert said(list(Show.replay(later, show.journal()))) == said([part])


def test_the_checker_finds_an_untrue_reply(tmp_path: Path) -> None:
    """A reply that was said although its condition fails is found by the checker, and a true one is not."""
    seed = load_seed(ferry(tmp_path))
    show = Show.open(seed, rng_seed=3, taste=TasteValues.fresh(seed.tastes))
    show, first = show.step()
    show, _ = show.apply(Input(kind=InputKind.WISH, text="more comedy"))
    show, reaction = show.step()
    assert check_show(seed, show.journal(), [first, reaction]).clean
    line = next(beat.line for beat in reaction.beats if beat.line is not None)
    lie = replace(line, text=LIT if line.text == DARK else DARK)
    beats = tuple(replace(beat, line=lie) if beat.line is not None else beat for beat in reaction.beats)
    found = check_show(seed, show.journal(), [first, replace(reaction, beats=beats)])
    assert [finding.kind for finding in found.errors] == ["condition"]


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        ("Yes. <<if lamp_lot>>", "SD208", "lamp_lit"),
        ("Yes. <<if glows(lamp)>>", "SD209", "neither declared nor built in"),
        ("Yes. <<if lamp_lit && >>", "SD110", ""),
        ("Yes. <<if lamp_lit", "SD110", "a reply ends in <<if condition>>"),
        ("<<if lamp_lit>> Yes.", "SD110", "a reply ends in <<if condition>>"),
        ("Yes. <<once>>", "SD110", "a reply ends in <<if condition>>"),
        ("Yes. <<if chance(1, 2)>>", "SD221", "no meaning"),
        ("Yes. <<if $somebody == ada>>", "SD222", "never bound"),
    ],
)
def test_what_is_wrong_with_a_condition_is_told_with_its_line(
    tmp_path: Path, reply: str, code: str, words: str
) -> None:
    """An unknown fact, a broken bracket, a chance or a role behind a reply is named with file, line and remedy."""
    folder = ferry(tmp_path, f'\nreactions:\n  comedy:\n    - "Ah."\n    - {{say: "{reply}"}}\n')
    lines = (folder / "seed.yaml").read_text(encoding="utf-8").splitlines()
    found = [d for d in check_seed(folder) if d.code == code and d.where.path.endswith("seed.yaml")]
    assert found, [str(d) for d in check_seed(folder)]
    assert reply in lines[found[0].where.line - 1]
    assert words in f"{found[0].message} {found[0].remedy}"
