"""Words of the story map that are over lie packed: they read as they were, in memory and in the file."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from player.feed import SceneBegan
from player.map_file import MAP_FILE, lines_of, read_map
from player.marks import Mark
from player.packed_words import PackedWords, as_written
from player.said_words import Said
from player.show_memory import ShowMemory
from player.story_map import StoryMap, Stretch, recap_of
from story_engine.plan import Look, Place, Scene

WORDS = tuple(
    Said(text=f"The {number}th lantern is lit, and the harbour answers.", speaker="Wren" * (number % 2), at=48 * number)
    for number in range(9)
)


def test_they_read_as_the_tuple_they_were() -> None:
    """Length, order, slices, equality both ways."""
    packed = PackedWords(WORDS)
    assert len(packed) == 9
    assert tuple(packed) == WORDS
    assert (packed[0], packed[-2:]) == (WORDS[0], WORDS[-2:])
    assert packed == WORDS
    assert packed == WORDS
    assert packed != WORDS[1:]
    assert packed == PackedWords(WORDS)
    assert hash(packed) == hash(WORDS)
    assert tuple(PackedWords(())) == ()


def test_they_take_a_quarter() -> None:
    """What a scene's words take, against the values of which they are made."""
    plain = sum(sys.getsizeof(value) for said in WORDS for value in (said, said.text, said.speaker, said.at))
    packed = PackedWords(WORDS)
    assert sys.getsizeof(packed) + sys.getsizeof(packed._packed) < 0.25 * plain


def test_the_file_has_them_whole(tmp_path: Path) -> None:
    """A packed stretch is written as any other, and read again packed; nothing else can be written."""
    plain = Stretch(id=1, parent=0, scene="s1", title="Lanterns", said=WORDS)
    packed = replace(plain, said=PackedWords(WORDS))
    lines = [lines_of(StoryMap(stretches={1: known}, here=1), (1,)) for known in (plain, packed)]
    assert lines[0] == lines[1]
    (tmp_path / MAP_FILE).write_bytes(lines[1])
    read, whole = read_map(tmp_path)
    assert not whole
    assert read.stretches == {1: plain}
    assert isinstance(read.stretches[1].said, PackedWords)
    with pytest.raises(TypeError, match="cannot be written"):
        as_written(object())


def test_what_is_over_is_packed_and_recapped(tmp_path: Path) -> None:
    """When the next scene begins the words of the last one are packed; a recap still finds them."""
    memory = ShowMemory(tmp_path)
    place = Place(id="pier", name="Pier", look=Look())
    for number in (1, 2, 3):
        scene = Scene(id=f"s{number}", number=number, storylet="x", title=f"Scene {number}", place=place, hour=9.0)
        memory.event(SceneBegan(scene=scene, at=number * 480_000, mark=Mark(event="", steps=number)))
        here = memory.map.stretches[memory.map.here]
        assert not isinstance(here.said, PackedWords)
        memory._alter(replace(here, said=WORDS))
    memory.close()
    said = [stretch.said for stretch in memory.map.stretches.values()]
    assert [isinstance(words, PackedWords) for words in said] == [True, True, False]
    assert said[0] == WORDS
    assert all(card.words for card in recap_of(memory.map))
    assert read_map(tmp_path)[0] == memory.map
