"""What the story engine hands on: scenes, parts, beats, lines and choices, frozen and complete.

A plan knows no clock, picture or sound. It says everything that is visible and said, so that a
generator needs nothing else of the story.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How an entity looks: a drawn asset where there is one, words always."""

    asset: str = ""
    """Id of a puppet, set or prop (`assets/…/<asset>.yaml|svg` or the seed's `art/`); "" = only words."""
    words: str = ""
    digest: str = ""
    """SHA-256 of the asset's content, part of every cache key; "" without an asset."""
    genes: tuple[tuple[str, str], ...] = ()
    """Structured overrides of the asset (`("hair", "braid")`), sorted by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A character who is visible in the scene."""

    id: str
    name: str
    look: Look
    voice: str
    """Voice id (`assets/voices/<voice>.yaml`)."""
    motif: str = ""
    """Leitmotif id; "" = derived from `id` by the composer."""
    holding: tuple[str, ...] = ()
    """Ids of the things in hand."""
    states: tuple[str, ...] = ()
    """Visible states ("wet", "asleep", "unlit")."""
    emotion: str = "calm"
    """What they feel when the part begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing that is visible in the scene."""

    id: str
    name: str
    look: Look
    holder: str = ""
    """Id of who holds it; "" = it stands at the place."""
    states: tuple[str, ...] = ()
    """Visible states ("open", "broken", "lit", "spilled")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the scene happens; `look.asset` names the set that the stage draws."""

    id: str
    name: str
    look: Look
    indoors: bool = False
    tags: tuple[str, ...] = ()
    motif: str = ""
    """Leitmotif id; "" = made by the composer of what kind of place it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """The feeling of a scene: valence −1…1, arousal 0…1, tension 0…1."""

    valence: float = 0.0
    arousal: float = 0.3
    tension: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Idea:
    """What a scene is about, beyond who is in it."""

    id: str
    name: str
    """As its author calls it: the idea, else the thread."""
    motif: str = ""
    """Leitmotif id; "" = made from `id` by the composer."""
    step: str = "touches"
    """What becomes of it here: "opens", "advances", "closes", or "touches" where no thread moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One reason for a scene: the score term, its share and the reason in plain words."""

    term: str
    weight: float
    words: str


WEATHERS = ("clear", "cloud", "wind", "rain", "storm", "snow", "fog")
"""Every weather a set can show, in rising drama; `Scene.weather` is one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The visible truth while a part plays; effects between parts give the next part a new one."""

    id: str
    """Unique in the show: `s<number>`."""
    number: int
    """1 for the first scene of the show."""
    storylet: str
    title: str
    """The author's title for people ("why this scene", scene list)."""
    place: Place
    hour: float
    """0–24, the hour of the story."""
    weather: str = "clear"
    wind: float = 0.2
    """0 still … 1 gale; one curve drives trees, cloth, rain and sound."""
    actors: tuple[Actor, ...] = ()
    things: tuple[Thing, ...] = ()
    mood: Mood = Mood()
    tags: tuple[tuple[str, float], ...] = ()
    thread: str = ""
    why: tuple[Why, ...] = ()
    causes: tuple[str, ...] = ()
    """Ids of the earlier scenes whose events made this one possible."""
    rating: int = 0
    """Least age."""
    chapter: str = ""
    """Words of a chapter card before the scene; "" = none."""
    ending: str = ""
    """Words of a card at the scene's end: its name, what has come of it, what is next, one a line; "" = none."""
    style: str = "paper"
    """Style id (`assets/styles`)."""
    idea: Idea | None = None
    take: int = 0
    """From 2 on: the scene is told again, in other words and shots."""


class Tone(StrEnum):
    """How a line is given."""

    SAY = "say"
    WHISPER = "whisper"
    SHOUT = "shout"
    THINK = "think"
    SING = "sing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Words spoken by a character, or by the narrator (`speaker` "")."""

    text: str
    speaker: str = ""
    to: str = ""
    """Id of whom they speak to; "" = everybody or themselves."""
    emotion: str = "calm"
    intensity: float = 0.5
    """0–1."""
    tone: Tone = Tone.SAY
    shown: str = ""
    """Within the engine: the words of another language, which replace `text` when the part is given out."""


VERBS = (
    "enter", "leave", "walk", "run", "approach", "look", "point", "give", "take", "show", "pick_up",
    "put_down", "drop", "open", "close", "catch", "throw", "nod", "shake", "shrug", "hug", "sit", "stand",
    "lie", "jump", "fall", "hide", "wave", "think", "laugh", "sigh", "startle", "read", "write", "light",
    "pull", "push", "turn", "dance", "shiver", "sleep", "wake", "bow", "listen", "climb",
)  # fmt: skip
"""Everything an actor can be seen doing (`<<act wren walk harbour_end>>`); unknown verbs are errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A visible deed. A failed one (`ok` False) is played as an attempt that visibly goes wrong."""

    actor: str
    verb: str
    target: str = ""
    """Id of an actor, thing or mark ("left", "right", "centre", "door", "far"); "" = none."""
    thing: str = ""
    """Id of the thing handled."""
    ok: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotHint:
    """An author's `<<shot …>>`: honoured by the storyboard."""

    size: str = ""
    """"wide", "full", "medium", "close", "insert", "pov", "over-shoulder", "reaction"; "" = the storyboard's choice."""
    subjects: tuple[str, ...] = ()
    """Who or what is shown; with "pov" the first is whoever looks, the others are what they see; with
    "over-shoulder" the second is whose shoulder."""
    move: str = ""
    """"push", "pull", "pan", "hold", "tilt", "track", "reveal", "rack"; "" = the storyboard's choice."""


class BeatKind(StrEnum):
    """The smallest turns of the drama."""

    LINE = "line"
    ACT = "act"
    PAUSE = "pause"
    REVEAL = "reveal"
    WEATHER = "weather"
    TITLE = "title"
    LETTER = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One turn; the field named by `kind` is set."""

    kind: BeatKind
    line: Line | None = None
    act: Act | None = None
    text: str = ""
    """TITLE and LETTER: the words. REVEAL: the id of what is revealed. WEATHER: the new weather."""
    seconds: float = 0.0
    """A hint for PAUSE, TITLE and LETTER; 0 = the storyboard's choice."""
    shot: ShotHint | None = None
    sound: str = ""
    """Id of an effect heard on this beat; "" = only what the deed itself sounds like."""
    shown: str = ""
    """Within the engine: LETTER in another language, as `Line.shown`."""


class ChoiceForm(StrEnum):
    """How a choice is laid out on the screen; it changes nothing of the story."""

    CARDS = "cards"
    MAP = "map"
    """Its options are places."""
    LETTER = "letter"
    """Its options are ways to sign, on a sheet of paper."""
    SCALE = "scale"
    """Its options are steps between two ends, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depicted:
    """What an option shows a picture of, in the light of its scene."""

    kind: str
    """"person", "place" or "thing"."""
    id: str
    name: str
    look: Look
    states: tuple[str, ...] = ()
    """Visible states of a thing."""
    hour: float = 12.0
    weather: str = "clear"
    style: str = "paper"
    place: str = ""
    """Id of the set in whose light it stands; for a place its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on a small map: x from left to right, y from top to bottom, 0–1."""

    id: str
    name: str
    x: float
    y: float
    links: tuple[str, ...] = ()
    """Ids of the places next to it."""
    tags: tuple[str, ...] = ()
    """The place's own: a map draws trees, waves or houses by them."""
    here: bool = False
    """The scene that asks is here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer of a choice."""

    number: int
    """From 1."""
    text: str
    likely: float
    """P(this viewer takes it), from their taste; orders the prefetch."""
    tags: tuple[tuple[str, float], ...] = ()
    picture: Depicted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An open question to the viewer, shown while hold parts play."""

    id: int
    """The k-th choice of this show, from 1."""
    options: tuple[Option, ...]
    default: int
    """Number of the option taken when time runs out: fits the viewer, never punishes."""
    prompt: str = ""
    window_seconds: float = 9.0
    form: ChoiceForm = ChoiceForm.CARDS
    spots: tuple[Spot, ...] = ()
    """MAP: every place of the seed."""


class PartKind(StrEnum):
    """Why a part exists."""

    TITLE = "title"
    STORY = "story"
    REACTION = "reaction"
    HOLD = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of beats of one scene between two joins, 2–5 s: the unit of plan and render."""

    id: str
    """Unique in the show's tree: `s3.p2`, after a pick `s3.p4~2` (choice 2's option and so on)."""
    scene: Scene
    """What is true when the part begins."""
    kind: PartKind
    index: int
    """0 for the scene's first part."""
    beats: tuple[Beat, ...]
    estimated: MediaTime
    """Length estimated from the text: the planner's own clock."""
    mood: Mood = Mood()
    """Feeling at the part's end; the scene's own mood is the one it began with."""
    ends_scene: bool = False
    choice: Choice | None = None
    """HOLD only: the question that is open."""
    repeat: int = 0
    """HOLD only: how often this hold has already played (0 first), for variation."""
    notes: tuple[str, ...] = ()
    """What happens here for logs and tests: "failure:…", "callback:…", "hook", "wish:…", "choice:…"."""


class InputKind(StrEnum):
    """What a viewer can do to the story."""

    PICK = "pick"
    WISH = "wish"
    UNDO_WISH = "undo_wish"
    LIKE = "like"
    DISLIKE = "dislike"
    SKIP = "skip"
    WILDNESS = "wildness"
    """How surprising the show may be from the next scene on; `share` is the dial, 0–1."""
    MORE = "more"
    """More like the scene that was on: a wish without words, taken back like one."""
    TAKE = "take"
    """The moment once more, in other words and shots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """Something the viewer did, at the show's media time."""

    kind: InputKind
    at: MediaTime = 0
    text: str = ""
    """WISH: the words. TAKE: what was heard in the takes before, a key a line."""
    option: int = 0
    """PICK: the option's number. TAKE: which take it is, from 2."""
    choice: int = 0
    """PICK: the choice's id."""
    by: str = "viewer"
    """"viewer", or "default" when time ran out."""
    holds: int = 0
    """PICK: how many hold parts had been shown when the branch began; kept for replay."""
    turns: tuple[int, ...] = ()
    """PICK: which turn of the hold (0 = first) each of them showed, where one was shown again; () = each its own."""
    scene: str = ""
    """LIKE, DISLIKE, SKIP, MORE: id of the scene that was on; "" = the one that plays when it is taken in."""
    share: float = 0.0
    """With `scene`: the share of it (0–1) that had been shown. WILDNESS: the dial."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence by its name, with what stands in its holes: whoever shows it has its words."""

    name: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the engine made of an input."""

    kind: str
    """"understood", "refused", "unclear", "taken", "noted"."""
    understood: str = ""
    """One sentence in the show's voice, shown to the viewer at once."""
    intents: tuple[str, ...] = ()
    """What was understood, for logs: "weather:snow", "more:comedy", "goal:bramble@harbour"."""
    said: tuple[Phrase, ...] = ()
    """What `understood` says, for viewers with another language; () where it is only said in English."""
