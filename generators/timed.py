"""A part with its times: everything a render worker needs to draw and sound one segment.

Made once, in order, by the director process; it knows no files and no clock. All times are media
time from the part's start, all positions are stage units.

Stage units: 1.0 is the height of the frame in the widest framing. x runs right, 0 is the middle of
the set; y runs down, 0 is the top and 1 the bottom of the widest framing. Sets are drawn for
x in −1.2 … 1.2. Actors stand on the floor line of their depth (see `generators/stage/floor.py`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import msgspec

from story_engine.plan import Part
from story_engine.time import SAMPLE_RATE, MediaTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One speech sound: ARPAbet lower case as flite names it ("ah", "b", "pau")."""

    start: MediaTime
    duration: MediaTime
    phone: str
    stress: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word and when it is heard."""

    start: MediaTime
    duration: MediaTime
    text: str
    stressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """A line with its sound and its times, measured from the part's start."""

    start: MediaTime
    duration: MediaTime
    speaker: str
    """"" = the narrator."""
    text: str
    to: str = ""
    emotion: str = "calm"
    heard_as: str = ""
    """The built-in feeling in which the voice gives a seed's own `emotion`; "" = that itself."""
    intensity: float = 0.5
    tone: str = "say"
    manner: str = "murmur"
    """"speech", "murmur" (melodic, in key) or "silent" (captions only)."""
    voice: str = ""
    speech: str = ""
    """Key of the spoken sound in the speech store; "" for murmur and silent."""
    phones: tuple[Phone, ...] = ()
    """Times from the part's start; the mouth follows them whatever the manner."""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedAct:
    """A deed with its times; `from_x`/`to_x` are where the actor's feet begin and end."""

    start: MediaTime
    duration: MediaTime
    actor: str
    verb: str
    target: str = ""
    thing: str = ""
    ok: bool = True
    from_x: float = 0.0
    to_x: float = 0.0
    seat: float = 0.0
    """Height in metres of what is sat down on; 0 the floor."""


LONG_AGO: MediaTime = -10 * SAMPLE_RATE
"""Scene time before any scene begins: what changed then has long been so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorState:
    """Where and how an actor is at a join."""

    id: str
    x: float
    depth: float = 0.5
    """0 the far edge of the walkable floor … 1 the near edge."""
    facing: int = 1
    """1 looks right, −1 left."""
    stance: str = "stand"
    """"stand", "sit", "lie", "hide"."""
    emotion: str = "calm"
    intensity: float = 0.4
    gaze: str = ""
    """Id of the actor, thing or mark looked at; "" = ahead."""
    present: bool = True
    """False: not (or no longer) on stage."""
    seat: float = 0.0
    """Metres above the floor of what a seated actor sits on; 0 the floor itself."""
    states: tuple[str, ...] = ()
    """Visible states ("unlit"), as the scene has them."""
    before: tuple[str, ...] = ()
    """What `states` replaced."""
    changed: MediaTime = LONG_AGO
    """Scene time at which they changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropState:
    """Where a thing is at a join: in somebody's hand, or standing at x, depth, on the floor or above it."""

    id: str
    holder: str = ""
    x: float = 0.0
    depth: float = 0.5
    up: float = 0.0
    """Metres above the floor: 0 on the ground, more on a table or shelf."""
    states: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    """What `states` replaced."""
    changed: MediaTime = LONG_AGO
    """Scene time at which they changed."""


WEATHER_CHANGE: MediaTime = 3 * SAMPLE_RATE
"""How long a new weather takes to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageState:
    """The symbolic picture state at a join; both sides of a join compute their curves from it."""

    scene_time: MediaTime = 0
    """Media time since the scene began: the argument of wind, clouds, breathing and camera curves."""
    actors: tuple[ActorState, ...] = ()
    props: tuple[PropState, ...] = ()
    weather: str = "clear"
    weather_before: str = "clear"
    weather_since: MediaTime = LONG_AGO
    """Scene time at which `weather` replaced `weather_before`; the change takes `WEATHER_CHANGE`."""
    marks: tuple[tuple[str, float], ...] = ()
    """Stage x of the set's own marks, by name: where "left" and "door" are to who looks there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A view: the stage point in the middle of the frame, and the zoom (1 shows a height of 1.0)."""

    x: float
    y: float
    zoom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """Through whose eyes a shot looks, and how that changes the picture."""

    carrier: str
    """Id of the person, animal or thing at whose place the camera stands: not drawn."""
    rise: float = 0.0
    """Stage units by which these eyes are above those for which sets are painted: far layers rise with the horizon."""
    tilt: float = 0.0
    """Above 0 it looks up, below 0 down: share of the frame's width that the nearer edge shows less of."""
    sway: float = 0.0
    """How far the picture breathes, as a share of the frame's height."""
    walk: tuple[MediaTime, MediaTime] = (0, 0)
    """From when to when, since the shot began, the carrier walks and the picture bobs."""
    lens: str = ""
    """What it looks through: "round", "bars", "slot", "eye" or "" for nothing (`generators/stage/lens.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One camera view. A shot that runs on over a join has the same `key` on both sides."""

    start: MediaTime
    duration: MediaTime
    key: str
    """Name of the framing; equal keys share baked layers."""
    size: str
    """"EWS", "WS", "GROUP", "MLS", "OTS", "MS", "MCU", "CU" or "INSERT"."""
    begin: Camera
    end: Camera
    """Camera at the end of this piece."""
    subjects: tuple[str, ...] = ()
    transition: str = "cut"
    """How the shot comes in: "cut", "dissolve", "iris", "page"."""
    begun: MediaTime = 0
    """How long the shot has already run at `start` (for moves across joins)."""
    ease: str = "linear"
    """"linear" (slow pushes, continuous over joins) or "smooth" (a move with a beginning and an end)."""
    extra: tuple[str, ...] = ()
    """Ids of who must not be drawn (the one who lends their shoulder, or through whose eyes we look)."""
    idiom: str = ""
    """Name of the idiom in `assets/idioms`."""
    span: tuple[float, float] = (0.0, 1.0)
    """"smooth" only: which part of the whole eased move this piece shows; above 1 the move is over."""
    nominal: float = 0.0
    """Zoom with which the whole shot began, the same for its every piece; 0 = that of `begin`."""
    shoulder: str = ""
    """Id of whom we look past: drawn large and dark at the frame's edge."""
    focus_at: MediaTime = -1
    """When, since the shot began, the focus goes from the place to the people; −1 = they are sharp all along."""
    side: str = "a"
    """"a" or "b": which way the set is seen; "b" shows what lies behind the camera of "a" (reverse shots)."""
    eyes: Eyes | None = None
    """Whose point of view it is; None = the audience's."""
    near: str = ""
    """Edge and name of a piece near the lens ("left:bough", see `assets/near`); "" = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """Words on screen, drawn by the player and never burnt in."""

    start: MediaTime
    duration: MediaTime
    text: str
    speaker: str = ""
    """Display name; "" for the narrator and for sounds."""
    kind: str = "line"
    """"line", "narration" or "sound"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleCard:
    """Type in the picture: the show's title, a chapter, a letter that is read."""

    start: MediaTime
    duration: MediaTime
    text: str
    style: str = "chapter"
    """"show", "chapter", "letter", "sign" or "end"."""
    before: MediaTime = 0
    """How long the card has already stood when this part begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note of the score."""

    start: MediaTime
    duration: MediaTime
    pitch: float
    """MIDI number; fractions bend."""
    velocity: float
    """0–1."""
    instrument: str
    stem: str = "melody"
    pan: float = 0.0
    theme: str = ""
    """The theme (motif) that it tells; "" for what accompanies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How a phrase of the score tells a theme."""

    motif: str = ""
    development: str = "plain"
    partner: str = ""
    """A second theme told at the same time; "" = none."""
    together: bool = False
    """The partner's theme is told whole, in counterpoint; else only its head is quoted."""
    call: str = ""
    """The theme of a place or an idea that opens the phrase; "" = none."""
    way: str = ""
    """How the call is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreState:
    """The symbolic music state at a join."""

    key: int = 0
    """Pitch class of the tonic, 0 = C."""
    mode: str = "ionian"
    tempo: float = 84.0
    """Pulses a minute."""
    pulse: float = 0.0
    """Pulses since the scene's score began; joins may fall inside a bar."""
    degree: int = 1
    """Scale degree of the sounding chord's root."""
    phrase: int = 0
    last_pitches: tuple[int, ...] = ()
    """Sounding voicing of the pad, low to high, for voice-leading over the join."""
    silent: bool = False
    """The score rests (silence as a colour)."""
    motifs_heard: tuple[str, ...] = ()
    """Themes told in this scene, each once, in order."""
    telling: Telling = Telling()
    """What the phrase that now sounds tells."""
    sounded: tuple[int, int, int] = (0, 0, 0)
    """Notes of its theme, of its partner and of its call that were heard so far."""
    tellings: tuple[Telling, ...] = ()
    """The last tellings of the show, newest last: what is told again is told otherwise."""
    played: int = 0
    """Phrases in a row without a rest, over all scenes: silence is due in the end."""
    place: str = ""
    """Id of the place where the scene is."""
    arrived: bool = False
    """The scene before it was elsewhere."""
    idea: str = ""
    """Theme of the idea that this scene tells; "" where it has none, or where it is left to rest."""
    ideas: tuple[str, ...] = ()
    """Themes of ideas told in the last scenes, one each, newest last; "" where none was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The music of one part: notes that begin in it (they may ring over its end as tail)."""

    entry: ScoreState = ScoreState()
    exit: ScoreState = ScoreState()
    notes: tuple[Note, ...] = ()
    motifs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundCue:
    """An effect at a time: a footstep, a door, a gust, a page."""

    at: MediaTime
    name: str
    gain: float = 1.0
    """Linear."""
    x: float = 0.0
    """Screen x, −1 left … 1 right."""
    near: float = 0.5
    """0 far … 1 close-up."""
    own: str = ""
    """Key of the seed's own sound in the speech store, heard instead; "" = the built-in effect of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """A place's continuous sound, with its gain at both ends of the part."""

    name: str
    gain_begin: float
    gain_end: float
    own: str = ""
    """Key of the seed's own bed in the speech store, heard instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """How far a viewer wants what is heard louder or softer than it was mixed, in decibels; 0 = as it was mixed."""

    speech: float = 0.0
    """Whoever speaks or murmurs, and their share of the room."""
    music: float = 0.0
    ambience: float = 0.0
    effects: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPart:
    """One part, timed: the whole truth of one segment."""

    part: Part
    duration: MediaTime
    """Whole video frames."""
    rng_seed: int
    """For what may vary (blinks, leaves); the same for the scene's every part."""
    entry: StageState
    exit: StageState
    shots: tuple[Shot, ...]
    lines: tuple[TimedLine, ...] = ()
    acts: tuple[TimedAct, ...] = ()
    captions: tuple[Caption, ...] = ()
    titles: tuple[TitleCard, ...] = ()
    score: Score = Score()
    beds: tuple[Bed, ...] = ()
    cues: tuple[SoundCue, ...] = ()
    reverb: str = "open"
    """"open", "room", "hall", "wood", "cave"."""
    after_hold: bool = False
    """The part before it is a hold, shown any number of times: what is heard crosses over from wherever that ended."""
    versions: tuple[tuple[str, str], ...] = ()
    """Voice and direction versions that made the times."""
    gentle: bool = False
    """Light is held to a third of what the flash rule allows, for a viewer whom flicker harms."""
    balance: Balance = Balance()
    """The viewer's."""
    balance_before: Balance = Balance()
    """That of the part before: where they differ, the first second glides from one to the other."""

    @property
    def is_weighed(self) -> bool:
        """Whether the viewer wants anything louder or softer than it was mixed."""
        return self.balance != Balance()


def content_key(timed: TimedPart, *extra: str) -> str:
    """Cache key of a segment: what is drawn and heard, without ids, reasons and odds.

    `extra` names level, size, fps and generator versions. Two branches that share a continuation
    share its renders.
    """
    part = timed.part
    bare_scene = replace(part.scene, id="", number=0, why=(), causes=(), storylet="", title="", tags=(), thread="")
    scene = replace(bare_scene, idea=None)
    bare = replace(timed, part=replace(part, id="", index=0, scene=scene, choice=None, notes=(), estimated=0))
    digest = hashlib.sha256(msgspec.json.encode(bare, order="deterministic"))
    for item in extra:
        digest.update(b"\0" + item.encode())
    return digest.hexdigest()
