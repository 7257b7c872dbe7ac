"""The player's side of the painter: asks for pictures and facts, remembers what has come, never waits.

It knows the painter's messages and files, no window. Every method returns at once and may be called on every turn.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generators.errors import ChannelClosed, ProcessError
from generators.processes import Child, spawn
from player.foyer.painter import (
    TYPES,
    Painted,
    PaintPortrait,
    PaintScenery,
    PaintVignette,
    ReckonSeed,
    TouchedUp,
    TouchUp,
)
from player.foyer.pictures import Request, Scenery
from player.foyer.seed_facts import SeedFacts
from player.foyer.vignettes import Vignette

if TYPE_CHECKING:
    import numpy as np

MOST_LOOPS = 8
"""Loops kept in memory, the least lately shown go first: one of 20 pictures at 640 × 360 is 14 MB. Stills stay."""
REST_SECONDS = 20.0
"""A painter that waits for longer gives its memory back while a show plays."""
GONE, FACTS, STILL, LOOP, GOUACHE, GOUACHE_LOOP, TOUCH_UP = range(7)
"""What is asked for first: what is said of a seed, then every still, then what moves, then the same as paintings, and
when all that is done the maps of past shows."""


class Atelier:
    """Pictures and seed facts by request. One thread calls it; it works in a thread and a process of its own."""

    def __init__(
        self, folder: Path, *, start: Callable[[Path], Child] | None = None, rests_after: float | None = None
    ) -> None:
        """`folder` keeps what is painted; the process starts with the first request.

        With `rests_after` it ends when nothing was asked for so many seconds, until something is again.
        """
        self._folder, self._rests_after = folder, rests_after
        self._start = start or (lambda kept: spawn("player.foyer.painter", TYPES, idle=False, arguments=(str(kept),)))
        self._asked: set[str] = set()
        self._wanted: queue.PriorityQueue[tuple[int, int, object, int]] = queue.PriorityQueue()
        self._turn = 0
        self._came: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._loops: OrderedDict[str, list[np.ndarray]] = OrderedDict()
        self._stills: dict[str, np.ndarray] = {}
        self._paths: dict[str, Path] = {}
        self._faults: dict[str, str] = {}
        self._unpainted: set[str] = set()
        """Tickets of gouaches that were not there when they were asked for …"""
        self._painting: set[str] = set()
        """… and of those that are being painted."""
        self._facts: dict[str, SeedFacts] = {}
        self._serial = 0
        self._touched: set[Path] = set()
        self._touching = False
        self._all_touched: Sequence[tuple[Path, Path | None]] | None = None
        """Maps of which every still is painted: nobody looks through them again on every turn of the display."""
        self._thread: threading.Thread | None = None
        self._child: Child | None = None

    @property
    def serial(self) -> int:
        """Grows whenever something has come: as long as it stands, every answer is the one that was given last."""
        self._take()
        return self._serial

    def loop(self, request: Request) -> list[np.ndarray] | None:
        """The frames of the picture, uint8 RGB (h, w, 3); None until it is there. [] = it cannot be drawn.

        Of a gouache the stage's own loop is given as long as not even a still of it is painted.
        """
        ticket = _ticket(request)
        self._take()
        if isinstance(request, Scenery) and request.gouache and not self._is_painted(request):
            plain = replace(request, gouache=False)
            moves = _ticket(plain) in self._loops  # what moves already goes on until the painted loop is there
            if not moves and (self._is_awaited(request) or self._is_painted(replace(request, frames=1))):
                return None
            return self.loop(plain)
        if ticket in self._loops:
            self._loops.move_to_end(ticket)
            return self._loops[ticket]
        if ticket in self._faults:
            return []
        if ticket not in self._asked:
            self._asked.add(ticket)
            asked: object
            if isinstance(request, Vignette):
                asked = PaintVignette(ticket=ticket, request=request)
            elif isinstance(request, Scenery):
                asked = PaintScenery(ticket=ticket, request=request)
            else:
                asked = PaintPortrait(ticket=ticket, request=request)
            self._ask(STILL if request.frames == 1 else LOOP, asked, request.frames)
        return None

    def still(self, request: Request) -> np.ndarray | None:
        """The first frame of the picture, uint8 RGB (h, w, 3); None as long as there is none.

        It is painted before any loop, so that no frame stays empty for long. Of a gouache the stage's own picture is
        given until it is painted.
        """
        if isinstance(request, Scenery) and request.gouache:
            one = replace(request, frames=1)
            if self._is_painted(one):
                return self._stills[_ticket(one)]
            return None if self._is_awaited(one) else self.still(replace(request, gouache=False))
        ticket = _ticket(request)
        if ticket not in self._stills:
            one = replace(request, frames=1)
            self.loop(one)  # asks for it, once
            found = self._stills.get(_ticket(one))
            if found is not None:
                self._stills[ticket] = found
        return self._stills.get(ticket)

    def _is_painted(self, request: Scenery) -> bool:
        """Whether a gouache is there; it is looked for once, and painted if it was never painted before."""
        ticket = _ticket(request)
        self._take()
        if ticket in self._stills or ticket in self._loops:
            return True
        if ticket not in self._asked:
            self._asked.add(ticket)
            self._ask(STILL, PaintScenery(ticket=ticket, request=request, kept_only=True), request.frames)
        elif ticket in self._unpainted:
            self._unpainted.discard(ticket)
            self._painting.add(ticket)
            urgency = GOUACHE if request.frames == 1 else GOUACHE_LOOP
            self._ask(urgency, PaintScenery(ticket=ticket, request=request), request.frames)
        return False

    def _is_awaited(self, request: Scenery) -> bool:
        """Whether it is not yet known if the gouache was painted before: a moment without any picture."""
        ticket = _ticket(request)
        known = self._faults.keys() | self._unpainted | self._painting
        return ticket in self._asked and ticket not in known

    def facts(self, seed: Path) -> SeedFacts | None:
        """What there is to say of a seed; None until it is known."""
        self._take()
        name = str(seed)
        if name not in self._facts and name not in self._asked:
            self._asked.add(name)
            self._ask(FACTS, ReckonSeed(folder=name), 0)
        return self._facts.get(name)

    def touch_up(self, maps: Sequence[tuple[Path, Path | None]]) -> None:
        """Paint one more still of these shows' maps, (folder, the seed's art) each, when nothing else is to be done."""
        self._take()
        if self._touching or self._thread is None or maps is self._all_touched or not self._wanted.empty():
            return  # the pictures that somebody looks at come first
        left = next((known for known in maps if known[0] not in self._touched), None)
        if left is None:
            self._all_touched = maps
        else:
            self._touching = True
            self._ask(TOUCH_UP, TouchUp(folder=str(left[0]), art=str(left[1] or "")), 0)

    def fault(self, request: Request) -> str:
        """Why a picture cannot be drawn; ""."""
        return self._faults.get(_ticket(request), "")

    def close(self) -> None:
        """End the process; may be called again."""
        self._wanted.put((GONE, 0, None, 0))
        if self._child is not None:
            self._child.stop()
        if self._thread is not None:
            self._thread.join(2.0)

    def _ask(self, urgency: int, asked: object, count: int) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="atelier", daemon=True)
            self._thread.start()
        self._turn += 1
        self._wanted.put((urgency, self._turn, asked, count))

    def _take(self) -> None:
        """What has come since."""
        while True:
            try:
                came = self._came.get_nowait()
            except queue.Empty:
                return
            self._serial += 1
            if isinstance(came, SeedFacts):
                self._facts[came.folder] = came
            elif isinstance(came, TouchedUp):
                self._touching = False
                if not came.more:
                    self._touched.add(Path(came.folder))
            elif isinstance(came, Painted):
                if came.fault:
                    self._faults[came.ticket] = came.fault
                else:
                    self._unpainted.add(came.ticket)
            else:
                ticket, frames = came  # type: ignore[misc]
                if len(frames) == 1:
                    self._stills[ticket] = frames[0]
                    continue
                self._loops[ticket] = frames
                while len(self._loops) > MOST_LOOPS:
                    gone, _ = self._loops.popitem(last=False)
                    self._asked.discard(gone)

    def _serve(self) -> None:
        """One request after another; without a painter everything stays as calm as it is."""
        with contextlib.suppress(ChannelClosed, ProcessError):
            while (work := self._next())[0] != GONE:
                self._came.put(self._answered(work[2], work[3]))

    def _next(self) -> tuple[int, int, object, int]:
        """What is wanted next; the process rests where that takes long."""
        if self._rests_after is not None and self._child is not None:
            try:
                return self._wanted.get(timeout=self._rests_after)
            except queue.Empty:
                child, self._child = self._child, None
                child.stop()
        return self._wanted.get()

    def _answered(self, asked: object, count: int) -> object:
        ticket = getattr(asked, "ticket", "")
        path = self._paths.get(ticket)
        if path is None:
            if self._child is None:
                self._child = self._start(self._folder)
            self._child.channel.send(asked)
            answer = self._child.channel.receive()
            if not isinstance(answer, Painted) or not answer.path:
                return answer
            path = self._paths[ticket] = Path(answer.path)
        try:
            return ticket, _read(path, count)
        except (OSError, ValueError) as error:
            path.unlink(missing_ok=True)
            return Painted(ticket=ticket, path="", fault=str(error))


def backstage(folder: Path) -> Atelier:
    """An atelier for while a show plays: behind everything else, and gone when it has nothing to do."""
    return Atelier(
        folder,
        start=lambda kept: spawn("player.foyer.painter", TYPES, idle=True, arguments=(str(kept),)),
        rests_after=REST_SECONDS,
    )


def _ticket(request: Request) -> str:
    return repr(request)


def _read(path: Path, count: int) -> list[np.ndarray]:
    """The frames in a file, as RGB; raises ValueError for a torn one."""
    import cv2
    import numpy as np

    sheet = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if sheet is None or sheet.shape[0] % count:
        raise ValueError(f"{path.name} is no picture of {count} frames")
    sheet = np.ascontiguousarray(sheet[:, :, ::-1])
    return list(sheet.reshape(count, sheet.shape[0] // count, *sheet.shape[1:]))
