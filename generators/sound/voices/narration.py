"""Spoken lines: sentences from the engine, pauses at punctuation, and the chain that makes them pleasant.

It knows no process, store or voice file; it is given an engine, words and a recipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from generators.sound import dsp
from generators.sound.voices.engines import Engine, Sentence
from generators.sound.voices.messages import Speak, SpeechRecipe, Spoken
from generators.sound.voices.pitch import livelier
from generators.sound.voices.timing import pause_after
from generators.timed import Phone, Word

SPEECH_LUFS = -18.0
"""Level of every spoken line: the mix is built around it (design §7)."""
TONE_DECIBELS = {"whisper": -7.0, "shout": 3.0, "think": -2.0}
"""What a tone does to a line's level, in speech and murmur alike."""

LONGEST_SENTENCE = 60
"""Words given to an engine at once: its time and memory grow with a sentence."""
PASSAGE_WORDS = 120
"""Words finished together: under a minute of sound."""
_SENTENCE_PAUSE = 0.32
"""Punctuation with at least this pause ends a sentence: an engine's own melody is made per sentence."""
NARRATION_CALM = 1.2
"""A narrator pauses longer than people who talk to one another."""
_BREATH_SECONDS = 0.08
"""A pause where the engine wants one and no punctuation stands."""
_TALLEST = 0.5
"""Where rounding a peak begins, against full scale: speech that is at its level never gets there often."""
_EVENNESS = 1.5
"""Ratio of compression: at 2.6, with more room and a notch at 2.9 kHz, a recogniser missed a quarter more words."""
_DULL_RATE = 16_000
"""An engine at this rate or below has no air: flite's voices end at 7.1 kHz."""
_FOLDS = ((7_100.0, 4_300.0, 9_500.0), (10_600.0, 8_600.0, 12_000.0))
"""Hertz: where the sound ends, from where what lies under that edge is mirrored above it, where it has begun to fall.
Mirrored, it goes on at the edge as it came, so no plot shows a step there; a second fold lets it end as softly."""
_AIR = 0.8
"""Of each fold: 2 dB less than what it mirrors."""
_RING_SECONDS = 0.06
"""How long the last sound before a pause dies away: a final t lives in the pause."""
_HEAD_SECONDS = 0.05
_TAIL_SECONDS = 0.12
_PLAIN = str.maketrans({"—": ",", "–": ",", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "."})


def narrate(engine: Engine, request: Speak) -> tuple[Spoken, np.ndarray]:
    """The times and the sound (float32 mono 48 kHz, as long as the times say) of a request.

    A long text is spoken passage by passage, so that its sound needs no more memory than itself.
    """
    words = request.text.split()
    said: list[tuple[Spoken, np.ndarray]] = []
    for passage in _passages(_sentences(words)):
        said.append(_passage(engine, request, words, passage, is_first=not said))
    phones: list[Phone] = []
    spoken: list[Word] = []
    clock = 0
    for part, _ in said:
        phones += [replace(phone, start=phone.start + clock) for phone in part.phones]
        spoken += [replace(word, start=word.start + clock) for word in part.words]
        clock += part.duration
    samples = (
        np.concatenate([sound for _, sound in said])
        if said
        else np.zeros(round(_HEAD_SECONDS * dsp.SAMPLE_RATE), np.float32)
    )
    whole = Spoken(key=request.key, duration=len(samples), phones=tuple(phones), words=tuple(spoken))
    return whole, samples


def _passage(
    engine: Engine, request: Speak, words: list[str], spans: list[tuple[int, int]], *, is_first: bool
) -> tuple[Spoken, np.ndarray]:
    """Some sentences of a text, finished."""
    recipe = request.recipe
    tape = _Tape(engine.rate)
    tape.silence(_HEAD_SECONDS if is_first else NARRATION_CALM * _SENTENCE_PAUSE * recipe.pause)
    for first, last in spans:
        text, owners = _engine_text(request.respelled[first:last])
        if not text:
            continue
        sentence = engine.speak(
            text,
            recipe.engine_voice,
            stretch=recipe.size / max(recipe.rate, 0.2),
            pitch=recipe.pitch,
            reach=recipe.range,
            language=request.language,
        )
        lively = livelier(sentence.samples, engine.rate, sentence.reach_left, sentence.shift_left)
        sentence = replace(sentence, samples=lively)
        tape.sentence(sentence, [first + owner for owner in owners], words, recipe)
    tape.silence(_TAIL_SECONDS)
    samples = finished(tape.samples(), engine.rate, recipe, request.tone)
    # Resampling by size moves every time by the same factor.
    factor = dsp.SAMPLE_RATE / engine.rate / recipe.size
    phones = tuple(
        Phone(
            start=round(p.begin * factor),
            duration=round(p.end * factor) - round(p.begin * factor),
            phone=p.phone,
            stress=p.stress,
        )
        for p in tape.phones
    )
    spoken = Spoken(key=request.key, duration=len(samples), phones=phones, words=_words(tape.phones, words, factor))
    return spoken, samples


def finished(raw: np.ndarray, rate: int, recipe: SpeechRecipe, tone: str) -> np.ndarray:
    """The clean-up chain: an engine's sound at `rate` to a warm, level 48 kHz voice in a small room."""
    voice = dsp.resampled(raw, dsp.SAMPLE_RATE / rate / recipe.size)
    voice = dsp.levelled(voice, -20.0)
    voice = dsp.filtered(
        voice,
        dsp.high_pass(80),
        dsp.peak(190, 1.5, 0.9),
        dsp.peak(420, -1.0, 1.2),
        dsp.peak(4600, 1.5, 1.0),
    )
    voice = _de_essed(voice)
    voice = dsp.compressed(voice, -21.0, _EVENNESS)
    if rate <= _DULL_RATE:
        voice = _brightened(voice, recipe.size)
    if tone == "whisper":
        voice = dsp.filtered(voice, dsp.high_pass(240), dsp.high_shelf(4000, 4.0))
    if tone == "think":
        voice = dsp.filtered(voice, dsp.low_pass(5200))
    wet_share = recipe.room + (0.22 if tone == "think" else 0.0)
    wet = dsp.room(voice, 0.9 if tone == "think" else 0.28, size=0.45, damping=0.45).mean(axis=1)[: len(voice)]
    voice = dsp.levelled(voice + np.float32(wet_share * 4.0) * wet, SPEECH_LUFS)
    voice = _rounded(voice)
    gain = dsp.decibels_to_gain(recipe.gain_decibels + TONE_DECIBELS.get(tone, 0.0))
    top = float(np.abs(voice).max()) if len(voice) else 0.0
    return dsp.faded(voice * np.float32(min(gain, 0.95 / max(top, 1e-6))), 240, 960)


def _rounded(voice: np.ndarray) -> np.ndarray:
    """A voice whose pulses keep it from its level (espeak-ng's buzz), with their tops rounded off."""
    short = SPEECH_LUFS - dsp.loudness(voice) if len(voice) else 0.0
    if not 0.3 < short < 20.0:
        return voice
    loud = voice * np.float32(dsp.decibels_to_gain(short))
    over = np.maximum(np.abs(loud) - _TALLEST, 0.0)
    room = 0.89 - _TALLEST
    tops = np.sign(loud) * (np.minimum(np.abs(loud), _TALLEST) + room * np.tanh(over / room))
    return dsp.levelled(tops.astype(np.float32), SPEECH_LUFS)


def _brightened(voice: np.ndarray, size: float) -> np.ndarray:
    """The engine ends at 7.1 kHz: what it has under that edge is folded up over it, as a mirror would.

    `size` has moved the edge with everything else.
    """
    time = np.arange(len(voice)) / dsp.SAMPLE_RATE
    for edge, low, high in size * np.array(_FOLDS):
        band = dsp.filtered(voice, *(dsp.high_pass(low),) * 3)
        carrier = np.cos(2 * np.pi * 2 * edge * time).astype(np.float32)
        # Halves of the product lie around twice the edge; the upper one is filtered away.
        voice = voice + np.float32(2 * _AIR) * dsp.filtered(band * carrier, *(dsp.low_pass(high),) * 3)
    return voice


def _de_essed(voice: np.ndarray) -> np.ndarray:
    sharp = dsp.filtered(voice, dsp.high_pass(4800))
    return voice - sharp + dsp.compressed(sharp, -33.0, 3.0, attack_seconds=0.002, release_seconds=0.05)


def _sentences(words: list[str]) -> list[tuple[int, int]]:
    """First and last word of each sentence; an endless one is cut at a comma, or anywhere."""
    spans: list[tuple[int, int]] = []
    first = 0
    for index, word in enumerate(words):
        length = index + 1 - first
        pause = pause_after(word)
        is_cut = length >= LONGEST_SENTENCE or (pause > 0 and length >= LONGEST_SENTENCE // 2)
        if pause >= _SENTENCE_PAUSE or is_cut or index == len(words) - 1:
            spans.append((first, index + 1))
            first = index + 1
    return spans


def _passages(sentences: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Sentences in passages of about `PASSAGE_WORDS`."""
    passage: list[tuple[int, int]] = []
    for span in sentences:
        if passage and span[1] - passage[0][0] > PASSAGE_WORDS:
            yield passage
            passage = []
        passage.append(span)
    if passage:
        yield passage


def _engine_text(respelled: tuple[str, ...]) -> tuple[str, list[int]]:
    """The text for the engine, and for each of its tokens the number of the word it came from."""
    tokens: list[str] = []
    owners: list[int] = []
    for number, word in enumerate(respelled):
        for token in word.translate(_PLAIN).split():
            if any(letter.isalnum() for letter in token):
                tokens.append(token)
                owners.append(number)
            elif tokens and tokens[-1][-1].isalnum():
                tokens[-1] += ","  # a lone dash is a breath after the word before
    return " ".join(tokens), owners


@dataclass(slots=True)
class _Heard:
    """A phone on the tape, in engine samples; `word` is the number of its word, −1 for a pause."""

    begin: int
    end: int
    phone: str
    stress: int
    word: int


class _Tape:
    """Sentences and silences laid end to end at the engine's rate; lives for one line."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._pieces: list[np.ndarray] = []
        self._length = 0
        self._ring = np.zeros(0, np.float32)
        self.phones: list[_Heard] = []

    def samples(self) -> np.ndarray:
        return np.concatenate(self._pieces)

    def silence(self, seconds: float) -> None:
        """A silence into which the last sound dies away."""
        gap = np.zeros(max(0, round(seconds * self._rate)), np.float32)
        ring = self._ring[: min(len(gap), int(_RING_SECONDS * self._rate))]
        gap[: len(ring)] = dsp.faded(ring, 0, len(ring))
        self._ring = self._ring[:0]
        self._add(gap)

    def sentence(self, sentence: Sentence, owners: list[int], words: list[str], recipe: SpeechRecipe) -> None:
        """Lay a sentence: its own pauses become those that the punctuation asks for."""
        spoken = [segment for segment in sentence.segments if segment.phone != "pau"]
        if not spoken:
            return
        stretch = recipe.pause * recipe.size / recipe.rate
        word = owners[0]
        if self.phones:
            # A mark may stand alone, as French has it: "Bonjour !"
            since = words[self.phones[-1].word : owners[0]] or [words[self.phones[-1].word]]
            self._pause(NARRATION_CALM * max(pause_after(token) for token in since) * stretch)
        begun = False
        for segment in sentence.segments:
            piece = sentence.samples[round(segment.begin * self._rate) : round(segment.end * self._rate)]
            if segment.phone == "pau":
                self._ring = piece if begun else self._ring
                if begun and segment.begin < spoken[-1].begin:
                    self._pause((pause_after(words[word]) or _BREATH_SECONDS) * stretch)
                continue
            if 0 <= segment.token < len(owners):
                word = owners[segment.token]
            begin = self._length
            self._add(piece if begun else dsp.faded(piece, 80, 0))
            begun = True
            self.phones.append(
                _Heard(begin=begin, end=self._length, phone=segment.phone, stress=segment.stress, word=word)
            )

    def _pause(self, seconds: float) -> None:
        begin = self._length
        self.silence(seconds)
        word = self.phones[-1].word
        self.phones.append(_Heard(begin=begin, end=self._length, phone="pau", stress=0, word=word))

    def _add(self, piece: np.ndarray) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def _words(phones: list[_Heard], words: list[str], factor: float) -> tuple[Word, ...]:
    spans: dict[int, list[int]] = {}
    for heard in phones:
        if heard.phone == "pau":
            continue
        span = spans.setdefault(heard.word, [heard.begin, heard.end, 0])
        span[1] = heard.end
        span[2] |= heard.stress
    return tuple(
        Word(start=round(b * factor), duration=round(e * factor) - round(b * factor), text=words[n], stressed=bool(s))
        for n, (b, e, s) in sorted(spans.items())
    )
