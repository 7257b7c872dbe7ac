"""The picture's size where nobody set one: by a short measurement, then by how shows fare, with hysteresis."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace

import pytest

from generators.media import Level, Size
from generators.render_pool import gauge
from player import gauging
from player.feed import Revisited, ShowEvent, SignalNoted, SkipReady, WishAcknowledged
from player.marks import NOWHERE
from player.measuring.deadlines import is_bridge
from player.measuring.plain_story import PlainStory
from player.measuring.slow_machine import Strain
from player.measuring.virtual_show import TURN_SECONDS, VirtualShow
from player.picture_size import (
    CALM_SECONDS,
    SETTLE_SECONDS,
    SIZES,
    USUAL,
    Fared,
    Gauged,
    Record,
    Sizing,
    fitting,
    keep_record,
    machine_name,
    read_record,
)
from player.settings import Settings, from_values, size_set
from player.size_watch import SizeWatch
from story_engine.plan import InputKind, PartKind
from story_engine.time import from_seconds

SMALL, MIDDLE, LARGE = SIZES


def gauged(small: float, large: float, workers: int = 2) -> Gauged:
    """At the smallest and the largest size."""
    return Gauged(sizes=(SMALL, LARGE), factors=(small, large), workers=workers)


# the measurement


@pytest.mark.parametrize(
    ("measured", "software_gl", "size"),
    [
        (gauged(0.40, 1.05), True, MIDDLE),
        (gauged(0.40, 1.05), False, MIDDLE),
        (gauged(0.2, 0.5), False, LARGE),
        (gauged(0.2, 0.5), True, MIDDLE),
        (gauged(0.8, 2.4), True, SMALL),
        (gauged(2.0, 6.0), True, SMALL),
        (gauged(0.40, 1.05, workers=1), True, SMALL),
        (Gauged(sizes=(SMALL,), factors=(0.3,), workers=2), False, MIDDLE),
        (None, False, USUAL),
    ],
)
def test_the_largest_size_that_is_drawn_in_time_fits(measured, software_gl, size) -> None:
    """Two workers draw twice what one does; where the processor draws the window, 854×480 is enough."""
    assert fitting(measured, software_gl=software_gl) == size


def test_a_cost_that_does_not_grow_with_the_picture_is_told_apart() -> None:
    """Between two sizes the cost is on the line through both."""
    known = gauged(0.4, 1.0)
    assert known.factor(SMALL) == pytest.approx(0.4)
    assert known.factor(LARGE) == pytest.approx(1.0)
    assert 0.4 < known.factor(MIDDLE) < 0.7


def test_what_is_known_of_a_machine_is_kept_for_this_machine_only(tmp_path: Path) -> None:
    """Another machine, another version of the drawing and a damaged file are measured anew."""
    record = Record(machine="this", gauged=gauged(0.2, 0.5), software_gl=False, last=MIDDLE)
    keep_record(tmp_path, record)
    assert read_record(tmp_path, "this") == record
    assert read_record(tmp_path, "other") == Record(machine="other", software_gl=False)
    next(tmp_path.iterdir()).write_bytes(b"{nonsense")
    assert read_record(tmp_path, "this") == Record(machine="this")
    assert machine_name("1") != machine_name("2")


def test_a_show_begins_as_the_last_one_ended_unless_that_is_too_large() -> None:
    """A size down stays one; a size that no longer fits is not tried."""
    fast = Record(gauged=gauged(0.2, 0.5), software_gl=False)
    assert fast.size == LARGE
    assert Record(gauged=fast.gauged, software_gl=False, last=MIDDLE).size == MIDDLE
    assert Record(gauged=gauged(0.8, 2.4), last=LARGE).size == USUAL


def test_what_cannot_be_measured_leaves_what_was_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any measurement the usual size stands; a new one makes a new beginning."""
    answers: list[Gauged | None] = [None, gauged(0.2, 0.5), None, gauged(0.8, 2.4)]
    monkeypatch.setattr(gauging, "gauge", lambda workers: answers.pop(0))
    auto = gauging.AutoSize(tmp_path)
    assert not auto.measure(2)
    assert gauging.AutoSize(tmp_path).size == USUAL
    assert auto.measure(2)
    auto.saw_window(software_gl=False)
    assert gauging.AutoSize(tmp_path).size == LARGE
    auto.goes_on_with(MIDDLE)
    assert not auto.measure(2)
    assert gauging.AutoSize(tmp_path).size == MIDDLE
    assert auto.measure(2)
    assert gauging.AutoSize(tmp_path).size == SMALL


def test_the_usual_size_is_offered_whatever_was_measured() -> None:
    """Other work may have run beside the measurement: calm minutes tell better."""
    slow = Record(gauged=gauged(0.8, 2.4))
    assert (slow.size, slow.most) == (SMALL, USUAL)


@pytest.mark.parametrize(("clock", "processor", "seconds"), [(6.0, 1.5, 1.5), (1.5, 1.5, 1.5), (0.9, 1.5, 0.9)])
def test_what_runs_beside_a_measurement_does_not_count(monkeypatch, clock, processor, seconds) -> None:
    """On a busy machine the clock runs on while the measurement waits: its own time on the processor is what counts."""
    spent = [0.0, 0.0]
    clocks = SimpleNamespace(perf_counter=lambda: spent[0], process_time=lambda: spent[1])
    monkeypatch.setattr(gauge, "time", clocks)
    assert gauge.own_seconds(lambda: spent.__setitem__(slice(None), [clock, processor])) == seconds


def test_nobody_has_set_a_size_until_somebody_does() -> None:
    """Automatic is the setting of a new home; old settings keep theirs."""
    assert size_set(Settings()) is None
    assert size_set(from_values({"size": "1280x720"})[0]) == LARGE


# how shows fare


def play(sizing: Sizing, seconds: float, begin: float = 0.0, **fares: float) -> list[tuple[float, Size]]:
    """Look once a second; `fares` are drops, late joins (a second) and what is ready."""
    changed, shown, dropped, late = [], 0.0, 0.0, 0.0
    for second in range(int(seconds)):
        shown, dropped = shown + 24.0 - fares.get("drops", 0.0), dropped + fares.get("drops", 0.0)
        late += fares.get("late", 0.0)
        fared = Fared(
            shown=round(shown), dropped=round(dropped), late=int(late), ready_seconds=fares.get("ready", 20.0),
            cards=[True] * int(fares.get("cards", 0)),
        )  # fmt: skip
        if (size := sizing.look(begin + second, fared)) is not None:
            changed.append((begin + second, size))
    return changed


def test_lasting_drops_make_the_picture_smaller_and_a_few_do_not() -> None:
    """A tenth of all pictures for half a minute is too much; a single bad moment is none."""
    assert [size for _, size in play(Sizing(LARGE, LARGE, 0.0), 80, drops=2.4)] == [MIDDLE]
    sizing = Sizing(LARGE, LARGE, 0.0)
    assert not play(sizing, 60)
    assert not play(sizing, 9, 60, drops=6.0)
    assert not play(sizing, 100, 69)


@pytest.mark.parametrize("fares", [{"late": 0.08}, {"cards": 4}])
def test_late_joins_and_cards_make_it_smaller(fares) -> None:
    """Three late joins in two minutes, or half of the segments as cards."""
    assert [size for _, size in play(Sizing(LARGE, LARGE, 0.0), 85, **fares)] == [MIDDLE]


def test_the_smallest_stays_whatever_comes() -> None:
    """There is nothing below 360 lines."""
    assert not play(Sizing(SMALL, LARGE, 0.0), 300, drops=12.0)


def test_calm_minutes_make_it_larger_up_to_what_was_measured() -> None:
    """One size after five calm minutes, no further than the measurement allows; not while little is ready."""
    changed = play(Sizing(SMALL, MIDDLE, 0.0), 1500)
    assert [size for _, size in changed] == [MIDDLE]
    assert changed[0][0] >= CALM_SECONDS
    assert not play(Sizing(SMALL, MIDDLE, 0.0), 1500, ready=8.0)


def test_what_failed_is_tried_again_later_and_later() -> None:
    """A machine that is calm at 360 lines and drops pictures at 480 tries rarer and rarer, and does not flap."""
    sizing, at, tries = Sizing(SMALL, MIDDLE, 0.0), 0.0, []
    shown = dropped = 0
    for at in range(4 * 3600):
        drops = 3 if sizing.size == MIDDLE else 0
        shown, dropped = shown + 24 - drops, dropped + drops
        size = sizing.look(float(at), Fared(shown=shown, dropped=dropped, ready_seconds=20.0))
        if size == MIDDLE:
            tries.append(at)
    pauses = [later - before for before, later in itertools.pairwise(tries)]
    assert 4 <= len(tries) <= 12
    assert pauses[1] > 1.5 * pauses[0] - SETTLE_SECONDS
    assert max(pauses) >= 2000


# what the viewer causes


class _Fares:
    """A show at 720 lines that is looked at once a second, with an event and a late join every now and then."""

    def __init__(self) -> None:
        self.resized: list[Size] = []
        self.playback = SimpleNamespace(measures=SimpleNamespace(shown=0, dropped=0, underruns=0))
        self.watch = SizeWatch(SimpleNamespace(resize=self.resized.append), self.playback, Sizing(LARGE, LARGE, 0.0))

    def play(self, seconds: int, late_after: float, event: ShowEvent | None) -> None:
        for second in range(seconds):
            self.playback.measures.shown += 24
            if second % 30 == 0 and event is not None:
                self.watch.event(event, float(second))
            self.playback.measures.underruns += second % 30 == late_after
            self.watch.tick(float(second), 5.0, plays=True)


WISH = WishAcknowledged(text="rain", understood="rain", outcome="understood", at=0, answered_from=0)


@pytest.mark.parametrize(
    ("event", "late_after", "sizes"),
    [
        (WISH, 6, []),
        (SkipReady(at=0), 6, []),
        (Revisited(mark=NOWHERE, at=0), 6, []),
        (SignalNoted(kind=InputKind.TAKE, at=0), 6, []),
        (SignalNoted(kind=InputKind.LIKE, at=0), 6, [MIDDLE]),
        (None, 6, [MIDDLE]),
        (WISH, 28, [MIDDLE]),
    ],
)
def test_what_the_viewer_turns_makes_no_picture_smaller(event, late_after, sizes) -> None:
    """Who turns the story has what was drawn ahead thrown away: what is late soon after says nothing of it."""
    fares = _Fares()
    fares.play(140, late_after, event)
    assert fares.resized == sizes


def test_cards_right_after_a_wish_do_not_count() -> None:
    """Half of the segments are cards: for want of time where nobody asked, in haste after a wish."""
    card = SimpleNamespace(timed=SimpleNamespace(part=SimpleNamespace(kind=PartKind.STORY, choice=None)))
    card.manifest = SimpleNamespace(level=Level.CARD)
    for event, sizes in ((WISH, []), (None, [MIDDLE])):
        fares = _Fares()
        fares.play(50, -1, None)
        if event is not None:
            fares.watch.event(event, 50.0)
        for at in range(4):
            fares.watch.hear(card, 51.0 + at)
        fares.watch.tick(60.0, 5.0, plays=True)
        assert fares.resized == sizes


# the real lookahead


def test_a_machine_that_is_too_slow_for_a_size_draws_a_smaller_one(tmp_path: Path) -> None:
    """At 720 lines parts come as cards; a size down at a join, and from then on the stage draws them in time."""
    speeds = {Level.CARD: 0.3, Level.TWOS: 1.1, Level.STAGE: 1.3}
    strain = Strain(name="too slow at 720", speeds=speeds)
    show = VirtualShow(tmp_path, PlainStory(choice_every=9), strain, lambda event: None, rng_seed=3, size=LARGE)
    sizing, at, played, cards, late = Sizing(LARGE, LARGE, 0.0), 0, [], [], 0
    while show.machine.now < 260.0:
        show.advance(TURN_SECONDS)
        following = show.next_segment(played[-1].id if played else None)
        if following is not None and (not played or at >= played[-1].end - from_seconds(TURN_SECONDS)):
            played.append(following)
            late += is_bridge(following)
            cards = [*cards, following.manifest.level is Level.CARD][-8:]
        at = min(at + from_seconds(TURN_SECONDS), played[-1].end if played else 0)
        show.playhead(at)
        size = sizing.look(show.machine.now, Fared(late=late, ready_seconds=9.0, cards=cards))
        if size is not None:
            cards = []
            show.resize(size)
    sizes = [segment.manifest.size for segment in played]
    assert sizes[0] == LARGE
    assert sizes[-1] == MIDDLE
    assert sizes == sorted(sizes, key=lambda size: -size.width), "a size down, once, at a join"
    assert [segment.manifest.level for segment in played[-8:]].count(Level.STAGE) >= 7
