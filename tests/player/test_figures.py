"""The pages of figures: what they count, and when."""

from __future__ import annotations

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from generators.media import FlashVerdict, Level, Loudness, Size
from player.census import Census, CensusTaker, Member, taken
from player.feed import BranchReady, BufferChanged, Gated
from player.figures import Figures
from player.playback.measures import Measures
from player.words import Words

MINUTE = 48_000 * 60


class Taker:
    """A census whose processor time is set."""

    def __init__(self) -> None:
        self.seconds, self.asked = 10.0, 0

    @property
    def latest(self) -> Census:
        self.asked += 1
        member = Member(pid=7, kind="worker", resident_bytes=200 << 20, processor_seconds=self.seconds, share=0.5)
        return Census(at=1.0, members=(member,))

    def close(self) -> None:
        pass


@pytest.fixture
def desk():
    """Figures of a show that stands where the test puts it."""
    at, taker = [0], Taker()
    playback = SimpleNamespace(
        measures=Measures(), output=SimpleNamespace(has_sound=True), playhead=lambda: at[0], at=at, taker=taker
    )
    thrift = SimpleNamespace(told=lambda texts: "all")
    return playback, Figures(playback, thrift, Words(), census=taker)


def segment(key: str, *, repaired: bool = False, gain: float = 0.0, level: Level = Level.STAGE, seconds: float = 1.0):
    """A heard one."""
    manifest = SimpleNamespace(
        key=key, level=level, size=Size(), render_seconds=seconds,
        flash=FlashVerdict(safe=True, worst_transitions=0, repaired=repaired),
        loudness=Loudness(integrated_lufs=-17.0, true_peak_dbtp=-3.0, gain_db=gain),
    )  # fmt: skip
    scene = SimpleNamespace(rating=12)
    return SimpleNamespace(manifest=manifest, timed=SimpleNamespace(part=SimpleNamespace(scene=scene), gentle=True))


def rows(figures: Figures, page: int, now: float, heard=None) -> dict[str, str]:
    return dict(figures.page(page, now, Level.STAGE, heard).rows)


def test_the_gates_count_each_segment_once(desk) -> None:
    """What passed, was softened or turned down, and what was kept back."""
    _, figures = desk
    for heard in (segment("a"), segment("b", repaired=True), segment("c", gain=-2.0), segment("a")):
        figures.hear(heard)
    figures.buffer(BufferChanged(ready_seconds=9.0, gated=Gated(flash=1, joins=2, rating=4)))
    told = rows(figures, 3, 0.0, segment("a"))
    assert told["Checked"] == "3 segments"
    assert told["Flashes"] == "2 passed, 1 repaired, 3 replaced"
    assert told["Loudness"] == "2 passed, 1 repaired, 0 replaced"
    assert told["Rating"] == "3 passed, 0 repaired, 4 replaced"
    assert told["Flash rule"] == "strict"


def test_each_options_branch_is_told(desk) -> None:
    """Its words, what is ready of it, at which level and how likely it is taken."""
    _, figures = desk
    branch = BranchReady(option=2, words="Wait", likely=0.25, seconds=4.2, level=Level.CARD)
    figures.buffer(BufferChanged(ready_seconds=9.0, branches=(branch,), speeds=((Level.STAGE, 0.5),)))
    told = rows(figures, 1, 0.0)
    assert told["2  Wait"] == "4.2 s, card, 25%"
    assert told["Painting takes × real time"] == "stage 0.50"


def test_a_minute_of_show_costs_what_was_worked_in_it(desk) -> None:
    """Processor seconds and models' seconds since a while ago; not at once, and anew after a rewind."""
    playback, figures = desk
    assert rows(figures, 2, 0.0)["Processor"] == "a moment …"
    playback.at[0] = MINUTE // 2
    playback.taker.seconds += 30.0
    figures.hear(segment("m", level=Level.RESTYLE, seconds=12.0))
    told = rows(figures, 2, 9.0)
    assert told["Processor"] == "60 s a minute of show"
    assert told["Models on a device"] == "24 s a minute of show"
    assert told["Painter  7"] == "200 MB, 50%"
    playback.at[0] = MINUTE // 4
    playback.taker.seconds += 1.0
    assert rows(figures, 2, 20.0)["Processor"] == "a moment …"


def test_pages_are_read_anew_now_and_then_only(desk) -> None:
    """Twice a second; processes are looked at on their own page alone."""
    playback, figures = desk
    for number in (0, 1, 3):
        figures.page(number, 0.0, Level.STAGE, None)
    assert playback.taker.asked == 0
    for now in (0.0, 0.1, 0.2, 0.6):
        figures.page(2, now, Level.STAGE, None)
    assert playback.taker.asked == 2


def test_pictures_tell_their_pace_and_a_pause_is_none() -> None:
    """Milliseconds from picture to picture, without those that have a pause between them."""
    measures = Measures()
    for now in (1.0, 1.04, 1.08, 1.16, 9.0, 9.04):
        measures.show(0, now)
    assert [round(pace) for pace in measures.paces] == [40, 40, 80, 40]
    assert measures.pace_ms(50) == pytest.approx(40, abs=0.5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells processes below /proc")
def test_a_census_finds_a_child_and_what_it_took_when_it_has_gone() -> None:
    """A process that ended is counted with what it had worked."""
    child = subprocess.Popen([sys.executable, "-c", "sum(range(10**7)); print(flush=True); input()"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    child.stdout.readline()
    first = taken(Census(), 1.0)
    assert {os.getpid(), child.pid} <= {member.pid for member in first.members}
    child.kill()
    child.wait()
    second = taken(first, 2.0)
    worked = next(member.processor_seconds for member in first.members if member.pid == child.pid)
    assert second.gone_seconds == pytest.approx(worked)
    assert child.pid not in {member.pid for member in second.members}


def test_nobody_looks_at_processes_unasked() -> None:
    """The thread ends when nobody has asked for a while."""
    now, looks = [0.0], []

    def look(before: Census, at: float) -> Census:
        looks.append(at)
        now[0] += 100.0
        return Census(at=at)

    taker = CensusTaker(look, lambda: now[0])
    assert taker.latest.at == 0.0
    taker._thread.join(10.0)
    assert len(looks) == 1
    taker.close()
