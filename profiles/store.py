"""The store of viewers, tastes, shows and their journals: the only module that knows SQL.

It knows nothing of stories: a journal is opaque bytes, a taste a value with a JSON form. Write-ahead
logging and one transaction a change, so that a killed player loses at most its last change.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlite_utils.db import Database, NotFoundError, Table

from profiles.balance import FLAT, checked
from profiles.errors import StoreDamaged, StoreUnavailable, UnknownShow, UnknownViewer
from profiles.migrations import MIGRATIONS
from profiles.pin import Pin, PinAnswer, new_pin, tried, waits
from profiles.taste import TasteValues

log = logging.getLogger(__name__)

COLOURS = ("#E07A2F", "#57C4B8", "#C8553D", "#F2C14E", "#6E93B8", "#A85B5B", "#3E7C6B", "#B98EC9")
"""Portrait colours given out in turn (from the art direction's palettes)."""

PATIENCE_SECONDS = 5.0
"""How long a change waits for another process's: longer than any of ours takes."""
NO_CEILING = 99
"""A viewer who may see every rating."""
EVERY_SEED = ""
"""The taste that holds for seeds which a viewer has not watched yet: what they tapped before the first show."""
PIECE_BYTES = 8192
"""A journal is kept in pieces of this size: what is added to one changes two or three of them."""
_PIN = 1
"""There is one PIN for the whole data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A person who watches."""

    id: int
    name: str
    colour: str
    ceiling: int
    """Highest age rating they may see."""
    created: str
    portrait: str = ""
    """The puppet whose face stands for them; "" = the letter of their name."""
    daily_minutes: int = 0
    """How long they may watch in a day; 0 = as long as they like."""

    @property
    def is_limited(self) -> bool:
        """Whether a grown-up has set limits."""
        return self.ceiling < NO_CEILING or self.daily_minutes > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowEntry:
    """One endless viewing, to be continued."""

    id: str
    viewer: int
    seed: str
    title: str
    begun: str
    watched: str
    position: int
    """Media time reached, in audio frames at 48 kHz."""
    scene: str
    others: tuple[int, ...] = ()
    """Who else it belongs to, where it was begun in company."""

    @property
    def people(self) -> tuple[int, ...]:
        """Everybody whose show it is."""
        return self.viewer, *self.others


class Store:
    """Viewers, tastes and shows in one SQLite file; used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """Where a damaged database was moved, if it was."""
        self.copied = ""
        """Day and hour of the copy that took its place; "" = none did, and a new one was begun."""
        try:
            self._db = self._open()
        except sqlite3.OperationalError as error:  # locked, full or forbidden is not damaged
            raise StoreUnavailable(
                f"cannot open {path}: {error}; close the other Evershow, or free some space"
            ) from error
        except (sqlite3.DatabaseError, StoreDamaged):
            self.set_aside = _set_aside(path)
            self._db = self._restored() or self._open()
        self._changes = self._db.conn.total_changes
        self._writer = uuid.uuid4().hex
        self._journal = "", b""
        """The show whose journal was kept last, and that journal."""

    def viewers(self) -> tuple[Viewer, ...]:
        """Everybody, in the order they came."""
        return tuple(Viewer(**row) for row in self._table("viewers").rows_where(order_by="id"))

    def viewer(self, name: str) -> Viewer:
        """The viewer of that name; raises UnknownViewer."""
        found = next(iter(self._table("viewers").rows_where("name = ?", [name])), None)
        if found is None:
            known = ", ".join(viewer.name for viewer in self.viewers()) or "nobody yet"
            raise UnknownViewer(f"no viewer named {name!r} (known: {known}); `evershow play` makes one with --viewer")
        return Viewer(**found)

    def viewer_or_new(self, name: str) -> Viewer:
        """The viewer of that name, made if new."""
        try:
            return self.viewer(name)
        except UnknownViewer:
            count = self._table("viewers").count
            return self.add_viewer(name, colour=COLOURS[count % len(COLOURS)])

    def add_viewer(
        self, name: str, *, colour: str, portrait: str = "", ceiling: int = NO_CEILING, daily_minutes: int = 0
    ) -> Viewer:
        """A new viewer; raises ValueError when the name is taken or empty."""
        name = name.strip()
        if not name:
            raise ValueError("a viewer needs a name")
        row = {
            "name": name,
            "colour": colour,
            "ceiling": ceiling,
            "created": _now(),
            "portrait": portrait,
            "daily_minutes": daily_minutes,
        }
        try:
            with self._db.conn:
                self._table("viewers").insert(row)
        except sqlite3.IntegrityError as error:
            raise ValueError(f"there is already a viewer named {name!r}; take another name") from error
        return self.viewer(name)

    def change_viewer(self, viewer: Viewer) -> Viewer:
        """Keep the viewer's name, colour, portrait and limits as they are now; raises ValueError on a taken name."""
        row = {name: getattr(viewer, name) for name in ("name", "colour", "ceiling", "portrait", "daily_minutes")}
        try:
            with self._db.conn:
                self._table("viewers").update(viewer.id, row)
        except sqlite3.IntegrityError as error:
            raise ValueError(f"there is already a viewer named {viewer.name!r}; take another name") from error
        return self.viewer(viewer.name)

    def has_pin(self) -> bool:
        """Whether grown-ups have set a PIN."""
        return self._pin() is not None

    def set_pin(self, text: str) -> None:
        """Keep a new PIN, as a hash; raises ValueError unless it has four to eight digits."""
        with self._db.conn:
            self._table("pins").insert({"id": _PIN, **asdict(new_pin(text))}, replace=True)

    def clear_pin(self) -> None:
        """No PIN any more."""
        with self._db.conn:
            self._table("pins").delete_where("id = ?", [_PIN])

    def pin_waits(self, now: float) -> float:
        """Seconds from Unix time `now` until a PIN may be tried again."""
        pin = self._pin()
        return waits(pin, now) if pin is not None else 0.0

    def try_pin(self, text: str, now: float) -> PinAnswer:
        """Try a PIN at Unix time `now`; wrong tries are remembered over restarts. Without a PIN everything is right."""
        pin = self._pin()
        if pin is None:
            return PinAnswer(right=True)
        after, answer = tried(pin, text, now)
        if after != pin:
            with self._db.conn:
                self._table("pins").insert({"id": _PIN, **asdict(after)}, replace=True)
        return answer

    def watched_seconds(self, viewer: Viewer, day: str) -> float:
        """How long the viewer has watched on `day` (ISO date)."""
        try:
            return float(self._table("sittings").get((viewer.id, day))["seconds"])
        except NotFoundError:
            return 0.0

    def keep_watched(self, viewer: Viewer, day: str, seconds: float) -> None:
        """The viewer watched `seconds` more on `day`; negative seconds are a grown-up's gift."""
        total = self.watched_seconds(viewer, day) + seconds
        with self._db.conn:
            self._table("sittings").insert({"viewer": viewer.id, "day": day, "seconds": total}, replace=True)

    def erase_viewer(self, name: str) -> None:
        """Forget a viewer and everything of theirs, pages on disk included; raises UnknownViewer.

        Shows that they watched in company stay with the others, as do the others' own records of those evenings.
        """
        viewer = self.viewer(name)
        with self._db.conn:
            for show in self.shows(viewer):
                left = [person for person in show.people if person != viewer.id]
                if not left:
                    self._table("journal_pieces").delete_where("show = ?", [show.id])
                    self._table("journals").delete_where("show = ?", [show.id])
                elif show.viewer == viewer.id:
                    self._table("guests").delete_where("show = ? and viewer = ?", [show.id, left[0]])
                    self._table("shows").update(show.id, {"viewer": left[0]})
            for table in ("guests", "shows", "tastes", "signals", "sittings", "balances"):
                self._table(table).delete_where("viewer = ?", [viewer.id])
            self._table("viewers").delete_where("id = ?", [viewer.id])
        self._db.vacuum()
        self._db.execute("pragma wal_checkpoint(truncate)")
        _copy_of(self.path).unlink(missing_ok=True)

    def taste(self, viewer: Viewer, seed: str) -> TasteValues | None:
        """What is believed about the viewer's likes in that seed; None when nothing is; raises StoreDamaged."""
        try:
            row = self._table("tastes").get((viewer.id, seed))
        except NotFoundError:
            return None
        try:
            return TasteValues.from_json(msgspec.json.decode(row["value"], type=dict[str, Any]))
        except (msgspec.MsgspecError, ValueError) as error:
            raise StoreDamaged(
                f"{viewer.name}'s taste in {seed} cannot be read: {error}; `evershow viewers delete {viewer.name}` "
                "begins anew"
            ) from error

    def keep_taste(self, viewer: Viewer, seed: str, taste: TasteValues) -> None:
        """Remember the viewer's taste in that seed."""
        value = msgspec.json.encode(taste.to_json()).decode()
        row = {"viewer": viewer.id, "seed": seed, "value": value, "updated": _now()}
        with self._db.conn:
            self._table("tastes").insert(row, replace=True)

    def balance(self, viewer: Viewer) -> dict[str, float]:
        """How many decibels louder or softer the viewer wants what is heard, by name."""
        try:
            row = self._table("balances").get(viewer.id)
        except NotFoundError:
            return dict(FLAT)
        return {name: row[name] for name in FLAT}

    def keep_balance(self, viewer: Viewer, balance: Mapping[str, float]) -> None:
        """Remember how the viewer wants what is heard; raises ValueError beyond the limits."""
        row = {"viewer": viewer.id, **checked(balance)}
        with self._db.conn:
            self._table("balances").insert(row, replace=True)

    def begin_show(self, viewer: Viewer, seed: str, title: str, *others: Viewer) -> ShowEntry:
        """A new show, of several people where there are `others`; its id never repeats."""
        entry = ShowEntry(
            id=uuid.uuid4().hex[:12],
            viewer=viewer.id,
            seed=seed,
            title=title,
            begun=_now(),
            watched=_now(),
            position=0,
            scene="",
            others=tuple(other.id for other in others),
        )
        with self._db.conn:
            self._table("shows").insert(_row(entry))
            for place, other in enumerate(entry.others):
                self._table("guests").insert({"show": entry.id, "viewer": other, "place": place})
        return entry

    def shows(self, *viewers: Viewer) -> tuple[ShowEntry, ...]:
        """Past shows, latest watched first: all, those of one viewer alone or in company, or those of a whole company.

        A company's are those that belong to exactly these viewers.
        """
        wanted = {viewer.id for viewer in viewers}
        guests: dict[str, list[int]] = {}
        for row in self._table("guests").rows_where(order_by="place"):
            guests.setdefault(row["show"], []).append(row["viewer"])
        rows = self._table("shows").rows_where(order_by="watched desc")
        found = tuple(ShowEntry(**row, others=tuple(guests.get(row["id"], ()))) for row in rows)
        if len(wanted) == 1:
            return tuple(show for show in found if wanted <= set(show.people))
        return tuple(show for show in found if not wanted or wanted == set(show.people))

    def show(self, show_id: str) -> ShowEntry:
        """The show of that id; raises UnknownShow."""
        try:
            row = self._table("shows").get(show_id)
        except NotFoundError as error:
            raise UnknownShow(f"no show {show_id!r}; `evershow shows list` names them") from error
        guests = self._table("guests").rows_where("show = ?", [show_id], order_by="place")
        return ShowEntry(**row, others=tuple(guest["viewer"] for guest in guests))

    def keep_journal(self, show_id: str, content: bytes, *, position: int, scene: str) -> None:
        """The show's journal so far and where the viewer is in it; only what differs from the last one is written."""
        show, before = self._journal
        self._journal = "", b""  # what is kept if this fails is not known
        with self._db.conn:
            # The writer's mark is changed first: from then on nobody else can write until this is done.
            ours = self._db.conn.execute(
                "update journals set writer = writer where show = ? and writer = ?", [show_id, self._writer]
            )
            same = _same_pieces(before, content) if show == show_id and ours.rowcount == 1 else 0
            if not same:
                row = {"show": show_id, "content": b"", "writer": self._writer}
                self._table("journals").insert(row, replace=True)
            self._table("journal_pieces").delete_where("show = ? and place >= ?", [show_id, same])
            places = range(same, -(-len(content) // PIECE_BYTES))
            self._table("journal_pieces").insert_all(
                {"show": show_id, "place": place, "content": content[place * PIECE_BYTES : (place + 1) * PIECE_BYTES]}
                for place in places
            )
            self._table("shows").update(show_id, {"position": position, "scene": scene, "watched": _now()})
        self._journal = show_id, content

    def journal(self, show_id: str) -> bytes:
        """The journal's bytes; raises UnknownShow."""
        rows = self._db.execute(  # in one question, so that nothing is written between its answers
            "select writer, journals.content, journal_pieces.content from journals left join journal_pieces "
            "using (show) where journals.show = ? order by place",
            [show_id],
        ).fetchall()
        if not rows:
            raise UnknownShow(f"show {show_id!r} has no journal yet")
        writer, whole, _ = rows[0]
        return b"".join(bytes(piece or b"") for _, _, piece in rows) if writer else bytes(whole)

    def delete_show(self, show_id: str) -> None:
        """Forget one show; raises UnknownShow."""
        self.show(show_id)
        with self._db.conn:
            for table in ("journal_pieces", "journals", "guests"):
                self._table(table).delete_where("show = ?", [show_id])
            self._table("shows").delete(show_id)

    def keep_signal(self, viewer: Viewer, show_id: str, *, at: int, kind: str, text: str) -> None:
        """One thing the viewer did, for the record of what taste was learnt from."""
        row = {"viewer": viewer.id, "show": show_id, "at": at, "kind": kind, "text": text, "when": _now()}
        with self._db.conn:
            self._table("signals").insert(row)

    def signals(self, viewer: Viewer) -> tuple[dict[str, Any], ...]:
        """Everything the viewer did, oldest first."""
        return tuple(self._table("signals").rows_where("viewer = ?", [viewer.id], order_by="id"))

    def _pin(self) -> Pin | None:
        row = next(iter(self._table("pins").rows_where("id = ?", [_PIN])), None)
        return Pin(**{name: value for name, value in row.items() if name != "id"}) if row is not None else None

    def close(self) -> None:
        """Write everything out, keep a copy of what changed, and let go of the file."""
        if self._db.conn.total_changes != self._changes:
            self._keep_copy()
        self._db.close()

    def _keep_copy(self) -> None:
        """The whole store beside itself, all or nothing; where there is no room for it the last one stays."""
        copy = _copy_of(self.path)
        draft = copy.with_name(f"{copy.name}.{os.getpid()}.draft")
        try:
            with contextlib.closing(sqlite3.connect(draft)) as target:
                self._db.conn.backup(target)
            draft.replace(copy)
        except (sqlite3.Error, OSError) as error:
            log.warning("no copy of %s was kept: %s", self.path, error)
            draft.unlink(missing_ok=True)

    def _restored(self) -> Database | None:
        """The last whole copy in the place of what was damaged; None where there is none."""
        copy = _copy_of(self.path)
        if not copy.is_file():
            return None
        written = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
        shutil.copyfile(copy, self.path)
        try:
            db = self._open()
        except (sqlite3.DatabaseError, StoreDamaged) as error:
            log.warning("the copy %s is damaged as well: %s", copy, error)
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            return None
        self.copied = written.astimezone().strftime("%Y-%m-%d %H:%M")
        return db

    def _open(self) -> Database:
        connection = sqlite3.connect(self.path, timeout=PATIENCE_SECONDS, check_same_thread=False)
        try:
            db = Database(connection)
            db.enable_wal()
            db.execute("pragma synchronous = normal")
            db.execute("pragma foreign_keys = on")
            if db.execute("pragma quick_check").fetchone()[0] != "ok":
                raise StoreDamaged(f"{self.path} is damaged")
            MIGRATIONS.apply(db)
        except (sqlite3.DatabaseError, StoreDamaged):
            connection.close()
            raise
        return db

    def _table(self, name: str) -> Table:
        table = self._db[name]
        assert isinstance(table, Table)
        return table


def _row(entry: ShowEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ShowEntry.__slots__ if name != "others"}


def _same_pieces(before: bytes, now: bytes) -> int:
    """How many whole pieces two journals begin with alike."""
    whole = min(len(before), len(now)) // PIECE_BYTES
    for place in range(whole):
        here = slice(place * PIECE_BYTES, (place + 1) * PIECE_BYTES)
        if before[here] != now[here]:
            return place
    return whole


def _copy_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.copy")


def _set_aside(path: Path) -> Path:
    """Move a damaged database and its journal files out of the way, keeping every byte."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    kept = path.with_name(f"{path.name}.damaged-{stamp}")
    path.replace(kept)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))
    return kept


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
