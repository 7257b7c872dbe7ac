"""Markup in lines: attributes, replacements, speakers, escapes, and what happens to broken markup."""

from __future__ import annotations

import pytest

from story_engine.yarn.markup import read_markup
from story_engine.yarn.plurals import plural_case


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("plain", "plain"),
        ("A [b]B[/b]", "A B"),
        ("A [b]B [c]C[/b][/c] D", "A B C D"),
        ("A [b]B [c]C[/] D", "A B C D"),
        ("A [a/] B", "A B"),
        ("A [a trimwhitespace=false/] B", "A  B"),
        ("[a/] B", "B"),
        ("S [a]S[/a] [nomarkup][a]S;][/a][/nomarkup]", "S S [a]S;][/a]"),
        (r"[a]hello \[b\]hello\[/b\][/a]", "hello [b]hello[/b]"),
        ("[select value=1 1=one 2=two/]!", "one!"),
        ('[select value=she he="his" she="her"/] boat', "her boat"),
        ('[plural value=1 one="a single cat" other="% cats"/]', "a single cat"),
        ('[plural value=3 one="a single cat" other="% cats"/]', "3 cats"),
        ('[plural value=1.5 one="% cup" other="% cups"/]', "1.5 cups"),
        ('came [ordinal value=23 one="%st" two="%nd" few="%rd" other="%th"/]', "came 23rd"),
        (r'[select value=a a="5\%"/]', "5%"),
        (r"not\: a speaker", "not: a speaker"),
    ],
)
def test_text_without_markup(line: str, text: str) -> None:
    """Markup leaves the text, and replacements take its place."""
    assert read_markup(line).text == text


@pytest.mark.parametrize(
    "line",
    ["[b]open", "[/b]", "[a][/a][/b]", "[my_tag]x[/my_tag]", "[a b]c[/a]", "[]", "[ a", "[select value=9 1=one/]",
     "[plural value=x one=a/]", "[select 1=one/]", "[nomarkup]x", "[b]" * 600],
)  # fmt: skip
def test_broken_markup_stays_as_written(line: str) -> None:
    """A line whose markup cannot be read keeps every character, and the fault is named."""
    marked = read_markup(line)
    assert (marked.text, marked.attributes) == (line, ())
    assert len(marked.faults) == 1


def test_attributes_know_their_stretch_and_properties() -> None:
    """Positions count in the final text, and properties keep their types."""
    marked = read_markup('Ann: Oh, [wave size=2 soft=true by="Bo b"]hello[/wave] [glow=0.5]you[/glow]!')
    speaker, wave, glow = marked.attributes
    assert (marked.text, marked.speaker) == ("Ann: Oh, hello you!", "Ann")
    assert (speaker.name, speaker.position, speaker.length) == ("character", 0, 5)
    assert (wave.position, wave.length) == (9, 5)
    assert wave.properties == {"size": 2, "soft": True, "by": "Bo b"}
    assert (glow.position, glow.properties) == (15, {"glow": 0.5})


def test_explicit_speaker_wins() -> None:
    """A line may name its speaker by markup, so that the text need not."""
    marked = read_markup('[character name="Ann"]A.: [/character]Wow: yes')
    assert (marked.text, marked.speaker) == ("A.: Wow: yes", "Ann")


@pytest.mark.parametrize(
    ("language", "number", "ordinal", "case"),
    [
        ("en", 1, False, "one"), ("en", 1.1, False, "other"), ("ar", 0, False, "zero"), ("ar", 11, False, "many"),
        ("pl", 2, False, "few"), ("pl", 5, False, "many"), ("is", 21, False, "one"), ("ru", 0, False, "many"),
        ("ru", 0.1, False, "other"), ("ja", 1, False, "other"), ("pt-BR", 0, False, "one"), ("xx", 1, False, "other"),
        ("en", 11, True, "other"), ("en", 21, True, "one"), ("en", 2, True, "two"), ("cy", 7, True, "zero"),
        ("cy", 5, True, "many"), ("it", 8, True, "many"),
    ],
)  # fmt: skip
def test_plural_cases_follow_the_language(language: str, number: float, ordinal: bool, case: str) -> None:
    """Each language has its own plural forms (CLDR)."""
    assert plural_case(language, number, ordinal=ordinal) == case
