"""The sound that comes with a model's film: where it is heard, how loud, how it joins, and when it is not used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from generators.neural.equipment import Equipment, write_equipment
from generators.neural.ports import Cancel, Chunk, Continuation, Take, never
from generators.neural.sound.film import EDGE, QUIET_LUFS, FilmSound, laid_under
from generators.neural.sounding import ModelSound
from generators.sound.dsp import loudness
from generators.sound.generator import SCENE_FADE, Sound
from generators.sound.instruments.perform import TAIL
from generators.stage.bench import bench_part
from generators.timed import Bed, TimedPart

from .test_neural_level import Painter, _level

SECOND = 48_000


def _part(scene_time: int = SECOND, **change: object) -> TimedPart:
    """Two seconds of a scene at the harbour, in its midst."""
    part = bench_part(0, 48)
    beds = (Bed(name="harbour", gain_begin=1.0, gain_end=1.0),)
    return replace(part, entry=replace(part.entry, scene_time=scene_time), beds=beds, **change)  # type: ignore[arg-type]


def _noise(samples: int, gain: float, seed: int = 1) -> np.ndarray:
    return (gain * np.random.default_rng(seed).standard_normal((samples, 2))).astype(np.float32)


def _own(gain: float = 0.01) -> np.ndarray:
    return _noise(2 * SECOND + TAIL, gain, seed=9)


def _film(*spans: tuple[int, int], gain: float = 0.2) -> tuple[FilmSound, ...]:
    return tuple(FilmSound(start=begin, sound=_noise(end - begin, gain)) for begin, end in spans)


def test_a_film_is_as_loud_as_its_place():
    """Whatever level the model gave; where the place is silent, softly."""
    part = _part()
    for gain in (0.001, 0.2):
        out = laid_under(_own(), _film((0, 2 * SECOND), gain=gain), part)
        assert out is not None
        middle = slice(EDGE, 2 * SECOND - EDGE)
        assert loudness(out[middle]) == pytest.approx(loudness(_own()[middle]), abs=0.5)
        assert np.abs(out[middle] - _own()[middle]).max() > 0.01
    alone = laid_under(np.zeros((2 * SECOND + TAIL, 2), np.float32), _film((0, 2 * SECOND)), part)
    assert alone is not None
    assert loudness(alone[: 2 * SECOND]) == pytest.approx(QUIET_LUFS, abs=0.5)


def test_it_joins_what_the_stage_drew_before_and_after():
    """At both ends of a part, at every cut and between two runs it is the place's own sound; what rings on is too."""
    cut = SECOND + 1234
    out = laid_under(_own(), _film((0, SECOND), (SECOND, cut), (cut, 2 * SECOND)), _part())
    assert out is not None
    apart = np.abs(out - _own()).max(axis=1)
    assert np.array_equal(out[2 * SECOND :], _own()[2 * SECOND :])
    for at in (0, SECOND, cut, 2 * SECOND - 1):
        assert apart[max(0, at - 1) : at + 1].max() < 1e-3
    assert apart[SECOND // 2 - 500 : SECOND // 2 + 500].max() > 0.01


def test_where_a_scene_begins_it_comes_as_softly_as_the_place():
    """No film is there at once while its place fades in."""
    out = laid_under(_own(), _film((0, 2 * SECOND)), _part(scene_time=0))
    assert out is not None
    apart = np.abs(out - _own())
    assert apart[: SCENE_FADE // 8].max() < 0.25 * apart[SCENE_FADE:SECOND].max()


def test_a_take_that_the_stage_drew_keeps_the_places_sound():
    """Sound of a film is heard with that film alone."""
    out = laid_under(_own(), _film((SECOND, 2 * SECOND)), _part())
    assert out is not None
    assert np.array_equal(out[:SECOND], _own()[:SECOND])


def test_a_film_of_silence_is_none():
    """Nothing, and next to nothing, and less than can be heard as sound."""
    assert laid_under(_own(), (), _part()) is None
    assert laid_under(_own(), _film((0, 2 * SECOND), gain=1e-5), _part()) is None
    assert laid_under(_own(), _film((0, EDGE)), _part()) is None


def test_a_part_is_sounded_with_its_film(tmp_path: Path):
    """The manifest says so; without one, or with a silent one, it is the house's sound, bit for bit."""
    part, sound = _part(), ModelSound(tmp_path, equipment=write_equipment(Equipment()))
    own = Sound(tmp_path).render(part)
    assert np.array_equal(sound.render(part).body, own.body)
    assert sound.notes == ()
    heard = sound.render(part, None, _film((0, 2 * SECOND)))
    assert sound.notes == (("sounded", "film"),)
    assert not np.array_equal(heard.body, own.body)
    assert np.array_equal(sound.render(part, None, _film((0, 2 * SECOND), gain=0.0)).body, own.body)
    assert sound.notes == ()


class Singer(Painter):
    """A painter whose films come in two runs, each with sound."""

    def __init__(self, hands: list[str]) -> None:
        super().__init__(hands)
        self.abilities = replace(self.abilities, sound=True)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """The painter's film in halves."""
        for chunk in super().render(takes, continuation, cancel):
            half = len(chunk.frames) // 2
            for frames in (chunk.frames[:half], chunk.frames[half:]):
                yield Chunk(frames=frames, sound=_noise(len(frames) * 2000, 0.1))


@pytest.mark.parametrize(("hand", "drawn"), [("paint", True), ("black", False)])
def test_films_with_sound_are_made_before_they_are_shown(hand: str, drawn: bool):
    """A segment's sound comes first: the model is asked once, the same pictures are shown, and a film that was refused
    is not heard either."""
    part = bench_part(0, 6)
    plain, singer = _level(Painter([hand])), Singer([hand])
    level = _level(singer)
    heard = level.heard(part, never)
    assert [(piece.start, len(piece.sound)) for piece in heard] == ([(0, 6000), (6000, 6000)] if drawn else [])
    asked = len(singer.asked)
    frames = [frame.copy() for frame in level.frames(part, never)]
    assert len(singer.asked) == asked
    assert all(map(np.array_equal, frames, [frame.copy() for frame in plain.frames(part, never)]))
    assert [(one.by, one.tries) for one in level.outcomes] == [(one.by, one.tries) for one in plain.outcomes]
    again = [frame.copy() for frame in level.frames(part, never)]
    assert all(map(np.array_equal, frames, again))
    assert len(singer.asked) == 2 * asked, "made anew"


def test_a_model_without_sound_is_not_asked_for_it():
    """Its films are made one by one as they are shown."""
    painter = Painter(["paint"])
    assert _level(painter).heard(bench_part(0, 6), never) == ()
    assert painter.asked == []
