"""Waits are bridged: a hold goes on, then a moment of the scene is shown; only then is the viewer told to wait."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from generators.media import Level
from generators.timed import content_key
from player.conducting import laying
from player.conducting.course import Course
from player.conducting.laying import MOST_BRIDGES
from player.conducting.wants import BRIDGE_DUE_SECONDS
from player.direction import Opening, Planned
from player.feed import ChoiceOpened, ReadySegment
from player.lookahead import Role, View, Wanted, schedule
from player.measuring.deadlines import ASK_BEFORE, is_bridge
from player.measuring.plain_story import HOLD, PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import TURN_SECONDS, VirtualShow
from story_engine.time import MediaTime, from_seconds, to_seconds


class _Evening:
    """A show on a machine that can be made to stand still; what was played, and how long the picture stood."""

    def __init__(self, folder: Path, director: PlainStory | None = None, **story: object) -> None:
        self.told: list[object] = []
        director = director or PlainStory(**story)
        self.show = VirtualShow(folder, director, Strain(name="steady"), self.told.append, rng_seed=5)
        self.played: list[ReadySegment] = []
        self.at: MediaTime = 0
        self.stood = 0.0
        while not self.played:
            self.show.advance(TURN_SECONDS)
            if (first := self.show.next_segment(None)) is not None:
                self.played.append(first)

    def turn(self) -> None:
        self.show.advance(TURN_SECONDS)
        playing = self.played[-1]
        left = playing.end - self.at
        following = self.show.next_segment(playing.id) if left <= ASK_BEFORE else None
        if following is not None:
            self.played.append(following)
            self.at = playing.end
        elif left > from_seconds(TURN_SECONDS):
            self.at += from_seconds(TURN_SECONDS)
        else:
            self.stood += TURN_SECONDS
        self.show.playhead(self.at)

    def play(self, seconds: float) -> None:
        for _ in range(round(seconds / TURN_SECONDS)):
            self.turn()

    def stand(self, seconds: float) -> None:
        """Every worker stands still for so long, with what lies ready ahead thrown away."""
        machine = self.show.machine
        for seat in machine._seats:
            seat.away_until = machine.now + seconds
        self.show.wish("something else")

    @property
    def bridges(self) -> list[ReadySegment]:
        return [segment for segment in self.played if is_bridge(segment)]


def evening_in_a_scene(folder: Path, **story: object) -> _Evening:
    """Twelve seconds in, in scenes that no choice ends for a while."""
    evening = _Evening(folder, choice_every=9, **story)
    evening.play(12.0)
    assert not evening.bridges
    return evening


def test_a_wait_of_some_seconds_is_bridged(tmp_path: Path) -> None:
    """A wish has emptied the buffer and the machine stands still for nine seconds: no picture stands for a moment."""
    evening = evening_in_a_scene(tmp_path)
    evening.stand(9.0)
    evening.play(20.0)
    assert 1 <= len(evening.bridges) <= MOST_BRIDGES
    assert evening.stood == 0.0
    assert not is_bridge(evening.played[-1])


def test_without_a_bridge_the_same_wait_is_seen(tmp_path: Path) -> None:
    """The test above can fail: a story that brings no bridging parts stands still."""
    evening = evening_in_a_scene(tmp_path, bridges=False)
    evening.stand(9.0)
    evening.play(20.0)
    assert evening.stood > 1.0


def test_the_viewer_is_told_to_wait_after_every_other_means(tmp_path: Path) -> None:
    """On a machine that does not come back, the picture stands only after the last turn of the bridge."""
    evening = evening_in_a_scene(tmp_path)
    evening.stand(60.0)
    while not evening.stood:
        evening.turn()
    assert [is_bridge(segment) for segment in evening.played[-MOST_BRIDGES:]] == [True] * MOST_BRIDGES
    assert not is_bridge(evening.played[-MOST_BRIDGES - 1])


def test_the_show_goes_on_without_a_gap_or_a_loss(tmp_path: Path) -> None:
    """Segments follow each other to the frame, bridges among them, and no part of the story is missing or twice."""
    evening = evening_in_a_scene(tmp_path)
    evening.stand(9.0)
    evening.play(40.0)
    assert all(before.end == after.start for before, after in pairwise(evening.played))
    story = [segment.timed.part for segment in evening.played if not is_bridge(segment)]
    assert len({part.id for part in story}) == len(story)
    for before, after in pairwise(story):
        assert (after.scene.number, after.index) in (
            (before.scene.number, before.index + 1),
            (before.scene.number + 1, 0),
        )


def test_a_hold_goes_on_and_needs_no_bridge(tmp_path: Path) -> None:
    """While a question is open the hold plays on, however long the machine stands still."""
    evening = _Evening(tmp_path, choice_every=1)
    while not any(isinstance(event, ChoiceOpened) for event in evening.told):
        evening.turn()
    for seat in evening.show.machine._seats:
        seat.away_until = evening.show.machine.now + 60.0
    evening.show.more_time(60.0)
    before = len(evening.played)
    evening.play(30.0)
    assert len(evening.played) - before >= 30.0 / to_seconds(HOLD) - 1
    assert evening.stood == 0.0
    assert not evening.bridges


def test_a_question_after_a_bridge_still_opens_and_branches(tmp_path: Path) -> None:
    """What is put in before a hold moves the hold and its branches: the cards open and the pick is followed."""
    evening = _Evening(tmp_path, choice_every=2)
    evening.play(12.0)
    evening.stand(8.0)
    while not evening.bridges:
        evening.turn()
        assert evening.show.machine.now < 60.0
    assert not any(isinstance(event, ChoiceOpened) for event in evening.told)
    opened = None
    while opened is None:
        evening.turn()
        opened = next((event for event in evening.told if isinstance(event, ChoiceOpened)), None)
        assert evening.show.machine.now < 160.0
    evening.show.pick(2)
    while evening.played[-1].timed.part.choice is not None or evening.played[-1].start <= opened.at:
        evening.turn()
        assert evening.show.machine.now < 200.0
    assert evening.bridges
    assert evening.played[-1].timed.part.scene.id.endswith("~2")


class _Thinker(PlainStory):
    """While it thinks of a hold's next turn, the last one is heard almost to its end."""

    def __init__(self) -> None:
        super().__init__(choice_every=1)
        self.meanwhile = None
        self.show: VirtualShow | None = None
        self.looks = 0

    def step(self, state: int) -> Planned:
        planned = super().step(state)
        if self.show is not None and self.meanwhile is not None and planned.timed.part.choice is not None:
            at, self.looks = self.show._playhead, self.looks + 1
            self.show.playhead(self.show.handout.last().end - from_seconds(0.1))
            self.meanwhile()
            self.show.playhead(at)
        return planned


def test_nothing_is_put_between_the_turns_of_a_hold_while_the_director_thinks(tmp_path: Path) -> None:
    """Its next turn is planned and not drawn: the turn before plays again, and the open question stays open."""
    director = _Thinker()
    evening = _Evening(tmp_path, director)
    while not any(isinstance(event, ChoiceOpened) for event in evening.told):
        evening.turn()
    director.show = evening.show
    for seat in evening.show.machine._seats:
        seat.away_until = evening.show.machine.now + 60.0
    evening.show.more_time(60.0)
    evening.play(20.0)
    assert director.looks > 3
    assert not evening.bridges
    assert sum(isinstance(event, ChoiceOpened) for event in evening.told) == 1


def test_a_bridge_that_would_flash_never_stands_before_what_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that is on disk may follow what plays: the bridge is left out, and the show goes on when a part is."""
    evening = evening_in_a_scene(tmp_path)
    machine, asked = evening.show.machine, []
    back = machine.now + 9.0
    monkeypatch.setattr(laying, "join_is_safe", lambda *edges: asked.append(machine.now) or machine.now > back)
    evening.stand(9.0)
    evening.play(30.0)
    assert min(asked) < back
    assert evening.stood < 9.0
    assert to_seconds(evening.at) > 12.0 + 30.0 - 9.0 - 1.0
    assert not evening.bridges


def test_a_borrowed_bridge_is_told_as_the_scene_that_is_on() -> None:
    """Of another scene in the same place: the same picture and sound, and no scene begins with it."""
    director = PlainStory(choice_every=9)
    course = Course(director, director.open(Opening(seed="", rng_seed=5)).state)
    while course.extend().timed.part.scene.number < 2 or course.placed[-1].timed.part.index < 1:
        pass
    end = len(course.placed)
    own, borrowed = course.bridges(end, anywhere=True)
    told = course.told_as_here(end, borrowed)
    assert borrowed.part.scene.id != told.part.scene.id == own.part.scene.id
    assert told.part.scene.title == own.part.scene.title
    assert told.part.index > 0
    assert content_key(told) == content_key(borrowed)
    first = next(part.number for part in course.placed if part.timed.part.scene.number == 2)
    assert course.told_as_here(first, own) is own, "it begins the scene to come"


@pytest.mark.parametrize(("stage_speed", "level"), [(0.6, Level.STAGE), (1.5, Level.CARD)])
def test_a_bridge_costs_little(stage_speed: float, level: Level) -> None:
    """A machine that cannot keep up draws a bridge as a card; it never goes before what is due sooner."""
    bridge = Wanted(id="b", deadline=BRIDGE_DUE_SECONDS, seconds=1.75, role=Role.BRIDGE)
    near, far = (Wanted(id=str(due), deadline=due, seconds=3.0) for due in (5.0, 14.0))
    speeds = {Level.CARD: 0.2, Level.STAGE: stage_speed}
    tasks = schedule(View(wanted=(far, bridge, near), speeds=speeds)).tasks
    assert [task.id for task in tasks] == ["5.0", "b", "14.0"]
    assert tasks[1].level is level
