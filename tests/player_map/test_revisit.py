"""Standing at an earlier moment again: the cut, the other option, and what a rewind must not change."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from test_conductor import _Show as Rehearsal

from player.feed import ChoiceClosed, ChoiceOpened, Revisited, SceneBegan, SignalNoted, SkipReady, Trouble
from player.marks import Mark
from story_engine.time import SAMPLE_RATE


@pytest.fixture
def show(tmp_path: Path):
    """A live show with fakes around it."""
    show = Rehearsal(tmp_path)
    show.conductor.start()
    yield show
    show.conductor.stop()


def began(show, number):
    """The event with which scene `number` of the show's beginning was entered."""
    return show.until(
        lambda: next((e for e in show.events if isinstance(e, SceneBegan) and e.scene.number == number), None)
    )


def after_the_cut(show):
    """The first segment after `go_to`, as the decoder asks for it."""
    show.until(lambda: show.last(SkipReady))
    segment = show.until(lambda: show.conductor.next_segment(show.now.id))
    assert segment.start == show.now.end
    assert segment.jump
    return segment


def test_a_scene_is_played_again_from_its_beginning(show):
    """From scene 2 back to scene 1: a cut, its first part, then its scene is told of again."""
    show.go_on()
    first = began(show, 1)
    assert first.mark.is_known
    for _ in range(4):
        show.go_on()
    began(show, 2)
    show.conductor.go_to(first.mark, 0, 0)
    segment = after_the_cut(show)
    assert segment.timed.part.id == "s1.p0"
    assert show.last(Revisited).at == segment.start
    show.conductor.playhead(segment.start)
    again = show.until(lambda: (e := show.last(SceneBegan)).scene.number == 1 and e.at == segment.start and e)
    assert again.mark == first.mark


def test_the_other_option_is_taken_with_the_state_of_that_moment(show):
    """Option 1 was taken; from the map option 2 follows, from the very state in which the cards were open."""
    show.to_hold()
    opened = show.until(lambda: show.last(ChoiceOpened))
    show.conductor.pick(1)
    assert show.go_on().timed.part.scene.id.endswith("~1")
    show.go_on()
    show.conductor.go_to(opened.mark, opened.choice.id, 2)
    segment = after_the_cut(show)
    assert segment.timed.part.scene.id.endswith("~2")
    assert segment.timed.part.index == 0


def test_leaving_an_open_question_takes_its_cards_away(show):
    """Who goes elsewhere from open cards is not asked any more, and the show goes on there."""
    show.go_on()
    first = began(show, 1)
    show.to_hold()
    opened = show.until(lambda: show.last(ChoiceOpened))
    show.conductor.go_to(first.mark, 0, 0)
    closed = show.until(lambda: show.last(ChoiceClosed))
    assert closed.choice == opened.choice
    segment = after_the_cut(show)
    assert segment.timed.part.id == "s1.p0"
    show.now = segment
    assert show.go_on().timed.part.id == "s1.p1"


def test_a_moment_that_is_not_on_record_changes_nothing(show):
    """An unknown moment is a line for the viewer; the show goes on where it was."""
    show.go_on()
    show.conductor.go_to(Mark(event="nowhere", steps=10**6), 0, 0)
    trouble = show.until(lambda: show.last(Trouble))
    assert "cannot go there" in trouble.what
    before = show.now.timed.part.index
    assert show.go_on().timed.part.index == before + 1
    assert show.last(Revisited) is None


def test_a_rewind_before_the_skip_leaves_what_was_watched(tmp_path):
    """Skip, then rewind before the next scene is ready: nothing jumps, and what was handed out stays in order."""
    show = Rehearsal(tmp_path)
    show.pool.keep_back = lambda job: job.timed.part.scene.number >= 2
    show.conductor.start()
    try:
        for _ in range(2):
            show.go_on()
        known = [segment.id for segment in show.conductor.history()]
        show.conductor.skip()
        show.until(lambda: any(isinstance(event, SignalNoted) for event in show.events))
        show.conductor.playhead(SAMPLE_RATE // 2)  # back in the first part
        show.until(lambda: turned(show))
        waiting, show.pool.waiting, show.pool.keep_back = show.pool.waiting, [], lambda job: False
        for job in waiting:
            show.pool.submit(job)
        show.until(lambda: turned(show))
        assert [segment.id for segment in show.conductor.history()][: len(known)] == known
        assert show.conductor.next_segment(known[0]).id == known[1]
        assert show.last(SkipReady) is None
    finally:
        show.conductor.stop()


def turned(show):
    """True after the conductor has looked around four times."""
    for _ in range(4):
        done = threading.Event()
        show.conductor._note(lambda _show, done=done: done.set())
        assert done.wait(10.0)
        threading.Event().wait(0.06)  # notes are answered before it looks around
    return True
