"""Kinds of simulated viewers from a file: a line for every slip; they watch in place of the built-in ones."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from player.cli import evershow
from profiles.taste import TasteValues
from story_engine.errors import ViewersError
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.simulate.archetypes import ARCHETYPES, ChoiceStyle
from story_engine.simulate.kinds import RANGES, parse_kinds, read_kinds
from story_engine.simulate.play import population_worth
from story_engine.simulate.trial import Plan
from story_engine.simulate.viewers import viewers_for

FERRY = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
DOCS = Path(__file__).parents[2] / "docs" / "creators.md"
SEED = load_seed(FERRY)
COMMUTERS = """\
kinds:
  commuter:
    words: half an hour a day, wants to laugh
    tags: {comedy: 0.9, menace: -0.4}
    impatience: 0.9
    style: first
  night_owl:
    words: tired at first, wide awake later
    tags: {melancholy: 0.7}
    attention: 0.6
    drift_minute: 12
    drift_to: commuter
"""


def faults(text: str) -> str:
    with pytest.raises(ViewersError) as told:
        parse_kinds(text, "kinds.yaml", SEED.tastes)
    return str(told.value)


def test_a_file_tells_kinds() -> None:
    """What a file tells is what the kinds are; what it leaves out is as with the built-in ones."""
    commuter, owl = parse_kinds(COMMUTERS, "kinds.yaml", SEED.tastes)
    assert (commuter.name, commuter.words) == ("commuter", "half an hour a day, wants to laugh")
    assert commuter.tags == {"comedy": 0.9, "menace": -0.4}
    assert (commuter.style, commuter.impatience, commuter.attention) == (ChoiceStyle.FIRST, 0.9, 0.95)
    assert (owl.style, owl.drift_minute, owl.drift_to) == (ChoiceStyle.CONSISTENT, 12.0, "commuter")


def test_every_built_in_kind_could_stand_in_a_file() -> None:
    """The ranges leave room for the twelve archetypes."""
    for kind in ARCHETYPES:
        assert all(low <= getattr(kind, key) <= high for key, (low, high) in RANGES.items()), kind.name


def test_every_slip_is_told_with_its_place() -> None:
    """All that is wrong is told at once: file, line, cause and remedy."""
    told = faults(
        "kinds:\n"
        "  commuter:\n"
        "    tags: {comdy: 0.9, menace: 3}\n"
        "    impatiens: 0.9\n"
        "    style: bold\n"
        "    attention: often\n"
        "  owl:\n"
        "    words: awake\n"
        "    drift_to: comuter\n"
        "viewers: 3\n"
    ).splitlines()
    places = [":".join(line.split(":")[:2]) for line in told]
    assert places == [f"kinds.yaml:{n}" for n in (3, 3, 3, 4, 5, 6, 9, 9, 10)]
    for line, words in zip(
        told,
        ("lacks “words”", "did you mean “comedy”?", "from -1 to 1", "did you mean “impatience”?", "consistent",
         "must be a number", "half of a change", "did you mean “commuter”?", "knows no “viewers”"),
        strict=True,
    ):  # fmt: skip
        assert words in line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begin with “kinds:”"),
        ("kinds: []", "begin with “kinds:”"),
        ("kinds: {}", "there is no kind"),
        ("kinds: {a: &b {words: x}, c: *b}", "aliases and anchors"),
        ("kinds:\n  a: {words: x}\n  a: {words: y}", "stands twice"),
        ("kinds:\n  a: 3", "must be a mapping"),
        ("kinds:\n" + "".join(f"  k{n}: {{words: x}}\n" for n in range(101)), "101 kinds"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str, words: str) -> None:
    """Files that tell no kinds, or too many, are refused with the reason."""
    assert words in faults(text)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    """Neither a missing file, nor one of other letters, nor a huge one is read."""
    for content, words in ((None, "No such file"), (b"kinds: \xff", "UTF-8"), (b"#" * 70_000, "larger than 64 kB")):
        path = tmp_path / "kinds.yaml"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ViewersError, match=words):
            read_kinds(path)


def test_no_more_of_a_file_is_read_than_kinds_may_take() -> None:
    """A file without an end is refused like a large one, in no more memory."""
    with pytest.raises(ViewersError, match="larger than 64 kB"):
        read_kinds(Path("/dev/zero"))


def test_kinds_of_a_file_watch_in_turn() -> None:
    """Viewers are of the file's kinds, one after another; one of them changes into another of them."""
    repertoire = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes)).state.stack.repertoire
    kinds = parse_kinds(COMMUTERS, "kinds.yaml", SEED.tastes)
    first, second, third = viewers_for(SEED, repertoire, 3, 1, kinds)
    assert [viewer.name for viewer in (first, second, third)] == ["commuter", "night_owl", "commuter"]
    assert first.taste != third.taste, "each is a person of their own"
    later, _ = second.watch(0, 40, 13 * 60.0, 20.0)
    assert second.becomes == kinds[0]
    assert isinstance(later, type(second))
    assert later.drifted


def test_the_popular_is_what_those_kinds_like() -> None:
    """The population by which something is popular is of the same kinds."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    kinds = parse_kinds(COMMUTERS, "kinds.yaml", SEED.tastes)
    assert (population_worth(show, kinds) != population_worth(show)).any()


def test_a_plan_with_kinds_is_a_message() -> None:
    """Kinds reach the processes that play: a plan is the same after it was written and read."""
    plan = Plan(minutes=1.0, rng_seed=1, viewers=2, kinds=parse_kinds(COMMUTERS, "kinds.yaml", SEED.tastes))
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


def test_simulate_takes_a_file(tmp_path: Path) -> None:
    """`simulate --viewer-kinds FILE` measures with them; a slip in it is a usage error that names its place."""
    path = tmp_path / "kinds.yaml"
    path.write_text(COMMUTERS, encoding="utf-8")
    ask = ["simulate", str(FERRY), "--viewers", "1", "--minutes", "1", "--jobs", "1", "--viewer-kinds", str(path)]
    done = CliRunner().invoke(evershow, [*ask, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["continuity_errors"] == 0.0
    shown = CliRunner().invoke(evershow, ask)
    assert "commuter" in shown.output
    path.write_text(COMMUTERS.replace("comedy", "comdy"), encoding="utf-8")
    refused = CliRunner().invoke(evershow, ask)
    assert refused.exit_code == 2
    assert "kinds.yaml:4:12" in refused.output
    both = CliRunner().invoke(evershow, [*ask, "--contrast"])
    assert both.exit_code == 2


def test_the_documented_file_is_one() -> None:
    """The example in the documents is read without a word, and the table there names every number with its range."""
    told = DOCS.read_text(encoding="utf-8")
    example = told.split("```yaml\nkinds:", 1)[1].split("```", 1)[0]
    assert len(parse_kinds("kinds:" + example, "docs")) == 2
    for key, (low, high) in RANGES.items():
        assert f"| `{key}` | {low:g} … {high:g} |" in told
