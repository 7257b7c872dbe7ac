"""The database's shape, step by step. Applied by sqlite-utils; a step is never changed after release."""

from __future__ import annotations

from sqlite_utils.db import Database, Table
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("evershow")


def _table(db: Database, name: str) -> Table:
    table = db[name]
    assert isinstance(table, Table)
    return table


@MIGRATIONS()
def viewers_and_shows(db: Database) -> None:
    """Who watches, what is believed about them, and the journals of their shows."""
    _table(db, "viewers").create(
        {"id": int, "name": str, "colour": str, "ceiling": int, "created": str},
        pk="id",
        not_null={"name", "colour", "ceiling", "created"},
    )
    _table(db, "viewers").create_index(["name"], unique=True)
    _table(db, "tastes").create(
        {"viewer": int, "seed": str, "value": str, "updated": str},
        pk=("viewer", "seed"),
        foreign_keys=[("viewer", "viewers", "id")],
    )
    _table(db, "shows").create(
        {
            "id": str,
            "viewer": int,
            "seed": str,
            "title": str,
            "begun": str,
            "watched": str,
            "position": int,
            "scene": str,
        },
        pk="id",
        foreign_keys=[("viewer", "viewers", "id")],
    )
    _table(db, "journals").create({"show": str, "content": bytes}, pk="show", foreign_keys=[("show", "shows", "id")])
    _table(db, "signals").create(
        {"id": int, "viewer": int, "show": str, "at": int, "kind": str, "text": str, "when": str},
        pk="id",
        foreign_keys=[("viewer", "viewers", "id")],
    )


@MIGRATIONS()
def portraits_limits_and_pin(db: Database) -> None:
    """Who is watching: a portrait, what a child may watch and how long, and the grown-ups' PIN."""
    viewers = _table(db, "viewers")
    viewers.add_column("portrait", str, not_null_default="")
    viewers.add_column("daily_minutes", int, not_null_default=0)
    _table(db, "sittings").create(
        {"viewer": int, "day": str, "seconds": float},
        pk=("viewer", "day"),
        foreign_keys=[("viewer", "viewers", "id")],
    )
    _table(db, "pins").create({"id": int, "salt": str, "hashed": str, "missed": int, "until": float}, pk="id")


@MIGRATIONS()
def balances(db: Database) -> None:
    """How each viewer wants voices, music, ambience and effects, in decibels; who has no row, as they were mixed."""
    _table(db, "balances").create(
        {"viewer": int, "speech": float, "music": float, "ambience": float, "effects": float},
        pk="viewer",
        foreign_keys=[("viewer", "viewers", "id")],
    )


@MIGRATIONS()
def watching_together(db: Database) -> None:
    """Who watches a show beside the viewer that it stands under; a show of one person has no row."""
    _table(db, "guests").create(
        {"show": str, "viewer": int, "place": int},
        pk=("show", "viewer"),
        not_null={"place"},
        foreign_keys=[("show", "shows", "id"), ("viewer", "viewers", "id")],
    )


@MIGRATIONS()
def journals_in_pieces(db: Database) -> None:
    """Journals of which only the end is written again; one without a writer stands whole in its row, as before."""
    _table(db, "journals").add_column("writer", str, not_null_default="")
    _table(db, "journal_pieces").create(
        {"show": str, "place": int, "content": bytes},
        pk=("show", "place"),
        foreign_keys=[("show", "shows", "id")],
    )
