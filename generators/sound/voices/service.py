"""The voice process: `python -m generators.sound.voices.service STORE FLITE ESPEAK` speaks lines into the store.

It knows no story and keeps no state but the loaded engines. It says Ready or Unable once, then answers every
Speak with Spoken or Unable, in order. FLITE and ESPEAK name libraries; "" is the usual one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from generators.errors import ChannelClosed, VoiceError
from generators.memory import give_back_memory
from generators.processes import Channel, parent_channel
from generators.sound.voices.engines import ESPEAK, FLITE, UNTIL_THEN, Engine
from generators.sound.voices.espeak import Espeak
from generators.sound.voices.flite import LIBRARY, Flite
from generators.sound.voices.messages import MESSAGES, Ready, Speak, Unable
from generators.sound.voices.store import save_speech, trim

TRIM_FIRST, TRIM_EVERY = 16, 500
"""Lines after which the store is looked through, in a process's life: not while a show starts, nor for every line."""


def main(arguments: list[str]) -> None:
    """Serve until the director hangs up."""
    store, flite, espeak = Path(arguments[0]), arguments[1], arguments[2]
    channel = parent_channel(MESSAGES)
    engines, ready = find_engines(flite, espeak)
    try:
        if not engines:
            channel.send(Unable(reason=" · ".join(ready.missing)))
            return
        channel.send(ready)
        serve(channel, engines, store)
    except ChannelClosed:
        return  # the director has gone: nothing is left to say


def find_engines(flite: str = "", espeak: str = "") -> tuple[dict[str, Engine], Ready]:
    """Load every engine that is here, and say which is not and what helps; "" names the usual libraries."""
    engines: dict[str, Engine] = {}
    found: list[tuple[str, str]] = []
    missing: list[str] = []
    makers: tuple[tuple[str, Callable[[], Flite | Espeak]], ...] = (
        (FLITE, lambda: Flite(flite or LIBRARY)),
        (ESPEAK, lambda: Espeak(espeak)),
    )
    for name, make in makers:
        try:
            engine = make()
        except VoiceError as error:
            missing.append(str(error))
            continue
        engines[name] = engine
        found.append((name, engine.version))
    return engines, Ready(engines=tuple(found), missing=tuple(_who_stands_in(line, engines) for line in missing))


def _who_stands_in(line: str, engines: Mapping[str, Engine]) -> str:
    """What is missing, with what is heard until it is there: one engine may speak for the other."""
    until_then = {
        FLITE: "until then flite speaks English; lines in other languages are murmured, with captions",
        ESPEAK: "until then espeak-ng speaks, less clearly",
    }
    return next((line.replace(UNTIL_THEN, until_then[name]) for name in engines), line)


def serve(channel: Channel, engines: Mapping[str, Engine], store: Path) -> None:
    """Answer requests; raises ChannelClosed when the other side hangs up."""
    # Loaded only now: the director waits for Ready when a show starts, and the filters take most of a second.
    from generators.sound.voices.narration import narrate

    spoken_lines = 0
    while True:
        request = channel.receive()
        if not isinstance(request, Speak):
            channel.send(Unable(reason=f"the voice process cannot answer {type(request).__name__}"))
            continue
        try:
            engine = engines.get(request.engine)
            if engine is None:
                raise VoiceError(f"there is no engine {request.engine!r}: use one of {', '.join(engines)}")
            spoken, samples = narrate(engine, request)
            save_speech(store, spoken, samples)
        except (VoiceError, OSError) as error:
            channel.send(Unable(reason=f"could not speak {request.text[:60]!r}: {error}"))
            continue
        channel.send(spoken)
        spoken_lines += 1
        if spoken_lines % TRIM_EVERY == TRIM_FIRST:
            trim(store)
        give_back_memory()  # a synthesised line takes tens of megabytes, and a show some lines a minute


if __name__ == "__main__":
    main(sys.argv[1:])
