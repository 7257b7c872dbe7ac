"""A transcript holds everything that was said and asked, under the scene that said it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from player.cli.transcript import transcript as command
from profiles.taste import TasteValues
from story_engine.plan import BeatKind
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.simulate.play import Policy, Sitting, play_through
from story_engine.simulate.transcript import transcript
from story_engine.simulate.viewers import viewers_for

FOLDER = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
SEED = load_seed(FOLDER)
SHOW = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
PLAYED = play_through(
    SHOW,
    viewers_for(SEED, SHOW.state.stack.repertoire, 1, 1)[0],
    Sitting(policy=Policy.OURS, minutes=4.0, rng_seed=1),
)
TOLD = list(transcript(PLAYED))


def test_every_line_stands_in_it_in_order() -> None:
    """What was said stands there in the order in which it was said, a speaker before it."""
    lines = [b.line for part in PLAYED.shown for b in part.beats if b.kind is BeatKind.LINE and b.line is not None]
    assert lines
    text, at = "\n".join(TOLD), 0
    for line in lines:
        at = text.index(line.text, at) + len(line.text)


def test_every_choice_is_told_with_what_was_chosen() -> None:
    """A question stands there once, each option in a line, the default marked, and then the answer."""
    asked = [show.choice for show in PLAYED.choices if show.choice is not None]
    assert asked
    for choice in asked:
        for option in choice.options:
            told = f"      {option.number}. {option.text}" + (" (default)" if option.number == choice.default else "")
            assert told in TOLD
    assert sum(line.startswith("      → ") for line in TOLD) == len(asked)


def test_every_scene_has_a_heading() -> None:
    """Each scene is headed once by its number, title and storylet."""
    for scene in PLAYED.scenes:
        assert sum(f"({scene.storylet})" in line and f" {scene.number}. " in line for line in TOLD) == 1


def test_the_command_writes_a_file_and_names_the_kinds(tmp_path: Path) -> None:
    """The same seed, viewer and rng seed give the same words; an unknown kind is answered with those there are."""
    files = [tmp_path / name for name in ("one.txt", "two.txt")]
    for file in files:
        done = CliRunner().invoke(command, [str(FOLDER), "--minutes", "2", "--rng", "3", "--out", str(file)])
        assert done.exit_code == 0, done.output
    assert files[0].read_text(encoding="utf-8") == files[1].read_text(encoding="utf-8")
    wrong = CliRunner().invoke(command, [str(FOLDER), "--kind", "nobody"])
    assert wrong.exit_code == 2
    assert "romantic" in wrong.output
