"""What the conductor hands to the playback core: ready segments, and what happened.

It knows no clock, file format or window: values only. Times are media time of the show (audio frames
at 48 kHz): a segment's first sample is heard at `start`, whatever was skipped before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from generators.media import Level, SegmentManifest, Size
from generators.timed import Balance, TimedPart
from player.effort import Effort
from player.marks import NOWHERE, Mark
from story_engine.plan import Choice, InputKind, Phrase, Scene
from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadySegment:
    """One segment of the show, whole on disk and pinned until it has been played."""

    id: str
    """Unique in this show, even when a hold repeats its file: pass it to `next_segment(after=…)`."""
    start: MediaTime
    """Place of its first sample in the show."""
    path: Path
    """Matroska: H.264 yuv420p bt709 limited range and FLAC 48 kHz stereo, exactly `duration` long."""
    tail: Path | None
    """16-bit stereo WAV that rings over the end; mix it onto whatever comes next."""
    manifest: SegmentManifest
    timed: TimedPart
    """Captions, titles, choice and scene of this very part: use these, not the manifest's."""
    jump: bool = False
    """True after a skip: what plays now should be faded out and this begun at once."""

    @property
    def duration(self) -> MediaTime:
        """Audio frames."""
        return self.manifest.duration

    @property
    def end(self) -> MediaTime:
        """Place of the first sample after it."""
        return self.start + self.manifest.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceNear:
    """A choice is planned and its cards will open in a while: what they show may be drawn by then."""

    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOpened:
    """Show the cards now: the heads of all options are on disk."""

    choice: Choice
    at: MediaTime
    closes: MediaTime | None
    """When the default is taken; None = wait for the viewer."""
    heads_ready_seconds: float
    """How long before the opening the last head was on disk, by file time."""
    mark: Mark = NOWHERE
    """Where the options part: another can be taken from here later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceTaken:
    """An option is settled: confirm it on its card at once; its branch starts at the next join."""

    choice: Choice
    option: int
    by: str
    """"viewer" or "default"."""
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicePassed:
    """The viewer leans back: no cards, the default is taken and its branch follows the hold that plays now."""

    choice: Choice
    option: int
    at: MediaTime
    mark: Mark = NOWHERE
    """Where the options part: another can be taken from here later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceClosed:
    """The branch begins: take the cards away."""

    choice: Choice
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class WishAcknowledged:
    """What the engine made of a wish, in the show's voice."""

    text: str
    understood: str
    outcome: str
    """"understood", "refused" or "unclear"."""
    at: MediaTime
    answered_from: MediaTime
    """Where in the show the wish starts to count."""
    kind: InputKind = InputKind.WISH
    """MORE for a wish without words."""
    said: tuple[Phrase, ...] = ()
    """`understood` as lines `wish.<name>` of the interface's tables; () = it is said as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishUndone:
    """The last wish was taken back."""

    text: str
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalNoted:
    """A like, dislike, skip or another take was taken in."""

    kind: InputKind
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipReady:
    """A skip can happen now: drop what is queued and ask `next_segment(after=current id)` again."""

    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneBegan:
    """The playhead entered a new scene."""

    scene: Scene
    at: MediaTime
    mark: Mark = NOWHERE
    """Where the scene begins in the show's tree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchBegan:
    """The playhead entered what follows an option."""

    scene: Scene
    at: MediaTime
    choice: int
    option: int
    words: str
    mark: Mark = NOWHERE
    """Where the branch begins in the show's tree: the option is taken already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisited:
    """The viewer went to another moment of the show: what plays from `at` on begins there."""

    mark: Mark
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The show was written as a seed that a creator can edit."""

    folder: str
    at: MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChanged:
    """Rendering moved to another level."""

    level: Level
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridging:
    """The next part is not ready close to its join (`active`), or is again (not `active`)."""

    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchReady:
    """What is on disk of what follows one option of a choice that is near."""

    option: int
    words: str
    likely: float
    """P(it is taken)."""
    seconds: float
    level: Level | None = None
    """Of its first part; None = that is not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """How many parts the safety gates have kept from being shown as they were drawn."""

    flash: int = 0
    """Flashed, and could not be softened."""
    joins: int = 0
    """Would have flashed where they meet the part before."""
    rating: int = 0
    """Are rated above the viewer's ceiling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferChanged:
    """For the HUD: what is ready ahead of the playhead."""

    ready_seconds: float
    branches: tuple[BranchReady, ...] = ()
    """While a choice is near."""
    speeds: tuple[tuple[Level, float], ...] = ()
    """Render seconds per media second of each level that is offered."""
    drawing: tuple[Level, ...] = ()
    """Levels of the renders at work."""
    gated: Gated = Gated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something went wrong: one line for the HUD and the log. The show goes on, unless it is `fatal`."""

    what: str
    remedy: str = ""
    fatal: bool = False
    """True: nothing more is planned or rendered; what is queued plays out."""
    name: str = ""
    """Of its line `trouble.<name>` in the interface's tables, and of its remedy `trouble.<name>_remedy` where it has
    one; "" = it is said as it stands."""
    values: tuple[tuple[str, str], ...] = ()
    """What stands in the holes of that line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleOver:
    """What the trouble of that name was about works again."""

    name: str


ShowEvent: TypeAlias = (
    ChoiceNear
    | ChoiceOpened
    | ChoiceTaken
    | ChoicePassed
    | ChoiceClosed
    | WishAcknowledged
    | WishUndone
    | SignalNoted
    | SkipReady
    | SceneBegan
    | BranchBegan
    | Revisited
    | Kept
    | LevelChanged
    | Bridging
    | BufferChanged
    | Trouble
    | TroubleOver
)
"""Everything a conductor reports; delivered from its worker thread, never from the caller's."""


class Feed(Protocol):
    """Where a playback core gets its segments; `player/conductor.py` is one, tests have another.

    Every method returns within a few milliseconds and may be called from any thread.
    """

    def start(self) -> None:
        """Begin planning and rendering."""
        ...

    def next_segment(self, after: str | None) -> ReadySegment | None:
        """What plays after the segment `after` (None = the first). None = not ready: ask again.

        Ask ≤ 0.6 s before the join and not earlier, so that a late pick still branches there. Asking
        with the id of an earlier segment (after a seek back) answers with what followed it.
        """
        ...

    def history(self) -> tuple[ReadySegment, ...]:
        """Everything handed out so far, in order, for seeking back."""
        ...

    def playhead(self, at: MediaTime) -> None:
        """Tell the media time now heard; some ten times a second is enough."""
        ...

    def pick(self, option: int) -> None:
        """Take option `option` (from 1) of the open choice."""
        ...

    def more_time(self, seconds: float) -> None:
        """Move the end of the open choice's window; infinity = wait for the viewer."""
        ...

    def wish(self, text: str) -> None:
        """Steer the story by words."""
        ...

    def undo_wish(self) -> None:
        """Take the last wish back."""
        ...

    def signal(self, kind: InputKind) -> None:
        """LIKE or DISLIKE what is on now."""
        ...

    def skip(self) -> None:
        """Go on with the next scene; answered by `SkipReady`."""
        ...

    def go_to(self, mark: Mark, choice: int, option: int) -> None:
        """Stand at an earlier moment again; with `option` take that of `choice` there. Answered by `Revisited`."""
        ...

    def another_take(self, mark: Mark) -> None:
        """Show the moment at `mark` once more, in other words and shots. Answered by `Revisited`."""
        ...

    def more_like_this(self) -> None:
        """Ask for more of what the scene that is on was like; answered as a wish is."""
        ...

    def keep_as_seed(self) -> None:
        """Write the show as it stands as a seed; answered by `Kept`."""
        ...

    def set_wildness(self, share: float) -> None:
        """How surprising the show may be from the next scene on, 0–1."""
        ...

    def set_balance(self, balance: Balance) -> None:
        """Be heard in another balance, from the next part on that is not planned yet."""
        ...

    def set_timer(self, times: float) -> None:
        """Questions to come wait so many times their usual length; infinity = for the viewer, 0 = passed by."""
        ...

    def spare(self, effort: Effort) -> None:
        """From now on make no more work than this."""
        ...

    def resize(self, size: Size) -> None:
        """Make pictures of that size, from the next part on that is not drawn yet."""
        ...

    def report_underrun(self, at: MediaTime, missing: MediaTime) -> None:
        """The audio clock ran dry at `at` for `missing` frames."""
        ...

    def stop(self) -> None:
        """End planning and rendering; returns when the processes have gone."""
        ...


def database_trouble(kept: str, copied: str) -> Trouble:
    """A damaged database of viewers was found: `kept` is its file's new name, `copied` when its copy was made or ""."""
    if copied:
        return Trouble(
            what=f"the viewers' database was damaged; its copy of {copied} has taken its place",
            remedy=f"the damaged one is kept as {kept}",
            name="database_copied",
            values=(("copied", copied), ("file", kept)),
        )
    return Trouble(
        what="the viewers' database was damaged; a new one was begun",
        remedy=f"the old one is kept as {kept}",
        name="database",
        values=(("file", kept),),
    )
