"""The score as a MIDI file, read back by a reader of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from scored import S, note, part

from generators.errors import GeneratorError
from generators.sound.instruments.patch import patches
from generators.sound.measure.midi import TICKS, midi, write_midi


def read(content: bytes) -> list[list[tuple[int, bytes]]]:
    """Events of each track as (tick, message)."""
    assert content[:4] == b"MThd"
    form, count, ticks = (int.from_bytes(content[at : at + 2], "big") for at in (8, 10, 12))
    assert (form, ticks) == (1, TICKS)
    tracks, at = [], 14
    for _ in range(count):
        assert content[at : at + 4] == b"MTrk"
        size = int.from_bytes(content[at + 4 : at + 8], "big")
        tracks.append(_events(content[at + 8 : at + 8 + size]))
        at += 8 + size
    assert at == len(content)
    return tracks


def _events(body: bytes) -> list[tuple[int, bytes]]:
    found, at, tick = [], 0, 0

    def quantity(at: int) -> tuple[int, int]:
        value = 0
        while True:
            value = value << 7 | body[at] & 0x7F
            at += 1
            if not body[at - 1] & 0x80:
                return value, at

    while at < len(body):
        wait, at = quantity(at)
        tick += wait
        if body[at] == 0xFF:
            length, begin = quantity(at + 2)
            end = begin + length
        else:
            end = at + (2 if body[at] >> 4 == 0xC else 3)
        found.append((tick, body[at:end]))
        at = end
    assert found[-1][1] == b"\xff\x2f\x00"
    return found


def test_notes_come_back_where_they_were():
    """At sixty pulses a minute notes at 0 and 1.5 s lie at pulses 0 and 1½ with pitch, velocity and program."""
    tracks = read(midi([(0, part(note(0, 60), note(1.5, 67)))], "A show"))
    assert len(tracks) == 2
    struck = [(tick, message[1]) for tick, message in tracks[1] if message[0] >> 4 == 0x9]
    assert struck == [(0, 60), (TICKS * 3 // 2, 67)]
    assert [message[2] for _, message in tracks[1] if message[0] >> 4 == 0x9] == [64, 64]
    assert (0, bytes((0xC0, patches()["flute"].program))) in tracks[1]


def test_tempo_follows_every_part():
    """A part at 120 pulses a minute after one at 60 has its own tempo, and its notes lie on its pulses."""
    first, second = part(note(0, 60)), part(note(1.0, 62))
    fast = replace(second.score, exit=replace(second.score.exit, pulse=16.0))
    tracks = read(midi([(0, first), (8 * S, replace(second, score=fast))], "Two"))
    tempos = [(tick, int.from_bytes(message[3:], "big")) for tick, message in tracks[0] if message[1] == 0x51]
    assert tempos == [(0, 1_000_000), (8 * TICKS, 500_000)]
    assert (10 * TICKS, 62) in [(tick, message[1]) for tick, message in tracks[1] if message[0] >> 4 == 0x9]


def test_every_note_that_begins_also_ends():
    """A key struck again while it sounds is let go first; all keys are let go at the end."""
    content = midi([(0, part(note(0, 60, seconds=3.0), note(1, 60, seconds=3.0), note(0, 50, "pad", 4.0)))], "x")
    for track in read(content)[1:]:
        down: set[tuple[int, int]] = set()
        for _, message in track:
            key = (message[0] & 0xF, message[1])
            if message[0] >> 4 == 0x9:
                assert key not in down
                down.add(key)
            elif message[0] >> 4 == 0x8:
                down.remove(key)
        assert not down


def test_drums_are_drums():
    """A hand drum plays on channel ten."""
    hit = replace(note(0, 48, "percussion"), instrument="hand_drum")
    track = read(midi([(0, part(hit))], "x"))[1]
    assert [message[0] & 0xF for _, message in track if message[0] >> 4 == 0x9] == [9]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    """Where the file cannot be written one line says so."""
    with pytest.raises(GeneratorError, match="choose another folder"):
        write_midi(tmp_path / "nowhere" / "x.mid", [(0, part(note(0, 60)))], "x")
