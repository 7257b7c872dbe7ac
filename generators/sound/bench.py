"""How much of one core the sound costs: CPU seconds for each second of sound.

It makes its own scene with murmured lines, music, effects and tails, and lets the engines that are here speak; it
knows no show.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from generators.sound.ambience import beds_for
from generators.sound.composer import compose, opening_state
from generators.sound.generator import Sound
from generators.sound.mix import JoinMixer
from generators.sound.voices import murmur_times, voice_for
from generators.sound.voices.engines import who_speaks
from generators.sound.voices.messages import Speak
from generators.sound.voices.narration import narrate
from generators.sound.voices.reading import read_aloud
from generators.sound.voices.service import find_engines
from generators.timed import Bed, Camera, Shot, SoundCue, StageState, TimedLine, TimedPart
from story_engine.plan import Actor, Line, Look, Mood, Part, PartKind, Place, Scene
from story_engine.time import SAMPLE_RATE, from_seconds, whole_video_frames

PARTS = 12
PART_SECONDS = 4.0
SECONDS = PARTS * PART_SECONDS
SPOKEN = 6
"""Lines that are spoken for the cost of speech."""
CAST = ("wren", "odile", "bramble")
WORDS = "I have sorted the fog, the frost, and one parcel that will not sit still."


def bench_audio(clock: Callable[[], float] = time.process_time) -> dict[str, float]:
    """`core_share`: CPU seconds of score, instruments, murmurs, effects, ambience, mix and joining per second heard."""
    with TemporaryDirectory() as folder:
        sound = Sound(Path(folder))
        # The first parts compile and fill caches, which a show pays once.
        for timed in _programme(parts=3, number=2):
            sound.render(timed)
        mixer = JoinMixer()
        began = clock()
        frames = 0
        for timed in _programme(parts=PARTS, number=3):
            rendered = sound.render(timed)
            frames += len(mixer.push(rendered.body, rendered.tail))
        return {"core_share": (clock() - began) / (frames / SAMPLE_RATE)}


def bench_speech(
    clock: Callable[[], float] = time.process_time, *, flite: str = "", espeak: str = ""
) -> dict[str, float | str]:
    """`speech_core_share`: CPU seconds per second spoken by the narrator, engine and clean-up; who is missing and why.

    A show in which somebody spoke without a pause would cost that much; one without an engine has no such figure.
    """
    engines, ready = find_engines(flite, espeak)
    missing: dict[str, float | str] = {"speech_missing": "; ".join(ready.missing)} if ready.missing else {}
    if not engines:
        return missing
    name, recipe = who_speaks(voice_for("", None), "", ready.names)
    asked = Speak(key="bench", text=WORDS, respelled=read_aloud(WORDS, ""), recipe=recipe, engine=name)
    # The first line compiles the room and loads the voice, which a show pays once.
    narrate(engines[name], asked)
    began, heard = clock(), 0
    for _ in range(SPOKEN):
        spoken, _ = narrate(engines[name], asked)
        heard += spoken.duration
    return {"speech_core_share": (clock() - began) / (heard / SAMPLE_RATE), **missing}


def _programme(parts: int, number: int) -> list[TimedPart]:
    """A talkative scene at the harbour."""
    actors = tuple(Actor(id=name, name=name, look=Look(), voice=name, motif=name) for name in CAST)
    scene = Scene(
        id=f"s{number}",
        number=number,
        storylet="bench",
        title="Bench",
        place=Place(id="harbour", name="harbour", look=Look(asset="harbour")),
        hour=18.0,
        wind=0.4,
        actors=actors,
        mood=Mood(valence=0.3, arousal=0.5, tension=0.3),
    )
    duration = whole_video_frames(from_seconds(PART_SECONDS))
    state = opening_state(scene, None)
    made = []
    for index in range(parts):
        timed = _part(scene, index, duration)
        score = compose(timed, state)
        state = score.exit
        made.append(replace(timed, score=score))
    return made


def _part(scene: Scene, index: int, duration: int) -> TimedPart:
    view = Camera(x=0.0, y=0.5, zoom=1.4)
    speaker = CAST[index % len(CAST)]
    spoken = murmur_times(Line(text=WORDS, speaker=speaker), voice_for(speaker, None))
    line = TimedLine(
        start=from_seconds(0.4),
        duration=min(spoken.duration, duration - from_seconds(0.6)),
        speaker=speaker,
        text=WORDS,
        voice=speaker,
        phones=tuple(replace(phone, start=phone.start + from_seconds(0.4)) for phone in spoken.phones),
    )
    return TimedPart(
        part=Part(
            id=f"{scene.id}.p{index}",
            scene=scene,
            kind=PartKind.STORY,
            index=index,
            beats=(),
            estimated=duration,
            mood=scene.mood,
        ),
        duration=duration,
        rng_seed=7,
        entry=StageState(scene_time=index * duration),
        exit=StageState(scene_time=(index + 1) * duration),
        shots=(Shot(start=0, duration=duration, key="bench", size="MS", begin=view, end=view),),
        lines=(line,),
        beds=tuple(Bed(name=name, gain_begin=gain, gain_end=gain) for name, gain in _beds()),
        cues=tuple(SoundCue(at=from_seconds(0.5 * step), name="step_wood", gain=0.8) for step in range(6)),
        reverb="open",
    )


def _beds() -> tuple[tuple[str, float], ...]:
    return beds_for("harbour", False, "wind", 18.0, 0.4)
