"""The sound of a timed part: voices, score, ambience and effects, mixed into a body and a tail.

Pure for a given speech store: every process renders the same samples. It knows no picture and no neighbour.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generators.errors import AssetError, Cancelled
from generators.segments.folders import SOUNDFONTS
from generators.sound.ambience import render_bed
from generators.sound.dsp import add, fade
from generators.sound.effects import render_effect
from generators.sound.instruments.perform import TAIL, render_notes
from generators.sound.instruments.soundfont import Soundfont, found_soundfonts, read_soundfont
from generators.sound.mix.balance import Weights
from generators.sound.mix.part import Buses, PlacedEffect, PlacedVoice, mix_part, mix_stems
from generators.sound.mix.space import line_place
from generators.sound.own_sounds import own_bed, own_effect
from generators.sound.voices.sound import voice_sound
from generators.timed import Bed, ScoreState, SoundCue, TimedLine, TimedPart
from story_engine.plan import PartKind
from story_engine.rng import derive_seed
from story_engine.time import MediaTime, from_seconds

VERSION = "11"
"""Raised whenever the same timed part would sound otherwise."""
_LOG = logging.getLogger(__name__)
SCENE_FADE: MediaTime = from_seconds(0.7)
"""Places cross-fade this long over a change of scene, the old one in its tail; inside a place nothing fades."""
HOLD_FADE: MediaTime = from_seconds(0.15)
"""A hold crosses over into the next part: nobody knows beforehand how often it will be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The sound of a part."""

    body: NDArray[np.float32]
    """(timed.duration, 2)."""
    tail: NDArray[np.float32]
    """(m, 2), m ≤ one second: what rings over the part's end."""


class Sound:
    """Renders the sound of timed parts; `speech_store` is the folder of spoken lines.

    The first .sf2 file in `soundfonts` (by default the folder of that name beside the store) plays what it has.
    """

    def __init__(self, speech_store: Path, soundfonts: Path | None = None) -> None:
        self._store = speech_store
        self._font = _font(speech_store.parent / SOUNDFONTS if soundfonts is None else soundfonts)

    def render(self, timed: TimedPart, cancel: Callable[[], bool] | None = None) -> Rendered:
        """The sound of `timed`: the body has exactly its length; raises Cancelled, VoiceError, AssetError."""
        body, tail = mix_part(self._buses(timed, cancel))
        return Rendered(body=body, tail=tail)

    def stems(self, timed: TimedPart) -> dict[str, NDArray[np.float32]]:
        """What `render` mixes, by name, (duration + TAIL, 2) each: voices, effects, music, ambience, room."""
        return mix_stems(self._buses(timed, None))

    def _buses(self, timed: TimedPart, cancel: Callable[[], bool] | None) -> Buses:
        _go_on(cancel)
        voices = self._voices(timed)
        _go_on(cancel)
        stems = self._stems(timed, cancel)
        _go_on(cancel)
        return Buses(
            duration=timed.duration,
            voices=voices,
            effects=self._effects(timed),
            stems=stems,
            ambience=_ambience(timed, self._bed, self._own_bed),
            reverb=timed.reverb,
            weights=Weights(now=timed.balance, before=timed.balance_before),
            ends_scene=timed.part.ends_scene,
        )

    def _stems(self, timed: TimedPart, cancel: Callable[[], bool] | None) -> dict[str, NDArray[np.float32]]:
        """The score by stems, (duration + TAIL, 2) each."""
        return render_notes(timed.score.notes, timed.duration, self._font)

    def _bed(
        self, name: str, scene_time: MediaTime, duration: MediaTime, wind: float, rng_seed: int, hour: float
    ) -> NDArray[np.float32]:
        """A place's continuous sound, (duration, 2)."""
        return render_bed(name, scene_time, duration, wind, rng_seed, hour)

    def _own_bed(self, bed: Bed, timed: TimedPart, duration: MediaTime) -> NDArray[np.float32] | None:
        """The seed's own sound for a bed, (duration, 2); None where it has none."""
        return own_bed(self._store, bed.own, timed.entry.scene_time, duration, timed.rng_seed) if bed.own else None

    def _effects(self, timed: TimedPart) -> tuple[PlacedEffect, ...]:
        placed = []
        for cue in timed.cues:
            own = own_effect(self._store, cue.own) if cue.own else None
            sound = effect_sound(timed, cue) if own is None else own
            placed.append(PlacedEffect(start=cue.at, sound=sound, gain=cue.gain, side=cue.x, near=cue.near))
        return tuple(placed)

    def _line(self, line: TimedLine, state: ScoreState) -> NDArray[np.float32]:
        """What is heard of a line, mono."""
        sound: NDArray[np.float32] = voice_sound(line, self._store, None, state.key, state.mode)
        return sound

    def _voices(self, timed: TimedPart) -> tuple[PlacedVoice, ...]:
        placed = []
        state = timed.score.entry
        for line in timed.lines:
            if line.manner == "silent":
                continue
            sound = self._line(line, state)
            side, near = line_place(timed, line)
            is_speech = line.manner == "speech" and bool(line.speech)
            placed.append(
                PlacedVoice(
                    start=line.start,
                    sound=sound,
                    side=side,
                    near=near,
                    is_speech=is_speech,
                    arousal=timed.part.mood.arousal,
                    is_narrator=not line.speaker,
                )
            )
        return tuple(placed)


def _font(folder: Path) -> Soundfont | None:
    """The first soundfont that can be read; what cannot is told, and the built-in instruments play."""
    for path in found_soundfonts(folder):
        try:
            return read_soundfont(path)
        except AssetError as error:
            _LOG.warning("soundfont %s; the built-in instruments play", error)
    return None


def effect_sound(timed: TimedPart, cue: SoundCue) -> NDArray[np.float32]:
    """The take (n,) of the effect that a cue of the part is heard with; read-only."""
    variation = derive_seed(timed.part.index, cue.at) % 1024
    return render_effect(cue.name, timed.rng_seed, variation, timed.score.entry.key)


def _ambience(
    timed: TimedPart,
    render: Callable[..., NDArray[np.float32]] = render_bed,
    own: Callable[[Bed, TimedPart, MediaTime], NDArray[np.float32] | None] = lambda bed, timed, duration: None,
) -> NDArray[np.float32]:
    """Every bed with its gain, (duration + TAIL, 2): a scene's last part rings on, its first one comes in softly."""
    scene = timed.part.scene
    ring = SCENE_FADE if timed.part.ends_scene else HOLD_FADE if timed.part.kind is PartKind.HOLD else 0
    length = timed.duration + ring
    out = np.zeros((timed.duration + TAIL, 2), np.float32)
    for bed in timed.beds:
        if bed.gain_begin <= 0.0 and bed.gain_end <= 0.0:
            continue
        found = own(bed, timed, length)
        sound = (
            render(bed.name, timed.entry.scene_time, length, scene.wind, timed.rng_seed, scene.hour)
            if found is None
            else found
        )
        if bed.gain_begin != bed.gain_end:
            gain = np.full(length, bed.gain_end, np.float32)
            gain[: timed.duration] = np.linspace(bed.gain_begin, bed.gain_end, timed.duration, dtype=np.float32)
            sound = sound * gain[:, None]
        level = 1.0 if bed.gain_begin != bed.gain_end else bed.gain_end
        add(out, sound, level, level)
    fade_in = SCENE_FADE if timed.entry.scene_time == 0 else 0
    fade(out[:length], fade_in, SCENE_FADE if timed.part.ends_scene else 0)
    # Straight lines: where the hold was shown once, both sides are one sound and sum to it exactly.
    if timed.after_hold:
        out[:HOLD_FADE] *= np.linspace(0.0, 1.0, HOLD_FADE, endpoint=False, dtype=np.float32)[:, None]
    if timed.part.kind is PartKind.HOLD:
        out[timed.duration : length] *= np.linspace(1.0, 0.0, ring, endpoint=False, dtype=np.float32)[:, None]
    return out


def _go_on(cancel: Callable[[], bool] | None) -> None:
    if cancel is not None and cancel():
        raise Cancelled("the sound of this part is no longer wanted")
