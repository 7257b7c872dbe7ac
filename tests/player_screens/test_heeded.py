"""What is set is heeded: by the show that begins, by the window, and by a command that would pass limits by."""

from __future__ import annotations

import threading
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import pytest

import player.session as session
from generators.media import Size
from generators.timed import Balance
from player.compose import LiveChoices, opening_for
from player.direction import Opening
from player.director import InProcessDirector
from player.evening import Ticket
from player.settings import Settings, keep_settings
from profiles.store import Store
from story_engine.seed import load_seed

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "assets" / "seeds" / "night-exchange"


class Evening:
    """A window that is never opened, and shows that are never begun: what they were given is noted."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.asked, self.begun, self.crews = home, {}, [], []
        self.deeds: list[str] = []
        """What was done with the feeds of shows."""
        self.store = Store(home / "evershow.db")
        self.place = SimpleNamespace(home=home, store=self.store, folders=SimpleNamespace(speech=home / "speech"))
        monkeypatch.setattr(session, "_warm_up", lambda: None)
        monkeypatch.setattr(session, "run_windowed", self._window)
        monkeypatch.setattr(session, "LiveShow", self._show)
        monkeypatch.setattr(session, "begin_crew", self._crew)

    def _window(self, make_feed, **asked):
        self.make_feed, self.asked = make_feed, asked
        if asked["at_once"]:
            make_feed(Ticket(), lambda event: None)
        return ""

    def _show(self, place, viewer, seed, choices, crew):
        self.begun.append((" ".join(person.name for person in viewer.people), choices, crew))
        world = SimpleNamespace(
            path=str(SEED / "seed.yaml"), shown_title="A show", palette=(), accent="", places={}, style="paper"
        )
        feed = SimpleNamespace(start=lambda: self.deeds.append("start"), stop=lambda: self.deeds.append("stop"))
        return SimpleNamespace(
            seed=world, feed=lambda tell, **_: feed, close=lambda: None, memory=None, begins_at=0, show=None
        )

    def _crew(self, _folders, _seed, *, size, language="", **_):
        self.crews.append(size)
        return SimpleNamespace(close=lambda: None, pool=SimpleNamespace(options=SimpleNamespace(size=size)))

    def watch(
        self,
        *,
        name: str | tuple[str, ...] = "Ada",
        size: Size | None = None,
        timer: float | None = None,
        at_once: bool = True,
    ) -> None:
        """`evershow play`, up to the window."""
        given = size or Size(width=854, height=480)
        crew = self._crew(None, None, size=given)
        session.watch_in_window(
            self.place, name, [SEED], LiveChoices(size=given, window_scale=timer), crew,
            at_once=at_once, full=False, silent=True, size_given=size is not None,
        )  # fmt: skip


@pytest.fixture
def evening(tmp_path, monkeypatch):
    monkeypatch.setattr(session, "accent_of", lambda seed: "#E0A15A")
    return Evening(tmp_path, monkeypatch)


def test_a_show_begins_as_it_is_set(evening):
    """Size, stillness, gentle light, space on disk and time to choose reach the show."""
    keep_settings(
        evening.home,
        Settings(size="640x360", reduced_motion=True, strict_flash=True, cache_gigabytes=0.5, timer="5", style="paper"),
    )
    evening.watch()
    _, choices, crew = evening.begun[0]
    assert choices.size == Size(width=640, height=360) == crew.pool.options.size
    assert (choices.still, choices.gentle, choices.cache_bytes) == (True, True, 500_000_000)
    assert (choices.window_scale, choices.style) == (5.0, "paper")


def test_a_show_is_drawn_while_its_window_opens_and_ends_where_none_does(evening, monkeypatch):
    """It begins before there is a window; where there will be none it is stopped, and the fault is told."""

    def fails(make_feed, **asked):
        raise OSError("no window")

    monkeypatch.setattr(session, "run_windowed", fails)
    with pytest.raises(OSError, match="no window"):
        evening.watch()
    assert evening.deeds == ["start", "stop"]


def test_a_show_that_may_be_too_late_in_the_day_waits_for_the_window(evening):
    """Whose time of the day is counted is asked about it first: nothing is begun for them."""
    evening.store.add_viewer("Ada", colour="#E0A15A", daily_minutes=30)
    evening.watch()
    assert evening.asked["guarded"]
    assert evening.deeds == []


def test_a_size_on_the_command_line_goes_before_the_one_that_is_set(evening):
    """And the crew that was begun for it is used."""
    keep_settings(evening.home, Settings(size="640x360"))
    evening.watch(size=Size(width=1280, height=720))
    assert evening.begun[0][1].size == Size(width=1280, height=720)
    assert len(evening.crews) == 1


@pytest.mark.parametrize(("asked", "scale"), [(1.0, 1.0), (0.0, 0.0), (None, 5.0)])
def test_a_timer_on_the_command_line_goes_before_the_one_that_is_set(evening, asked, scale):
    """The usual length as well, which is no sign that nobody asked."""
    keep_settings(evening.home, Settings(timer="5"))
    evening.watch(timer=asked)
    assert evening.begun[0][1].window_scale == scale


def test_the_window_is_told_the_interfaces_language_and_the_shows_colour(evening):
    """Texts of the player follow the settings, its accent the story."""
    keep_settings(evening.home, Settings(language="de"))
    evening.watch()
    options = evening.asked["options"]()
    assert options.words("hud.pause") == "Pause"
    assert options.words("speed.usual") == "Gewohntes Tempo"
    assert options.accent == "#E0A15A"


def test_a_childs_time_is_counted_though_a_story_is_named(evening):
    """`play SEED` is no way around the evening's end."""
    evening.store.add_viewer("Mia", colour="#B6D77A", ceiling=6, daily_minutes=30)
    evening.watch(name="Mia")
    assert evening.asked["guarded"]
    evening.watch(name="Ada")
    assert not evening.asked["guarded"]


def test_a_childs_limits_hold_for_those_who_watch_with_it(evening):
    """Named together on the command line, they share a show, the child's time is counted, and the PIN is asked for."""
    evening.store.add_viewer("Mia", colour="#B6D77A", ceiling=6, daily_minutes=30)
    evening.watch(name=("Ada", "Mia"))
    assert evening.begun[-1][0] == "Ada Mia"
    assert evening.asked["guarded"]
    evening.store.set_pin("2468")
    evening.watch(name=("Mia", "Ada"))
    assert not evening.asked["at_once"]


def test_a_named_story_is_no_way_around_the_pin(evening):
    """A profile without limits asks for the PIN where there is one: the command leads to who is watching."""
    evening.store.add_viewer("Mia", colour="#B6D77A", ceiling=6)
    evening.store.set_pin("2468")
    evening.watch(name="Ada")
    assert not evening.asked["at_once"]
    assert evening.begun == []
    evening.watch(name="Mia")
    assert evening.asked["at_once"]
    keep_settings(evening.home, Settings(ask_pin=False))
    evening.watch(name="Ada")
    assert evening.asked["at_once"]


def test_a_show_does_not_begin_when_the_time_is_up(tmp_path, monkeypatch):
    """The window opens on the end of the evening, and nothing is rendered."""
    from player.live import run_windowed

    opened, made, closed = [], [], threading.Event()
    widget = SimpleNamespace(
        guard=lambda: False, open_foyer=opened.append, expect=lambda _: None, room=SimpleNamespace(words=str)
    )
    window = SimpleNamespace(
        Player=lambda **_: widget, ensure_window=lambda: None,
        PlayerApp=lambda *_, **__: SimpleNamespace(run=closed.set, stop=lambda: None),
    )  # fmt: skip
    monkeypatch.setattr("player.ui.environment.prepare", lambda *_, **__: None)
    for name in ("player.ui.window", "player.ui.app"):
        monkeypatch.setitem(__import__("sys").modules, name, window)
    run_windowed(lambda ticket, tell: made.append(ticket), mixer=lambda: None, home=tmp_path, guarded=True)
    assert opened == ["time_up"]
    assert made == []
    assert closed.is_set()


def test_the_director_keeps_the_camera_still_and_says_that_light_is_gentle(tmp_path):
    """From the first part on, whatever the storyboard had planned."""
    director = InProcessDirector(tmp_path)
    try:
        opened = director.open(Opening(seed=str(SEED), rng_seed=1, still=True, gentle=True, manner="murmur"))
        state, parts = opened.state, []
        for _ in range(4):
            planned = director.step(state)
            state = planned.state
            parts.append(planned.timed)
    finally:
        director.close()
    assert all(part.gentle for part in parts)
    assert all(shot.begin == shot.end for part in parts for shot in part.shots)


def test_night_mode_is_on_from_the_beginning_where_it_is_set(evening):
    """Of the home: whoever watches, the wall to the neighbours is the same."""
    keep_settings(evening.home, Settings(night=True))
    evening.watch()
    assert evening.asked["options"]().night


def test_a_show_is_balanced_for_its_viewer_and_glides_to_another_balance(tmp_path):
    """Parts carry the balance, and that of the part before them, from the first on; another state has its own."""
    ours, other = Balance(speech=3.0), Balance(speech=3.0, music=-6.0)
    director = InProcessDirector(tmp_path)
    try:
        state = director.open(Opening(seed=str(SEED), rng_seed=1, manner="murmur", balance=ours)).state
        first = director.step(state)
        changed = director.weigh(first.state, other)
        second, unchanged = director.step(changed), director.step(first.state)
        third = director.step(second.state)
    finally:
        director.close()
    heard = [(planned.timed.balance_before, planned.timed.balance) for planned in (first, second, third, unchanged)]
    assert heard == [(ours, ours), (ours, other), (other, other), (ours, ours)]


def test_a_viewers_balance_reaches_their_show(evening):
    """And nobody else's; what is asked for by name goes before it."""
    ada, ben = evening.store.viewer_or_new("Ada"), evening.store.viewer_or_new("Ben")
    evening.store.keep_balance(ada, {"music": -6.0})
    seed = load_seed(SEED)
    wanted = [opening_for(seed, viewer, evening.place, rng_seed=1).balance for viewer in (ada, ben, None)]
    assert wanted == [Balance(music=-6.0), Balance(), Balance()]
    given = opening_for(seed, ada, evening.place, rng_seed=1, balance={"speech": 2.0}).balance
    assert given == Balance(speech=2.0)


def test_every_setting_is_offered_on_some_page():
    """Nothing is kept in the file that nobody can reach."""
    from player.settings import GROUPS, settings_in

    offered = {name for group in GROUPS for name, _ in settings_in(group)}
    assert offered == {field.name for field in fields(Settings)}
