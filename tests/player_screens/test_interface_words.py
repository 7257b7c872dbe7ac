"""The interface's texts: complete in every language, and every name that is used exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from player.foyer.postcards import POSTCARDS
from player.foyer.shelf import MOOD_ROWS
from player.settings import GROUPS, settings_in
from player.words import languages, words_in

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
    for path in sorted((ROOT / "player" / "ui" / "foyer").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called in {"words", "texts"} and isinstance(node.args[0].value, str):
                    yield node.args[0].value


def test_every_text_that_a_screen_asks_for_exists():
    """A misspelt name would be a crash on screen."""
    names = set(used_names())
    assert len(names) > 50
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


def test_an_unknown_language_falls_back_to_english():
    """Never an empty screen."""
    assert words_in("xx").language == "en"
