"""A journal is kept in pieces: only its end is written again, and it is never a mixture of two."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils.db import Database

from profiles.home import database_path
from profiles.migrations import MIGRATIONS
from profiles.store import PIECE_BYTES, Store

LONG = random.Random(7).randbytes(20 * PIECE_BYTES)


@pytest.fixture
def store(tmp_path: Path):
    kept = Store(database_path(tmp_path))
    yield kept
    kept.close()


def begun(store: Store) -> str:
    return store.begin_show(store.viewer_or_new("Ada"), "s", "t").id


def keep(store: Store, show: str, content: bytes) -> int:
    """Keep it; how many rows that changed."""
    before = store._db.conn.total_changes
    store.keep_journal(show, content, position=len(content), scene="")
    return store._db.conn.total_changes - before


@pytest.mark.parametrize(
    "lengths",
    [(0,), (1, 0, 3), (PIECE_BYTES, 2 * PIECE_BYTES), (3 * PIECE_BYTES + 5, PIECE_BYTES - 1), (9_000, 9_001, 30_000)],
)
def test_what_was_kept_comes_back(store: Store, lengths: tuple[int, ...]) -> None:
    """Whether it grew or shrank, the journal is the one that was kept last."""
    show = begun(store)
    for length in lengths:
        keep(store, show, LONG[:length])
        assert store.journal(show) == LONG[:length]


def test_only_the_end_is_written(store: Store) -> None:
    """Of a long journal that grew by a little no more is written than of a short one."""
    show = begun(store)
    keep(store, show, LONG[: PIECE_BYTES + 10])
    short = keep(store, show, LONG[: PIECE_BYTES + 50])
    keep(store, show, LONG[: 19 * PIECE_BYTES + 10])
    assert keep(store, show, LONG[: 19 * PIECE_BYTES + 50]) == short


def test_a_piece_that_changed_in_the_middle_is_written(store: Store) -> None:
    """The journal of another branch begins like the last one and differs from the middle on."""
    show = begun(store)
    keep(store, show, LONG)
    other = LONG[: 4 * PIECE_BYTES + 9] + LONG[::-1][: 2 * PIECE_BYTES]
    keep(store, show, other)
    assert store.journal(show) == other


def test_shows_in_turns(store: Store) -> None:
    """Two shows kept in turns have a journal each."""
    one, two = begun(store), begun(store)
    for length in (10_000, 20_000, 30_000):
        keep(store, one, LONG[:length])
        keep(store, two, LONG[-length:])
    assert (store.journal(one), store.journal(two)) == (LONG[:30_000], LONG[-30_000:])


def test_two_who_write_the_same_show(store: Store, tmp_path: Path) -> None:
    """Where another Evershow kept this show between, the whole journal is written again: never half of each."""
    show, other = begun(store), Store(database_path(tmp_path))
    mine, theirs = LONG, LONG[::-1]
    for grown in (0, 40, 80):
        keep(store, show, mine[: 70_000 + grown])
        assert other.journal(show) == mine[: 70_000 + grown]
        keep(other, show, theirs[: 60_000 + grown])
        assert store.journal(show) == theirs[: 60_000 + grown]
    other.close()


def test_a_deleted_show_leaves_no_piece(store: Store) -> None:
    """Deleting a show and erasing its viewer take every piece along."""
    one, two = begun(store), begun(store)
    keep(store, one, LONG)
    keep(store, two, LONG)
    store.delete_show(one)
    assert store.journal(two) == LONG
    store.erase_viewer("Ada")
    assert store._db["journal_pieces"].count == 0


def test_a_journal_of_an_older_evershow_is_read_and_gone_on_with(tmp_path: Path) -> None:
    """A database from before the pieces gives its journals, and takes longer ones of the same shows."""
    path = database_path(tmp_path)
    old = Database(path)
    MIGRATIONS.apply(old, stop_before="journals_in_pieces")
    old["viewers"].insert({"name": "Ada", "colour": "#fff", "ceiling": 99, "created": ""})
    old["shows"].insert(
        {"id": "abc", "viewer": 1, "seed": "s", "title": "t", "begun": "", "watched": "", "position": 0, "scene": ""}
    )
    old["journals"].insert({"show": "abc", "content": LONG[:20_000]})
    old.close()
    store = Store(path)
    assert store.journal("abc") == LONG[:20_000]
    keep(store, "abc", LONG[:20_100])
    assert store.journal("abc") == LONG[:20_100]
    store.close()


@pytest.mark.parametrize("statement", range(1, 7))
def test_killed_between_its_pieces(tmp_path: Path, statement: int) -> None:
    """Killed at any statement of a writing, the database has the journal before it, whole, with its position."""
    path = database_path(tmp_path)
    script = (
        "import sys, os\nfrom pathlib import Path\nfrom profiles.store import Store\n"
        "store = Store(Path(sys.argv[1]))\nshow = store.begin_show(store.viewer_or_new('Ada'), 's', 't')\n"
        "store.keep_journal(show.id, b'a' * 60_000, position=1, scene='')\n"
        "left = [int(sys.argv[2])]\n"
        "def count(_):\n    left[0] -= 1\n    left[0] or os.kill(os.getpid(), 9)\n"
        "store._db.conn.set_trace_callback(count)\n"
        "store.keep_journal(show.id, b'a' * 30_000 + b'b' * 50_000, position=2, scene='')\n"
    )
    command = [sys.executable, "-c", script, str(path), str(statement)]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[2]).returncode == -9
    store = Store(path)
    (show,) = store.shows()
    assert store.set_aside is None
    assert (store.journal(show.id), show.position) == (b"a" * 60_000, 1)
    store.close()
