"""The mix of one part: voices, effects, music and ambience into a body and the tail that rings over it.

Pure: all levels are calibrated constants or follow from the part itself, so every process mixes alike and
ambience is continuous over joins. It knows no neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generators.sound.dsp import add, decibels_to_gain, faded, loudness, shape
from generators.sound.mix.balance import Weights
from generators.sound.mix.duck import Dip, ambience_curve, music_curve
from generators.sound.mix.space import ROOMS, SCORE_HALL, TAIL, Room, panned, reverberated
from story_engine.time import MediaTime, from_seconds

Stereo = NDArray[np.float32]

SPEECH_GAIN = decibels_to_gain(2.9)
"""Lines come at −18 LUFS; a programme of −16 LUFS carries its voice a little above its mean."""
LEVEL_AROUSAL, NARRATOR_RISE = 0.48, 7.5
"""The middling arousal at which the narrator is just as loud as that, and the decibels from stillness to the height:
who always tells as loudly flattens a film that is told throughout; the golden three minutes had a range of 4.1 LU."""
MURMUR_DECIBELS, MURMUR_RISE = -4.8, 12.2
"""A murmur's level where nothing stirs, and what it gains where hearts race: a show that is always as loud has nowhere
to go (at −3 and 8.8 the golden three minutes had a range of 5.1 LU, now 5.6). Not more: a night of calm talk must not
come much below −16.5 LUFS while a lively morning comes above −16."""
TALK_DECIBELS, TALK_RISE = -8.0, 12.5
"""The same for the spoken cast."""
EFFECT_GAIN = decibels_to_gain(2.0)
MUSIC_GAIN = decibels_to_gain(-2.0)
AMBIENCE_GAIN = decibels_to_gain(0.0)
STEM_DECIBELS = {
    "pad": -10.5,
    "bass": -12.5,
    "motion": 0.5,
    "melody": -2.0,
    "counter": -6.0,
    "percussion": -11.0,
    "hit": -2.5,
}
STEM_SENDS = {"pad": 0.8, "bass": 0.15, "motion": 0.9, "melody": 1.2, "counter": 1.0, "percussion": 0.5, "hit": 1.0}
SPEECH_OVER_BED = 21.5
"""Decibels that speech stands above music and ambience together; 15 is the promise, and rain or a crowd, which
fill every band, cost more words than music at the same level: at 18.5 dB one line in twenty of a rainy night stayed
below a STOI of 0.933, at this it is 0.950. Measuring the band of the words alone (0.7–4 kHz) foretold it no better."""
MURMUR_OVER_BED = 8.0
"""A murmur is music itself, its words are captions: the score stays a partner and need not leave."""
DEEPEST_DIP = 24.0
LIGHTEST_DIP = 3.0
EFFECT_DIP = 7.0
"""Decibels that effects under speech step back at most: a step is still a step, but no longer on the word."""
SCENE_RING: MediaTime = from_seconds(0.5)
"""What a scene's last chord rings over into the next scene: after a second of it the place that is called there was
not heard (its theme 13 dB below the chord of another key), and the first words stood 10 dB over it."""
JOIN_RING: MediaTime = from_seconds(0.7)
"""The same inside a scene: lines begin a fifth of a second after a join, and their part cannot turn down what rings
over from the part before (a whole second of it cost their first words 5 dB)."""
CLOSE_LIFT = 1.5
"""Decibels that a close-up is louder than a middle distance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedVoice:
    """A line's sound and where it is heard."""

    start: MediaTime
    sound: NDArray[np.float32]
    side: float
    near: float
    is_speech: bool
    arousal: float = 0.5
    """Of the part, 0–1: how loud the cast is."""
    is_narrator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedEffect:
    """An effect's sound, mono (n,) or stereo (n, 2), and where it is heard."""

    start: MediaTime
    sound: NDArray[np.float32]
    gain: float
    side: float
    near: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Buses:
    """Everything that is heard in a part, before it is mixed."""

    duration: MediaTime
    voices: tuple[PlacedVoice, ...]
    effects: tuple[PlacedEffect, ...]
    stems: dict[str, Stereo]
    """(duration + TAIL, 2) each."""
    ambience: Stereo
    """(duration + TAIL, 2), with its gains."""
    reverb: str
    weights: Weights = Weights()
    """How the viewer wants them."""
    ends_scene: bool = False
    """The next part is somewhere else, in another key."""


def mix_part(buses: Buses) -> tuple[Stereo, Stereo]:
    """Body (duration, 2) and tail (TAIL, 2)."""
    stems = mix_stems(buses)
    out = stems["voices"] + stems["effects"]
    for name in ("music", "ambience", "room"):
        out += stems[name]
    body, tail = out[: buses.duration], faded(out[buses.duration :], 0, TAIL // 2)
    return np.ascontiguousarray(body), np.ascontiguousarray(tail)


def mix_stems(buses: Buses) -> dict[str, Stereo]:
    """The five buses as they are heard, ducking included, (duration + TAIL, 2) each; their sum is the mix.

    "voices" and "effects" are dry, "room" is the place's answer to both. What the viewer wants louder or softer is so
    after everything stepped back as it was mixed.
    """
    total = buses.duration + TAIL
    place = ROOMS.get(buses.reverb, ROOMS["room"])
    voices, send = np.zeros((total, 2), np.float32), np.zeros((total, 2), np.float32)
    _add_voices(buses, voices, send)
    effects = np.zeros((total, 2), np.float32)
    music = _music(buses.stems, total)
    ambience = buses.ambience * np.float32(AMBIENCE_GAIN)
    music_dips, ambience_dips = _dips(buses, voices, music, ambience)
    effects_send = _add_effects(buses, voices, effects) if buses.effects else None
    if music_dips:
        shape(music, music_curve(music_dips, buses.duration, total))
    _let_go(music[buses.duration :], SCENE_RING if buses.ends_scene else JOIN_RING)
    if ambience_dips:
        shape(ambience, ambience_curve(ambience_dips, buses.duration, total))
    if not buses.weights.are_even:
        for name, sound in (("speech", voices), ("speech", send), ("music", music), ("ambience", ambience),
                            ("effects", effects), ("effects", effects_send)):  # fmt: skip
            if sound is not None:
                shape(sound, buses.weights.curve(name, total))
    if effects_send is not None:
        send += effects_send
    heard = bool(buses.voices or buses.effects)
    return {
        "voices": voices,
        "effects": effects,
        "music": music,
        "ambience": ambience,
        "room": _wet(send, place, total) if heard else np.zeros((total, 2), np.float32),
    }


def _add_voices(buses: Buses, dry: Stereo, send: Stereo) -> None:
    for voice in buses.voices:
        gain = _voice_gain(voice) * decibels_to_gain(CLOSE_LIFT * (2 * voice.near - 1))
        _place(dry, send, voice.start, panned(voice.sound, voice.side), gain, voice.near)


def _voice_gain(voice: PlacedVoice) -> float:
    """How loud a voice is by who it is and how hearts beat, wherever it is."""
    if not voice.is_speech:
        return decibels_to_gain(MURMUR_DECIBELS + MURMUR_RISE * voice.arousal)
    if voice.is_narrator:
        return SPEECH_GAIN * decibels_to_gain(NARRATOR_RISE * (voice.arousal - LEVEL_AROUSAL))
    return SPEECH_GAIN * decibels_to_gain(TALK_DECIBELS + TALK_RISE * voice.arousal)


def _add_effects(buses: Buses, voices: Stereo, dry: Stereo) -> Stereo:
    """Effects into `dry`, stepping back under what is spoken in `voices`; returns what of them the room is given."""
    own_send = np.zeros_like(dry)
    for effect in buses.effects:
        sound = effect.sound if effect.sound.ndim == 2 else panned(effect.sound, effect.side)
        gain = EFFECT_GAIN * effect.gain * decibels_to_gain(2 * CLOSE_LIFT * (2 * effect.near - 1))
        _place(dry, own_send, effect.start, sound, gain, effect.near)
    dips = _effect_dips(buses, voices, dry)
    if dips:
        curve = ambience_curve(dips, buses.duration, len(dry))
        shape(dry, curve)
        shape(own_send, curve)
    return own_send


def _place(dry: Stereo, send: Stereo, start: MediaTime, sound: Stereo, gain: float, near: float) -> None:
    count = min(len(sound), len(dry) - start)
    if count <= 0:
        return
    piece = sound[:count] * np.float32(gain)
    add(dry[start:], piece, 1.0, 1.0)
    add(send[start:], piece, 1.3 - near, 1.3 - near)


def _music(stems: dict[str, Stereo], total: MediaTime) -> Stereo:
    out, send = np.zeros((total, 2), np.float32), np.zeros((total, 2), np.float32)
    for name in sorted(stems):
        level = np.float32(MUSIC_GAIN * decibels_to_gain(STEM_DECIBELS.get(name, -3.0)))
        sent = level * np.float32(STEM_SENDS.get(name, 0.8))
        add(out, stems[name], level, level)
        add(send, stems[name], sent, sent)
    if stems:
        out += _wet(send, SCORE_HALL, total)
    return out


def _let_go(ring: Stereo, within: MediaTime) -> None:
    """`ring` dies away in that time, in place."""
    count = min(within, len(ring))
    ring[:count] *= (np.cos(np.linspace(0.0, np.pi / 2, count, dtype=np.float32)) ** 2)[:, None]
    ring[count:] = 0.0


def _wet(send: Stereo, place: Room, total: MediaTime) -> Stereo:
    wet = reverberated(send, place, total)
    wet *= np.float32(place.wet)
    return wet


def _dips(buses: Buses, voices: Stereo, music: Stereo, ambience: Stereo) -> tuple[tuple[Dip, ...], tuple[Dip, ...]]:
    """How far music and ambience step back under each line, from what is really heard there."""
    music_dips, ambience_dips = [], []
    for voice in buses.voices:
        begin, end = voice.start, min(voice.start + len(voice.sound), buses.duration)
        if end - begin < 4_800:
            continue
        heard = loudness(voices[begin:end])
        if heard <= -60:
            continue
        bed = heard - (SPEECH_OVER_BED if voice.is_speech else MURMUR_OVER_BED)
        # Music and ambience share the room under the voice: 3 dB each.
        for under, floor, dips in ((music, LIGHTEST_DIP, music_dips), (ambience, 0.0, ambience_dips)):
            if not len(under):
                continue
            down = loudness(under[begin:end]) - (bed - 3.0)
            dips.append(Dip(begin=begin, end=end, decibels=max(floor, min(DEEPEST_DIP, down))))
    return tuple(music_dips), tuple(ambience_dips)


def _effect_dips(buses: Buses, voices: Stereo, effects: Stereo) -> tuple[Dip, ...]:
    """How far effects step back under each spoken line; murmurs are no words and need it not."""
    dips = []
    for voice in buses.voices:
        begin, end = voice.start, min(voice.start + len(voice.sound), buses.duration)
        if not voice.is_speech or not buses.effects or end - begin < 4_800:
            continue
        down = loudness(effects[begin:end]) - (loudness(voices[begin:end]) - SPEECH_OVER_BED - 2.0)
        if down > 0:
            dips.append(Dip(begin=begin, end=end, decibels=min(EFFECT_DIP, down)))
    return tuple(dips)
