"""A show that is watched keeps of its log what a seed tells that is made of it; the story is the same."""

from __future__ import annotations

from pathlib import Path

from profiles.taste import TasteValues
from story_engine.forked import fork_seed
from story_engine.plan import Input, InputKind
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = load_seed(Path(__file__).parents[1] / "world" / "seeds" / "tide")


def watched(show: Show, parts: int) -> tuple[Show, list[str]]:
    """The show after so many parts, the first option taken each time, and its parts' ids."""
    told = []
    for _ in range(parts):
        show, part = show.step()
        told.append(part.id)
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1, choice=show.choice.id))
    return show, told


def opened() -> Show:
    return Show.open(SEED, rng_seed=2, taste=TasteValues.fresh(SEED.tastes))


def test_a_brief_log_changes_no_story(tmp_path: Path) -> None:
    """Parts, journal and the seed that is kept are those of a show that logs everything."""
    (whole, told), (brief, told_briefly) = watched(opened(), 60), watched(opened().in_brief(), 60)
    assert told_briefly == told
    assert brief.journal() == whole.journal()
    for name, show in (("whole", whole), ("brief", brief)):
        fork_seed(show, tmp_path / name, "Kept")
    texts = [sorted((p.name, p.read_bytes()) for p in (tmp_path / name).rglob("*.md")) for name in ("whole", "brief")]
    assert texts[0]
    assert texts[0] == texts[1]


def test_it_has_no_line_and_is_a_fraction() -> None:
    """What grew by every spoken line grows by scenes and choices; what was logged before is shortened, too."""
    show, _ = watched(opened(), 40)
    brief, _ = watched(show.in_brief(), 40)
    whole, _ = watched(show, 40)
    assert {entry.record.kind for entry in brief.log} <= {"scene", "choice", "option", "wish"}
    size = [sum(len(str(entry.record.fields)) for entry in known.log) for known in (brief, whole)]
    assert size[0] < 0.3 * size[1]
