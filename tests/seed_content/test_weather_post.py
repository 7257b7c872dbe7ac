"""The Weather Post keeps what a built-in seed promises: no diagnostics, enough of everything, lines that can be spoken.

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
from story_engine.expr import Variable
from story_engine.plan import Choice, Input, InputKind
from story_engine.seed import Seed, check_seed, load_seed
from story_engine.seed.diagnostics import Severity
from story_engine.seed.script import Choosing, Cue, Say, Template
from story_engine.seed.steps import every_statement
from story_engine.show import Show
from story_engine.time import from_seconds, to_seconds

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
    name = max((person.name for person in seed.cast.values()), key=len)

    def filling(part: object) -> str:
        return name if isinstance(part, Variable) else words[:24]

    return "".join(part if isinstance(part, str) else filling(part) for part in template)


def _lines(seed: Seed) -> Iterator[tuple[str, Say]]:
    for storylet in seed.storylets.values():
        if not storylet.automatic:
            for statement in every_statement(storylet.body):
                if isinstance(statement, Say):
                    yield storylet.id, statement


def _role_lines() -> Iterator[tuple[str, str]]:
    """Speaker and text of the lines that a role says when a certain person plays it."""
    for path in sorted((FOLDER / "scenes").glob("*.yarn")):
        for found in re.finditer(
            r"\$(\w+): ([^#\n]+?) #.*<<if \$\1 == (\w+)( && [^>]+)?>>", path.read_text(encoding="utf-8")
        ):
            yield found[3], found[2]


def _own(seed: Seed) -> list[str]:
    return [s.id for s in seed.storylets.values() if not s.automatic and not s.sub]


def test_loads_without_errors() -> None:
    """The seed's check finds no error, and warns of nothing but pictures not yet drawn and lines not yet translated."""
    found = check_seed(FOLDER)
    assert [str(d) for d in found if d.severity is Severity.ERROR] == []
    assert [str(d) for d in found if "picture" not in str(d) and "/lines/" not in d.where.path] == []


def test_counts(seed: Seed) -> None:
    """It holds the cast, places, scenes, threads, choices, failures, callbacks and hooks it promises."""
    statements = [s for name in _own(seed) for s in every_statement(seed.storylets[name].body)]
    cues = [s for storylet in seed.storylets.values() for s in every_statement(storylet.body) if isinstance(s, Cue)]
    assert len(seed.cast) >= 4
    assert len(seed.places) >= 4
    assert len(_own(seed)) >= 150
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
    for who, text in _role_lines():
        if who == "odile":
            for sentence in re.split(r"[.?!]", text):
                assert len(sentence.split()) <= ODILE_WORDS, sentence


def test_manners_of_speech(seed: Seed) -> None:
    """With the names taken away, most lines still tell who speaks."""
    spoken = list(_lines(seed))

    def share(who: str, pattern: str) -> float:
        own = [bool(re.search(pattern, _shown(seed, say.text))) for _, say in spoken if say.speaker == who]
        own += [bool(re.search(pattern, text)) for role, text in _role_lines() if role == who]
        return sum(own) / len(own)

    assert share("wren", r"\b(One|Two|Three|Four|Five|Six)\b") > 0.6
    assert share("bramble", r"\?") > 0.9
    assert share("tock", r"\?") < 0.2


def test_deep_scenes_have_three_ways_to_say_everything() -> None:
    """What comes back with another cast within the hour has three lines for whoever says it, the narrator too."""
    scene, group, counts = "", 0, Counter[tuple[str, int, str]]()
    for line in (FOLDER / "scenes" / "20_deep_weather.yarn").read_text(encoding="utf-8").splitlines():
        if found := re.match(r" *=> (?:\$\w+: .*<<if \$\w+ == (\w+)(?: && [^>]+)?>>$)?", line):
            counts[scene, group, found[1] or "narrator"] += 1
            continue
        scene, group = (line[7:], 0) if line.startswith("title: ") else (scene, group + 1)
    assert len(counts) > 100
    assert [key for key, count in counts.items() if count < 3] == []


def test_tock_does_not_shine_while_he_is_out() -> None:
    """Lines that need his flame are kept for when it burns, and he has others to say when it does not."""
    for path in sorted((FOLDER / "scenes").glob("*.yarn")):
        for group in re.findall(r"(?:^ *=> .*\n)+", path.read_text(encoding="utf-8"), re.MULTILINE):
            own = re.findall(r"^ *=> (?:Tock: .*|\$\w+: .*== tock\b.*)$", group, re.MULTILINE)
            assert not own or not all("not flame_out" in line for line in own), (path.name, own)
            for line in own:
                if re.search(
                    r"\bI (have|shall|am)\b.*\b(turned myself|shine|stay lit|burn|burning|lit the|opening both)\b", line
                ):
                    assert "not flame_out" in line, (path.name, line)


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


TASTES = {
    "wonder and warmth": {"wonder": 0.8, "warmth": 0.8, "menace": -0.5},
    "comedy and menace": {"comedy": 0.6, "menace": 0.9, "warmth": -0.4},
    "unknown": {"wonder": 0.0},
    "comedy": {"comedy": 1.0, "adventure": 0.4, "melancholy": -0.6},
    "adventure": {"adventure": 0.9, "mystery": 0.7, "comedy": -0.3},
    "melancholy and wonder": {"melancholy": 0.9, "wonder": 0.7, "mystery": 0.5, "comedy": -0.5},
}


def _taste(name: str) -> TasteValues:
    liked = dict(sorted(TASTES[name].items()))
    return TasteValues(features=tuple(liked), mean=tuple(liked.values()), variance=(0.1,) * len(liked))


@dataclass
class Viewing:
    """What one played show held, with times in seconds of the planner's clock."""

    scenes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    notes: list[tuple[str, float]] = field(default_factory=list)

    def first(self, kind: str, after: float = 0.0) -> float:
        """When the first note of a kind came."""
        return min((at for note, at in self.notes if note.startswith(kind) and at > after), default=math.inf)


def _viewing(
    seed: Seed, taste: str, rng_seed: int, seconds: float, pick: Callable[[Choice], int], wish: str = ""
) -> Viewing:
    show, seen, last, holds = Show.open(seed, rng_seed=rng_seed, taste=_taste(taste)), Viewing(), "", 0
    while show.clock < from_seconds(seconds):
        at = to_seconds(show.clock)
        if wish and at > 19.0 and show.choice is None:
            show, _ = show.apply(Input(kind=InputKind.WISH, at=show.clock, text=wish))
            wish = ""
        show, part = show.step()
        if part.scene.id != last:
            last = part.scene.id
            seen.scenes.append(part.scene.storylet)
            seen.places.append(part.scene.place.id)
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
@pytest.mark.parametrize("wish", ["", "let it snow"])
def test_first_three_minutes(seed: Seed, taste: str, wish: str) -> None:
    """A choice near 0:50, a failure by 2:00, a callback by 2:45 and a hook before 3:10, whoever watches."""
    seen = _viewing(seed, taste, 1, 200.0, lambda choice: choice.default, wish)
    assert seen.scenes[0] == "the_shivering_parcel"
    assert 38.0 <= seen.first("cards") <= 60.0
    assert seen.first("failure:") <= 122.0
    assert seen.first("callback:") <= 165.0
    assert 140.0 <= seen.first("hook") <= 190.0
    if wish:
        assert seen.first("wish:") <= 26.0


def test_tastes_see_different_shows(seed: Seed) -> None:
    """Viewers of opposite taste share less than half of their first five scenes."""
    one = _viewing(seed, "wonder and warmth", 1, 140.0, lambda choice: choice.default)
    two = _viewing(seed, "comedy and menace", 1, 140.0, lambda choice: choice.default)
    assert len(set(one.scenes[:5]) & set(two.scenes[:5])) <= 2
    assert one.places[:5] != two.places[:5]


def test_nearly_every_scene_is_reached(seed: Seed) -> None:
    """A few shows whose viewers try what was least tried reach nine scenes in ten."""
    tried: dict[str, int] = {}

    def least_tried(choice: Choice) -> int:
        option = min(choice.options, key=lambda o: tried.get(o.text, 0))
        tried[option.text] = tried.get(option.text, 0) + 1
        return option.number

    reached: set[str] = set()
    for rng_seed, taste in enumerate(TASTES):
        reached.update(_viewing(seed, taste, rng_seed, 3600.0, least_tried).scenes)
    # An evening begins in one of several ways, so that beginnings are tried more often than hours.
    for rng_seed in range(10, 34):
        taste = tuple(TASTES)[rng_seed % len(TASTES)]
        reached.update(_viewing(seed, taste, rng_seed, 110.0, least_tried).scenes)
    missing = [name for name in _own(seed) if name not in reached]
    assert len(missing) <= len(_own(seed)) // 10, missing
