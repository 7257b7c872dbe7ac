"""The key file: what it names holds, everything wrong is told with its line, and nothing else is lost."""

import pytest

from player.ui.key_file import parse_keys, read_keys
from player.ui.keymap import DEFAULTS, Deed, KeyMap


def test_a_key_is_moved_and_its_old_deed_gives_it_up():
    """`map: m`: M opens the map, mutes no more, and the help says so."""
    read = parse_keys("map: m\nmute: [f5, shift+m]\n", "keys.yaml")
    assert read.faults == ()
    assert read.keys.deed("m") is Deed.MAP
    assert read.keys.deed("g") is None
    assert read.keys.deed("f5") is Deed.MUTE
    assert read.keys.deed("m", ["shift"]) is Deed.MUTE
    told = {text: caps for _, rows in read.keys.help() for caps, text in rows}
    assert told["map"] == ("M",)
    assert told["mute"] == ("F5",)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("pause: space\nmpa: g\n", 2, "did you mean 'map'?"),
        ("map: hyper+g\n", 1, "write one such as"),
        ("map: g\n\nsaid: g\n", 3, "is the key of map, too"),
        ("map: {a: b\n", 2, "the usual keys hold"),
        ("- map\n", 1, "the usual keys hold"),
    ],
)
def test_every_fault_names_file_line_and_remedy(text, line, words):
    """One clear line for each thing that is wrong; the show has all its keys all the same."""
    read = parse_keys(text, "keys.yaml")
    assert any(words in fault for fault in read.faults), read.faults
    assert any(fault.startswith(f"keys.yaml:{line}:") for fault in read.faults), read.faults
    assert read.keys.deed("escape") is Deed.ESCAPE
    assert read.keys.deed("spacebar") is Deed.PAUSE


def test_no_file_means_the_usual_keys(tmp_path):
    """Without a file nothing is told."""
    read = read_keys(tmp_path)
    assert read.faults == ()
    assert read.keys == KeyMap()


def test_a_hostile_file_is_refused(tmp_path):
    """Too large, or no text: told in one line, the usual keys hold."""
    (tmp_path / "keys.yaml").write_bytes(b"\xff\xfe" * 10)
    assert "UTF-8" in read_keys(tmp_path).faults[0]
    (tmp_path / "keys.yaml").write_bytes(b"a" * 100_000)
    assert "larger than" in read_keys(tmp_path).faults[0]


def test_every_default_key_has_one_deed():
    """No key is given twice, and every deed has one."""
    chords = [chord for chords in DEFAULTS.values() for chord in chords]
    assert len(chords) == len(set(chords))
    assert set(DEFAULTS) == set(Deed)


def test_marks_count_by_what_is_typed():
    """On keyboards where [ is AltGr+8 it still slows down; Shift and + make captions larger."""
    keys = KeyMap()
    assert keys.deed("8", typed="[") is Deed.SLOWER
    assert keys.deed("=", ["shift"], typed="+") is Deed.CAPTIONS_LARGER
    assert keys.deed("+", typed="+") is Deed.LOUDER
    assert keys.deed("+", ["ctrl"], typed="+") is Deed.PICTURE_LATER
