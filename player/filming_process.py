"""A branch of a past show made into a film, in a process of its own behind everything else on the machine.

It adds nothing to `player/replay.py` but the messages; started by `player/filming.py`, it ends with the player.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from generators.errors import ChannelClosed, GeneratorError
from generators.media import Size
from generators.processes import Channel, parent_channel
from generators.timed import Balance
from player.marks import Mark
from story_engine.errors import StoryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be filmed, and how it is to look."""

    home: str
    """The data folder, whose segments are used and kept."""
    seed: str
    journal: bytes
    mark: Mark
    """A moment of the branch."""
    out: str
    size: Size
    language: str = ""
    style: str = ""
    still: bool = False
    gentle: bool = False
    balance: Balance = Balance()


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Whether there is room beside the show to draw the next part."""

    free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How much of the film is made, 0–1."""

    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Filmed:
    """The film is there."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """There will be no film; `message` is for people."""

    message: str


TYPES: dict[str, type] = {kind.__name__: kind for kind in (Wanted, Room, Progress, Filmed, Refused)}
NO_WORD_SECONDS = 5.0
"""A player that has said nothing for so long after “no room” has gone or waits itself: the film goes on."""


class _Turns:
    """Draws one part after another, each when the player has said that there is room."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._free = threading.Event()
        self._free.set()
        self.gone = False
        threading.Thread(target=self._listen, name="room", daemon=True).start()

    def rest(self) -> None:
        """Until there is room; raises ChannelClosed when the player has gone."""
        while not self._free.wait(NO_WORD_SECONDS):
            if self.gone:
                raise ChannelClosed("the player has gone")

    def _listen(self) -> None:
        try:
            while True:
                message = self._channel.receive()
                if isinstance(message, Room):
                    (self._free.set if message.free else self._free.clear)()
        except ChannelClosed:
            self.gone = True


def main() -> None:
    """Film what is asked for, and end."""
    channel = parent_channel(TYPES)
    wanted = channel.receive()
    if not isinstance(wanted, Wanted):
        return
    try:
        channel.send(Filmed(seconds=film(wanted, channel)))
    except ChannelClosed:
        return
    except (StoryError, GeneratorError, OSError, ValueError, KeyError) as error:
        channel.send(Refused(message=str(error)))


def film(wanted: Wanted, channel: Channel) -> float:
    """Make the film; its length in seconds. Raises JournalError, ReplayError, GeneratorError, OSError."""
    from generators.media import Level
    from generators.render_pool.catalogue import art_of
    from generators.segments.folders import Folders
    from generators.sound.mix import JoinMixer
    from player.branching import through
    from player.direction import Opening
    from player.replay import ReplayDirector, replay_show
    from player.virtual import RenderOptions
    from story_engine.journal import Journal
    from story_engine.time import to_seconds

    journal = Journal.from_bytes(wanted.journal)
    folders, seed, out = Folders(Path(wanted.home)).make(), Path(wanted.seed), Path(wanted.out)
    director = ReplayDirector(
        folders.speech, seed, through(journal, wanted.mark), wanted.language, branched=len(journal.tips) > 1
    )
    turns, told = _Turns(channel), [-1.0]

    def on_progress(what: str, share: float) -> None:
        done = round({"directing": 0.05, "rendering": 0.85, "writing": 0.1}.get(what, 0.0) * share, 2)
        done += {"rendering": 0.05, "writing": 0.9}.get(what, 0.0)
        if done > told[0]:
            told[0] = done
            channel.send(Progress(share=done))

    opening = Opening(
        seed=wanted.seed,
        rng_seed=0,
        style=wanted.style,
        still=wanted.still,
        gentle=wanted.gentle,
        balance=wanted.balance,
    )
    options = RenderOptions(
        out=out,
        seconds=0,
        folders=folders,
        level=Level.STAGE,
        size=wanted.size,
        workers=1,
        seed_art=art_of(seed),
        rest=turns.rest,
    )
    try:
        rendering = replay_show(director, options, opening=opening, mixer=JoinMixer(), on_progress=on_progress)
    finally:
        director.close()
    return to_seconds(rendering.placed[-1].end)


if __name__ == "__main__":
    # Under `python -m` this module is `__main__`; its messages must be those of the imported name.
    from player.filming_process import main as serve

    serve()
