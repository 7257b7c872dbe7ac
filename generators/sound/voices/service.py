"""The voice process: `python -m generators.sound.voices.service STORE LIBRARY` speaks lines into the store.

It knows no story and keeps no state but the loaded engine. It says Ready or Unable once, then answers every
Speak with Spoken or Unable, in order.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generators.errors import ChannelClosed, VoiceError
from generators.processes import Channel, parent_channel
from generators.sound.voices.flite import Flite
from generators.sound.voices.messages import MESSAGES, Ready, Speak, Unable
from generators.sound.voices.store import save_speech


def main(arguments: list[str]) -> None:
    """Serve until the director hangs up."""
    store, library = Path(arguments[0]), arguments[1]
    channel = parent_channel(MESSAGES)
    try:
        engine = Flite(library)
        channel.send(Ready(engine="flite", version=engine.version))
        serve(channel, engine, store)
    except VoiceError as error:
        channel.send(Unable(reason=str(error)))
    except ChannelClosed:
        return  # the director has gone: nothing is left to say


def serve(channel: Channel, engine: Flite, store: Path) -> None:
    """Answer requests; raises ChannelClosed when the other side hangs up."""
    # Loaded only now: the director waits for Ready when a show starts, and the filters take most of a second.
    from generators.sound.voices.narration import narrate

    while True:
        request = channel.receive()
        if not isinstance(request, Speak):
            channel.send(Unable(reason=f"the voice process cannot answer {type(request).__name__}"))
            continue
        try:
            spoken, samples = narrate(engine, request)
            save_speech(store, spoken, samples)
        except (VoiceError, OSError) as error:
            channel.send(Unable(reason=f"could not speak {request.text[:60]!r}: {error}"))
            continue
        channel.send(spoken)


if __name__ == "__main__":
    main(sys.argv[1:])
