"""What the player remembers of a show for its map: stretches, their stills and what was said, in one folder.

It knows events and segments as they are watched, no screen and no database. A damaged file is set aside.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import av
import cv2
import msgspec
import numpy as np

from player.feed import BranchBegan, ChoiceOpened, ChoicePassed, ReadySegment, Revisited, SceneBegan, ShowEvent, Trouble
from player.foyer.touching_up import PAINTED, SUBJECT, Subject
from player.map_file import MAP_FILE, WHOLE_FILE, lines_of, read_map
from player.packed_words import PackedWords
from player.said_words import Said
from player.story_map import MOST_LINES, Asked, StoryMap, Stretch
from story_engine.time import MediaTime, from_seconds

STILL = (640, 360)
"""Width and height of a still: a card of the map, and softened the whole window of a recap."""
STILLS_KEPT, STILLS_AT_HAND = 40, 4
"""Stills in memory, 0.7 MB each, where they can be read again from their files: while the map is looked at, while the
show plays."""
PACKED_KEPT, PACKED_TIMES = 100, 2
"""Packed stills of a show that has no folder for them, so many times smaller each way: some 15 kB each."""
STILLS_ON_DISK = 600
"""Stills of a show's newest stretches, some four hours: older ones show their title alone on the map …"""
LOOKED_BACK = 50
"""… and go when a still so many stretches after them is taken, or one a little later: some stretches have none."""
STILL_SOON: MediaTime = from_seconds(0.7)
"""The first picture is taken this far into a stretch, in case it is left early …"""
STILL_LATER: MediaTime = from_seconds(3.2)
"""… and replaced here, when the title has gone and somebody acts."""
QUALITY = 86
PLAYED = 6
"""Segments heard last: one of them is on the screen."""


class ShowMemory:
    """One thread calls it; files are written by a thread of its own."""

    def __init__(self, folder: Path | None, trouble: Callable[[Trouble], None] = lambda _: None) -> None:
        """`folder`: of this show; None = remember in this sitting only."""
        self._folder = folder
        self._trouble = trouble
        self._sitting = secrets.token_hex(4)
        self._waiting: list[ReadySegment] = []
        self._played: deque[ReadySegment] = deque(maxlen=PLAYED)
        self._parent: int | None = None
        self._parent_from: MediaTime = 0
        self._again: Stretch | None = None
        """The stretch whose beginning the viewer has gone back to."""
        self._stills: dict[int, np.ndarray] = {}
        self._packed: dict[int, bytes] = {}
        """Stills of a show without a folder, as JPEG."""
        self._stage: dict[int, int] = {}
        self.rested_seconds = _rested(folder)
        """How long ago this show was last watched; 0 for a new one."""
        self.map, self._whole_due = read_map(folder) if folder is not None else (StoryMap(), False)
        self._altered: set[int] = set()
        """Stretches that are told otherwise in the map's file, or not at all."""
        self.serial = 0
        """Grows with every change."""
        self._writing: queue.SimpleQueue[tuple[Path, bytes | None, bool] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._told = False

    @property
    def sitting(self) -> str:
        """Which of the viewer's sittings this is."""
        return self._sitting

    def close(self) -> None:
        """Write out what is left, and by that when the show was watched last."""
        self._altered |= {self.map.here} & set(self.map.stretches)
        self._keep()
        if self._thread is not None:
            self._writing.put(None)
            self._thread.join(5.0)
            self._thread = None

    # -- what happens --------------------------------------------------------------------------

    def event(self, event: ShowEvent) -> None:
        """Take in an event of the conductor."""
        match event:
            case SceneBegan() if event.mark.is_known:
                self._enter(_stretch(event, 0, ""))
            case BranchBegan() if event.mark.is_known:
                self._enter(_stretch(event, event.option, event.words))
            case ChoiceOpened() | ChoicePassed():
                self._ask(event)
            case Revisited():
                found = self.map.standing_at(event.mark)
                stretch = self.map.stretches.get(found)
                if stretch is not None:
                    asked = stretch.asked is not None and stretch.asked.mark == event.mark
                    self._parent = stretch.id if asked else stretch.parent
                    self._parent_from = event.at
                    self._again = None if asked else stretch

    def heard(self, segment: ReadySegment) -> None:
        """A segment is heard for the first time: its words belong to its stretch."""
        self._waiting.append(segment)
        self._played.append(segment)
        self._gather()

    def wants_picture(self, at: MediaTime) -> bool:
        """Whether the picture at `at` should be kept as the still of the stretch that plays."""
        here = self.map.stretches.get(self.map.here)
        if here is None or here.sitting != self._sitting:
            return False
        after, stage = at - here.at, self._stage.get(here.id, 0)
        return (stage == 0 and after >= STILL_SOON) or (stage == 1 and after >= STILL_LATER)

    def picture(self, image: av.VideoFrame, at: MediaTime) -> None:
        """Keep a picture as the still of the stretch that plays."""
        here = self.map.stretches[self.map.here]
        self._stage[here.id] = 2 if at - here.at >= STILL_LATER else 1
        rgb = image.reformat(
            width=STILL[0], height=STILL[1], format="rgb24", src_colorspace="ITU709", src_color_range="MPEG"
        ).to_ndarray()
        self._stills[here.id] = rgb
        self.serial += 1
        if self._folder is not None:
            self._keep_subject(here.id, at)
        small = rgb if self._folder is not None else cv2.resize(rgb, _packed_size(), interpolation=cv2.INTER_AREA)
        good, packed = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if not good:
            return
        if self._folder is not None:
            self._write(self._folder / f"{here.id}.jpg", packed.tobytes())
            over = max(self.map.stretches) - STILLS_ON_DISK
            for gone in {*range(max(over - LOOKED_BACK, 0) + 1, over + 1)} - {here.id}:
                for ending in (SUBJECT, ".jpg", PAINTED):
                    self._write(self._folder / f"{gone}{ending}", None)
        else:
            self._packed.pop(here.id, None)
            self._packed[here.id] = packed.tobytes()
            if len(self._packed) > PACKED_KEPT:
                del self._packed[next(iter(self._packed))]
        self._let_go(STILLS_AT_HAND)

    def still(self, stretch: int) -> np.ndarray | None:
        """The still of a stretch, uint8 RGB, painted where the foyer has had the time; None where none was taken."""
        if stretch not in self._stills:
            read = self._read_still(stretch)
            if read is not None:
                self._stills[stretch] = np.ascontiguousarray(read[..., ::-1])
        self._let_go(STILLS_KEPT)
        return self._stills.get(stretch)

    def _read_still(self, stretch: int) -> np.ndarray | None:
        """The still of a stretch as it was packed, uint8 BGR; None where there is none or it is damaged."""
        if self._folder is None:
            packed = self._packed.get(stretch)
            if packed is None:
                return None
            small = cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR)
            return cv2.resize(small, STILL, interpolation=cv2.INTER_LINEAR)
        painted = self._folder / f"{stretch}{PAINTED}"
        path = painted if painted.is_file() else self._folder / f"{stretch}.jpg"
        return cv2.imread(str(path), cv2.IMREAD_COLOR) if path.is_file() else None

    def _let_go(self, most: int) -> None:
        """Keep the `most` youngest stills in memory; older ones are read again where they are wanted."""
        while len(self._stills) > most:
            del self._stills[next(iter(self._stills))]

    def _keep_subject(self, stretch: int, at: MediaTime) -> None:
        """What the still of a stretch shows, so that it can be painted when the show is over."""
        assert self._folder is not None
        found = next((known for known in reversed(self._played) if known.start <= at < known.end), None)
        if found is not None:
            subject = Subject(timed=found.timed, at=at - found.start)
            self._write(self._folder / f"{stretch}{SUBJECT}", msgspec.json.encode(subject))

    # -- its own -------------------------------------------------------------------------------

    def _enter(self, fresh: Stretch) -> None:
        known = self.map.stretches.values()
        if any((s.sitting, s.mark, s.at) == (self._sitting, fresh.mark, fresh.at) for s in known):
            return  # told again after a rewind
        if self._parent is not None and fresh.at < self._parent_from:
            return  # what plays until the visit begins
        parent = self.map.here if self._parent is None else self._parent
        again, self._parent, self._again = self._again, None, None
        if again is not None and again.scene == fresh.scene:
            fresh = replace(fresh, option=again.option, words=again.words)
        asked = self.map.stretches[parent].asked if parent in self.map.stretches else None
        if fresh.option and not fresh.words and asked is not None:
            fresh = replace(fresh, words=dict(asked.options).get(fresh.option, ""))
        left = self.map.stretches.get(self.map.here)
        if left is not None and not isinstance(left.said, PackedWords):
            self.map = self.map.altered(replace(left, said=PackedWords(left.said)))
        self.map = self.map.entered(replace(fresh, parent=parent, sitting=self._sitting))
        self._altered.add(self.map.here)
        self._gather()
        self._keep()

    def _ask(self, event: ChoiceOpened | ChoicePassed) -> None:
        here = self.map.stretches.get(self.map.here)
        if here is None or not event.mark.is_known:
            return
        options = tuple((option.number, option.text) for option in event.choice.options)
        asked = Asked(choice=event.choice.id, prompt=event.choice.prompt, options=options, mark=event.mark)
        self._alter(replace(here, asked=asked))
        self._keep()

    def _gather(self) -> None:
        """Give waiting words to the stretch that plays, those of scenes to come later."""
        here = self.map.stretches.get(self.map.here)
        if here is None:
            return
        left = [segment for segment in self._waiting if segment.timed.part.scene.id != here.scene]
        mine = [segment for segment in self._waiting if segment.timed.part.scene.id == here.scene]
        self._waiting = left[-8:]
        fresh = [said for segment in mine for said in _said(segment)]
        if fresh:
            known = {(said.text, said.speaker) for said in here.said}
            more = tuple(said for said in fresh if (said.text, said.speaker) not in known)
            self._alter(replace(here, said=(*here.said, *more)[-MOST_LINES:]))
            self.serial += 1

    def _alter(self, stretch: Stretch) -> None:
        self.map = self.map.altered(stretch)
        self._altered.add(stretch.id)

    def _keep(self) -> None:
        """Add to the map's file what is new; write it whole where that is due."""
        self.serial += 1
        if self._folder is None or not self._altered:
            self._altered.clear()
            return
        whole, self._whole_due = self._whole_due, False
        content = lines_of(self.map, self.map.stretches if whole else self._altered)
        self._altered.clear()
        self._write(self._folder / MAP_FILE, content, adds=not whole)

    def _write(self, path: Path, content: bytes | None, *, adds: bool = False) -> None:
        """Write a file when there is time, or `adds` to its end; None removes it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, name="show-memory", daemon=True)
            self._thread.start()
        self._writing.put((path, content, adds))

    def _write_all(self) -> None:
        while (job := self._writing.get()) is not None:
            path, content, adds = job
            try:
                if content is None:
                    path.unlink(missing_ok=True)
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                if adds:
                    with path.open("ab") as file:
                        file.write(content)
                    continue
                draft = path.with_suffix(".tmp")
                draft.write_bytes(content)
                draft.replace(path)
            except OSError as error:
                self._whole_due |= path.name == MAP_FILE  # it may end in the middle of a line
                if not self._told:
                    self._told = True
                    reason = error.strerror or str(error)
                    what = f"the story map cannot be kept ({reason}); the show goes on"
                    self._trouble(Trouble(what=what, name="map", values=(("error", reason),)))


def _packed_size() -> tuple[int, int]:
    return STILL[0] // PACKED_TIMES, STILL[1] // PACKED_TIMES


def _rested(folder: Path | None) -> float:
    for name in (MAP_FILE, WHOLE_FILE) if folder is not None else ():
        with contextlib.suppress(OSError):
            return max(0.0, time.time() - (folder / name).stat().st_mtime)
    return 0.0


def _stretch(event: SceneBegan | BranchBegan, option: int, words: str) -> Stretch:
    scene = event.scene
    return Stretch(
        id=0,
        parent=0,
        scene=scene.id,
        title=scene.title,
        place=scene.place.name,
        mark=event.mark,
        option=option,
        words=words,
        tension=round(scene.mood.tension, 3),
        at=event.at,
        take=scene.take,
    )


def _said(segment: ReadySegment) -> Iterable[Said]:
    for caption in segment.timed.captions:
        yield Said(text=caption.text, speaker=caption.speaker, kind=caption.kind, at=segment.start + caption.start)


def sweep(folder: Path, shows: Iterable[str]) -> int:
    """Remove what is remembered of shows that were forgotten; how many."""
    known, gone = set(shows), 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in known:
            for file in path.iterdir():
                file.unlink(missing_ok=True)
            path.rmdir()
            gone += 1
    return gone
