"""What the window shows, as values, and what the viewer can ask for.

It knows no toolkit: the live player makes a `View` on every turn, the window draws what changed in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from generators.timed import Balance
from player.comforts import Comforts
from player.feed import ReadySegment
from player.figures import FigurePage
from player.film_desk import FilmDesk
from player.foyer.vignettes import Vignette
from player.playback.core import Shown
from player.playback.reducer import Phase
from player.thrift import Thrift
from story_engine.plan import ChoiceForm, Spot
from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionView:
    """The words on screen now: at most two lines."""

    lines: tuple[str, ...] = ()
    speaker: str = ""
    kind: str = "line"
    """"line", "narration" or "sound"."""
    tint: str = "#F2EFE9"
    """Colour of the speaker's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """One option."""

    number: int
    text: str
    is_default: bool = False
    picture: Vignette | None = None
    """What it shows besides words."""
    place: str = ""
    """Id of the spot of a map at which it lies."""
    shows: str = ""
    """The name of what its picture shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """An open question."""

    id: int
    prompt: str
    cards: tuple[CardView, ...]
    taken: int = 0
    """Number of the option that was taken; 0 = still open."""
    waits: bool = False
    """No timer: it waits for the viewer."""
    form: ChoiceForm = ChoiceForm.CARDS
    spots: tuple[Spot, ...] = ()
    """Of a map: every place of the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToastView:
    """An answer of the show, or a trouble and its remedy."""

    text: str
    serial: int
    undo: bool = False
    trouble: bool = False
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyView:
    """Why this scene: reasons in plain words with their share, 0–1."""

    title: str = ""
    reasons: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """The scenes so far, and what is ready ahead."""

    scenes: int = 0
    current: int = 0
    """From 0."""
    progress: float = 0.0
    """Share of the current scene that was played, by what is known of its length."""
    ready_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One turn of the screen."""

    phase: Phase = Phase.PRIMING
    show_title: str = ""
    scene_title: str = ""
    caption: CaptionView = CaptionView()
    choice: ChoiceView | None = None
    passed: str = ""
    """What was taken in a question that the viewer, who leans back, was not asked; for some seconds."""
    choice_left: float = 1.0
    """Share of the window that is left."""
    toast: ToastView | None = None
    why: WhyView = WhyView()
    timeline: TimelineView = TimelineView()
    figures: FigurePage | None = None
    """The page of figures that is asked for; None = none is."""
    volume: float = 1.0
    muted: bool = False
    captions_on: bool = True
    liked: int = 0
    """1 just liked, −1 just disliked, 0 neither, for this scene."""
    silent: str = ""
    """Why there is no sound; ""."""
    failed: str = ""
    """What went wrong for good; "" = nothing."""
    speed: float = 1.0
    """Times the show's own pace."""
    caption_scale: float = 1.0
    accent: str = ""
    """Colour of the show, "#RRGGBB"; "" = it brings none."""
    map_serial: int = 0
    """Grows when the story map changes."""
    ahead: tuple[Vignette, ...] = ()
    """Pictures that a question to come will show: somebody may draw them by then."""


class Controls(Protocol):
    """What the viewer can do; every method returns at once."""

    def tick(self) -> Shown | None:
        """Advance by one turn of the display; the picture that is due, if another."""
        ...

    def view(self) -> View:
        """What to show now."""
        ...

    def pick(self, option: int) -> None:
        """Take option `option` (from 1) of the open question."""
        ...

    def more_time(self, seconds: float) -> None:
        """Twenty more seconds to choose."""
        ...

    def wish(self, text: str) -> None:
        """Steer by words."""
        ...

    def undo_wish(self) -> None:
        """Take the last wish back."""
        ...

    def like(self) -> None:
        """More of this."""
        ...

    def dislike(self) -> None:
        """Less of this."""
        ...

    def more_like_this(self) -> None:
        """Ask for more of what the scene is like."""
        ...

    def another_take(self) -> None:
        """This moment once more, in other words and shots."""
        ...

    def skip(self) -> None:
        """On to the next scene."""
        ...

    def toggle_pause(self) -> None:
        """Pause, or play on."""
        ...

    def seek_by(self, seconds: float) -> None:
        """Back (or forward) in what was watched."""
        ...

    def seek_scene(self, step: int) -> object:
        """To the scene before (−1) or after (1) in what was watched."""
        ...

    def here(self) -> tuple[ReadySegment | None, MediaTime]:
        """The segment that is heard, and the show time."""
        ...

    def coming(self) -> ReadySegment | None:
        """The segment that follows it, where that is known."""
        ...

    def say(self, text: str) -> None:
        """Show a short text for a while."""
        ...

    comforts: Comforts
    """Speed, captions, pictures and the like."""

    thrift: Thrift
    """How much work the show makes."""

    def visit(self, stretch: int, option: int = 0, at: int | None = None) -> None:
        """Go to a stretch of the story map, to a show time in it, or to what would have followed an option there."""
        ...

    def begin(self) -> None:
        """What happened before was told: on with the show."""
        ...

    def film(self, stretch: int, option: int = 0) -> None:
        """Make a film of the branch on which a stretch of the story map lies."""
        ...

    films: FilmDesk
    """What is told of films."""

    def keep_as_seed(self) -> None:
        """Write the show as it stands as a seed that a creator can edit."""
        ...

    def set_timer(self, times: float) -> None:
        """Questions to come wait so many times their usual length; infinity = for the viewer, 0 = passed by."""
        ...

    def play_on(self, device: str) -> None:
        """Sound comes from the device of that name from now on; "" = the machine's own choice."""
        ...

    def set_night(self, wanted: bool) -> None:
        """What is loud softer and what is soft louder, at once; or as it was mixed."""
        ...

    def set_balance(self, balance: Balance) -> None:
        """Voices, music, ambience and effects as this viewer wants them, from the next part on that is not drawn."""
        ...

    def change_volume(self, step: float) -> None:
        """Louder or softer by `step` of 0–1."""
        ...

    def toggle_mute(self) -> None:
        """Sound off or on."""
        ...

    def dip(self, wanted: bool) -> None:
        """Softer while a voice speaks over the show."""
        ...

    def look_at_figures(self, page: int) -> int:
        """Show that page of figures (from 0), −1 = none; which one is shown then."""
        ...

    def toggle_captions(self) -> None:
        """Captions off or on."""
        ...

    def close(self) -> None:
        """The viewer goes; everything is remembered."""
        ...
