"""SoundFont 2 files: the notes of a sampled instrument as stereo samples, like those of the built-in players.

It knows no score and no mix. Read with numpy from the layout of the SoundFont 2.04 specification: key and velocity
zones, loops, tuning, width, the low-pass and the volume envelope; modulators, moving filters and low-frequency
oscillators are left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generators.errors import AssetError
from generators.sound.dsp import filtered, low_pass
from story_engine.time import SAMPLE_RATE

LARGEST_BYTES = 1 << 30
"""A larger file is no instrument for a show that renders beside its playing."""
MOST_RECORDS = 1 << 18
"""Of one table: the largest sets have some ten thousand."""
LONGEST_NOTE_SECONDS = 40.0
LONGEST_RELEASE_SECONDS = 2.5
"""What rings on longer is cut by the part's tail anyway."""
LOWEST_RELEASE_SECONDS = 0.03
_TABLES = {
    b"phdr": np.dtype([("name", "S20"), ("preset", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("reserved", "<u4", 3)]),
    b"pbag": np.dtype([("gen", "<u2"), ("mod", "<u2")]),
    b"pgen": np.dtype([("oper", "<u2"), ("amount", "<i2")]),
    b"inst": np.dtype([("name", "S20"), ("bag", "<u2")]),
    b"ibag": np.dtype([("gen", "<u2"), ("mod", "<u2")]),
    b"igen": np.dtype([("oper", "<u2"), ("amount", "<i2")]),
    b"shdr": np.dtype(
        [
            ("name", "S20"),
            ("start", "<u4"),
            ("end", "<u4"),
            ("loop", "<u4"),
            ("loop_end", "<u4"),
            ("rate", "<u4"),
            ("key", "u1"),
            ("cents", "i1"),
            ("link", "<u2"),
            ("kind", "<u2"),
        ]
    ),
}
_START, _END, _LOOP, _LOOP_END, _START_COARSE, _END_COARSE = 0, 1, 2, 3, 4, 12
_PAN, _ATTACK, _HOLD, _DECAY, _SUSTAIN, _RELEASE, _INSTRUMENT = 17, 34, 35, 36, 37, 38, 41
_KEYS, _VELOCITIES, _LOOP_COARSE, _ATTENUATION, _LOOP_END_COARSE, _COARSE, _FINE = 43, 44, 45, 48, 50, 51, 52
_SAMPLE, _MODES, _SCALE, _ROOT, _CUTOFF = 53, 54, 56, 58, 8
_OPEN = 13_500
"""Absolute cents (20 kHz) from which on a low-pass takes nothing away."""
_DEFAULTS = {
    _ATTACK: -12_000,
    _HOLD: -12_000,
    _DECAY: -12_000,
    _RELEASE: -12_000,
    _SCALE: 100,
    _ROOT: -1,
    _CUTOFF: _OPEN,
}
_OWN = frozenset((_KEYS, _VELOCITIES, _SAMPLE, _MODES, _ROOT, _INSTRUMENT))
"""What a preset's zone does not add to an instrument's."""
_RECORDED_AWAY = 0x8000
"""Kind bit of a sample that lies in a sound card's memory, not in the file."""


@dataclass(frozen=True, slots=True, eq=False)
class Soundfont:
    """An opened file; its samples stay on disk until they are played."""

    name: str
    tables: dict[bytes, NDArray[Any]]
    samples: NDArray[np.int16]
    _zones: dict[int, tuple[dict[int, int], ...]] = field(default_factory=dict)

    def has(self, program: int) -> bool:
        """Whether General MIDI's `program` (from 0) is among its presets."""
        return bool(self._of(program))

    def note(self, program: int, pitch: float, velocity: float, seconds: float) -> NDArray[np.float32] | None:
        """The note as float32 (n, 2), unnormalised, released after `seconds`; None where no zone has it."""
        key, force = round(pitch), max(1, min(127, round(127 * velocity)))
        found = [zone for zone in self._of(program) if _within(zone, _KEYS, key) and _within(zone, _VELOCITIES, force)]
        # Where an instrument sits is the score's to say: of the font's places only the width between zones is kept.
        middle = sum(zone.get(_PAN, 0) for zone in found) / max(1, len(found))
        voices = [self._voice(zone, pitch, min(seconds, LONGEST_NOTE_SECONDS), middle) for zone in found]
        voices = [voice for voice in voices if len(voice)]
        if not voices:
            return None
        out = np.zeros((max(len(voice) for voice in voices), 2), np.float32)
        for voice in voices:
            out[: len(voice)] += voice
        return out

    def _of(self, program: int) -> tuple[dict[int, int], ...]:
        """The zones of a preset of bank 0: generators by number, those of preset and instrument added up."""
        if program not in self._zones:
            heads = self.tables[b"phdr"]
            places = np.flatnonzero((heads["preset"][:-1] == program) & (heads["bank"][:-1] == 0))
            zones: list[dict[int, int]] = []
            for outer in self._bags(b"phdr", b"pbag", b"pgen", int(places[0])) if len(places) else ():
                instrument = outer.get(_INSTRUMENT, -1)
                if not 0 <= instrument < len(self.tables[b"inst"]) - 1:
                    continue
                for inner in self._bags(b"inst", b"ibag", b"igen", instrument):
                    if 0 <= inner.get(_SAMPLE, -1) < len(self.tables[b"shdr"]) - 1:
                        zones.append(_added(outer, inner))
            self._zones[program] = tuple(zones)
        return self._zones[program]

    def _bags(self, heads: bytes, bags: bytes, generators: bytes, place: int) -> list[dict[int, int]]:
        """Zones of one head, each with what its global zone says."""
        first, last = (int(self.tables[heads]["bag"][place + step]) for step in (0, 1))
        shared: dict[int, int] = {}
        zones: list[dict[int, int]] = []
        for bag in range(first, min(last, len(self.tables[bags]) - 1)):
            begin, end = (int(self.tables[bags]["gen"][bag + step]) for step in (0, 1))
            rows = self.tables[generators][begin:end]
            zone = {int(row["oper"]): int(row["amount"]) for row in rows}
            if bag == first and not {_INSTRUMENT, _SAMPLE} & set(zone):
                shared = zone
            elif {_INSTRUMENT, _SAMPLE} & set(zone):
                zones.append({**shared, **zone})
        return zones

    def _voice(self, zone: dict[int, int], pitch: float, seconds: float, middle: float) -> NDArray[np.float32]:
        """One zone's sound, (n, 2), `middle` being straight ahead."""
        head = self.tables[b"shdr"][zone[_SAMPLE]]
        if int(head["kind"]) & _RECORDED_AWAY or not head["rate"]:
            return np.zeros((0, 2), np.float32)
        start = int(head["start"]) + zone.get(_START, 0) + 32_768 * zone.get(_START_COARSE, 0)
        end = int(head["end"]) + zone.get(_END, 0) + 32_768 * zone.get(_END_COARSE, 0)
        start, end = max(0, start), min(len(self.samples), end)
        loop = int(head["loop"]) + zone.get(_LOOP, 0) + 32_768 * zone.get(_LOOP_COARSE, 0) - start
        loop_end = int(head["loop_end"]) + zone.get(_LOOP_END, 0) + 32_768 * zone.get(_LOOP_END_COARSE, 0) - start
        if end - start < 8:
            return np.zeros((0, 2), np.float32)
        root = zone[_ROOT] if zone[_ROOT] >= 0 else int(head["key"]) if head["key"] < 128 else 60
        cents = zone[_SCALE] * (pitch - root) + 100 * zone.get(_COARSE, 0) + zone.get(_FINE, 0) + int(head["cents"])
        ratio = float(head["rate"]) / SAMPLE_RATE * 2 ** (max(-4_800.0, min(4_800.0, cents)) / 1200)
        release = min(LONGEST_RELEASE_SECONDS, max(LOWEST_RELEASE_SECONDS, _seconds(zone[_RELEASE])))
        count = int((seconds + release) * SAMPLE_RATE)
        is_looped = bool(zone.get(_MODES, 0) & 1) and 0 <= loop < loop_end - 4 and loop_end <= end - start
        if not is_looped:
            count = min(count, max(0, int((end - start - 2) / ratio)))
        piece = self.samples[start:end].astype(np.float32) / np.float32(32_768)
        if is_looped:
            turns = max(0, math.ceil((count * ratio - loop_end) / (loop_end - loop))) + 1
            piece = np.concatenate([piece[:loop_end], np.tile(piece[loop:loop_end], turns)])
        mono = _between(piece, count, ratio)
        cutoff = zone[_CUTOFF]
        if cutoff < _OPEN:
            mono = filtered(mono, low_pass(max(40.0, 8.176 * 2 ** (cutoff / 1200))))
        mono *= _envelope(zone, len(mono), seconds, release) * np.float32(
            10 ** (-zone.get(_ATTENUATION, 0) / 200 * 0.4)
        )
        angle = (max(-1.0, min(1.0, (zone.get(_PAN, 0) - middle) / 500)) + 1) * math.pi / 4
        return np.stack([mono * np.float32(math.cos(angle)), mono * np.float32(math.sin(angle))], axis=1)


def _between(piece: NDArray[np.float32], count: int, ratio: float) -> NDArray[np.float32]:
    """`count` values `ratio` samples apart, on a cubic through four samples: straight lines would hiss with images."""
    place = np.arange(count) * ratio
    whole = place.astype(np.int64)
    part = (place - whole).astype(np.float32)
    padded = np.concatenate([piece[:1], piece, np.zeros(3, np.float32)])
    before, here, next_one, after = (padded[step:][whole] for step in range(4))
    # Catmull and Rom 1974.
    bend = before - np.float32(2.5) * here + np.float32(2.0) * next_one - np.float32(0.5) * after
    twist = np.float32(0.5) * (after - before) + np.float32(1.5) * (here - next_one)
    curve: NDArray[np.float32] = here + part * (np.float32(0.5) * (next_one - before) + part * (bend + part * twist))
    return curve


def read_soundfont(path: Path) -> Soundfont:
    """The SoundFont at `path`; raises AssetError saying what is wrong with it."""
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise AssetError(f"{path.name}: {size >> 20} MiB, more than {LARGEST_BYTES >> 20}; use a smaller soundfont")
        content = np.memmap(path, np.uint8, "r") if size else np.zeros(0, np.uint8)
    except (OSError, ValueError) as error:
        raise AssetError(f"{path.name}: cannot be read ({error}); give a readable .sf2 file") from error
    if size < 12 or bytes(content[:4]) != b"RIFF" or bytes(content[8:12]) != b"sfbk":
        raise AssetError(f"{path.name}: is no SoundFont 2 file; compressed .sf3 and other kinds are not read")
    chunks = _chunks(path.name, content, 12, size)
    missing = sorted(name.decode() for name in {b"smpl", *_TABLES} - set(chunks))
    if missing:
        raise AssetError(f"{path.name}: lacks {', '.join(missing)}; the file is cut short or has no samples of its own")
    tables = {}
    for name, layout in _TABLES.items():
        begin, length = chunks[name]
        if length % layout.itemsize or not layout.itemsize <= length <= MOST_RECORDS * layout.itemsize:
            raise AssetError(
                f"{path.name}: {name.decode()} has {length} bytes, not rows of {layout.itemsize}; get it anew"
            )
        tables[name] = np.frombuffer(bytes(content[begin : begin + length]), layout)
    begin, length = chunks[b"smpl"]
    return Soundfont(path.stem, tables, content[begin : begin + length // 2 * 2].view("<i2"))


def _chunks(name: str, content: NDArray[np.uint8], begin: int, end: int) -> dict[bytes, tuple[int, int]]:
    """Place and length of every chunk, lists opened."""
    found: dict[bytes, tuple[int, int]] = {}
    while begin + 8 <= end:
        kind, length = (
            bytes(content[begin : begin + 4]),
            int.from_bytes(bytes(content[begin + 4 : begin + 8]), "little"),
        )
        if begin + 8 + length > end:
            raise AssetError(f"{name}: ends inside {kind!r}; the file is cut short, get it anew")
        if kind == b"LIST" and length >= 4:
            found |= _chunks(name, content, begin + 12, begin + 8 + length)
        else:
            found[kind] = (begin + 8, length)
        begin += 8 + length + length % 2
    return found


def _added(outer: dict[int, int], inner: dict[int, int]) -> dict[int, int]:
    """An instrument's zone with what the preset's adds; ranges are cut to what both have."""
    zone = {**_DEFAULTS, **inner}
    for number, amount in outer.items():
        if number not in _OWN:
            zone[number] = zone.get(number, 0) + amount
    for number in (_KEYS, _VELOCITIES):
        low, high = _range(inner, number)
        other_low, other_high = _range(outer, number)
        zone[number] = max(low, other_low) | min(high, other_high) << 8
    return zone


def _range(zone: dict[int, int], number: int) -> tuple[int, int]:
    amount = zone.get(number, 127 << 8)
    return amount & 0xFF, amount >> 8 & 0xFF


def _within(zone: dict[int, int], number: int, value: int) -> bool:
    low, high = _range(zone, number)
    return low <= value <= high


def _seconds(timecents: int) -> float:
    return float(2 ** (max(-12_000, min(8_000, timecents)) / 1200))


def _envelope(zone: dict[int, int], count: int, seconds: float, release: float) -> NDArray[np.float32]:
    """The volume envelope: up in a line, down in decibels, released after `seconds`."""
    time = np.arange(count, dtype=np.float32) / np.float32(SAMPLE_RATE)
    attack, hold, decay = (_seconds(zone[number]) for number in (_ATTACK, _HOLD, _DECAY))
    sustain = max(0.0, min(100.0, zone.get(_SUSTAIN, 0) / 10))
    fallen = np.clip((time - attack - hold) / max(decay, 1e-3), 0, 1) * np.float32(100)
    down = np.minimum(fallen, sustain) + 100 * np.clip((time - seconds) / release, 0, 1)
    last = np.clip((np.float32(count) - np.arange(count)) / np.float32(0.005 * SAMPLE_RATE), 0, 1)
    shape: NDArray[np.float32] = (np.clip(time / max(attack, 1e-3), 0, 1) * 10 ** (-down / 20) * last).astype(
        np.float32
    )
    return shape


def found_soundfonts(folder: Path) -> tuple[Path, ...]:
    """The .sf2 files in `folder`, sorted by name; () where there is no such folder."""
    return tuple(sorted(path for path in folder.glob("*.[sS][fF]2") if path.is_file())) if folder.is_dir() else ()
