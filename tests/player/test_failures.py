"""What goes wrong while playing is said once, clearly, and leaves nothing behind."""

import sys
import threading
import time
from types import SimpleNamespace

import av
import click
import numpy as np
import pytest
from click.testing import CliRunner

from generators.media import Size
from player.accents import accent_of
from player.cli.play import TIMER, play
from player.conducting.script import ScriptError, parse_script
from player.feed import Trouble
from player.lasting_trouble import FATAL_SECONDS
from player.live import run_off_screen, run_windowed
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.playback.decoder import TailSum
from player.playback.errors import RecordError
from player.playback.pcm import PcmQueue
from player.playback.recorder import Recorder
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question
from story_engine.seed import load_seed

SMALL = Size(width=96, height=64)
GREY = np.full((64, 96, 3), 90, dtype=np.uint8)


def parts(count: int, seconds: float = 1.0) -> list[ScriptedPart]:
    return [ScriptedPart(picture=GREY, seconds=seconds, title=f"Part {number + 1}") for number in range(count)]


def live_until(live: LivePlayer, condition, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        live.tick()
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.004)


def test_a_film_in_a_new_folder_is_made_whole(tmp_path):
    """The folder of a recording is made, and no draft stays beside the film."""
    film = tmp_path / "new" / "deep" / "out.mp4"
    report = run_off_screen(
        lambda tell: RehearsalFeed(tmp_path, parts(3), tell=tell, size=SMALL), mixer=TailSum, seconds=1.0, record=film
    )
    assert report.failed == ""
    assert [path.name for path in film.parent.iterdir()] == ["out.mp4"]


def test_a_film_that_cannot_be_made_is_refused_at_once(tmp_path):
    """A path below a file is a clear error before anything plays."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(RecordError, match=r"x\.mp4 cannot be written .*name a file elsewhere"):
        Recorder(tmp_path / "file" / "x.mp4", PcmQueue(), "T")
    with pytest.raises(RecordError, match="is a folder"):
        Recorder(tmp_path, PcmQueue(), "T")


def test_a_disk_that_fills_ends_the_recording_with_a_reason(tmp_path, monkeypatch):
    """An encoder error in the recorder's thread becomes the report's `failed`, and an older film stays."""
    film = tmp_path / "out.mp4"
    film.write_bytes(b"older")

    def full(_recorder):
        raise av.error.OSError(28, "No space left on device", str(film))

    monkeypatch.setattr(Recorder, "_write_sound", full)
    feeds = []

    def make_feed(tell):
        feeds.append(StoppedFeed(tmp_path, parts(9), tell=tell, size=SMALL))
        return feeds[0]

    report = run_off_screen(make_feed, mixer=TailSum, seconds=9.0, record=film)
    assert "out.mp4 was not written (No space left on device)" in report.failed
    assert report.seconds < 9.0
    assert film.read_bytes() == b"older"
    assert not list(tmp_path.glob(".*draft"))
    assert feeds[0].stops == 1


class StoppedFeed(RehearsalFeed):
    """Counts starts, stops and skips; can run dry as a dead conductor does."""

    starts = stops = skips = 0
    last = 99

    def start(self):
        self.starts += 1
        super().start()

    def skip(self):
        self.skips += 1

    def stop(self):
        self.stops += 1

    def next_segment(self, after):
        if len(self.history()) >= self.last and after == self.history()[-1].id:
            return None
        return super().next_segment(after)


def test_the_feed_is_stopped_even_when_closing_fails(tmp_path, monkeypatch):
    """An error while the player closes does not leave a conductor running."""
    feed = StoppedFeed(tmp_path, parts(2), size=SMALL)
    close = LivePlayer.close

    def broken(live):
        close(live)
        raise RuntimeError("device gone")

    monkeypatch.setattr(LivePlayer, "close", broken)
    with pytest.raises(RuntimeError, match="device gone"):
        run_off_screen(lambda tell: feed, mixer=TailSum, seconds=0.2)
    assert feed.stops == 1


def test_a_window_closed_while_the_show_opens_starts_nothing(tmp_path, monkeypatch):
    """Closing the window waits for the show that is being opened, and it is not begun any more."""
    feed = StoppedFeed(tmp_path, parts(1), size=SMALL)
    widget = SimpleNamespace(expect=lambda _: None, attach_soon=lambda *_: None, fail_soon=lambda _: None)
    closed = threading.Event()
    window = SimpleNamespace(
        Player=lambda **_: widget,
        PlayerApp=lambda *_, **__: SimpleNamespace(run=closed.set, stop=lambda: None),
        ensure_window=lambda: None,
    )
    monkeypatch.setitem(sys.modules, "player.ui.window", window)
    monkeypatch.setitem(sys.modules, "player.ui.app", window)
    monkeypatch.setattr("player.ui.environment.prepare", lambda *_, **__: None)
    made = []

    def make_feed(ticket, tell):
        closed.wait(5)
        time.sleep(0.2)
        made.append(feed)
        return feed

    assert run_windowed(make_feed, mixer=TailSum, home=tmp_path) == ""
    assert made == [feed]
    assert feed.starts == 0


def test_a_show_that_cannot_be_opened_is_said_on_the_way_out(tmp_path, monkeypatch):
    """Why the window had nothing to play is what `run_windowed` returns."""
    said = []
    widget = SimpleNamespace(expect=lambda _: None, fail_soon=lambda text, _preview: said.append(text))
    window = SimpleNamespace(
        Player=lambda **_: widget,
        PlayerApp=lambda *_, **__: SimpleNamespace(run=lambda: None, stop=lambda: None),
        ensure_window=lambda: None,
    )
    monkeypatch.setitem(sys.modules, "player.ui.window", window)
    monkeypatch.setitem(sys.modules, "player.ui.app", window)
    monkeypatch.setattr("player.ui.environment.prepare", lambda *_, **__: None)

    def make_feed(ticket, tell):
        raise ValueError("no seed")

    assert run_windowed(make_feed, mixer=TailSum, home=tmp_path) == "The show cannot be opened: no seed"
    assert said == ["The show cannot be opened: no seed"]


def test_a_dead_conductor_ends_the_show_once_all_is_played(tmp_path):
    """A fatal trouble is kept while what was rendered plays out, later troubles do not hide it, and then it is said."""
    feed = StoppedFeed(tmp_path, parts(4), size=SMALL)
    feed.last = 2
    feed.start()
    live = LivePlayer(feed, LiveOptions(silent=True))
    live.hear(Trouble(what="the director has gone", remedy="start the show again", fatal=True))
    live.hear(Trouble(what="a segment was damaged"))
    live.start()
    try:
        live_until(live, lambda: live.playback.playhead() > 60_000)
        live._toast_until = 0.0  # its toast has long gone
        live_until(live, lambda: live.playback.playhead() > 90_000)
        assert live.failed == ""
        live_until(live, lambda: live.failed != "", FATAL_SECONDS + 6.0)
    finally:
        live.close()
    assert live.view().failed == "the director has gone; start the show again"


def test_a_skip_after_a_rewind_moves_in_what_was_watched(tmp_path):
    """N after a rewind goes to the next watched scene and asks nothing of the story; at the front it skips."""
    feed = StoppedFeed(tmp_path, parts(5), size=SMALL)
    feed.start()
    live = LivePlayer(feed, LiveOptions(silent=True))
    feed.tell = live.hear
    live.start()
    try:
        live_until(live, lambda: live.view().scene_title == "Part 3")
        live.seek_by(-9.0)
        live_until(live, lambda: live.view().scene_title == "Part 1" and not live.playback.seeking)
        live.skip()
        live_until(live, lambda: live.view().scene_title == "Part 2")
        assert feed.skips == 0
        live_until(live, lambda: live.view().scene_title == "Part 4")
        live.skip()
        assert feed.skips == 1
    finally:
        live.close()


def test_a_scripted_option_that_does_not_exist_is_an_error(tmp_path):
    """The live viewer refuses an impossible option as virtual time does."""
    asked = [ScriptedPart(picture=GREY, seconds=0.5, choice=question(1, "Which?", "left", "right")), *parts(1)]
    with pytest.raises(ScriptError, match="choice 1 has 2 options, not one numbered 7"):
        run_off_screen(
            lambda tell: RehearsalFeed(tmp_path, asked, tell=tell, size=SMALL),
            mixer=TailSum,
            seconds=5.0,
            script=parse_script([{"choice": 1, "option": 7, "after": 0.1}]),
        )


@pytest.mark.parametrize("given", ["0", "nan", "-1", "3", "soon", ""])
def test_an_impossible_timer_is_refused(given):
    """Only off, 1, 2, 5, 10 and inf are lengths of a choice."""
    with pytest.raises(click.BadParameter, match="is none of off, 1, 2, 5, 10, inf"):
        TIMER.convert(given, None, None)


def test_timers_are_numbers():
    """The known lengths are multipliers."""
    assert [TIMER.convert(given, None, None) for given in ("1", "2.0", "inf")] == [1.0, 2.0, float("inf")]


def test_an_unknown_seed_is_all_that_is_said(monkeypatch):
    """Without a display a misspelt seed is a usage error, before anything is promised."""
    monkeypatch.setattr("player.ui.environment.has_display", lambda: False)
    result = CliRunner().invoke(play, ["no-such-show"])
    assert result.exit_code == 2
    assert "no story seed 'no-such-show'" in result.output
    assert "No display" not in result.output


def test_a_show_that_failed_in_the_window_is_an_error(monkeypatch, tmp_path):
    """What ended the show in the window is said again on the way out, with status 1."""
    monkeypatch.setenv("EVERSHOW_HOME", str(tmp_path))
    monkeypatch.setattr("player.ui.environment.has_display", lambda: True)
    monkeypatch.setattr("player.session.watch_in_window", lambda *_, **__: "the director has gone; start again")
    result = CliRunner().invoke(play, ["weather-post"])
    assert result.exit_code == 1
    assert "the director has gone" in result.output


def test_the_window_takes_the_colour_of_the_first_place():
    """The accent of the built-in seed is that of the post office's palette."""
    from player.cli.seeds import find_seed

    assert accent_of(load_seed(find_seed(None))) == "#C8453D"
