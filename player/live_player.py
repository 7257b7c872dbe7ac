"""The live player: a conductor's show on the real clock, with or without a window.

It knows playback, the playback state and what a screen needs; it plans and renders nothing, and never
imports Kivy: the window is `player/ui/window.py`, which asks this object for pictures and views.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable

from player.comforts import Comforts, Told
from player.feed import (
    Bridging,
    BufferChanged,
    ChoiceClosed,
    ChoiceNear,
    ChoiceOpened,
    ChoicePassed,
    ChoiceTaken,
    Feed,
    Kept,
    LevelChanged,
    ReadySegment,
    Revisited,
    SceneBegan,
    ShowEvent,
    SignalNoted,
    SkipReady,
    Trouble,
    TroubleOver,
    WishAcknowledged,
    WishUndone,
)
from player.figures import Figures
from player.film_desk import FilmDesk
from player.foyer.vignettes import Vignette, vignettes_of
from player.lasting_trouble import LastingTrouble
from player.live_options import LiveOptions
from player.live_view import caption_at, timeline_of, why_of
from player.open_question import OpenQuestion
from player.playback.core import Playback, Shown
from player.playback.decoder import Mixer, TailSum
from player.playback.devices import opener
from player.playback.output import Output
from player.playback.pcm import PcmQueue
from player.playback.reducer import RUNNING, Effect, Event, Phase, PlaybackState, step
from player.show_memory import ShowMemory
from player.size_watch import SizeWatch
from player.story_map import recap_of
from player.telling import trouble_told, wish_told
from player.thrift import Thrift
from player.toasts import Toasts
from player.told_once import ToldOnce
from player.ui.captions import SpeakerTints
from player.ui.view import CaptionView, View
from player.wandering import Wandering
from player.watched_path import WatchedPath
from story_engine.plan import InputKind, PartKind
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

STALL_SECONDS = 0.25
"""A dry spell shorter than this is a hiccup: the line "still painting" would only flicker."""
SKIP_STALE: MediaTime = from_seconds(2.0)
"""A skip that was asked for so much later than what is heard now belongs to a place that was left by a rewind."""
HEARD_KEPT = 1000
"""So many of the last segments are known to have been heard: more than can be gone back to."""
RECAP_AFTER_SECONDS = 600.0
"""Who comes back sooner than this (after a crash, say) remembers what happened."""


class LivePlayer(Wandering):
    """One show being watched; implements `player.ui.view.Controls`. One thread calls it; `hear` is for all."""

    def __init__(
        self,
        feed: Feed,
        options: LiveOptions | None = None,
        *,
        mixer: Callable[[], Mixer] = TailSum,
        output: Callable[[PcmQueue], Output] | None = None,
        events: queue.SimpleQueue[ShowEvent] | None = None,
        on_event: Callable[[ShowEvent], None] = lambda _: None,
        on_segment: Callable[[ReadySegment], None] = lambda _: None,
    ) -> None:
        """`events`: where the feed puts its events; `on_segment`: a segment is heard for the first time."""
        self._options = options or LiveOptions()
        silent = self._options.silent
        playback = Playback(
            feed,
            output=output or (lambda sound: Output(sound, silent=silent, open_device=opener(self._options.device))),
            mixer=mixer,
            trouble=lambda text: self.hear(Trouble(what=text)),
            av_offset=self._options.av_offset,
            begin_at=self._options.begin_at,
        )
        super().__init__(feed, playback)
        self.thrift = Thrift(self.playback, feed)
        self._on_event, self._on_segment = on_event, on_segment
        self.memory = ShowMemory(self._options.memory, self.hear)
        self.recap = recap_of(self.memory.map) if self.memory.rested_seconds > RECAP_AFTER_SECONDS else ()
        """Cards of what happened in earlier sittings: whoever shows them says `begin` when they are over."""
        self.films = FilmDesk(self._options.films, self._say, self._options.words, self._options.title)
        self._begun = False
        self._events = events if events is not None else queue.SimpleQueue()
        self.state = PlaybackState()
        self._question = OpenQuestion()
        self._ahead: tuple[Vignette, ...] = ()
        self._segment: ReadySegment | None = None
        self._heard_ids: dict[str, None] = {}
        """Of the last segments that were heard."""
        self._path = WatchedPath()
        self._liked = 0
        self._toasts = Toasts()
        self._ready_seconds = 0.0
        self._level = ""
        self._bridging = False
        self._was_seeking = False
        self._trouble = LastingTrouble()
        self._told = ToldOnce()
        self._captions_on = self._options.captions
        self._seek_to: MediaTime = 0
        self._tints = SpeakerTints()
        self.figures = Figures(self.playback, self.thrift, self._options.words, size=self._size_told)
        self._figures_page = -1
        sizing = self._options.sizing
        self.sized = None if sizing is None else SizeWatch(feed, self.playback, sizing, self._options.on_size)
        told = Told(
            say=self._say,
            pause=self.toggle_pause,
            is_paused=lambda: self.state.phase is Phase.PAUSED,
            name=lambda: f"{self._options.title} {self._path.title}",
        )
        self.comforts = Comforts(
            self.playback,
            feed,
            told,
            pictures=self._options.pictures,
            caption_scale=self._options.caption_scale,
            words=self._options.words,
        )
        self.failed = ""
        """What ended the show, "what; remedy"; set by whoever finds out."""

    # -- life ----------------------------------------------------------------------------------

    def hear(self, event: ShowEvent) -> None:
        """Take an event of the conductor, from any thread."""
        self._events.put(event)

    @property
    def opened(self) -> ChoiceOpened | None:
        """The question that is open now."""
        return self._question.opened if self.state.cards_open else None

    def start(self) -> None:
        """Begin to play what the feed has; after a break not before `begin`."""
        if not self.recap:
            self.begin()

    def begin(self) -> None:
        """Open the output and play."""
        if self._begun:
            return
        self._begun = True
        self.playback.set_volume(self._options.volume)
        self.playback.set_night(self._options.night)
        self.playback.start()
        if self.playback.output.why_silent:
            texts, name = self._options.words, f"silent.{self.playback.output.silent_name}"
            self._say(texts(name), trouble=True, remedy=texts(f"{name}_remedy"))

    def close(self) -> None:
        """Stop playing; the feed is its owner's to stop."""
        if self.state.phase is not Phase.CLOSING:
            self._happen(Event.CLOSE_ASKED)
            self.films.close()
            self.memory.close()
            self.figures.close()

    # -- turns ---------------------------------------------------------------------------------

    def tick(self) -> Shown | None:
        """Advance by one turn; the picture that is due, if another."""
        if self.state.phase is Phase.CLOSING:
            return None
        while True:
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                break
            self._react(event)
        if not self._begun:
            return None
        if self.playback.output.check():
            self._happen(Event.DEVICE_LOST)
        elif self.state.silent and self.playback.output.has_sound:
            self._happen(Event.DEVICE_BACK)
        shown = self.playback.tick()
        self._follow()
        if shown is not None and self.memory.wants_picture(shown.at):
            self.memory.picture(shown.image, shown.at)
        return shown

    def _follow(self) -> None:
        """Notice what the playhead reached."""
        playback = self.playback
        segment = playback.current()
        if segment is not None and segment is not self._segment:
            self._segment = segment
            if segment.id not in self._heard_ids:
                self._heard_ids[segment.id] = None
                if len(self._heard_ids) > HEARD_KEPT:
                    del self._heard_ids[next(iter(self._heard_ids))]
                self._on_segment(segment)
                self.memory.heard(segment)
                self.figures.hear(segment)
                if self.sized is not None:
                    self.sized.hear(segment, time.monotonic())
            self._level = str(segment.manifest.level)
            self._happen(self._kind(segment))
        dry = playback.sound.dry
        if dry is not None and dry.missing > STALL_SECONDS * SAMPLE_RATE:
            self._happen(Event.STARVED)
        elif dry is None and self.state.phase is Phase.STALLED and segment is not None:
            self._happen(self._kind(segment))
        if self._was_seeking and not playback.seeking:
            self._happen(Event.SEEK_DONE)
        self._was_seeking = playback.seeking
        self._reopen(segment)
        self._give_up()
        if self._told.is_over(time.monotonic()):
            self._say(self._options.words("trouble.over"))
        self.comforts.tick(time.monotonic())
        self.films.tick(self._ready_seconds)
        if self.sized is not None:
            self.sized.tick(time.monotonic(), self._ready_seconds, plays=self.state.phase in RUNNING)

    def _give_up(self) -> None:
        """Say what ended the show once nothing has come after a trouble for a while."""
        now = time.monotonic()
        rests, told = self.state.phase is Phase.PAUSED, now >= self._toasts.until
        ended = self._trouble.that_ended(self.playback.playhead(), now, rests=rests, told=told)
        if ended is not None:
            what, remedy = trouble_told(ended, self._options.words)
            self.failed = f"{what.rstrip('.')}; {remedy or self._options.words('show.start_again')}"

    def _kind(self, segment: ReadySegment) -> Event:
        if segment.timed.part.kind is PartKind.HOLD:
            return Event.HOLD_BEGAN if segment.timed.part.choice is not None else Event.BRIDGE_BEGAN
        return Event.BRIDGE_BEGAN if self._bridging else Event.SEGMENT_BEGAN

    def _reopen(self, segment: ReadySegment | None) -> None:
        """After a rewind into the question, ask it again."""
        if self.state.phase in RUNNING and not self.state.cards_open and self._question.is_asked_by(segment):
            self._happen(Event.CARDS_OPENED)

    def _react(self, event: ShowEvent) -> None:
        """An event of the conductor."""
        texts = self._options.words
        self._on_event(event)
        self.memory.event(event)
        if self.sized is not None:
            self.sized.event(event, time.monotonic())
        match event:
            case ChoiceNear():
                self._ahead = vignettes_of(event.choice, self._options.art)
            case ChoiceOpened() | ChoiceTaken() | ChoiceClosed() | ChoicePassed():
                means = self._question.hear(event, time.monotonic())
                if means is not None:
                    self._happen(means)
            case SceneBegan():
                self._path.enter(event)
                self._liked = 0
            case Revisited():
                self._path.revisited(event.at)
                self._question.leave()
                self._happen(Event.CARDS_CLOSED)
                self._trouble.forget()
            case Kept():
                self._say(texts("show.kept", folder=event.folder), remedy=texts("show.kept_remedy"))
            case WishAcknowledged():
                self._say(wish_told(event, texts), undo=event.outcome == "understood")
            case WishUndone():
                self._say(texts("show.taken_back"))
            case SignalNoted(kind=InputKind.TAKE):
                self._say(texts("show.take"))
            case SignalNoted():
                self._liked = {InputKind.LIKE: 1, InputKind.DISLIKE: -1}.get(event.kind, self._liked)
            case SkipReady():
                if self.playback.playhead() > event.at - SKIP_STALE:  # else the viewer has gone back meanwhile
                    self.playback.jump()
            case LevelChanged():
                self._level = str(event.level)
            case Bridging():
                self._bridging = event.active
            case BufferChanged():
                self._ready_seconds = event.ready_seconds
                self.figures.buffer(event)
            case Trouble():
                self._trouble.hear(event, time.monotonic())
                if self._told.is_news(event, time.monotonic()):
                    what, remedy = trouble_told(event, texts)
                    self._say(what, trouble=True, remedy=remedy)
            case TroubleOver():
                self._told.works(event.name, time.monotonic())

    def _happen(self, event: Event) -> None:
        """Reduce an event and do what follows."""
        self.state, effects = step(self.state, event)
        for effect in effects:
            self._effect(effect)

    def _effect(self, effect: Effect) -> None:
        match effect:
            case Effect.FREEZE:
                self.playback.freeze(True)
            case Effect.RUN:
                self.playback.freeze(False)
            case Effect.TAKE_OPTION:
                self._feed.pick(self._question.taken)
            case Effect.SEEK:
                if self._question.taken:  # its branch may begin after all that is seen again
                    self._question.leave()
                self.playback.seek(self._seek_to)
                self._was_seeking = True
            case Effect.SKIP:
                self._feed.skip()
            case Effect.SAY_SILENT:
                texts = self._options.words
                self._say(texts("show.no_device"), trouble=True, remedy=texts("show.plug_in"))
            case Effect.CLEAR_SILENT:
                self._say(self._options.words("show.device_back"))
            case Effect.SHUT_DOWN:
                self.playback.close()
            case Effect.SHOW_CARDS | Effect.HIDE_CARDS | Effect.SAY_STALLED | Effect.CLEAR_STALLED:
                return  # the view shows these from the state

    def here(self) -> tuple[ReadySegment | None, MediaTime]:
        """The segment that is heard, and the show time."""
        return self._segment, self.playback.position().at

    def coming(self) -> ReadySegment | None:
        """The segment that follows the one that is heard, where it was handed out already."""
        here = self._segment
        return next((known for known in self._feed.history() if here and known.start == here.end), None)

    def say(self, text: str) -> None:
        """Show a short text for a while."""
        self._say(text)

    def _say(self, text: str, *, undo: bool = False, trouble: bool = False, remedy: str = "") -> None:
        self._toasts.say(text, time.monotonic(), undo=undo, trouble=trouble, remedy=remedy)

    # -- what the viewer does ------------------------------------------------------------------

    def pick(self, option: int) -> None:
        """Take option `option` of the open question."""
        if self.state.cards_open and not self._question.taken:
            self._question.taken = option
            self._happen(Event.PICKED)

    def more_time(self, seconds: float) -> None:
        """`seconds` more to choose."""
        if self.state.cards_open and self._question.lengthen(seconds):
            self._feed.more_time(seconds)

    def wish(self, text: str) -> None:
        """Steer by words; those that name an answer of the open question take it."""
        options = self.opened.choice.options if self.opened is not None else ()
        from story_engine.wishing.answering import option_meant  # here: a show begins sooner without it

        meant = option_meant([option.text for option in options], text)
        if meant and not self._question.taken:
            self.pick(options[meant - 1].number)
        else:
            self._feed.wish(text)

    def toggle_pause(self) -> None:
        """Pause, or play on."""
        self._happen(Event.PAUSE_PRESSED)

    def film(self, stretch: int, option: int = 0) -> None:
        """Make a film of the branch on which a stretch of the story map lies."""
        self.films.ask(self.memory.map, stretch, option)

    def keep_as_seed(self) -> None:
        """Write the show as it stands as a seed that a creator can edit."""
        self._say(self._options.words("show.keeping"))
        self._feed.keep_as_seed()

    def toggle_captions(self) -> None:
        """Captions off or on."""
        self._captions_on = not self._captions_on

    def _size_told(self) -> str:
        return self._options.words("figures.automatic") if self.sized is not None else ""

    def look_at_figures(self, page: int) -> int:
        """Show that page of figures (from 0), −1 = none; which one is shown then."""
        self._figures_page = page if 0 <= page < self.figures.count else -1
        return self._figures_page

    # -- what the screen shows -----------------------------------------------------------------

    def view(self) -> View:
        """What to show now."""
        now = time.monotonic()
        heard = self.playback.position()
        segment = self._segment
        self._question.settle(now)
        scene = segment.timed.part.scene if segment else None
        return View(
            phase=self.state.phase,
            show_title=self._options.title,
            scene_title=scene.title if scene else "",
            caption=caption_at(segment, heard.at - self.comforts.caption_delay, self._tints)
            if self._captions_on
            else CaptionView(),
            choice=self._question.view(cards_open=self.state.cards_open, art=self._options.art),
            passed=self._question.passed(now),
            choice_left=self._question.left(heard.at),
            toast=self._toasts.view(now),
            why=why_of(scene, self._options.words),
            timeline=timeline_of(self._path.scenes, self._path.began, scene, heard.at, self._ready_seconds),
            figures=self.figures.page(self._figures_page, now, self._level, segment)
            if self._figures_page >= 0
            else None,
            volume=self.playback.volume,
            muted=self.playback.muted,
            captions_on=self._captions_on,
            liked=self._liked,
            silent=self.playback.output.why_silent,
            failed=self.failed,
            speed=self.playback.speed,
            caption_scale=self.comforts.caption_scale,
            accent=self._options.accents.get(scene.place.id if scene else "", self._options.accent),
            map_serial=self.memory.serial,
            ahead=self._ahead,
        )
