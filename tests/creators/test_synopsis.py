"""What `new --from` finds in a text: who people are, which places there are, and how long it looks."""

import json

import pytest

from generators.stage.place import nearest_set
from generators.stage.puppets.genes import wardrobe
from player.cli.creators_extract import extract
from story_engine.seed import load_seed


@pytest.fixture(scope="module")
def known():
    """Words that describe people, as `new` gives them."""
    said = wardrobe("words")
    return frozenset({*said["words"], *said["creatures"]})


@pytest.mark.parametrize(
    "text",
    [
        "Mara loves Finn. The dog bites Finn.",
        "Nora sings, the clumsy robot dances.",
        "Nora, a robot and a cat live in the mill.",
        "Nora, a robot, and a cat live in the mill.",
        "Nora, a robot, a cat and a fox live in the mill.",
        "The wolf eats Red.",
        "The robot frightens Nora.",
    ],
)
def test_what_others_do_is_nobodys_look(known, text):
    """Who bites, dances or lives beside somebody says nothing of who they are."""
    assert extract(text, known).who == {}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Bo, a clumsy robot, helps. The porter Silas waits.", {"Bo": "a clumsy robot", "Silas": "a porter"}),
        ("Here is Jon Berg, a tall porter in the old mill, sleeps.", {"Jon": "a tall porter"}),
        ("Ida, a girl in a yellow coat, runs.", {"Ida": "a girl in a yellow coat"}),
        ("Marta, the old ferrywoman who is afraid, waits.", {"Marta": "an old ferrywoman"}),
        ("Nora has a friend. It is Nora, the robot.", {"Nora": "a robot"}),
    ],
)  # fmt: skip
def test_who_somebody_is_stands_at_their_name(known, text, who):
    """Words between commas behind a name, or before it, are who they are, without where they are."""
    assert extract(text, known).who == who


@pytest.mark.parametrize("place", ["quay", "old harbour", "shop", "hill", "green hill"])
def test_no_place_of_the_text_comes_again_from_the_template(run, tmp_path, place):
    """What fills a seed up to three places is none that the text already has."""
    told = json.loads(run("new", tmp_path / "one", "--from", f"Nora waits at the {place}.", "--json").output)
    assert (len(told["places"]), told["errors"]) == (3, [])
    assert not [name for name in told["places"] if name.endswith("_too")]
    seed = load_seed(tmp_path / "one")
    shown = [nearest_set(site.place) for site in seed.places.values()]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("They sit in the hotel garden, at the prison island and in the garden room.",
         {"the hotel garden": False, "the prison island": False, "the garden room": True}),
        ("Nora waits in the school garden.", {"the school garden": False}),
        ("This is the letter of the boy from school, or of the man whose house burnt.", {}),
        ("Nora thinks of the girl in the old post office.", {"the old post office": True}),
    ],
)  # fmt: skip
def test_a_place_is_a_room_by_its_last_word_and_has_no_small_words(text, places):
    """The hotel's garden has no roof, and “the boy from school” is no place."""
    assert {spot.name: spot.indoors for spot in extract(text).places} == places


CUE = "1\n00:00:01,000 --> 00:00:03,000\n"
WORDS = " ".join(
    f"and X{''.join(chr(97 + number // 26**place % 26) for place in range(4))}" for number in range(39_000)
)
"""39,000 names, none twice: 390 kB."""


@pytest.mark.parametrize("text", [CUE + WORDS, CUE + "and Nora. " * 39_000, CUE + "<{[" * 130_000, "1" * 390_000])
def test_the_longest_text_is_read_to_its_end(text):
    """400 kB of one cue end: the work grows with the text, not with its square, which would be minutes."""
    assert len(text) > 380_000
    assert len(extract(text, {"robot"}).scenes) == 1


def test_the_other_half_of_a_name_is_no_person_unless_it_stands_alone():
    """“Berg” is Anna’s other half, until a sentence begins with it."""
    text = f"{CUE}Here is Anna Berg with Emil. Berg’s lamp, and Emil’s.\n{WORDS[:2000]}"
    assert extract(text).names[:2] == ("Anna", "Berg")
    assert extract(f"{CUE}Here is Anna Berg with Emil, and Anna Berg waits.").names == ("Anna", "Emil")


WRAPPED = """The Last Ferry

Nora runs the ticket booth at the old pier. Every evening her grandfather Emil
waits there for a boat that was cancelled years ago. One night the boat
arrives, and nobody is on board but a dog called Button.
"""


def test_a_heading_is_the_title_and_nobodys_name() -> None:
    """A short line alone above a text is its title; “Last” is no person."""
    found = extract(WRAPPED)
    assert found.title == "The Last Ferry"
    assert set(found.names) == {"Nora", "Emil", "Button"}


def test_broken_lines_are_joined() -> None:
    """A sentence that an editor broke at the edge of the page is one line of one scene."""
    said = [words for scene in extract(WRAPPED).scenes for _, words in scene.lines]
    assert "Every evening her grandfather Emil waits there for a boat that was cancelled years ago." in said
    assert len(said) == 3


@pytest.mark.parametrize("text", ["Nora finds a bell.\n\nIt rings.", "Just one line", "A line:\n\nNora went home."])
def test_a_sentence_is_no_heading(text: str) -> None:
    """What ends like a sentence, or stands above nothing, belongs to the text."""
    assert extract(text).title == ""
