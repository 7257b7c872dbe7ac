"""A journal's bytes are small, come back exactly, read the first form, and never trust what they say."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.taste import TasteValues
from story_engine.errors import JournalError
from story_engine.journal import Journal
from story_engine.packing import Packer, Unpacker
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = load_seed(Path(__file__).parent / "seeds" / "tide")
OLD = Path(__file__).parent / "journals" / "tide_of_format_3.show"

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def played(parts: int = 25) -> Show:
    show = Show.open(SEED, rng_seed=2, taste=TasteValues.fresh(SEED.tastes))
    for _ in range(parts):
        show, _ = show.step()
    return show.note("holds", choice=1, count=3)


def with_tree(content: bytes, **changes: Any) -> bytes:
    """The journal with parts of its tree exchanged."""
    magic, packed = content[:10], content[10:]
    tree = json.loads(zlib.decompress(packed)) | changes
    return magic + zlib.compress(json.dumps(tree).encode())


@given(PLAIN)
def test_packing(value: Any) -> None:
    """Every plain value comes back from its packed form, through JSON, with the same types."""
    packer = Packer()
    packed = json.loads(json.dumps([packer.pack(value), packer.texts, packer.shapes]))
    back = Unpacker(packed[1], packed[2]).unpack(packed[0])
    assert json.dumps(back, sort_keys=True) == json.dumps(value, sort_keys=True)


def test_bytes_come_back() -> None:
    """A journal read from its bytes equals the one that was written, ids included."""
    journal = played().journal()
    assert Journal.from_bytes(journal.to_bytes()) == journal


def test_journal_without_events() -> None:
    """A journal in which nothing happened yet comes back."""
    journal = Show.open(SEED, rng_seed=2, taste=TasteValues.fresh(SEED.tastes)).journal()
    assert Journal.from_bytes(journal.to_bytes()) == journal


def test_first_form_is_read() -> None:
    """A journal in the first form, with ids written out, is read as what it was."""
    journal = played().journal()
    header = {
        "seed": journal.header.seed, "seed_hash": journal.header.seed_hash, "rng_seed": 2, "viewer_rating": 99,
        "taste": journal.header.taste.to_json(), "format": 1, "engine": "0.1",
    }  # fmt: skip
    events = [[e.id, e.parent, e.kind, e.step, e.fields] for e in journal.events]
    text = json.dumps({"header": header, "events": events, "tips": journal.tips})
    old = Journal.from_bytes(b"EVERSHOW1\n" + zlib.compress(text.encode()))
    assert (old.events, old.tips, old.header.engine) == (journal.events, journal.tips, "0.1")


def test_another_engine() -> None:
    """A journal of another engine version is refused with both versions and the remedy."""
    journal = played().journal()
    old = replace(journal, header=replace(journal.header, engine="0.1"))
    with pytest.raises(JournalError, match=r"story engine 0\.1.*start a new show"):
        Show.resume(SEED, old)


BROKEN: list[dict[str, Any]] = [
    {"events": 5},
    {"tips": [[99999, 1]]},
    {"last": "0000000000000000"},
    {"header": {"format": 99}},
    {"header": {}},
]


@pytest.mark.parametrize(
    "changes",
    [
        *BROKEN,
        {"events": {"shape": 1}},
        {"events": ["", [1, [-99]]]},
        {"events": ["", [1, 3]]},
        {"events": ["", "text", [1, 0]]},
        {"events": ["", {"shape": [0]}]},
        {"events": ["", {"shape": 7}]},
        {"events": ["", {"keys": []}]},
        {"events": ["", {"shape": []}, [1, [-1], 7, 0]]},
        {"events": ["", {"shape": []}, [1, [-1], 0, 5]]},
        {"events": ["", {"shape": []}, [1, [-1], 0, -5]]},
        {"events": ["", {"shape": []}, [1, [-1], 0, 0, 0]]},
        {"events": ["", {"shape": []}, [0.5, [-1]]]},
        {"events": ["", {"shape": []}, [1, [-1]]]},
    ],
)
def test_tampered_journal(changes: dict[str, Any]) -> None:
    """Whatever is wrong inside a journal is told as one error."""
    with pytest.raises(JournalError):
        Journal.from_bytes(with_tree(played().journal().to_bytes(), **changes))


@pytest.mark.parametrize(
    "changes",
    [
        *BROKEN,
        {"events": [[0, 0, 0, [-99]]]},
        {"events": [[0, 7, 0, [-1]]]},
        {"events": [[-5, 0, 0, [-1]]]},
        {"events": [[0, 0, 0, 3]]},
        {"texts": [1, 2]},
        {"texts": []},
        {"shapes": [[9999]]},
    ],
)
def test_tampered_journal_of_the_third_form(changes: dict[str, Any]) -> None:
    """The same of one that an older Evershow wrote."""
    with pytest.raises(JournalError):
        Journal.from_bytes(with_tree(OLD.read_bytes(), **changes))


@given(st.binary(max_size=200))
def test_noise(noise: bytes) -> None:
    """Noise behind the magic line is refused, not a crash."""
    for magic in (b"EVERSHOW2\n", b"EVERSHOW1\n"):
        with pytest.raises(JournalError):
            Journal.from_bytes(magic + noise)
