"""Runs a live player: in a window, or off-screen with a scripted viewer and a recording.

It knows neither director nor pool: whoever composes gives a function that makes a feed.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generators.errors import GeneratorError
from player.conducting.script import Script, ScriptError
from player.evening import Ticket
from player.feed import ChoiceTaken, Feed, ReadySegment, ShowEvent, Trouble, WishAcknowledged
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.playback.decoder import Mixer
from player.playback.recorder import Recorder
from player.settings import Settings, keep_settings, read_settings
from player.words import words_in
from profiles.errors import ProfileError
from story_engine.errors import StoryError
from story_engine.plan import InputKind
from story_engine.time import MediaTime, from_seconds, to_seconds

if TYPE_CHECKING:
    import numpy as np

    from player.ear.ear import Ear
    from player.foyer.desk import Desk
    from player.foyer.vignettes import Vignette
    from player.previewing import Previewing
    from player.speaking import Voice
    from player.ui.foyer.foyer import Foyer
    from player.ui.window import Player

Tell: TypeAlias = Callable[[ShowEvent], None]
Beside: TypeAlias = "Callable[[Player, LivePlayer], None]"
"""Called on the window's thread, after each of its turns."""
PATIENCE_SECONDS = 60.0
"""Off-screen, a show that has had nothing to play for this long has ended."""
COLD_PATIENCE_SECONDS = 300.0
"""So long may its beginning take: a first start compiles every kernel, perhaps beside other work."""

NOTHING_NAMED = Ticket()
SMALL_WINDOW = (960, 540)
"""What the window is where OpenGL runs on the processor: the off-screen one is no larger."""
OPENING_SECONDS = 60.0
"""A show that is being opened when the window closes is waited for this long: its processes must not be left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReport:
    """What was measured while a show played (`bench playback` reads it)."""

    seconds: float
    """Media seconds that were heard."""
    first_frame_s: float
    """Process start to the first story frame with its sound; −1 = none came."""
    dropped_ratio: float
    av_error_ms_p99: float
    av_error_ms_max: float
    underruns: int
    starved_s: float
    player_core_share: float
    """Processor seconds of this process a second, director and workers excluded where they are processes."""
    realtime_factor: float
    """Media seconds a second of rendering, over the segments shown; 0 = all came from the cache."""
    choices: int = 0
    wish_acknowledged_s: tuple[float, ...] = ()
    troubles: tuple[str, ...] = ()
    failed: str = ""

    def as_json(self) -> dict[str, object]:
        """Plain values."""
        return asdict(self)


@dataclass(slots=True)
class _Watched:
    """Notes of an off-screen run."""

    rendered: MediaTime = 0
    render_seconds: float = 0.0
    choices: int = 0
    troubles: list[str] = field(default_factory=list)
    wished: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)

    def segment(self, segment: ReadySegment) -> None:
        if segment.manifest.render_seconds > 0:
            self.rendered += segment.duration
            self.render_seconds += segment.manifest.render_seconds

    def event(self, event: ShowEvent) -> None:
        match event:
            case ChoiceTaken():
                self.choices += 1
            case Trouble():
                self.troubles.append(event.what)
            case WishAcknowledged() if len(self.acknowledged) < len(self.wished):
                self.acknowledged.append(round(time.monotonic() - self.wished[len(self.acknowledged)], 3))


class ScriptedViewer:
    """Does what a script says, at the playhead."""

    def __init__(self, script: Script, live: LivePlayer, on_wish: Callable[[], None] = lambda: None) -> None:
        self._script = script
        self._live = live
        self._left = sorted(script.inputs, key=lambda given: given.at)
        self._on_wish = on_wish

    def act(self) -> None:
        """Do what is due; raises ScriptError for an option that the choice does not have."""
        live = self._live
        at = live.playback.playhead()
        opened = live.opened
        if opened is not None:
            wanted = self._script.pick_for(opened.choice.id, opened.at)
            options = {option.number for option in opened.choice.options}
            if wanted is not None and wanted[1] not in options:
                raise ScriptError(
                    f"choice {opened.choice.id} has {len(options)} options, not one numbered {wanted[1]};"
                    " correct the choices file"
                )
            if wanted is not None and at >= wanted[0]:
                live.pick(wanted[1])
        while self._left and at >= self._left[0].at:
            given = self._left.pop(0)
            if given.kind is InputKind.WISH:
                self._on_wish()
                live.wish(given.text)
            elif given.kind is InputKind.LIKE:
                live.like()
            elif given.kind is InputKind.DISLIKE:
                live.dislike()
            elif given.kind is InputKind.SKIP:
                live.skip()


def run_off_screen(
    make_feed: Callable[[Tell], Feed],
    *,
    mixer: Callable[[], Mixer],
    seconds: float,
    options: LiveOptions | Callable[[], LiveOptions] | None = None,
    script: Script | None = None,
    record: Path | None = None,
    progress: Callable[[float], None] = lambda _: None,
    patience_seconds: float = PATIENCE_SECONDS,
    beside: Callable[[LivePlayer], None] = lambda _: None,
) -> LiveReport:
    """Play for `seconds` of the show with the real clock and its deadlines, without a window.

    `make_feed` gets the function that takes the feed's events; `options` are asked after it. `progress` hears the
    share that is done; `beside` is called on every turn: another viewer, or somebody who measures.
    """
    events: queue.SimpleQueue[ShowEvent] = queue.SimpleQueue()
    feed = make_feed(events.put)
    options = (options() if callable(options) else options) or LiveOptions(silent=True)
    watched = _Watched()
    live = LivePlayer(feed, options, mixer=mixer, events=events, on_event=watched.event, on_segment=watched.segment)
    viewer = ScriptedViewer(script or Script(), live, lambda: watched.wished.append(time.monotonic()))
    recorder = Recorder(record, live.playback.sound, options.title) if record is not None else None
    wall, work = time.monotonic(), time.process_time()
    try:
        feed.start()
        live.start()
        failed = _watch(live, viewer, recorder, seconds, progress, patience_seconds, beside)
    except KeyboardInterrupt:
        failed = "stopped by the viewer"
    finally:
        heard = live.playback.playhead()
        wall, work = time.monotonic() - wall, time.process_time() - work
        try:
            live.close()
        finally:
            try:
                feed.stop()  # first: planning and drawing would go on beside what is left of the film
            finally:
                if recorder is not None:
                    recorder.close()
    measures = live.playback.measures
    return LiveReport(
        seconds=round(to_seconds(heard), 3),
        first_frame_s=round(measures.first_frame_seconds, 3) if measures.first_frame_seconds is not None else -1.0,
        dropped_ratio=round(measures.dropped_ratio, 5),
        av_error_ms_p99=measures.error_ms(99),
        av_error_ms_max=measures.error_ms(100),
        underruns=measures.underruns,
        starved_s=round(to_seconds(measures.starved), 3),
        player_core_share=round(work / max(wall, 1e-6), 3),
        realtime_factor=round(to_seconds(watched.rendered) / watched.render_seconds, 3)
        if watched.render_seconds
        else 0.0,
        choices=watched.choices,
        wish_acknowledged_s=tuple(watched.acknowledged),
        troubles=tuple(watched.troubles),
        failed=failed or (recorder.failed if recorder is not None else ""),
    )


def _watch(
    live: LivePlayer,
    viewer: ScriptedViewer,
    recorder: Recorder | None,
    seconds: float,
    progress: Callable[[float], None],
    patience_seconds: float,
    beside: Callable[[LivePlayer], None],
) -> str:
    """Turn until `seconds` are heard; why it ended early, or ""."""
    last, moved_at, told = -1, time.monotonic(), 0.0
    until = from_seconds(seconds)
    while True:
        shown = live.tick()
        viewer.act()
        beside(live)
        now, heard = time.monotonic(), live.playback.playhead()
        if recorder is not None:
            if recorder.failed:
                return recorder.failed
            stream = live.playback.output.heard()
            if shown is not None:
                recorder.picture(stream, shown.image)
            caption = live.view().caption
            name = f"{caption.speaker}: " if caption.speaker else ""
            recorder.caption(stream, name + "\n".join(caption.lines))
        if heard != last:
            last, moved_at = heard, now
        elif live.failed:
            return live.failed
        else:
            began = live.playback.measures.first_frame_seconds is not None
            patience = patience_seconds if began else max(patience_seconds, COLD_PATIENCE_SECONDS)
            if now - moved_at > patience:
                return f"nothing was ready for {patience:.0f} s at {to_seconds(heard):.1f} s of the show"
        if now - told > 0.25:
            told = now
            progress(min(1.0, heard / max(1, until)))
        if heard >= until:
            progress(1.0)
            return ""
        time.sleep(live.playback.seconds_to_next())


def run_windowed(
    make_feed: Callable[[Ticket, Tell], Feed],
    *,
    mixer: Callable[[], Mixer],
    home: Path,
    desk: Callable[[], Desk] | None = None,
    at_once: bool = True,
    options: Callable[[], LiveOptions] = LiveOptions,
    size: tuple[int, int] = (1280, 720),
    accent: str = "",
    full_screen: bool = False,
    off_screen: bool = False,
    beside: Beside | None = None,
    voice: Voice | None = None,
    ear: Ear | None = None,
    wishes: Callable[[], str] = lambda: "",
    guarded: bool = False,
    stills: Callable[[Vignette], np.ndarray | None] | None = None,
    saw_window: Callable[[bool], None] = lambda software_gl: None,
    previewing: Callable[[], Previewing | None] = lambda: None,
    first: Ticket = NOTHING_NAMED,
) -> str:
    """Open the window and play until the viewer leaves; what ended the last show before they did, or "".

    `make_feed(ticket, tell)` makes the feed of what was chosen, after the show before it was closed; `options()` is
    asked after that. `desk` opens the foyer's desk when it is first needed; with `at_once` the show begins at once,
    with `first`. `home` is the data folder (Kivy keeps its settings in it). `off_screen`: a window that nobody
    sees; `beside` is called on every turn of a show: who measures, or plays the viewer. `voice` reads the interface
    aloud; `ear` hears the viewer, and `wishes` is the grammar of what can be wished; `guarded`: the viewer's time of
    the day is counted, and the show does not begin when it is over. `stills` gives what options show besides
    words. `saw_window` is told whether the processor draws the window that the viewer sees.
    `previewing()` is asked after each show was opened: what is previewed in it, or None.
    """
    from player.media_keys import MediaKeys
    from player.power import PowerMeter
    from player.ui.environment import prepare
    from player.ui.key_file import read_keys

    prepare(home, SMALL_WINDOW if off_screen else size, off_screen=off_screen)
    from player.ui.window_kind import ensure_window, is_software_gl  # importing it opens the window

    ensure_window()
    if not off_screen:
        saw_window(is_software_gl())
    from player.ui.app import PlayerApp
    from player.ui.window import Player

    running: list[tuple[LivePlayer, Feed]] = []
    opening: list[threading.Thread] = []
    desks: list[Desk] = []
    refused: list[str] = []
    left = threading.Event()

    keys = read_keys(home)
    settings = read_settings(home).settings
    texts = words_in(settings.language)

    def play(ticket: Ticket) -> None:
        player.expect(texts("wait.priming"))  # making a feed may wait for processes: not on the window's thread
        if running:
            player.attach(None)
        before = opening[-1] if opening else None
        opening.append(threading.Thread(target=make, args=(ticket, before), name="open-show", daemon=True))
        opening[-1].start()

    def make(ticket: Ticket, before: threading.Thread | None) -> None:
        if before is not None:
            before.join()  # one show is put together at a time
        refused.clear()
        events: queue.SimpleQueue[ShowEvent] = queue.SimpleQueue()
        try:
            _end(running)
            feed = make_feed(ticket, events.put)
        except (GeneratorError, StoryError, ProfileError, OSError, ValueError, KeyError) as error:
            refused.append(texts("failure.opening", error=error))
            player.fail_soon(refused[-1], previewed())
            return
        if left.is_set():
            feed.stop()  # the window was closed meanwhile: what an early one has begun ends with it
            return
        live = LivePlayer(feed, options(), mixer=mixer, events=events)
        running.append((live, feed))
        for fault in keys.faults:
            live.hear(Trouble(what=fault))
        feed.start()
        live.start()
        player.attach_soon(live, previewed())

    def previewed() -> Previewing | None:
        preview = previewing()
        if preview is not None:
            preview.replay = lambda: play(Ticket(preview=True))
        return preview

    def build_foyer() -> Foyer:
        from player.ui.foyer.foyer import Foyer

        assert desk is not None
        desks.append(desk())
        return Foyer(desks[0], play, player.accent, over=player)

    player = Player(
        accent=accent or "#F0B54A",
        leave=lambda: app.stop(),
        build_foyer=build_foyer if desk is not None else None,
        keys=keys.keys,
        settings=settings,
        voice=voice,
        keep=lambda settings: _kept(home, settings),
        ear=ear,
        wishes=wishes,
    )
    if stills is not None:
        player.cards.still = stills
    if voice is not None:
        voice.on_trouble = lambda why: player.notice_soon(texts("voice.none", why=why))

    def turn() -> None:
        preview = previewing() if player.preview.is_on and not player.in_foyer else None
        if preview is not None and (running or not (opening and opening[-1].is_alive())):
            preview.turn(running[-1][0] if running else None)
        if beside is not None and running:
            beside(player, running[-1][0])

    media = None if off_screen else MediaKeys()
    power = None if off_screen else PowerMeter()  # who measures wants the same work at the wall and on battery
    app = PlayerApp(player, full_screen=full_screen, after_turn=turn, media=media, power=power)
    if at_once and guarded and not player.guard():
        player.open_foyer("time_up")
    elif at_once:
        play(first)
    else:
        player.open_foyer()
    try:
        app.run()
    finally:
        left.set()
        for thread in opening:
            thread.join(OPENING_SECONDS)
        failed = next((live.failed for live, _ in running if live.failed), "")
        try:
            _end(running)
        finally:
            for opened in desks:
                opened.close()
            if voice is not None:
                voice.close()
            if ear is not None:
                ear.close()
    return failed or (refused[-1] if refused else "")


def _kept(home: Path, settings: Settings) -> None:
    """A setting that a key changed is kept where that is possible; it holds for this window either way."""
    with contextlib.suppress(OSError):
        keep_settings(home, settings)


def _end(running: list[tuple[LivePlayer, Feed]]) -> None:
    """Close every show that runs, the feed even where the player fails."""
    while running:
        live, feed = running.pop()
        try:
            live.close()
        finally:
            feed.stop()
