"""Slots: one part cut where a shot may change, with what goes on in each piece and who stands where.

It knows no cameras. A cut may come a few frames before or after a voice, and a strong line leaves room for a face.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from generators.direction.blinking import clear_of_blinks
from generators.direction.heights import Build
from generators.direction.idioms import Temperament
from generators.direction.peopling import NOTICING, peopled
from generators.direction.pulses import PulseGrid, cut_on_pulses
from generators.direction.slot import Slot
from generators.direction.timing import TRAVEL, Timing, is_strong
from generators.timed import StageState, TimedLine
from story_engine.plan import Beat, BeatKind, Part, PartKind
from story_engine.rng import unit
from story_engine.time import VIDEO_FRAME, MediaTime, from_seconds

REACTION_LEAD = 8 * VIDEO_FRAME
"""The listener's face comes this long before the strong words are over."""
REACTION_LEAST = from_seconds(0.9)
"""A face answers only where nothing else follows for so long."""
SPLIT_LEAST, SPLIT_MOST = 6, 14
"""Frames by which a cut precedes or follows the voice (J and L cuts)."""
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
UNHURRIED = ("narration", "pause")
"""What may begin under the picture of who looks."""
LONG_OPENING = from_seconds(3.2)
"""An opening under words gives way to who speaks them, where a sentence ends."""
SENTENCE = re.compile(r"[.!?;:…–]\s+")
ARTICLES = re.compile(r"\A(the|a|an|his|her|their|my|your|our)\s+", re.IGNORECASE)


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
    placed = [peopled(slot, part, timing, stage, builds) for slot in placed]
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
