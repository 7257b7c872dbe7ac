"""Films of branches, asked for on the story map: one at a time, made beside the show by a process of its own.

It knows no window; what becomes of a film is asked for turn by turn.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generators.errors import ChannelClosed, MessageError, ProcessError
from generators.processes import Child, spawn
from player.filming_process import TYPES, Filmed, Progress, Refused, Room, Wanted
from player.marks import Mark
from profiles.errors import ProfileError

PROCESS = "player.filming_process"
_ODD = re.compile(r"[^\w\-– ]+")
_DRAFTS = ".*.mp4.part"
"""What a film that was never finished leaves behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmNews:
    """What has become of the film that was asked for."""

    path: str
    share: float = 0.0
    """How much is made, 0–1."""
    done: bool = False
    failed: str = ""
    """Why there will be none; "" = nothing is wrong."""


class Filming:
    """Makes films of one show; one thread calls it."""

    def __init__(self, order: Callable[[Mark, str], Wanted], folder: Path, *, process: str = PROCESS) -> None:
        """`order(mark, out)` says what is to be filmed; it may raise OSError or ProfileError. `folder`: of films."""
        self._order = order
        self._folder = folder
        self._process = process
        self._child: Child | None = None
        self._path = ""
        self._share = 0.0
        self._room = True

    @property
    def share(self) -> float | None:
        """How much of a film is made; None where none is being made."""
        return self._share if self._child is not None else None

    def begin(self, mark: Mark, name: str) -> str:
        """Film the branch that leads over `mark`; "" or why that cannot be."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for draft in self._folder.glob(_DRAFTS):
                draft.unlink(missing_ok=True)
            path = _free(self._folder, " ".join(_ODD.sub(" ", name).split()) or "Evershow")
            wanted = self._order(mark, str(path))
            child = spawn(self._process, TYPES, idle=True)
        except (OSError, ProfileError, ProcessError) as error:
            return str(error)
        self._child, self._path, self._share, self._room = child, str(path), 0.0, True
        with contextlib.suppress(ChannelClosed):  # a process that has gone is told of by the next `news`
            child.channel.send(wanted)
        return ""

    def give_room(self, free: bool) -> None:
        """Whether the show has no need of the machine just now."""
        if self._child is not None and free != self._room:
            self._room = free
            with contextlib.suppress(ChannelClosed):
                self._child.channel.send(Room(free=free))

    def news(self) -> FilmNews | None:
        """What has happened since it was last asked; None for nothing."""
        child = self._child
        if child is None:
            return None
        try:
            message = child.channel.receive(0.0)
        except (ChannelClosed, MessageError):
            message = Refused(message="the process that makes it has ended")
        match message:
            case Progress(share=share):
                self._share = share
                return FilmNews(path=self._path, share=share)
            case Filmed():
                self.close()
                return FilmNews(path=self._path, share=1.0, done=True)
            case Refused(message=why):
                self.close()
                return FilmNews(path=self._path, failed=why)
            case _:
                return None

    def close(self) -> None:
        """End what is being made."""
        child, self._child = self._child, None
        if child is not None:
            child.stop()


def films_folder(home: Path) -> Path:
    """Where films go: Evershow's folder among the viewer's videos, else below the data folder."""
    import platformdirs

    videos = Path(platformdirs.user_videos_dir())
    return videos / "Evershow" if videos.is_dir() else home / "films"


def _free(folder: Path, name: str) -> Path:
    """A file name that is not taken."""
    names = (name, *(f"{name} ({number})" for number in range(2, 1000)))
    return next(folder / f"{known}.mp4" for known in names if not (folder / f"{known}.mp4").exists())
