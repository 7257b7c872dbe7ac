"""Soundfonts: a file written here plays in tune beside the built-in players, and a damaged one is told of."""

import struct
from pathlib import Path

import numpy as np
import pytest

from generators.errors import AssetError
from generators.render_pool.catalogue import generator_version
from generators.sound.generator import Sound
from generators.sound.instruments.patch import patch
from generators.sound.instruments.perform import render_note
from generators.sound.instruments.soundfont import read_soundfont
from generators.timed import Note

FLUTE = patch("flute").program
ROOT, RATE, PERIOD = 69, 44_000, 100
"""A tone of 440 Hz."""


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _soundfont(
    program: int, *, looped: bool = True, keys: tuple[int, int] = (0, 127), more: tuple[tuple[int, int], ...] = ()
) -> bytes:
    """One preset of one instrument of one sample: ten periods, the last eight of which are its loop."""
    wave = (12_000 * np.sin(2 * np.pi * np.arange(10 * PERIOD) / PERIOD)).astype("<i2").tobytes() + bytes(92)
    head, name = b"\0" * 12, lambda text: text.ljust(20, b"\0")
    generators = [(43, keys[0] | keys[1] << 8), (54, int(looped)), (38, -2_400), *more, (53, 0)]
    tables = [
        (b"phdr", name(b"Tone") + struct.pack("<HHH", program, 0, 0) + head),
        (b"phdr", name(b"EOP") + struct.pack("<HHH", 0, 0, 1) + head),
        (b"pbag", struct.pack("<4H", 0, 0, 1, 0)),
        (b"pgen", struct.pack("<4H", 41, 0, 0, 0)),
        (b"inst", name(b"Tone") + struct.pack("<H", 0) + name(b"EOI") + struct.pack("<H", 1)),
        (b"ibag", struct.pack("<4H", 0, 0, len(generators), 0)),
        (b"igen", b"".join(struct.pack("<Hh", *row) for row in [*generators, (0, 0)])),
        (b"shdr", name(b"tone") + struct.pack("<5IBbHH", 0, 1000, 200, 1000, RATE, ROOT, 0, 0, 1) + bytes(46)),
    ]
    joined: dict[bytes, bytes] = {}
    for kind, content in tables:
        joined[kind] = joined.get(kind, b"") + content
    lists = _chunk(b"LIST", b"sdta" + _chunk(b"smpl", wave))
    lists += _chunk(b"LIST", b"pdta" + b"".join(_chunk(kind, content) for kind, content in joined.items()))
    return _chunk(b"RIFF", b"sfbk" + lists)


def _written(folder: Path, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "tones.sf2"
    path.write_bytes(content)
    return path


def _hertz(sound: np.ndarray) -> float:
    mono = sound[:24_000].mean(axis=1) * np.hanning(24_000)
    return float(np.argmax(np.abs(np.fft.rfft(mono, 480_000))) / 10)


def _note(instrument: str, pitch: int) -> Note:
    return Note(start=0, duration=48_000, pitch=pitch, velocity=0.5, instrument=instrument, stem="melody", pan=0.0)


@pytest.mark.parametrize(("pitch", "hertz"), [(69, 440.0), (81, 880.0), (64, 329.6)])
def test_a_looped_sample_plays_any_note_in_tune(tmp_path: Path, pitch: int, hertz: float) -> None:
    """Ten periods of a tone sound for a second at the note's own pitch, without a step where the loop turns."""
    font = read_soundfont(_written(tmp_path, _soundfont(FLUTE)))
    sound = font.note(FLUTE, pitch, 0.5, 1.0)
    assert sound is not None
    assert _hertz(sound) == pytest.approx(hertz, abs=1.0)
    held = sound[4_800:43_200, 0]
    assert np.abs(np.diff(held)).max() < 1.1 * 2 * np.pi * hertz / 48_000 * np.abs(held).max()
    assert np.abs(sound[-1]).max() < 1e-3


def test_a_sample_without_a_loop_ends_by_itself(tmp_path: Path) -> None:
    """What was recorded once is heard once."""
    sound = read_soundfont(_written(tmp_path, _soundfont(FLUTE, looped=False))).note(FLUTE, ROOT, 0.5, 1.0)
    assert sound is not None
    assert len(sound) == pytest.approx(1000 * 48_000 / RATE, abs=8)


def test_found_instruments_stand_in_at_the_level_of_the_built_in_ones(tmp_path: Path) -> None:
    """A flute from the file is as loud as ours and no other note changes."""
    font = read_soundfont(_written(tmp_path, _soundfont(FLUTE)))
    own, found = render_note(_note("flute", 69)), render_note(_note("flute", 69), font)
    assert not np.array_equal(own, found)
    level = [float(np.sqrt((sound[4_800:38_400] ** 2).mean())) for sound in (own, found)]
    assert abs(20 * np.log10(level[1] / level[0])) < 4.0
    np.testing.assert_array_equal(render_note(_note("clarinet", 60)), render_note(_note("clarinet", 60), font))


def test_a_slow_swell_is_not_made_louder_than_what_speaks_at_once(tmp_path: Path) -> None:
    """Bows that need a second to sound are measured where they are loudest, not while they rise."""
    slow = read_soundfont(_written(tmp_path, _soundfont(FLUTE, more=((34, 0),))))  # an attack of one second
    quick = read_soundfont(_written(tmp_path / "quick", _soundfont(FLUTE)))
    tops = [float(np.abs(render_note(_note("flute", 69), font)).max()) for font in (slow, quick)]
    assert abs(20 * np.log10(tops[0] / tops[1])) < 2.0


def test_a_found_instrument_sits_where_the_score_puts_it(tmp_path: Path) -> None:
    """A preset that is recorded far to the right is heard in the middle until a note says otherwise."""
    font = read_soundfont(_written(tmp_path, _soundfont(FLUTE, more=((17, 450),))))
    sound = font.note(FLUTE, ROOT, 0.5, 0.5)
    assert sound is not None
    np.testing.assert_allclose(sound[:, 0], sound[:, 1], atol=1e-6)


def test_a_low_pass_of_the_file_is_heard(tmp_path: Path) -> None:
    """A cutoff below the tone leaves less than a tenth of it."""
    dark = read_soundfont(_written(tmp_path, _soundfont(FLUTE, more=((8, 4_200),)))).note(FLUTE, 69, 0.5, 0.5)
    open_wide = read_soundfont(_written(tmp_path / "open", _soundfont(FLUTE))).note(FLUTE, 69, 0.5, 0.5)
    assert dark is not None
    assert open_wide is not None
    assert np.abs(dark[4_800:]).max() < 0.1 * np.abs(open_wide).max()


def test_a_key_that_no_zone_has_is_played_by_the_built_in_instrument(tmp_path: Path) -> None:
    """A preset with a hole in it leaves no silence."""
    font = read_soundfont(_written(tmp_path, _soundfont(FLUTE, keys=(72, 84))))
    assert font.has(FLUTE)
    assert font.note(FLUTE, 69, 0.5, 1.0) is None
    np.testing.assert_array_equal(render_note(_note("flute", 69)), render_note(_note("flute", 69), font))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no SoundFont 2 file"),
        (b"RIFF\4\0\0\0WAVE", "no SoundFont 2 file"),
        (_soundfont(FLUTE)[:-40], "cut short"),
        (_chunk(b"RIFF", b"sfbk" + _chunk(b"LIST", b"sdta" + _chunk(b"smpl", bytes(8)))), "lacks"),
    ],
)
def test_a_damaged_file_is_told_with_its_name(tmp_path: Path, content: bytes, told: str) -> None:
    """Empty, foreign, cut and hollow files are errors with a remedy, never numbers out of nowhere."""
    with pytest.raises(AssetError, match=rf"tones\.sf2.*{told}"):
        read_soundfont(_written(tmp_path, content))


def test_every_byte_may_be_wrong_without_another_error(tmp_path: Path) -> None:
    """A file with any table's bytes turned over is refused or played, and nothing else happens."""
    good = bytearray(_soundfont(FLUTE))
    for place in range(len(good) - 500, len(good), 7):
        bad = bytearray(good)
        bad[place] ^= 0xFF
        try:
            sound = read_soundfont(_written(tmp_path, bytes(bad))).note(FLUTE, 69, 0.5, 0.1)
        except AssetError:
            continue
        assert sound is None or np.isfinite(sound).all()


def test_a_damaged_soundfont_leaves_the_built_in_instruments(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The show goes on, and one line says why."""
    _written(tmp_path / "soundfonts", b"nothing")
    assert Sound(tmp_path / "speech")._font is None
    assert "tones.sf2" in caplog.text
    _written(tmp_path / "soundfonts", _soundfont(FLUTE))
    font = Sound(tmp_path / "speech")._font
    assert font is not None
    assert font.name == "tones"


def test_a_soundfont_makes_other_segments(tmp_path: Path) -> None:
    """What was rendered without it is not taken for what is rendered with it."""
    folder = tmp_path / "soundfonts"
    without = generator_version("sketch", None, folder)
    assert without == generator_version("sketch")
    _written(folder, _soundfont(FLUTE))
    assert generator_version("sketch", None, folder) != without
