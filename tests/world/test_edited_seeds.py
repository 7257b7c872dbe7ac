"""A seed that is edited between two sittings: the past stays word for word, or the viewer is told what became of it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from profiles.taste import TasteValues
from story_engine.errors import ReplayError
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind, Part
from story_engine.seed import editions, load_seed
from story_engine.seed.lines import sources
from story_engine.seed.model import Seed
from story_engine.seed.script import Alternatives
from story_engine.show import Show, fitting
from story_engine.timeline import Timeline

HERE = Path(__file__).parent
SCENES = "scenes/tide.yarn"

Words: TypeAlias = list[list[str]]


def words(part: Part) -> Words:
    """Who says what in a part, and its other texts."""
    return [
        [beat.line.speaker, beat.line.text] if beat.line is not None else [beat.kind.value, beat.text]
        for beat in part.beats
        if beat.line is not None or beat.text
    ]


GROUPS = """title: weather_talk
place: pier
cast: bo, ida
tags: comedy
cooldown: 1
weight: 5
---
=> Bo: Clouds like sheep. #amused
=> Bo: Clouds like ships.
=> Bo: Clouds like clouds.
Ida: One could say {words("sayings")}.
===
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A seed with line groups and a word list, whose files may be edited."""
    shutil.copytree(HERE / "seeds" / "tide", tmp_path / "tide")
    change(tmp_path / "tide", SCENES, lambda text: GROUPS + text)
    change(
        tmp_path / "tide", "seed.yaml", lambda text: text + "words:\n  sayings: [a lot, a little, next to nothing]\n"
    )
    return tmp_path / "tide"


def change(folder: Path, name: str, how: Callable[[str], str]) -> None:
    text = (folder / name).read_text()
    (folder / name).write_text(how(text))
    assert (folder / name).read_text() != text


def played(seed: Seed, parts: int = 40) -> tuple[Show, list[Part]]:
    show = Show.open(seed, rng_seed=7, taste=TasteValues.fresh(seed.tastes))
    shown = []
    for count in range(parts):
        show, part = show.step()
        shown.append(part)
        if show.choice is not None:
            show, _ = show.apply(Input(kind=InputKind.PICK, option=1 + count % 2))
    return show, shown


def journaled(show: Show) -> Journal:
    return Journal.from_bytes(show.journal().to_bytes())


def replace_once(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


HARMLESS = {
    "a scene before all others": replace_once(
        "title: morning", "title: new\nplace: cave\ncast: bo\n---\nBo: New.\n===\ntitle: morning"
    ),
    "a way before the others": replace_once(
        "=> Bo: Clouds like sheep", "=> Bo: Clouds like soup.\n=> Bo: Clouds like sheep"
    ),
    "a way in the middle": replace_once(
        "=> Bo: Clouds like ships", "=> Bo: Clouds like soup.\n=> Bo: Clouds like ships"
    ),
    "the ways in another order": replace_once(
        "=> Bo: Clouds like ships.\n=> Bo: Clouds like clouds.", "=> Bo: Clouds like clouds.\n=> Bo: Clouds like ships."
    ),
    "a comment and an id": replace_once("=> Bo: Clouds like ships.", "// Tidy.\n=> Bo: Clouds like ships. #line:ships"),
}
TELLING = {
    "a way that was used is gone": replace_once("=> Bo: Clouds like sheep. #amused\n", ""),
    "a word is another": replace_once("Clouds like sheep", "Clouds like sheets"),
    "a line group before": replace_once("Ida: You owe me", "=> Ida: Listen.\n=> Ida: Look.\nIda: You owe me"),
    "a name that was said is another": lambda text: text.replace("Ida", "Ada"),
    "a scene is gone": lambda text: text[text.index("title: morning") :],
}


@pytest.mark.parametrize("edit", [*HARMLESS, *TELLING, "a new word in a list"])
@pytest.mark.parametrize("is_kept", [True, False], ids=["files kept", "files lost"])
def test_an_edited_seed(folder: Path, tmp_path: Path, edit: str, is_kept: bool) -> None:
    """With the files of the first sitting at hand all is told again word for word; without them, as far as it goes."""
    kept = tmp_path / "kept" if is_kept else None
    show, parts = played(load_seed(folder, kept=kept))
    journal = journaled(show)
    if edit == "a name that was said is another":
        change(folder, "seed.yaml", replace_once("name: Ida", "name: Ada"))
    if edit == "a new word in a list":
        change(folder, "seed.yaml", replace_once("[a lot", "[a heap, a lot"))
    else:
        change(folder, SCENES, (HARMLESS | TELLING)[edit])
    seed = load_seed(folder, kept=kept)
    assert seed.digest != journal.header.seed_hash

    alone = fitting(seed, journal)
    told = list(Show.replay(seed, alone))
    assert [words(part) for part in told] == [words(part) for part in parts[: len(told)]]
    later = Show.resume(seed, journal)
    assert later.changed is not None
    if is_kept:
        assert (later.changed.kind, len(told)) == ("kept", len(parts))
    elif edit in TELLING:
        assert later.changed.kind == "cut"
        assert 0 <= len(told) < len(parts)
        assert "branch" in later.changed.text
    else:
        assert (later.changed.kind, len(told)) == ("fits", len(parts))
    assert dict(later.changed.values)["seed"] == seed.title
    assert later.changed.name == f"edited_{later.changed.kind}"
    assert later.steps == len(told)

    for _ in range(16):
        later, part = later.step()
        if later.choice is not None:
            later, _ = later.apply(Input(kind=InputKind.PICK, option=1))
    assert later.state.seed.digest == seed.digest
    assert part.scene.number > told[-1].scene.number if told else True
    both = journal.merged(journaled(later))
    assert later.journal().events == both.path()
    again = Show.resume(seed, both)
    assert again.changed is None, "it is told once"
    assert again.state.moment == later.state.moment
    assert len(list(Show.replay(seed, both))) == later.steps
    if len(told) < len(parts):
        assert len(both.tips) == 2, "what was shown and cannot be told now is still on record"


def test_ways_are_known_by_what_they_say(folder: Path) -> None:
    """Neither where a way stands nor what its speaker is called nor a line's id makes it another; its words do."""

    def ways() -> list[str]:
        (group,) = (s for s in load_seed(folder).storylets["weather_talk"].body if isinstance(s, Alternatives))
        return [way.id for way in group.arms]

    before = ways()
    assert len(set(before)) == 3
    change(folder, "seed.yaml", replace_once("name: Bo", "name: Bobby"))
    change(folder, SCENES, lambda text: "// Tidy.\n" + text.replace("Bo:", "Bobby:"))
    change(folder, SCENES, replace_once("like clouds.", "like clouds. #line:last"))
    assert ways() == before
    change(folder, SCENES, replace_once("like sheep. #amused", "like sheep. #sad"))
    assert [way in before for way in ways()] == [False, True, True]


def test_old_moments_are_gone_back_to(folder: Path, tmp_path: Path) -> None:
    """In a show that crossed an edit every scene of both editions begins again as it did."""
    kept = tmp_path / "kept"
    show, parts = played(load_seed(folder, kept=kept), 30)
    change(folder, SCENES, TELLING["a word is another"])
    seed = load_seed(folder, kept=kept)
    line = Timeline.resume(seed, journaled(show))
    for _ in range(30):
        after, part = line.now.step()
        parts.append(part)
        line = line.after(after)
        if line.now.choice is not None:
            line = line.after(line.now.apply(Input(kind=InputKind.PICK, option=1))[0])
    assert line.now.state.seed.digest == seed.digest
    for moment in line.scenes:
        assert words(line.at(moment).step()[1]) == words(parts[moment.steps])
    assert Timeline.resume(seed, line.journal()).scenes == line.scenes


def test_what_cannot_be_told_is_said_in_plain_words(folder: Path) -> None:
    """A film that the seed does not tell any more is refused in one sentence with the remedy; a timeline goes on."""
    show, _ = played(load_seed(folder))
    change(folder, SCENES, TELLING["a word is another"])
    seed = load_seed(folder)
    with pytest.raises(ReplayError, match=r"was edited since you watched it last.*put the earlier files"):
        list(Show.replay(seed, journaled(show)))
    line = Timeline.resume(seed, journaled(show))
    assert line.now.changed is not None
    assert line.now.changed.kind == "cut"
    assert line.now.step()[1].scene.number == len(line.scenes) + 1


def test_another_evershow_goes_on_from_where_it_still_agrees(folder: Path) -> None:
    """A journal with a decision that the same files do not know goes on from before that scene, and says so."""
    seed = load_seed(folder)
    show, parts = played(seed)
    journal = journaled(show)
    events = [*journal.events]
    at = next(n for n, e in enumerate(events) if n > len(events) // 2 and "arm" in str(e.fields))
    made = [[k, key, "none" if k == "arm" else value] for k, key, value in events[at].fields["made"]]
    events[at] = replace(events[at], fields={**events[at].fields, "made": made})
    later = Show.resume(seed, replace(journal, events=tuple(events)))
    assert later.changed is not None
    assert (later.changed.kind, later.changed.remedy[:11]) == ("engine", "the version")
    assert 0 < later.steps < len(parts)
    assert later.step()[1].scene.number <= parts[later.steps].scene.number


def test_places_and_people_with_other_ids(folder: Path, tmp_path: Path) -> None:
    """A place and a person who are called otherwise now are new ones; who stood there is put where they begin."""
    kept = tmp_path / "kept"
    show, parts = played(load_seed(folder, kept=kept))
    for name in ("seed.yaml", SCENES):
        change(folder, name, lambda text: re.sub(r"\bcave\b", "grotto", re.sub(r"\bbo\b", "bill", text)))
    change(folder, SCENES, lambda text: re.sub(r"\bBo:", "bill:", text))
    seed = load_seed(folder, kept=kept)
    assert [words(part) for part in Show.replay(seed, journaled(show))] == [words(part) for part in parts]
    later = Show.resume(seed, journaled(show))
    for _ in range(20):
        later, part = later.step()
        if later.choice is not None:
            later, _ = later.apply(Input(kind=InputKind.PICK, option=1))
    world = later.state.moment.world
    living = [person for person in seed.cast if world.get(("fact", "alive", person))]
    assert {world.get(("at", person)) for person in living} <= set(seed.places)
    assert {actor.id for actor in part.scene.actors} <= set(seed.cast)
    assert world.get(("at", "bo")) is False


def test_the_past_is_told_in_its_language(folder: Path, tmp_path: Path) -> None:
    """With the files of the first sitting its translation is kept, too."""
    kept = tmp_path / "kept"
    rows = [f'{source.id},"{source.text.upper()}","{source.text}",' for source in sources(load_seed(folder))]
    table = [row for row in rows if "{" not in row and row.count('"') == 4]
    (folder / "lines").mkdir()
    (folder / "lines" / "xx.csv").write_text("\n".join(["id,text,original,context", *table]) + "\n")
    show, parts = played(load_seed(folder, language="xx", kept=kept), 12)
    change(folder, SCENES, TELLING["a word is another"])
    change(folder, "lines/xx.csv", lambda text: text.replace("CLOUDS", "SHEETS"))
    told = list(Show.replay(load_seed(folder, language="xx", kept=kept), journaled(show)))
    assert [words(part) for part in told] == [words(part) for part in parts]
    assert any("CLOUDS" in text for part in told for _, text in words(part))


def test_a_journal_with_indices_is_told_as_it_was() -> None:
    """A journal of the form before, in which ways, words and replies are numbers, replays word for word."""
    journal = Journal.from_bytes((HERE / "journals" / "tide_with_indices.show").read_bytes())
    shown = json.loads((HERE / "journals" / "tide_with_indices.json").read_text())
    seed = load_seed(HERE / "seeds" / "tide")
    assert [words(part) for part in Show.replay(seed, journal)] == shown
    assert Show.resume(seed, journal).changed is None


def test_a_journal_with_indices_and_an_edited_seed(tmp_path: Path) -> None:
    """It is told by its numbers, and the viewer is told that these may mean other words now."""
    journal = Journal.from_bytes((HERE / "journals" / "tide_with_indices.show").read_bytes())
    shown = json.loads((HERE / "journals" / "tide_with_indices.json").read_text())
    shutil.copytree(HERE / "seeds" / "tide", tmp_path / "tide")
    change(tmp_path / "tide", SCENES, HARMLESS["a scene before all others"])
    seed = load_seed(tmp_path / "tide")
    assert [words(part) for part in Show.replay(seed, journal)] == shown
    later = Show.resume(seed, journal)
    assert later.changed is not None
    assert later.changed.kind == "unsure"
    assert "earlier files" in later.changed.text


def test_what_is_gone_is_gone_from_the_world_too(folder: Path, tmp_path: Path) -> None:
    """Who and what the new edition does not know is in no fact, hand or place; everything else is as it was."""
    kept = tmp_path / "kept"
    show, _ = played(load_seed(folder, kept=kept))
    before = show.state.moment.world
    for old, new in (("pearl: {name: the pearl, holder", "gem: {name: the gem, holder"), ("rope: {", "cord: {")):
        change(folder, "seed.yaml", replace_once(old, new))
    change(folder, SCENES, lambda text: text.replace(", pearl)", ", gem)").replace("rope)", "cord)"))
    later = Show.resume(load_seed(folder, kept=kept), journaled(show))
    while later.state.seed.digest == show.state.seed.digest:
        later, _ = later.step()
        if later.choice is not None:
            later, _ = later.apply(Input(kind=InputKind.PICK, option=1))
    world = later.state.moment.world
    assert not [atom for atom in world.values if {"pearl", "rope"} & set(atom[1:]) and atom[0] in ("holder", "lies")]
    assert world.get(("holder", "gem")) in later.state.seed.cast
    assert world.get(("visits", "morning")) >= before.get(("visits", "morning"))
    assert world.get(("fact", "knows", "gulliver", "tunnel")) is True


def test_an_edition_that_is_damaged_is_as_good_as_lost(folder: Path, tmp_path: Path) -> None:
    """A torn file among the kept editions costs nothing but the words of that time."""
    kept = tmp_path / "kept"
    show, _ = played(load_seed(folder, kept=kept), 10)
    (edition,) = (tmp_path / "editions").glob("*.evershow")
    edition.write_bytes(edition.read_bytes()[:200])
    change(folder, SCENES, HARMLESS["a way before the others"])
    later = Show.resume(load_seed(folder, kept=kept), journaled(show))
    assert later.changed is not None
    assert later.changed.kind == "fits"


def test_editions_are_few_and_small(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The editions that were not read for longest go, and a seed with large files is not kept."""
    monkeypatch.setattr(editions, "MOST_EDITIONS", 3)
    store = editions.EditionStore(tmp_path / "editions")
    for number in range(5):
        store.keep(folder, f"{number}" * 64)
        os.utime(tmp_path / "editions" / f"{str(number) * 32}.evershow", (number, number))
    names = sorted(file.name for file in (tmp_path / "editions").iterdir())
    assert len(names) == 3
    assert store.unpacked("4" * 64) is not None
    monkeypatch.setattr(editions, "MOST_BYTES", 10)
    store.keep(folder, "f" * 64)
    assert store.unpacked("f" * 64) is None
