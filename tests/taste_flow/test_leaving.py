"""What was asked shortly before leaving is learnt, and what is kept of a show is enough to go on with it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from generators.media import Size
from player.compose import LiveChoices, LiveShow
from player.conducting.course import Course
from player.crew import Crew, begin_director
from player.direction import Opening
from player.director import InProcessDirector
from player.feed import ChoiceTaken, SceneBegan, SignalNoted, Trouble, WishAcknowledged
from player.remote_director import RemoteDirector
from profiles.store import Store
from profiles.taste import TasteValues
from story_engine.errors import RatingError
from story_engine.journal import Journal
from story_engine.plan import Choice, Input, InputKind, Option
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.time import SAMPLE_RATE

sys.path.insert(0, str(Path(__file__).parents[1] / "pipeline"))

from fake_director import FakeDirector

S = SAMPLE_RATE
SEED_PATH = Path(__file__).parents[1] / "story_engine" / "seeds" / "ferry-lamp"
SEED = load_seed(SEED_PATH)


def course_of(parts: int) -> tuple[Course, FakeDirector]:
    director = FakeDirector(choices=False)
    course = Course(director, director.open(Opening(seed="", rng_seed=1)).state)
    for _ in range(parts):
        course.extend()
    return course, director


def test_likes_and_wishes_before_leaving_count() -> None:
    """A like that waits for a later scene and a wish beyond the horizon are in the last journal."""
    course, director = course_of(6)
    course.give(Input(kind=InputKind.LIKE, at=7 * S), kept=6)
    course.give(Input(kind=InputKind.WISH, at=11 * S, text="snow"), kept=6)
    assert b"like" not in director.journal(course.placed[4].after)
    kept = director.journal(course.final(5))
    assert kept.endswith(b"like:0\nwish:0snow")
    assert len(course.pending) == 2  # asking changes nothing


def test_an_unfinished_skip_does_not_count() -> None:
    """A skip whose next scene never came is not in the last journal."""
    course, director = course_of(2)
    course.give(Input(kind=InputKind.SKIP, at=3 * S), kept=2)
    assert b"skip" not in director.journal(course.final(2))


class _FakeConductor:
    """Keeps what the composition hands it."""

    def __init__(self, director, pool, cache, options, heard) -> None:  # type: ignore[no-untyped-def]
        self.options, self.heard, self.position = options, heard, 0

    @property
    def journal_ends(self) -> int:
        return self.position


@pytest.fixture
def composed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveShow:
    """A live show with a real store and no processes."""
    closed: list[str] = []
    process = SimpleNamespace(start=lambda: None, taste=None, close=lambda: closed.append("closed"))
    monkeypatch.setattr("player.compose.SegmentCache", lambda *_, **__: None)
    monkeypatch.setattr("player.compose.Conductor", _FakeConductor)
    store = Store(tmp_path / "viewers.db")
    place = SimpleNamespace(home=tmp_path, folders=SimpleNamespace(speech=tmp_path), store=store)
    choices = LiveChoices(size=Size(width=160, height=90), rng_seed=1)
    crew = Crew(director=process, pool=process)  # type: ignore[arg-type]
    live = LiveShow(place, store.viewer_or_new("Ada"), SEED_PATH, choices, crew)  # type: ignore[arg-type]
    live.closed = closed  # type: ignore[attr-defined]
    return live


def test_taste_is_kept_with_every_journal(composed: LiveShow) -> None:
    """What was learnt is in the store as soon as the journal is, without any closing."""
    conductor = composed.feed(lambda event: None)
    composed.director.taste = learnt = TasteValues.fresh(["wonder"])
    conductor.options.on_journal(b"journal")
    assert composed._place.store.taste(composed._viewer, SEED.id) == learnt


def test_going_on_keeps_position_and_scene(composed: LiveShow) -> None:
    """A resumed show counts on from where it was, also where its journal is the same."""
    conductor = composed.feed(lambda event: None)
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes))
    conductor.heard(SceneBegan(scene=show.step()[1].scene, at=0))
    conductor.position = 90 * S
    conductor.options.on_journal(b"journal")
    again = composed.feed(lambda event: None, resume=True)
    again.options.on_journal(b"journal")
    entry = composed._place.store.shows(composed._viewer)[0]
    assert (entry.position, entry.scene) == (90 * S, show.step()[1].scene.title)
    again.position = 5 * S
    again.options.on_journal(b"journal")
    assert composed._place.store.shows(composed._viewer)[0].position == 95 * S


def test_what_the_viewer_does_is_on_record(composed: LiveShow) -> None:
    """Signals, wishes and picks of the viewer are kept; defaults are not."""
    conductor = composed.feed(lambda event: None)
    options = (Option(number=1, text="Open it", likely=1.0),)
    choice = Choice(id=1, options=options, default=1)
    conductor.heard(SignalNoted(kind=InputKind.LIKE, at=1))
    conductor.heard(WishAcknowledged(text="snow", understood="", outcome="understood", at=2, answered_from=3))
    conductor.heard(ChoiceTaken(choice=choice, option=1, by="viewer", at=4))
    conductor.heard(ChoiceTaken(choice=choice, option=1, by="default", at=5))
    kept = composed._place.store.signals(composed._viewer)
    assert [(row["at"], row["kind"], row["text"]) for row in kept] == [
        (1, "like", ""),
        (2, "wish", "snow"),
        (4, "pick", "Open it"),
    ]


def test_a_store_that_fails_is_told_once(composed: LiveShow) -> None:
    """Where nothing can be put on record the viewer is told once and events still arrive."""
    told: list[object] = []
    conductor = composed.feed(told.append)
    composed._place.store.close()
    for at in (1, 2):
        conductor.heard(SignalNoted(kind=InputKind.LIKE, at=at))
    assert [type(event) for event in told] == [SignalNoted, Trouble, SignalNoted]


def test_closing_ends_both_processes() -> None:
    """Director and pool are closed though one of them fails."""
    closed: list[str] = []

    def fails() -> None:
        raise OSError("gone")

    crew = Crew(
        director=SimpleNamespace(close=fails),  # type: ignore[arg-type]
        pool=SimpleNamespace(close=lambda: closed.append("pool")),  # type: ignore[arg-type]
    )
    with pytest.raises(OSError, match="gone"):
        crew.close()
    assert closed == ["pool"]


def test_a_lowered_ceiling_holds_on_resume(tmp_path: Path) -> None:
    """A show goes on under the ceiling of now, and not at all below its seed's rating."""
    show = Show.open(SEED, rng_seed=1, taste=TasteValues.fresh(SEED.tastes)).step()[0]
    assert show.under(12).state.header.viewer_rating == 12
    assert show.under(12).under(99).state.header.viewer_rating == 12
    with pytest.raises(RatingError, match="ceiling is 5"):
        show.under(5)


def test_the_journals_manner_is_obeyed_on_resume(tmp_path: Path) -> None:
    """A show that began silently goes on silently, and says in its journal where it went on."""
    director = InProcessDirector(tmp_path)
    try:
        first = director.open(Opening(seed=str(SEED_PATH), rng_seed=1, manner="silent"))
        after = director.step(first.state)
        again = director.open(Opening(seed=str(SEED_PATH), rng_seed=1, journal=director.journal(after.state)))
        notes = [e for e in Journal.from_bytes(director.journal(again.state)).path() if e.kind == "note"]
        assert [(n.fields["note"], n.fields["manner"], n.step) for n in notes] == [
            ("manner", "silent", 0),
            ("resumed", "silent", 1),
        ]
    finally:
        director.close()


def test_the_directors_process_tells_the_taste_with_the_journal(tmp_path: Path) -> None:
    """The journal's answer carries what is believed in that very state."""
    director = RemoteDirector(begin_director(tmp_path))
    try:
        opened = director.open(Opening(seed=str(SEED_PATH), rng_seed=1, manner="silent"))
        state = director.step(opened.state).state
        liked = director.apply(state, Input(kind=InputKind.LIKE, scene="s1", share=0.5)).state
        journal = director.journal(liked)
        assert director.taste == Show.resume(SEED, Journal.from_bytes(journal)).taste
        assert director.taste is not None
        assert director.taste.liking("wonder") > 0
    finally:
        director.close()
