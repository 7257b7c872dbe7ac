"""The Night Exchange keeps what a built-in seed promises: enough of everything, nothing dead, lines that can be spoken.

It does not judge taste; people do that.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from profiles.taste import TasteValues
from story_engine.expr import written
from story_engine.fluents import Atom
from story_engine.ground import build_repertoire, first_fit
from story_engine.plan import Choice, Input, InputKind
from story_engine.playtest.play import playground
from story_engine.playtest.run import Ran, Wanted, run_plays
from story_engine.seed import Seed, check_seed, load_seed
from story_engine.seed.diagnostics import Severity
from story_engine.seed.model import Storylet
from story_engine.seed.script import Change, Choosing, Cue, Say, Template
from story_engine.seed.steps import every_statement
from story_engine.show import Show
from story_engine.time import from_seconds, to_seconds
from story_engine.world import first_world

FOLDER = Path(__file__).parents[2] / "assets" / "seeds" / "night-exchange"
NARRATOR_CHARACTERS = 96
"""The narrator pauses between sentences; beyond this a caption takes three lines."""
CAST_CHARACTERS = 96
"""Two long caption lines."""
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in sorted((FOLDER / "scenes").glob("*.yarn")))


@pytest.fixture(scope="module")
def seed() -> Seed:
    """The seed, read once."""
    return load_seed(FOLDER)


def _shown(seed: Seed, template: Template) -> str:
    """The text with a plausible filling of each gap."""
    return "".join(part if isinstance(part, str) else "somebody" for part in template)


def _lines(seed: Seed) -> Iterator[tuple[str, Say]]:
    for storylet in seed.storylets.values():
        if not storylet.automatic:
            for statement in every_statement(storylet.body):
                if isinstance(statement, Say):
                    yield storylet.id, statement


def _own(seed: Seed) -> list[str]:
    return [s.id for s in seed.storylets.values() if not s.automatic and not s.sub]


def test_loads_without_errors() -> None:
    """The seed's check finds no error."""
    assert [str(d) for d in check_seed(FOLDER) if d.severity is Severity.ERROR] == []


def test_counts(seed: Seed) -> None:
    """It holds the scenes, threads, choices, failures, callbacks, hooks, quiet and recurring scenes it promises."""
    own = [seed.storylets[name] for name in _own(seed)]
    statements = [s for storylet in own for s in every_statement(storylet.body)]
    cues = Counter(s.kind for s in statements if isinstance(s, Cue))
    marks = Counter(mark for storylet in own for mark in storylet.marks)
    recurring = [s for s in own if not s.once]
    assert len(own) >= 150
    assert len(seed.threads) >= 5
    assert sum(isinstance(s, Choosing) for s in statements) >= 22
    assert cues["failed"] >= 24
    assert marks["callback"] >= 40
    assert marks["hook"] >= 8
    assert marks["quiet"] >= 12
    assert len([s for s in recurring if s.roles]) >= 50
    assert sum(len(phrase.says) for phrase in seed.phrases) >= 60


def test_every_thread_opens_and_closes(seed: Seed) -> None:
    """Each thread has a scene that opens it; the great ones have two or more that close it."""
    closing = Counter(s.thread for s in seed.storylets.values() if s.thread_step == "closes")
    opening = Counter(s.thread for s in seed.storylets.values() if s.thread_step == "opens")
    for thread in seed.threads:
        assert opening[thread] >= 1, thread
        assert closing[thread] >= (1 if thread == "canary" else 2), thread


def test_every_option_is_remembered(seed: Seed) -> None:
    """What the viewer picks is asked for by a later scene or line."""
    for storylet in seed.storylets.values():
        for choosing in every_statement(storylet.body):
            if isinstance(choosing, Choosing):
                for answer in choosing.answers:
                    assert f'chose("{answer.id}")' in TEXT, answer.id


def test_options_are_short(seed: Seed) -> None:
    """An option is three to six words, and every choice has two or three."""
    for storylet in seed.storylets.values():
        for choosing in every_statement(storylet.body):
            if isinstance(choosing, Choosing):
                assert 2 <= len(choosing.answers) <= 3
                for answer in choosing.answers:
                    assert 3 <= len(_shown(seed, answer.text).split()) <= 6, answer.id


def test_line_lengths(seed: Seed) -> None:
    """No line outruns the narrator's breath or the captions."""
    for storylet, say in _lines(seed):
        limit = CAST_CHARACTERS if say.speaker else NARRATOR_CHARACTERS
        text = _shown(seed, say.text)
        assert len(text) <= limit, (storylet, len(text), text)
    for table in seed.words.values():
        for saying in table:
            assert len(saying.say) <= NARRATOR_CHARACTERS, saying.say


def test_narration_can_be_spoken(seed: Seed) -> None:
    """The narrator meets no digits, dots in a row, dashes or abbreviations."""
    for storylet, say in _lines(seed):
        assert not re.search(r"\d|\.\.|[—–…;]|\b(Mr|Mrs|Dr|St)\b", _shown(seed, say.text)), storylet


def test_manners_of_speech(seed: Seed) -> None:
    """Sable never shortens a word, Lola calls people darling, and nobody else does either."""
    spoken: dict[str, list[str]] = {}
    for _, say in _lines(seed):
        spoken.setdefault(say.speaker, []).append(_shown(seed, say.text))

    def share(who: str, pattern: str) -> float:
        return sum(bool(re.search(pattern, text)) for text in spoken[who]) / len(spoken[who])

    assert share("sable", r"\b\w+(n't|'ll|'ve|'re|'m|'d)\b") == 0.0
    assert share("lola", r"(?i)\bdarlings?\b|sweet") > 0.25
    assert share("ines", r"(?i)\bdarling") == share("brandt", r"(?i)\bdarling") == 0.0
    assert share("brandt", r"\?") < 0.25


def _play(seed: Seed, plays: int, minutes: float) -> Ran:
    return run_plays(playground(seed), Wanted(plays=plays, minutes=minutes, rng_seed=3))


TASTES = {
    "menace and mystery": {"menace": 0.9, "mystery": 0.7, "romance": -0.4},
    "romance and wit": {"romance": 0.9, "wit": 0.6, "warmth": 0.5, "menace": -0.5},
    "unknown": {"wit": 0.0},
    "action": {"action": 1.0, "melancholy": -0.5},
    "melancholy, no menace": {"melancholy": 0.9, "romance": 0.6, "warmth": 0.6, "menace": -1.0, "mystery": -0.3},
}


def _taste(name: str) -> TasteValues:
    liked = dict(sorted(TASTES[name].items()))
    return TasteValues(features=tuple(liked), mean=tuple(liked.values()), variance=(0.1,) * len(liked))


@dataclass
class Viewing:
    """What one played show held, with times in seconds of the planner's clock."""

    scenes: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    notes: list[tuple[str, float]] = field(default_factory=list)

    def first(self, kind: str) -> float:
        """When the first note of a kind came."""
        return min((at for note, at in self.notes if note.startswith(kind)), default=math.inf)


def _viewing(seed: Seed, taste: str, seconds: float, pick: Callable[[Choice], int], rng_seed: int = 1) -> Viewing:
    show, seen, last, holds = Show.open(seed, rng_seed=rng_seed, taste=_taste(taste)), Viewing(), "", 0
    while show.clock < from_seconds(seconds):
        at = to_seconds(show.clock)
        show, part = show.step()
        if part.scene.id != last:
            last = part.scene.id
            seen.scenes.append(part.scene.storylet)
        seen.lines += [beat.line.text for beat in part.beats if beat.line is not None and not part.repeat]
        seen.notes += [(note, at) for note in part.notes]
        if (choice := show.choice) is not None:
            holds += 1
            if holds == 1:
                seen.notes.append(("cards", at))
            if holds == 2:
                holds = 0
                show, _ = show.apply(Input(kind=InputKind.PICK, at=show.clock, option=pick(choice), choice=choice.id))
    return seen


@pytest.mark.parametrize("taste", TASTES)
def test_first_three_minutes(seed: Seed, taste: str) -> None:
    """A choice within a minute, a failure by two, a callback before three and a hook soon after, whoever watches."""
    seen = _viewing(seed, taste, 210.0, lambda choice: choice.default)
    assert seen.scenes[0] == "line_nine"
    assert 38.0 <= seen.first("cards") <= 62.0
    assert seen.first("failure:") <= 125.0
    assert seen.first("callback:") <= 175.0
    assert 135.0 <= seen.first("hook") <= 205.0


def test_tastes_see_different_shows(seed: Seed) -> None:
    """Viewers of opposite taste share less than half of their first eight scenes."""
    one = _viewing(seed, "menace and mystery", 230.0, lambda choice: choice.default)
    two = _viewing(seed, "romance and wit", 230.0, lambda choice: choice.default)
    assert len(set(one.scenes[:8]) & set(two.scenes[:8])) <= 4


def test_people_are_met_before_they_are_known(seed: Seed) -> None:
    """The four introductions come before anybody greets Ines as an old acquaintance."""
    seen = _viewing(seed, "unknown", 900.0, lambda choice: choice.default)
    met = seen.scenes.index("the_man_under_the_clock")
    for scene in ("the_man_who_asks_the_time", "two_cups", "the_page_is_gone", "coffee_at_the_board"):
        assert scene not in seen.scenes[:met]


@pytest.mark.parametrize("taste", ["romance and wit", "melancholy, no menace"])
def test_everybody_meets_mister_sable(seed: Seed, taste: str) -> None:
    """Whoever does not care for menace is introduced to Mister Sable as well, before the night is a quarter old."""
    seen = _viewing(seed, taste, 900.0, lambda choice: choice.options[-1].number)
    assert {"a_polite_visitor", "the_sparrow_and_the_gentleman"} & set(seen.scenes)


@pytest.mark.parametrize("person", ["brandt", "lola", "pinch", "sable"])
@pytest.mark.parametrize("after", ["closed", "open"])
def test_nobody_is_lost_for_ever(seed: Seed, person: str, after: str) -> None:
    """Whom the viewer has not met by the twentieth minute can be met, whether line nine has been answered or not."""
    repertoire = build_repertoire(seed)
    late: dict[Atom, bool | float | str] = {
        ("visits", "line_nine"): 1.0,
        ("thread", "nine"): after,
        ("clock",): 1200.0,
        ("scene",): 60.0,
        ("fact", "told"): True,
    }
    world = first_world(seed).write(late, "s1")
    allowed = [repertoire.grounds[number].storylet for number in first_fit(repertoire, world).eligible()]
    introducing = [s.id for s in allowed if f"met({person})" in _effects(s)]
    assert introducing, "nobody could introduce them any more"
    closed = [name for name in introducing if seed.storylets[name].thread != "nine"]
    assert after == "open" or closed, "a scene of a closed thread does not come"


def _effects(storylet: Storylet) -> str:
    """What a scene makes true, written as in its text."""
    changes = (s for s in every_statement(storylet.body) if isinstance(s, Change))
    effects = (effect for change in changes for effect in change.effects)
    return " ".join(f"{e.name}({', '.join(map(written, e.arguments))})" for e in effects if e.kind == "fact")


def test_an_hour_hardly_repeats_a_line(seed: Seed) -> None:
    """In an hour fewer than one line in sixty is heard a second time, word for word."""
    seen = _viewing(seed, "romance and wit", 3600.0, lambda choice: choice.default)
    long = [line for line in seen.lines if len(line.split()) > 4]
    assert len(long) - len(set(long)) <= len(long) / 60


def test_nothing_is_dead(seed: Seed) -> None:
    """Quick random plays reach every scene and every option."""
    ran = _play(seed, 60, 60.0)
    body_of = ran.ground.content.of
    assert [name for name in _own(seed) if not ran.tally.hits[body_of(seed.storylets[name])]] == []
