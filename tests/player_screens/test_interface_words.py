"""The interface's texts: complete in every language, and every name that is used exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from player.describing import HOURS
from player.feed import Trouble
from player.foyer.postcards import POSTCARDS
from player.foyer.shelf import MOOD_ROWS
from player.settings import GROUPS, settings_in
from player.telling import trouble_told
from player.ui.keymap import HELP_NAMES
from player.words import languages, words_in
from profiles.balance import NAMES as BALANCE
from story_engine.plan import VERBS, WEATHERS

ICONS = ("pause", "skip", "like", "less", "more", "take", "wish", "map", "said", "volume", "captions", "settings",
         "library", "keys", "full_screen")  # fmt: skip
PAGES = ("watchers", "library", "taste", "seed", "beliefs", "settings", "edit", "pin", "time_up")
SWITCHED = ("self_voicing", "audio_description", "night")
"""What a key turns on and off, as the window names it."""
NAMES = {"Evershow"}
"""A name is the same in every language."""
ROOT = Path(__file__).resolve().parents[2]
OTHERS = [language for language in languages() if language != "en"]
FIELDS = re.compile(r"{\w*}")


def test_english_and_german_are_there():
    """Two languages, English first."""
    assert languages()[:2] == ("en", "de")


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_text_with_the_same_fields(language):
    """No text is missing, none is left over, and each names the same values."""
    english, other = words_in("en").table, words_in(language).table
    assert set(other) == set(english)
    fields = {name: sorted(FIELDS.findall(text)) for name, text in english.items()}
    assert {name: sorted(FIELDS.findall(text)) for name, text in other.items()} == fields
    assert all(text.strip() for text in other.values())


def used_names():
    """Every literal name that the screens ask for."""
    own = ("live_player.py", "live.py", "comforts.py", "describing.py")
    for path in (*sorted((ROOT / "player" / "ui").rglob("*.py")), *(ROOT / "player" / name for name in own)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in {"words", "texts", "_words"}:
                    yield from names_in(node.args[0])


def names_in(node):
    """The literal names in an argument, of both ways where it decides between two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from names_in(node.body)
        yield from names_in(node.orelse)


def test_every_text_that_a_screen_asks_for_exists():
    """A misspelt name would be a crash on screen."""
    names = set(used_names())
    assert len(names) > 120
    assert [name for name in sorted(names) if not words_in("en").has(name)] == []


def test_every_setting_and_option_has_its_words():
    """Label, hint, options and unit."""
    wanted = [f"settings.{group}" for group in GROUPS]
    for group in GROUPS:
        for name, limits in settings_in(group):
            wanted += [f"setting.{name}", f"setting.{name}.hint"]
            wanted += [f"setting.{name}.{option or 'own'}" for option in limits.options]
            wanted += [f"setting.{name}.unit"] if limits.kind == "slide" else []
    wanted += [f"row.{name}" for name, _ in MOOD_ROWS]
    wanted += [f"mood.{mood}" for _, moods in MOOD_ROWS for mood in moods]
    wanted += [f"postcard.{card.name}{part}" for card in POSTCARDS for part in ("", ".tags")]
    assert [name for name in wanted if not words_in("en").has(name)] == []


def test_the_player_speaks_the_language_that_is_set():
    """Help, icons, pages, hours, weather and every deed that can be seen have words."""
    wanted = [f"help.{name}" for name in HELP_NAMES] + [f"hud.{name}" for name in ICONS]
    wanted += ["hud.play", "hud.muted", "hud.window"] + [
        f"keys.{name}" for name in ("close", "space", "delete", "enter")
    ]
    wanted += [f"hour.{name}" for _, name in HOURS] + [f"weather.{name}" for name in WEATHERS if name != "clear"]
    wanted += [f"deed.{verb}" for verb in VERBS] + [f"wild.{step}" for step in range(5)]
    wanted += [f"page.{name}" for name in PAGES]
    wanted += [f"voice.{name}_{way}" for name in SWITCHED for way in ("on", "off")]
    wanted += [f"balance.{name}" for name in BALANCE]
    assert [name for name in wanted if not words_in("de").has(name)] == []


def test_no_text_of_the_player_is_written_in_its_code():
    """What is shown comes from the tables: no literal sentence is handed to a painter or said."""
    found = []
    for path in sorted((ROOT / "player" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
            if called in {"words", "Run", "write", "say", "notice", "button", "link", "chip"}:
                texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                found += [(path.name, text) for text in texts if re.search(r"[a-z] [a-z]|^[A-Z][a-z]{3,}", text)]
    assert [entry for entry in found if entry[1] not in NAMES] == []


def test_an_unknown_language_falls_back_to_english():
    """Never an empty screen."""
    assert words_in("xx").language == "en"


def test_troubles_are_told_in_the_viewers_language_with_their_remedy():
    """A named trouble has its line in every language, with what stands in its holes; another is said as it stands."""
    named = Trouble(what="x", remedy="y", name="go", values=(("error", "E 7"),))
    for language in languages():
        what, remedy = trouble_told(named, words_in(language))
        assert "E 7" in what
        assert remedy not in ("", "y")
    assert trouble_told(named, words_in("de")) != trouble_told(named, words_in("en"))
    assert trouble_told(Trouble(what="as it is", remedy="do that"), words_in("de")) == ("as it is", "do that")


def test_every_trouble_that_is_named_has_a_line():
    """No name in the code is without its text, and holes are those that are filled."""
    for path in ("compose.py", "conductor.py", "conducting/live.py", "conducting/laying.py"):
        text = (ROOT / "player" / path).read_text(encoding="utf-8")
        names = re.findall(r'[ (]name="(\w+)",?\s*(?:values|\))', text)
        assert names, path
        for name in names:
            assert words_in("de").has(f"trouble.{name}"), (path, name)
