"""Slots: one part cut where a shot may change, with what goes on in each piece and who stands where.

It knows no cameras. A cut may come a few frames before or after a voice, and a strong line leaves room for a face.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generators.direction.blinking import clear_of_blinks
from generators.direction.camera import BEAST_AHEAD, Figure
from generators.direction.canopies import canopies
from generators.direction.heights import Build
from generators.direction.idioms import Temperament
from generators.direction.postures import bow
from generators.direction.pulses import PulseGrid, cut_on_pulses
from generators.direction.sets import fills_arms, height_metres, held_at, is_worn, mouth_reach_metres, width_metres
from generators.direction.timing import STANCE_AFTER, TRAVEL, Timing, is_strong
from generators.stage.floor import MARK_XS
from generators.timed import ActorState, PropState, StageState, TimedAct, TimedLine
from story_engine.plan import Beat, BeatKind, Part, PartKind, ShotHint
from story_engine.rng import unit
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

REACTION_LEAD = 8 * VIDEO_FRAME
"""The listener's face comes this long before the strong words are over."""
REACTION_LEAST = from_seconds(0.9)
"""A face answers only where nothing else follows for so long."""
SPLIT_LEAST, SPLIT_MOST = 6, 14
"""Frames by which a cut precedes or follows the voice (J and L cuts)."""
HEARD_FRAMES = 9
"""Who is heard for longer than this in a piece is one of its speakers."""
ARRIVING = 8 * VIDEO_FRAME
"""Whoever stops within this time has as good as arrived."""
BREATH = 3 * VIDEO_FRAME
"""A plain cut lies this long before the first word."""
LONG_LINE = from_seconds(5.2)
"""A longer line may be cut at the end of a sentence."""
LEAST_LINGER = 8 * VIDEO_FRAME
"""A shot that goes on from the part before stays at least this long into the next."""
GOES_ON = 0.6
"""A part's last piece may be this share of the shortest shot: it goes on in the next part."""
AUTHOR_LEAST = from_seconds(1.0)
"""An author's shot of a short word is left no sooner than this."""
LEAST_NAMED = from_seconds(1.7)
SAME_X = 0.02
"""Who stands no farther off than this, in stage units, is turned to already."""
NOTICING = ("look", "listen", "startle", "read", "show")
"""Deeds after which the audience may look with whoever does them."""
NOTICED_FOR: MediaTime = from_seconds(1.2)
"""So long after a look one may see what it saw."""
UNHURRIED = ("narration", "pause")
"""What may begin under the picture of who looks."""
MUTUAL = ("give", "take", "hug")
"""Deeds at which the other turns as well."""
WELL_INTO = 0.6
"""Share of a piece after which everybody is turned as they are seen."""
REACHING = ("take", "pick_up", "open", "close", "light", "pull", "push")
"""Deeds for which people step up to the thing."""
STEPPING_METRES = 1.1
"""Who stands farther from somebody than this goes up to them to hand something over, and back."""
FLOOR_METRES, BENDS_FROM_METRES = 0.4, 1.0
"""What lies lower than this is taken with a bow, by those who are taller than this."""
ARM_REACH = 0.06
"""Stage units at which a hand reaches a thing without a step."""
LONG_OPENING = from_seconds(3.2)
"""An opening under words gives way to who speaks them, where a sentence ends."""
SENTENCE = re.compile(r"[.!?;:…–]\s+")
MUZZLE_METRES = 0.12
"""From the middle of an animal's face to what it holds in its mouth."""
CARRIED_AHEAD, CARRIED_SHARE = 0.30, 0.55
"""Two arms hold a thing so far before the body, metres; and so much of its width reaches beyond them."""
ARTICLES = re.compile(r"\A(the|a|an|his|her|their|my|your|our)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A piece of a part in which one shot is on screen."""

    start: MediaTime
    end: MediaTime
    situation: str
    """One of `generators.direction.idioms.SITUATIONS`."""
    beat: Beat | None = None
    focus: tuple[str, ...] = ()
    """Who or what must be in the picture."""
    speaker: str = ""
    """Who speaks in it, the last where there are several."""
    speakers: tuple[str, ...] = ()
    listener: str = ""
    heat: float = 0.5
    mover: str = ""
    walk_from: float = 0.0
    """Stage x from which the mover sets out."""
    thing: str = ""
    """What is shown, handled or named."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """Everybody on stage, where they are when the piece ends."""
    origins: Mapping[str, Figure] = field(default_factory=dict)
    """Who moves in this piece, where they are when it begins."""
    fetching: Mapping[str, Figure] = field(default_factory=dict)
    """Who goes a step to take up, open or put down a thing, as they stand beside it."""
    nearing: frozenset[str] = frozenset()
    """Who goes up to somebody for a moment in this piece: to embrace them, or to hand over something from afar."""
    props: tuple[PropState, ...] = ()
    resting: frozenset[str] = frozenset()
    """Things that nobody holds or touches in the whole part."""
    sizes: Mapping[str, float] = field(default_factory=dict)
    """Heights of the things in metres."""
    held: Mapping[str, float] = field(default_factory=dict)
    """How high the things are held, as shares of the height of a holder's eyes."""
    worn: frozenset[str] = frozenset()
    """Things that hang at somebody's side: no picture of hands is one of them."""
    assets: Mapping[str, str] = field(default_factory=dict)
    """The things' drawings."""
    marks: Mapping[str, float] = field(default_factory=dict)
    """Stage x of the set's marks."""
    noticed: tuple[str, str] = ("", "")
    """Who has looked at somebody or something just before this piece, and at whom or what."""

    @property
    def hint(self) -> ShotHint | None:
        """The author's own shot, where it says anything."""
        shot = self.beat.shot if self.beat else None
        return shot if shot is not None and (shot.size or shot.subjects or shot.move) else None

    @property
    def length(self) -> MediaTime:
        """How long it lasts."""
        return self.end - self.start


def slots_of(
    part: Part,
    timing: Timing,
    stage: StageState,
    builds: Mapping[str, Build],
    temperament: Temperament,
    *,
    opening: str = "",
    seen: tuple[str, ...] = (),
    shown: tuple[str, ...] = (),
    already: MediaTime = 0,
    root: int = 0,
    grid: PulseGrid | None = None,
) -> list[Slot]:
    """The pieces of `part`, each long enough for a shot of its own.

    `opening` is the situation of a scene's first piece ("opening", "return" or ""); `seen` are the subjects on
    screen as the part begins and `already` how long they have been, `shown` the things that had their insert;
    `root` is the rng seed of blinks, `grid` the music's pulse: cuts lie on it where their words leave them the room.
    """
    shortest = from_seconds(temperament.shortest_seconds)
    raw = _raw(part, timing, stage, shown, temperament)
    if not raw:
        situation = "hold" if part.kind is PartKind.HOLD else "pause"
        raw = [Slot(start=0, end=timing.duration, situation=situation)]
    raw[0] = replace(raw[0], start=0)
    spread = _split_edits(part, raw, timing, temperament)
    placed = _joined_short(
        spread, shortest, timing.duration, already, shortest if part.ends_scene else GOES_ON * shortest
    )
    if opening and placed[0].situation not in ("title", "reveal"):
        placed = _opened(replace(placed[0], situation=opening), placed, timing, shortest)
    elif seen and not opening:
        placed = _lingering(part, placed, seen, temperament, shortest)
    placed = [_peopled(slot, part, timing, stage, builds) for slot in placed]
    return clear_of_blinks(cut_on_pulses(placed, grid) if grid else placed, stage, root)


def _raw(part: Part, timing: Timing, stage: StageState, shown: tuple[str, ...], temperament: Temperament) -> list[Slot]:
    gazes = {actor.id: actor.gaze for actor in stage.actors}
    found: list[Slot] = []
    lines = {line.start: line for line in timing.lines}
    spans = sorted(timing.spans, key=lambda span: span[0])
    for index, (start, end, beat) in enumerate(spans):
        slot = _slot(part, start, end, beat, gazes)
        line = lines.get(start) if beat.kind in (BeatKind.LINE, BeatKind.LETTER) else None
        if line is None:
            act = beat.act
            if act and act.thing and act.thing not in shown and slot.situation == "deed" and _is_there(part, act.thing):
                slot = replace(slot, situation="named", thing=act.thing)
            found.append(slot)
            continue
        named = _named(part, line, shown) if not line.speaker else None
        cuts = _phrase_cuts(line) if line.duration > LONG_LINE else []
        if named and line.start + LEAST_NAMED < named[0] < end - LEAST_NAMED:
            found.append(slot)
            found.append(replace(slot, start=named[0], situation="named", thing=named[1], focus=(named[1],)))
        elif named and named[0] - line.start < line.duration // 2:
            found.append(replace(slot, situation="named", thing=named[1], focus=(named[1],)))
        else:
            found.append(slot)
            found += [replace(slot, start=cut) for cut in cuts]
        following = spans[index + 1][0] if index + 1 < len(spans) else timing.duration
        over = line.start + line.duration
        # Words that follow at once are the answer.
        quiet = VIDEO_FRAME if index + 1 == len(spans) else REACTION_LEAST
        if line.speaker and is_strong(line, temperament.strong) and slot.listener and following - over > quiet:
            found.append(
                replace(
                    slot,
                    start=over - REACTION_LEAD,
                    situation="after",
                    focus=(slot.listener,),
                    speaker="",
                    speakers=(),
                    beat=None,
                )
            )
    found.sort(key=lambda slot: slot.start)
    return [
        replace(slot, end=found[i + 1].start if i + 1 < len(found) else timing.duration) for i, slot in enumerate(found)
    ]


def _slot(part: Part, start: MediaTime, end: MediaTime, beat: Beat, gazes: Mapping[str, str]) -> Slot:
    slot = Slot(start=start, end=end, situation="pause", beat=beat)
    there = {actor.id for actor in part.scene.actors}
    match beat.kind:
        case BeatKind.LINE if beat.line and beat.line.speaker:
            line = beat.line
            listener = next((i for i in (line.to, gazes.get(line.speaker, "")) if i in there and i != line.speaker), "")
            strong = is_strong(line)
            return replace(
                slot,
                situation="strong" if strong else "speech",
                focus=(line.speaker,),
                speaker=line.speaker,
                speakers=(line.speaker,),
                listener=listener or next((i for i in sorted(there) if i != line.speaker), ""),
                heat=line.intensity,
            )
        case BeatKind.LINE | BeatKind.LETTER:
            return replace(slot, situation="narration")
        case BeatKind.ACT if beat.act:
            act = beat.act
            focus = tuple(dict.fromkeys(i for i in (act.actor, act.target, act.thing) if i))
            travels = act.verb in TRAVEL
            return replace(
                slot,
                situation="travel" if travels else "deed",
                focus=focus,
                mover=act.actor if travels else "",
                thing=act.thing or (act.target if act.target not in there else ""),
            )
        case BeatKind.REVEAL:
            return replace(slot, situation="reveal", focus=(beat.text,), thing=beat.text)
        case BeatKind.WEATHER:
            return replace(slot, situation="weather")
        case BeatKind.TITLE:
            return replace(slot, situation="title")
    return slot


def _is_there(part: Part, thing: str) -> bool:
    return any(one.id == thing for one in part.scene.things)


def _named(part: Part, line: TimedLine, shown: tuple[str, ...]) -> tuple[MediaTime, str] | None:
    """When the narrator names a thing for the first time that is there to be seen, and which."""
    text = line.text.lower()
    for thing in part.scene.things:
        name = ARTICLES.sub("", thing.name).lower()
        if thing.id in shown or len(name) < 3:
            continue
        match = re.search(rf"\b{re.escape(name)}\b", text)
        if match:
            at = line.start + round(line.duration * match.start() / max(1, len(text)))
            return at // VIDEO_FRAME * VIDEO_FRAME, thing.id
    return None


def _phrase_cuts(line: TimedLine) -> list[MediaTime]:
    """Where a long line may be cut: the sentence end nearest to its middle."""
    ends = [match.end() / len(line.text) for match in SENTENCE.finditer(line.text)]
    ends = [share for share in ends if 0.28 < share < 0.72]
    if not ends:
        return []
    share = min(ends, key=lambda at: abs(at - 0.5))
    return [(line.start + round(share * line.duration)) // VIDEO_FRAME * VIDEO_FRAME]


def _split_edits(part: Part, slots: list[Slot], timing: Timing, temperament: Temperament) -> list[Slot]:
    """Cuts moved a little off the voice: the picture first, the voice first, or a breath before the word."""
    moved: list[Slot] = [slots[0]]
    for slot in slots[1:]:
        before = moved[-1]
        start = slot.start
        if slot.speaker and slot.situation in ("speech", "strong") and slot.speaker != before.speaker:
            start = _edit(part, slot, temperament)
            if before.hint:
                start = max(start, min(before.start + AUTHOR_LEAST, slot.start + SPLIT_MOST * VIDEO_FRAME))
        start = max(start, before.start + VIDEO_FRAME)
        moved[-1] = replace(before, end=start)
        moved.append(replace(slot, start=start))
    return moved


def _edit(part: Part, slot: Slot, temperament: Temperament) -> MediaTime:
    draw = unit(part.scene.number, "edit", part.index, slot.start)
    frames = SPLIT_LEAST + int(unit(part.scene.number, "frames", part.index, slot.start) * 5)
    if draw < temperament.lead:
        return slot.start - (frames + 2) * VIDEO_FRAME
    if draw < temperament.lead + temperament.lag:
        return slot.start + frames * VIDEO_FRAME
    return slot.start - BREATH


def _opened(first: Slot, slots: list[Slot], timing: Timing, shortest: MediaTime) -> list[Slot]:
    """A scene's first piece; under a long line of somebody's it ends with a sentence, and the speaker is seen."""
    line = next((line for line in timing.lines if line.speaker and line.start < first.end), None)
    if line is None or first.hint or first.length < LONG_OPENING or not first.speaker:
        return [first, *slots[1:]]
    ends = [line.start + round(line.duration * m.end() / len(line.text)) for m in SENTENCE.finditer(line.text)]
    ends = [at // VIDEO_FRAME * VIDEO_FRAME for at in ends if at >= shortest and first.end - at >= shortest]
    if not ends:
        return [first, *slots[1:]]
    return [replace(first, end=ends[0]), replace(slots[0], start=ends[0]), *slots[1:]]


def _lingering(
    part: Part, slots: list[Slot], seen: tuple[str, ...], temperament: Temperament, shortest: MediaTime
) -> list[Slot]:
    """The part before may look on for a moment while the new voice is heard already."""
    first = slots[0]
    if not first.speaker or first.speaker in seen or first.hint or first.situation not in ("speech", "strong"):
        return slots
    if unit(part.scene.number, "linger", part.index) >= temperament.lag:
        return slots
    word = from_seconds(0.22) // VIDEO_FRAME * VIDEO_FRAME
    cut = word + (SPLIT_LEAST + int(unit(part.scene.number, "lingers", part.index) * 4)) * VIDEO_FRAME
    if first.end - cut < shortest:
        return slots
    linger = Slot(start=0, end=cut, situation="linger")
    return [linger, replace(first, start=cut), *slots[1:]]


def _joined_short(
    slots: list[Slot], shortest: MediaTime, duration: MediaTime, already: MediaTime, last_piece: float
) -> list[Slot]:
    merged = [slots[0]]
    for slot in slots[1:]:
        last = merged[-1]
        slot = _after_a_look(last, slot, shortest)
        ran, left = slot.start - last.start, duration - slot.start
        if last.start == 0 and ran >= LEAST_LINGER and not last.hint:
            ran += already
        answers = slot.speaker and last.speaker != slot.speaker and (last.hint or last.situation in ("reveal", "named"))
        must_cut = slot.situation == "reveal" or slot.hint is not None or answers
        if (ran >= shortest and left >= last_piece) or (must_cut and ran >= shortest // 2 and left >= shortest // 2):
            merged[-1] = replace(last, end=slot.start)
            merged.append(slot)
        else:
            merged[-1] = _joined(last, slot)
    merged[-1] = replace(merged[-1], end=duration)
    return merged


def _after_a_look(last: Slot, slot: Slot, shortest: MediaTime) -> Slot:
    """`slot`, begun a little later where a look before it would be no shot yet: one may see what was seen."""
    act = last.beat.act if last.beat is not None else None
    looked = act is not None and act.verb in NOTICING and bool(act.target or act.thing) and not last.hint
    later = last.start + -(-shortest // VIDEO_FRAME) * VIDEO_FRAME
    if not looked or slot.situation not in UNHURRIED or not slot.start < later < slot.end - shortest or slot.hint:
        return slot
    return replace(slot, start=later)


RANKS = ("reveal", "title", "named", "strong", "speech", "travel", "deed", "weather", "narration", "after", "pause")
"""Of two pieces in one shot the one named first tells how it is shown."""


def _joined(first: Slot, second: Slot) -> Slot:
    """Two pieces in one shot: everybody who matters is its focus, the stronger situation leads."""
    if second.situation == "after":
        return replace(first, end=second.end)
    order = {name: number for number, name in enumerate(RANKS)}
    pair = (first, second)
    hinted = next((slot for slot in pair if slot.hint), None)
    leader = hinted or min(pair, key=lambda slot: order.get(slot.situation, 99))
    return replace(
        leader,
        start=first.start,
        end=second.end,
        focus=tuple(dict.fromkeys((*first.focus, *second.focus))),
        speaker=second.speaker or first.speaker,
        speakers=tuple(dict.fromkeys((*first.speakers, *second.speakers))),
        listener=second.listener or first.listener,
        heat=max(first.heat, second.heat),
        mover=first.mover or second.mover,
        thing=leader.thing or first.thing or second.thing,
    )


def _peopled(slot: Slot, part: Part, timing: Timing, stage: StageState, builds: Mapping[str, Build]) -> Slot:
    """The slot with everybody who is on stage in it, looking where they look."""
    before = {actor.id: actor for actor in stage.actors}
    sizes = {thing.id: height_metres(thing.look.asset) for thing in part.scene.things}
    carried = _carried(part, stage, timing, builds)
    spread = canopies(part.scene.things, (*stage.props, *timing.exit.props), builds)
    acts = {act.actor: act for act in timing.acts if act.verb in TRAVEL or act.from_x != act.to_x}
    figures: dict[str, Figure] = {}
    origins: dict[str, Figure] = {}
    for after in timing.exit.actors:
        state = before.get(after.id, after)
        act = acts.get(after.id)
        begun = act is not None and act.start < slot.end
        gone = act is not None and act.verb == "leave" and act.start + act.duration <= slot.start
        present = state.present or begun or (act is None and after.present)
        if not present or gone:
            continue
        if act is None or begun:
            x = state.x if act is not None and act.verb == "leave" else after.x
            state = replace(after, x=x, present=True)
        state = replace(state, stance=_stance_in(slot, state, before.get(after.id), timing))
        build = builds.get(after.id) or Build.of_height(1.5)
        figures[after.id] = Figure(
            state=state, build=build, carried=carried.get(after.id, 0.0), canopy=spread.get(after.id)
        )
        if act is not None and begun and slot.start + ARRIVING < act.start + act.duration:
            share = max(0.0, min(1.0, (slot.start - act.start) / max(1, act.duration)))
            origin = act.from_x + (act.to_x - act.from_x) * share
            # Who goes to sit down or to hide stands until they are there.
            origins[after.id] = Figure(state=replace(state, x=origin, stance="stand"), build=build)
    faced = _looks(slot, timing, stage, figures)
    heard = tuple(
        dict.fromkeys(
            line.speaker
            for line in timing.lines
            if line.speaker in figures
            and min(slot.end, line.start + line.duration) - max(slot.start, line.start) > HEARD_FRAMES * VIDEO_FRAME
        )
    )
    if slot.situation not in ("after", "linger"):
        slot = replace(slot, speakers=tuple(dict.fromkeys((*slot.speakers, *heard))))
        slot = replace(slot, focus=tuple(dict.fromkeys((*slot.focus, *slot.speakers))))
    set_out = next((act.from_x for act in timing.acts if act.actor == slot.mover and act.verb in TRAVEL), 0.0)
    return replace(
        slot,
        figures=faced,
        origins=origins,
        fetching=_fetching(slot, timing, stage, faced),
        props=timing.exit.props,
        resting=_resting(timing, stage),
        walk_from=set_out,
        sizes=sizes,
        nearing=_nearing(slot, timing, figures),
        held={thing.id: held_at(thing.look.asset) for thing in part.scene.things},
        worn=frozenset(thing.id for thing in part.scene.things if is_worn(thing.look.asset)),
        assets={thing.id: thing.look.asset for thing in part.scene.things},
        marks=MARK_XS | dict(stage.marks),
        noticed=_noticed(slot, timing),
    )


def _carried(part: Part, stage: StageState, timing: Timing, builds: Mapping[str, Build]) -> dict[str, float]:
    """How far what is in both arms or across a mouth reaches before whoever has it at any time of the part, metres."""
    drawings = {thing.id: thing.look.asset for thing in part.scene.things}
    found: dict[str, float] = {}
    for prop in (*stage.props, *timing.exit.props):
        drawing = drawings.get(prop.id, "")
        build = builds.get(prop.holder)
        long = mouth_reach_metres(drawing) if build is not None and build.head_ahead else 0.0
        ahead = 0.0
        if build is not None and long:
            ahead = BEAST_AHEAD * build.head_ahead + MUZZLE_METRES + long
        elif prop.holder and fills_arms(drawing):
            ahead = CARRIED_AHEAD + CARRIED_SHARE * width_metres(drawing)
        if ahead:
            found[prop.holder] = max(ahead, found.get(prop.holder, 0.0))
    return found


def _nearing(slot: Slot, timing: Timing, figures: Mapping[str, Figure]) -> frozenset[str]:
    names: set[str] = set()
    for act in timing.acts:
        one, other = figures.get(act.actor), figures.get(act.target)
        during = act.start < slot.end and act.start + act.duration > slot.start
        if act.verb not in MUTUAL or one is None or other is None or not during:
            continue
        metres = abs(one.state.x - other.state.x) / one.unit
        if act.verb == "hug" or metres > STEPPING_METRES:
            names |= {act.actor, act.target}
    return frozenset(names)


def _noticed(slot: Slot, timing: Timing) -> tuple[str, str]:
    looks = [
        act
        for act in timing.acts
        if act.verb in NOTICING and act.start <= slot.start < act.start + act.duration + NOTICED_FOR
    ]
    last = max(looks, key=lambda act: act.start, default=None)
    return (last.actor, last.target or last.thing) if last is not None else ("", "")


def _resting(timing: Timing, stage: StageState) -> frozenset[str]:
    touched = {name for act in timing.acts for name in (act.target, act.thing)}
    return frozenset(prop.id for prop in stage.props if not prop.holder and prop.id not in touched)


def _stance_in(slot: Slot, state: ActorState, before: ActorState | None, timing: Timing) -> str:
    """Whether somebody who hides somewhere in the part hides in this piece; else the stance that `state` has."""
    changes = [a for a in timing.acts if a.actor == state.id and (a.verb in STANCE_AFTER or a.verb in TRAVEL)]
    if not any(act.verb == "hide" for act in changes) and (before is None or before.stance != "hide"):
        return state.stance
    now = before.stance if before is not None else "stand"
    for act in changes:
        # Who rises needs the room above their head from the first frame of it.
        stance = STANCE_AFTER.get(act.verb, "stand")
        if act.start < slot.end if stance == "stand" else act.start <= slot.start:
            now = stance
    return now


def _fetching(slot: Slot, timing: Timing, stage: StageState, figures: Mapping[str, Figure]) -> Mapping[str, Figure]:
    """Those who reach for a thing in this piece, standing where they reach it."""
    things = {prop.id: prop for prop in stage.props if not prop.holder}
    found: dict[str, Figure] = {}
    for act in timing.acts:
        thing = things.get(act.thing) or things.get(act.target)
        figure = figures.get(act.actor)
        during = act.start < slot.end and act.start + act.duration > slot.start
        if act.verb not in REACHING or thing is None or figure is None or not during:
            continue
        away = thing.x - figure.state.x
        if abs(away) > ARM_REACH:
            x = thing.x - (ARM_REACH if away > 0 else -ARM_REACH)
            low = thing.up < FLOOR_METRES and figure.build.height > BENDS_FROM_METRES and not figure.build.head_ahead
            stance = "bent" if low and figure.state.stance == "stand" else figure.state.stance
            side = 1 if away > 0 else -1
            found[act.actor] = replace(figure, state=replace(figure.state, x=x, stance=stance, facing=side))
    return found


def _looks(slot: Slot, timing: Timing, stage: StageState, figures: Mapping[str, Figure]) -> Mapping[str, Figure]:
    """The figures turned to whom or what they look at well into the piece, as they will act it."""
    gazes = {actor.id: actor.gaze for actor in stage.actors}
    sides = {actor.id: actor.facing for actor in stage.actors}
    felt = {actor.id: (actor.emotion, actor.intensity) for actor in stage.actors}
    xs = MARK_XS | dict(stage.marks) | {name: figure.state.x for name, figure in figures.items()}
    xs |= {prop.id: xs.get(prop.holder, prop.x) for prop in stage.props}

    def look(name: str, target: str) -> None:
        gazes[name] = target
        away = xs.get(target, xs[name]) - xs[name]
        if abs(away) >= SAME_X:
            sides[name] = 1 if away > 0 else -1

    well_into = slot.start + round(WELL_INTO * slot.length)
    events: list[TimedAct | TimedLine] = [*timing.acts, *timing.lines]
    for event in sorted(events, key=lambda e: (e.start, isinstance(e, TimedLine))):
        if event.start > well_into:
            break
        if isinstance(event, TimedLine):
            if event.speaker not in figures:
                continue
            look(event.speaker, event.to or gazes.get(event.speaker, ""))
            felt[event.speaker] = (event.emotion, event.intensity)
            for other, figure in figures.items():
                if other != event.speaker and figure.state.stance != "hide":
                    look(other, event.speaker)
        elif event.actor in figures and event.verb not in TRAVEL:
            if event.target or event.thing:
                look(event.actor, event.target or event.thing)
            if event.verb in MUTUAL and event.target in figures:
                look(event.target, event.actor)
            if event.verb == "turn":
                sides[event.actor] = -sides.get(event.actor, 1)
    turned = {}
    for name, figure in figures.items():
        moves = name == slot.mover or name not in sides
        emotion, intensity = felt.get(name, ("", 0.0))
        figure = replace(figure, bowed=bow(emotion, intensity, beast=bool(figure.build.head_ahead)))
        state = figure.state
        turned[name] = figure if moves else replace(figure, state=replace(state, facing=sides[name], gaze=gazes[name]))
    return turned
