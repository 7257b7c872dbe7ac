"""The Weather Post keeps what a built-in seed promises: no diagnostics, enough of everything, lines that can be spoken.

It does not judge taste; people do that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from story_engine.seed import Seed, check_seed, load_seed
from story_engine.seed.diagnostics import Severity
from story_engine.seed.script import Choosing, Cue, Say, Template
from story_engine.seed.steps import every_statement

FOLDER = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"
NARRATOR_CHARACTERS = 90
"""The small narrator voice runs out of breath beyond this."""
CAST_CHARACTERS = 80
"""Two caption lines of forty."""
ODILE_WORDS = 5
"""Her manner of speech: never more words in one breath."""


@pytest.fixture(scope="module")
def seed() -> Seed:
    """The seed, read once."""
    return load_seed(FOLDER)


def _shown(seed: Seed, template: Template) -> str:
    """The text with its longest plausible fillings."""
    words = max((saying.say for table in seed.words.values() for saying in table), key=len)
    return "".join(part if isinstance(part, str) else words[:24] for part in template)


def _lines(seed: Seed) -> Iterator[tuple[str, Say]]:
    for storylet in seed.storylets.values():
        if not storylet.automatic:
            for statement in every_statement(storylet.body):
                if isinstance(statement, Say):
                    yield storylet.id, statement


def _own(seed: Seed) -> list[str]:
    return [s.id for s in seed.storylets.values() if not s.automatic and not s.sub]


def test_loads_without_errors() -> None:
    """The seed's check finds no error, and warns of nothing but pictures not yet drawn."""
    found = check_seed(FOLDER)
    assert [str(d) for d in found if d.severity is Severity.ERROR] == []
    assert [str(d) for d in found if "picture" not in str(d)] == []


def test_counts(seed: Seed) -> None:
    """It holds the cast, places, scenes, threads, choices, failures, callbacks and hooks it promises."""
    statements = [s for name in _own(seed) for s in every_statement(seed.storylets[name].body)]
    cues = [s for storylet in seed.storylets.values() for s in every_statement(storylet.body) if isinstance(s, Cue)]
    assert len(seed.cast) >= 4
    assert len(seed.places) >= 4
    assert len(_own(seed)) >= 50
    assert len(seed.threads) >= 4
    assert sum(isinstance(s, Choosing) for s in statements) >= 10
    assert sum(c.kind == "failed" for c in cues) >= 12
    assert sum(c.kind == "callback" for c in cues) >= 16
    assert sum(c.kind == "hook" for c in cues) >= 4


def test_every_thread_opens_and_closes(seed: Seed) -> None:
    """Each thread has a scene that opens it and one that closes it."""
    cues = [s for storylet in seed.storylets.values() for s in every_statement(storylet.body) if isinstance(s, Cue)]
    for thread in seed.threads:
        assert {"open", "close"} <= {c.kind for c in cues if c.text == thread}, thread


def test_line_lengths(seed: Seed) -> None:
    """No line outruns the narrator's breath or the captions."""
    for storylet, say in _lines(seed):
        limit = CAST_CHARACTERS if say.speaker else NARRATOR_CHARACTERS
        text = _shown(seed, say.text)
        assert len(text) <= limit, (storylet, len(text), text)


def test_odile_speaks_in_five_words(seed: Seed) -> None:
    """The captain never needs more than five words at a time."""
    for storylet, say in _lines(seed):
        if say.speaker == "odile":
            for sentence in re.split(r"[.?!]", _shown(seed, say.text)):
                assert len(sentence.split()) <= ODILE_WORDS, (storylet, sentence)


def test_manners_of_speech(seed: Seed) -> None:
    """With the names taken away, most lines still tell who speaks."""
    spoken = list(_lines(seed))

    def share(who: str, pattern: str) -> float:
        own = [bool(re.search(pattern, _shown(seed, say.text))) for _, say in spoken if say.speaker == who]
        return sum(own) / len(own)

    assert share("wren", r"\b(One|Two|Three|Four|Five|Six)\b") > 0.6
    assert share("bramble", r"\?") > 0.9
    assert share("tock", r"\?") < 0.2


def test_options_are_short(seed: Seed) -> None:
    """An option is three to six words, and every choice has at least two."""
    for storylet in seed.storylets.values():
        for choosing in every_statement(storylet.body):
            if isinstance(choosing, Choosing):
                assert len(choosing.answers) >= 2
                for answer in choosing.answers:
                    assert 3 <= len(_shown(seed, answer.text).split()) <= 6, answer.id


def test_narration_can_be_spoken(seed: Seed) -> None:
    """The narrator meets no digits, dots in a row, dashes or abbreviations."""
    for storylet, say in _lines(seed):
        assert not re.search(r"\d|\.\.|[—–…;]|\b(Mr|Mrs|Dr|St)\b", _shown(seed, say.text)), storylet
