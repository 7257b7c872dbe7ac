"""How well voices are understood: lines of the built-in seeds spoken, recognised, and their word errors counted.

`python build/intelligibility.py [--lines 40] [--only narrator] [--seed weather-post …] [--voices odile,tock …]
[--alike] [--show]` speaks that many narrator lines and as many cast lines of each seed in the player's own voices.
Lines with names, be it that the recogniser does not know them or that somebody of the cast is called by a word
("Wren", "Pinch"), are passed over; `--names` measures these lines instead, unknown words told to it before as captions
tell them to a viewer. `--voices` lets each of these voices speak the cast's
lines instead (talk is misheard more often than narration); `--espeak` as if flite were missing. `--alike` also prints
how far apart the voices sound; `--measure` what belongs under `heard` in every voice's file. Exit status 1 when a
limit is missed: 12 % for narrators, 35 % for the spoken cast.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from generators.sound.voices.box import VoiceBox
from generators.sound.voices.cast import Heard, load_understudies, load_voices
from generators.sound.voices.casting import Cast, cast_for, sound_of, unlikeness
from generators.sound.voices.hearing import Listener, can_hear
from generators.sound.voices.store import load_speech
from player.cli.seeds import find_seed
from story_engine.plan import Line
from story_engine.seed import Seed, load_seed
from story_engine.seed.script import Say
from story_engine.seed.steps import every_statement

SEEDS = ("weather-post", "night-exchange")
NARRATOR_LIMIT, CAST_LIMIT = 0.12, 0.35
SHORTEST_LINE = 6
"""Words: a shorter line gives a recogniser no context."""
_NAME = re.compile(r"[A-Z][a-z]+")
ALIKE_WORDS = "We found a small boat on the other side of the harbor, and nobody would say whose it was."


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=40)
    parser.add_argument("--seed", nargs="+", default=list(SEEDS))
    parser.add_argument("--voices", default="")
    parser.add_argument("--only", choices=("narrator", "cast"), help="whose lines; both without it")
    parser.add_argument("--names", action="store_true", help="lines with words no dictionary has, told beforehand")
    parser.add_argument("--espeak", action="store_true")
    parser.add_argument("--alike", action="store_true")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    if not can_hear():
        print("pocketsphinx is missing: pip install pocketsphinx", file=sys.stderr)
        return 2
    listener = Listener()
    failed = False
    with tempfile.TemporaryDirectory() as store:
        box = VoiceBox(Path(store), flite="libflite-hidden.so" if asked.espeak else "")
        try:
            for name in asked.seed:
                seed = load_seed(find_seed(name))
                cast = cast_for((seed.narrator, *(person.voice for person in seed.cast.values())))
                if asked.measure:
                    lines = _lines(seed, listener, asked.lines, narrator=False)
                    for voice in asked.voices.split(",") if asked.voices else [*load_voices(), *load_understudies()]:
                        error = _measure(f"{name} {voice}", box, listener, ((voice, say) for say in lines), plain=True)
                        sound = replace(_sound(box, voice), word_error=round(error, 3))
                        bands = ", ".join(map(str, sound.bands))
                        told = f"hertz: {sound.hertz}, rate: {sound.rate}, bands: [{bands}]"
                        print(f"{voice} heard: {{{told}, word_error: {sound.word_error}}}", flush=True)
                    continue
                if asked.voices:
                    for voice in asked.voices.split(","):
                        pairs = ((voice, say) for say in _lines(seed, listener, asked.lines, narrator=False))
                        _measure(f"{name} {voice}", box, listener, pairs, show=asked.show)
                    continue
                narrated = _lines(seed, listener, asked.lines, narrator=True, named=asked.names)
                played = _lines(seed, listener, asked.lines, narrator=False, named=asked.names)
                if asked.names:
                    print(f"{name}: told {', '.join(listener.learn(map(_text, (*narrated, *played))))}")
                if asked.only != "cast":
                    tellers = ((seed.narrator, say) for say in narrated)
                    failed |= _measure(f"{name} narrator", box, listener, tellers, show=asked.show) > NARRATOR_LIMIT
                if asked.only != "narrator":
                    talkers = ((cast.voice(seed.cast[say.speaker].voice), say) for say in played)
                    failed |= _measure(f"{name} cast", box, listener, talkers, show=asked.show) > CAST_LIMIT
                if asked.alike:
                    _alike(box, cast)
        finally:
            box.close()
    return int(failed)


def _lines(seed: Seed, listener: Listener, count: int, *, narrator: bool, named: bool = False) -> tuple[Say, ...]:
    """`count` different lines spread evenly over the seed, of those without names.

    Nobody of the cast is called by them, and the recogniser knows their every word.

    `named`: of the others.
    """
    called = frozenset(name for person in seed.cast.values() for name in person.name.split())
    found = [
        say
        for node in seed.storylets.values()
        if not node.automatic
        for say in every_statement(node.body)
        if isinstance(say, Say)
        and (say.speaker == "") == narrator
        and (narrator or say.speaker in seed.cast)
        and all(isinstance(part, str) for part in say.text)
        and len(_text(say).split()) >= SHORTEST_LINE
        and (listener.knows(_text(say)) and called.isdisjoint(_NAME.findall(_text(say)))) is not named
    ]
    known = list({_text(say): say for say in found}.values())
    step = max(1, len(known) / count)
    return tuple(known[int(number * step)] for number in range(min(count, len(known))))


def _text(say: Say) -> str:
    return "".join(str(part) for part in say.text)


def _measure(
    title: str,
    box: VoiceBox,
    listener: Listener,
    lines: Iterable[tuple[str, Say]],
    *,
    show: bool = False,
    plain: bool = False,
) -> float:
    """Print and return the word error of `lines`, all together and by voice; `plain` without their feelings."""
    began = time.process_time()
    errors: dict[str, list[tuple[int, int]]] = {}
    for voice, say in lines:
        line = Line(text=_text(say), speaker=say.speaker, emotion=say.emotion, tone=say.tone)
        line = Line(text=line.text) if plain else line
        spoken = box.speak(line, voice)
        wrong, count, heard = listener.errors(line.text, load_speech(box.store, spoken.key))
        errors.setdefault(voice, []).append((wrong, count))
        if show:
            print(f"  {wrong:2}/{count:2} {voice} {say.emotion}: {line.text}\n        {heard}")
    both = [pair for pairs in errors.values() for pair in pairs]
    whole = _share(both)
    each = ", ".join(f"{voice} {_share(pairs):.3f} ({len(pairs)})" for voice, pairs in sorted(errors.items()))
    seconds = time.process_time() - began
    words = sum(count for _, count in both)
    print(
        f"{title}: word error {whole:.3f} over {len(both)} lines, {words} words [{each}] {seconds:.0f} CPU s",
        flush=True,
    )
    return whole


def _share(pairs: list[tuple[int, int]]) -> float:
    return sum(wrong for wrong, _ in pairs) / max(1, sum(count for _, count in pairs))


def _alike(box: VoiceBox, cast: Cast) -> None:
    """How far each voice of a cast is from its nearest neighbour, in the units of `casting.unlikeness`."""
    sounds = {voice: _sound(box, voice) for voice in cast.voices}
    for voice, sound in sounds.items():
        others = [(unlikeness(sound, other), name) for name, other in sounds.items() if name != voice]
        distance, nearest = min(others)
        print(f"  {voice}: {sound.hertz} Hz, {sound.rate} sounds/s; nearest {nearest} at {distance:.2f}")


def _sound(box: VoiceBox, voice: str) -> Heard:
    spoken = box.speak(Line(text=ALIKE_WORDS), voice)
    return sound_of(load_speech(box.store, spoken.key), spoken)


if __name__ == "__main__":
    sys.exit(main())
