"""What the story answers and why a scene came, in the viewer's language, by names of texts and never by sentences."""

import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from ruamel.yaml import YAML

from generators.media import Size
from player.feed import Trouble, WishAcknowledged
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.live_view import why_of
from player.playback.errors import OutputError
from player.playback.output import Output
from player.playback.rehearsal import RehearsalFeed, ScriptedPart
from player.telling import phrase_told, wish_told
from player.words import words_in
from story_engine.answers import phrases_of
from story_engine.plan import Look, Place, Scene, Why
from story_engine.planning.terms import WEIGHTS
from story_engine.seed import load_seed
from story_engine.takes import more_of
from story_engine.wishes import Reading, read_wish

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "assets" / "seeds"
PHRASES = sorted((ROOT / "tests" / "wishes").glob("phrases_*.yaml"))


@cache
def seed_of(name, language=""):
    """A built-in seed, read once."""
    return load_seed(SEEDS / name, language=language)


def wishes():
    """Every wish of the tests of wishes, with its seed."""
    for path in PHRASES:
        seed = seed_of("night-exchange" if "night" in path.stem else "weather-post")
        for say, *_ in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            yield seed, str(say)


def told(seed, text, language):
    """What the viewer reads."""
    reading = read_wish(seed, text)
    event = WishAcknowledged(
        text=text, understood=reading.understood, outcome=reading.outcome, at=0, answered_from=0,
        said=phrases_of(seed, reading),
    )  # fmt: skip
    return wish_told(event, words_in(language))


def test_every_answer_says_in_the_table_what_the_engine_says():
    """Over all known wishes: each has an answer in the tables, and its English is the engine's own sentence."""
    english, german = words_in("en"), words_in("de")
    names = set()
    for seed, text in wishes():
        reading = read_wish(seed, text)
        said = phrases_of(seed, reading)
        assert said, text
        names |= {phrase.name for phrase in said}
        assert all(german.table[f"wish.{phrase.name}"] for phrase in said)
        if not any(phrase.name in ("more", "less", "atom") for phrase in said):
            assert " ".join(phrase_told(phrase, english) for phrase in said) == reading.understood
    assert {"weather_snow", "person", "place", "thing", "more", "unknown", "unclear"} <= names


@pytest.mark.parametrize(
    ("wish", "answer"),
    [
        ("let it snow", "Schnee ist unterwegs."),
        ("more comedy", "Mehr davon also: Komik."),
        ("I want Odile", "Odile wird davon hören."),
        ("show me the old letter", "Der alte Brief: Die Geschichte sucht danach."),
        ("a dinosaur", "„dinosaur“ gibt es in dieser Geschichte nicht; sie wird es selbst sagen."),
    ],
)
def test_a_german_viewer_is_answered_in_german(wish, answer):
    """Weather, taste, person, thing and refusal, with the names of the translated seed."""
    assert told(seed_of("weather-post", "de"), wish, "de") == answer


def test_an_english_viewer_reads_the_engines_own_words():
    """The sentence that stands in the log."""
    seed = seed_of("weather-post")
    assert told(seed, "let it snow", "en") == read_wish(seed, "let it snow").understood


def test_more_like_this_is_answered_in_german():
    """Each flavour by its name in the tables."""
    seed = seed_of("weather-post", "de")
    reading = more_of(seed, (("comedy", 1.0), ("wonder", 0.5)), "The shivering parcel")
    said = [phrase_told(phrase, words_in("de")) for phrase in phrases_of(seed, reading)]
    assert said == ["Mehr davon also: Komik.", "Mehr davon also: Wunder."]


def test_a_reason_survives_the_journal():
    """What is refused is refused with the same words after a replay; old journals know no reason."""
    seed = seed_of("weather-post")
    reading = read_wish(seed, "a dinosaur")
    assert Reading.from_json(reading.text, reading.to_json()) == reading
    old = {name: value for name, value in reading.to_json().items() if name != "reason"}
    assert phrases_of(seed, Reading.from_json(reading.text, old)) == ()


def test_why_a_scene_came_is_told_in_german():
    """Every kind of reason has its sentence; the tastes in it are those of the scene."""
    scene = Scene(
        id="s1", number=1, storylet="x", title="Titel", place=Place(id="p", name="P", look=Look()), hour=12.0,
        tags=(("comedy", 1.0),),
        why=(Why(term="taste", weight=0.6, words="it has what you seem to like (comedy)"),
             Why(term="wish", weight=0.3, words="you wished for rain")),
    )  # fmt: skip
    assert [text for text, _ in why_of(scene, words_in("de")).reasons] == [
        "Es hat, was du offenbar magst: Komik.",
        "Du hast es dir gewünscht.",
    ]
    assert why_of(scene, words_in("en")).reasons[0][0].startswith("It has what you seem to like (comedy)")


def test_every_kind_of_reason_is_in_the_tables():
    """No term of the planner's score is told in English to a German viewer."""
    german = words_in("de")
    costs = {"overuse", "stay", "rest"}  # what speaks against a scene is no reason for it
    assert [term for term in WEIGHTS if term not in costs and not german.has(f"why.{term}")] == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_machine_without_sound_says_so_in_the_viewers_language(language, tmp_path):
    """The reason by its name, with its remedy, as the first thing on screen."""
    grey = np.full((64, 96, 3), 90, np.uint8)
    feed = RehearsalFeed(tmp_path, [ScriptedPart(picture=grey, seconds=1.0)], size=Size(width=96, height=64))
    texts = words_in(language)

    def missing():
        raise OutputError("PortAudio is not installed; install libportaudio2 to hear the show", name="portaudio")

    live = LivePlayer(feed, LiveOptions(words=texts), output=lambda sound: Output(sound, open_device=missing))
    feed.start()
    live.start()
    toast = live.view().toast
    live.close()
    assert (toast.text, toast.remedy) == (texts("silent.portaudio"), texts("silent.portaudio_remedy"))


class Dry(RehearsalFeed):
    """A feed that has nothing to play."""

    def next_segment(self, after):
        """Nothing."""


def test_what_ended_a_show_is_told_in_german(tmp_path):
    """The last words of a show that cannot go on are those of the tables."""
    grey = np.full((64, 96, 3), 90, np.uint8)
    feed = Dry(tmp_path, [ScriptedPart(picture=grey, seconds=1.0)], size=Size(width=96, height=64))
    live = LivePlayer(feed, LiveOptions(silent=True, words=words_in("de")))
    live.hear(Trouble(what="x", fatal=True, name="end", values=(("error", "E 7"),)))
    live.start()
    until = time.monotonic() + 60.0
    while not live.failed and time.monotonic() < until:
        live.tick()
        time.sleep(0.01)
    live.close()
    what, _, remedy = live.failed.partition("; ")
    assert what == "Die Geschichte kann nicht weitergehen: E 7"
    assert remedy.startswith("Starte die Show noch einmal")
