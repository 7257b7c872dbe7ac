"""The director in a process of its own, so that a 50 ms plan never costs the player a frame.

`python -m player.director_process STORE [SEED LANGUAGE]`, started by `player/crew.py`; it ends with the player. What
it is asked and answers is `player/remote_director.py`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from generators.errors import ChannelClosed, GeneratorError
from generators.memory import collect_again, put_off_collecting
from generators.processes import parent_channel

DIRECTOR_NICENESS = 5
"""Behind the player, before the idle render workers, once there is something to play."""


def main(speech_store: Path, ahead: Path | None = None, language: str = "") -> None:
    """Serve requests until the player hangs up."""
    put_off_collecting()
    from player.remote_director import TYPES, Refused, Step, answered
    from story_engine.errors import StoryError

    channel = parent_channel(TYPES)
    from player.director import InProcessDirector  # after the channel: the player may already ask

    director = InProcessDirector(speech_store)
    if ahead is not None:
        director.read_ahead(ahead, language)
    begun = False
    try:
        while True:
            request = channel.receive()
            try:
                channel.send(answered(director, request))
            except (StoryError, GeneratorError, KeyError, OSError, ValueError) as error:
                if isinstance(error, ChannelClosed):
                    raise
                channel.send(Refused(message=str(error)))
            if isinstance(request, Step) and not begun:
                # Until the first part is planned nothing plays, and everybody waits for this process.
                os.nice(DIRECTOR_NICENESS)
                collect_again()
                begun = True
    except ChannelClosed:
        director.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *((Path(sys.argv[2]), sys.argv[3]) if len(sys.argv) > 3 else ()))
