"""Gestures: the library of `assets/gestures/talk.yaml`, and which of them a line is spoken with.

It knows no poses over time (see `generators.stage.acting.speaking`): words, feelings and temperament choose.
"""

from __future__ import annotations

import functools
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from generators.errors import AssetError
from generators.stage import library
from generators.stage.acting.own import MOST_ENTRIES, UNUSABLE, Own, added, current, usable
from generators.stage.acting.spots import HEAD_SPOTS
from generators.stage.acting.values import NEUTRAL
from generators.stage.chance import unit
from generators.timed import TimedLine, Word
from story_engine.time import MediaTime, from_seconds

HEADS, ONE, BOTH, THING = "0", "1", "2", "thing"
GAP_SECONDS = 1.05
"""Between two strokes, for a lively speaker; calm ones leave more."""
LONGEST_HOLD = from_seconds(1.1)
"""A hand goes home this long after its stroke, unless the next stroke comes first."""
RETRACT: MediaTime = from_seconds(0.42)
READY: MediaTime = from_seconds(0.36)
"""A gesture is prepared this long before its word."""
WORD_POINTS, ACT_POINTS, MOOD_POINTS, LUCK_POINTS = 3.2, 1.6, 1.5, 1.9
"""What counts in choosing: the word itself most, then what the line does, what is felt, and chance."""
THIRDS = 3
"""People take turns: who speaks again has mostly waited for one part."""
REACTION_DELAY: MediaTime = from_seconds(0.3)
"""From the word that moves a listener to the height of the answer."""
LONG_LINE: MediaTime = from_seconds(2.6)
SHORTEST_FIDGET: MediaTime = from_seconds(1.2)
VIGOUR_POINTS = 2.5
"""Taken off when a gesture is too large or too small for the speaker."""
SECTIONS = ("gestures", "beast", "reactions", "beast_reactions", "fidgets", "beast_fidgets")
"""Parts of the file that hold gestures."""
FIELDS = frozenset({"hands", "says", "words", "moods", "vigour", "ready", "stroke", "hold", "near_only"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One posture of a gesture: hands and offsets."""

    hand: tuple[float, float] | str | None = None
    other: tuple[float, float] | str | None = None
    hand_shape: str = ""
    other_shape: str = ""
    wrist: float = 0.0
    other_wrist: float = 0.0
    paw: tuple[float, float] | None = None
    offsets: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesture:
    """One gesture of speech."""

    id: str
    hands: str
    ready: Shape
    stroke: Shape
    hold: Shape | None = None
    says: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    moods: frozenset[str] = frozenset()
    vigour: tuple[float, float] = (0.0, 9.0)
    near_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A gesture in a line: its stroke falls on `at`; from `begin` it is prepared, after `end` it goes home."""

    at: MediaTime
    begin: MediaTime
    end: MediaTime
    gesture: Gesture
    side: str
    """Which hand leads: "near" or "far"."""
    size: float
    """How large it is played, about 0.5–1.15."""


def repertoire(kind: str) -> tuple[Gesture, ...]:
    """A section of the file: gestures, reactions, fidgets, or the same for four-legged ones ("beast…")."""
    return _repertoire(kind, current())


@functools.lru_cache(maxsize=64)
def _repertoire(kind: str, own: Own | None) -> tuple[Gesture, ...]:
    found = {name: gesture_of(name, entry) for name, entry in library.load("gestures", "talk")[kind].items()}
    theirs = added(own, "talk").get(kind)
    for name, entry in list(theirs.items())[:MOST_ENTRIES] if isinstance(theirs, dict) else ():
        with suppress(*UNUSABLE):
            found[str(name)] = gesture_of(str(name), usable(str(name), entry))
    return tuple(found.values())


@functools.cache
def _act_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table: dict[str, list[str]] = library.load("gestures", "talk")["acts"]
    return tuple(
        (act, re.compile(r"(?<![\w'])(" + "|".join(re.escape(word) for word in words) + r")(?![\w'])"))
        for act, words in table.items()
    )


@functools.lru_cache(maxsize=1024)
def dialogue_acts(text: str) -> frozenset[str]:
    """What a line does: ask, exclaim, deny, agree, plead … or just tell."""
    said = text.lower().replace("\u2019", "'")
    found = {act for act, pattern in _act_patterns() if pattern.search(said)}
    if "order" in found and not re.match(r"[\W]*(\w+[,!.] )?(" + "|".join(_order_words()) + r")\b", said):
        found.discard("order")  # "come" gives an order only where a sentence begins with it
    if said.rstrip("\"' ").endswith("?"):
        found.add("ask")
    if "!" in said:
        found.add("exclaim")
    if not found & {"ask", "exclaim"}:
        found.add("tell")
    return frozenset(found)


@functools.cache
def _order_words() -> tuple[str, ...]:
    return tuple(re.escape(str(word)) for word in library.load("gestures", "talk")["acts"]["order"])


def plan_strokes(
    line: TimedLine, *, root: int, energy: float, free: tuple[bool, bool], carries: bool, beast: bool, turn: int
) -> tuple[Stroke, ...]:
    """Which gestures go with `line`, in order; none comes twice running, nor over the join of two parts.

    `free`: whether the near and the far hand are; `carries`: something is in the hands; `turn`: the part's index.
    """
    words = _strong_words(line, energy)
    if line.tone == "think":
        words = words[:1]
    kind = "beast" if beast else "gestures"
    known, thirds = repertoire(kind), _thirds(kind)
    acts = dialogue_acts(line.text)
    vigour = energy * (0.55 + 0.6 * line.intensity)
    vigour *= {"shout": 1.4, "whisper": 0.6, "think": 0.4}.get(line.tone, 1.0)
    found: list[Stroke] = []
    for index, word in enumerate(words):
        edge = index in (0, len(words) - 1)
        said = re.sub(r"[^\w']", "", word.text.lower())

        def points(g: Gesture, said: str = said, index: int = index, word: Word = word) -> float:
            fits = WORD_POINTS * (said in g.words)
            if index == 0:
                fits += ACT_POINTS * len(g.says & (acts - {"tell"})) + 0.4 * ACT_POINTS * ("tell" in g.says & acts)
            else:
                fits += 0.5 * ACT_POINTS * bool(g.says & acts)
            fits += MOOD_POINTS * (line.emotion in g.moods) - 0.8 * bool(g.moods and line.emotion not in g.moods)
            fits -= 1.6 * bool(g.words and not g.says and said not in g.words)
            fits -= VIGOUR_POINTS * (not g.vigour[0] <= vigour <= g.vigour[1])
            return fits + LUCK_POINTS * unit(root, "gesture", line.text, word.start, g.id)

        last = found[-1].gesture.id if found else ""
        able = [g for g in known if beast or _can(g, free, carries)]
        pool = [g for g in able if g.id != last and (not edge or thirds[g.id] == turn % THIRDS)]
        if not pool:
            continue
        best = max(pool, key=points)
        until = words[index + 1].start - READY if index + 1 < len(words) else line.start + line.duration
        end = min(max(until, word.start + from_seconds(0.3)), word.start + LONGEST_HOLD)
        side = "near" if free[0] and (not free[1] or best.near_only or unit(root, "side", line.text) < 0.5) else "far"
        size = min(1.12, max(0.5, 0.45 + 0.55 * vigour))
        begin = max(word.start - READY, line.start - from_seconds(0.3))
        found.append(Stroke(at=word.start, begin=begin, end=end, gesture=best, side=side, size=size))
    return tuple(found)


def plan_reactions(
    line: TimedLine, *, listener: str, root: int, energy: float, free: tuple[bool, bool], carries: bool, beast: bool
) -> tuple[Stroke, ...]:
    """How a listener's body answers `line`: once on what moves them in it, once more when it was strong or long."""
    known = [
        g
        for g in repertoire("beast_reactions" if beast else "reactions")
        if line.emotion in g.moods and (beast or _can(g, free, carries))
    ]
    if not known:
        return ()
    strong = [word.start for word in line.words if word.stressed] or [line.start + line.duration // 3]
    late = [at for at in strong if at > line.start + 0.4 * line.duration] or strong[-1:]
    times = [late[0] + REACTION_DELAY]
    end = line.start + line.duration
    if line.duration > LONG_LINE:
        times.insert(0, strong[0] + REACTION_DELAY + from_seconds(0.2 * unit(root, "react", line.text)))
    if line.intensity > 0.5 or line.duration > LONG_LINE:
        times.append(end + from_seconds(0.22))
    found: list[Stroke] = []
    for index, at in enumerate(times):
        if found and at - found[-1].at < from_seconds(1.0):
            continue
        pool = [g for g in known if not found or g.id != found[-1].gesture.id]
        if not pool:
            break
        best = max(pool, key=lambda g: unit(root, "reaction", listener, line.text, index, g.id))
        size = min(1.1, (0.55 + 0.5 * line.intensity) * (0.6 + 0.4 * energy) * (1.15 if line.to == listener else 0.85))
        side = "near" if free[0] else "far"
        found.append(Stroke(at=at, begin=at - READY, end=at + from_seconds(0.55), gesture=best, side=side, size=size))
    return tuple(found)


def plan_fidget(
    begin: MediaTime, longest: MediaTime, *, path: tuple[str | int, ...], root: int, energy: float,
    free: tuple[bool, bool], carries: bool, beast: bool, calm: bool = True,
) -> Stroke | None:  # fmt: skip
    """Something small to do for who waits, within `longest` from `begin`; None when there is no time for it."""
    length = min(longest, from_seconds(1.5 + 0.9 * unit(root, "fidget length", *path)))
    if length < SHORTEST_FIDGET:
        return None
    known = [
        g
        for g in repertoire("beast_fidgets" if beast else "fidgets")
        if (beast or _can(g, free, carries)) and g.vigour[0] <= energy <= g.vigour[1]
    ]
    if not known:
        return None
    best = max(known, key=lambda g: unit(root, "fidget", *path, g.id))
    side = "near" if free[0] and (best.near_only or unit(root, "fidget side", *path) < 0.5 or not free[1]) else "far"
    at = begin + from_seconds(0.5)
    return Stroke(at=at, begin=begin, end=begin + length - RETRACT, gesture=best, side=side, size=0.9 if calm else 1.0)


def _can(gesture: Gesture, free: tuple[bool, bool], carries: bool) -> bool:
    if gesture.hands == HEADS:
        return True
    if gesture.hands == THING:
        return carries
    if gesture.hands == BOTH:
        return all(free)
    return free[0] if gesture.near_only else any(free)


def _thirds(kind: str) -> dict[str, int]:
    """Every gesture belongs to one part in three: a part never begins with what one of the two before it ended with."""
    return _thirds_of(kind, current())


@functools.lru_cache(maxsize=64)
def _thirds_of(kind: str, own: Own | None) -> dict[str, int]:
    return {gesture.id: index % THIRDS for index, gesture in enumerate(_repertoire(kind, own))}


def _strong_words(line: TimedLine, energy: float) -> list[Word]:
    """The stressed words that get a stroke: far enough apart for a hand to get there."""
    gap = from_seconds(GAP_SECONDS / min(1.25, max(0.55, energy * (0.7 + 0.4 * line.intensity))))
    found: list[Word] = []
    for word in line.words:
        if not word.stressed or word.start < line.start + from_seconds(0.04):
            continue
        if not found or word.start - found[-1].start >= gap:
            found.append(word)
    if not found:
        first = line.words[0] if line.words else None
        at = first.start if first else line.start + round(0.15 * line.duration)
        found = [Word(start=at, duration=from_seconds(0.3), text=first.text if first else line.text[:12])]
    return found


def gesture_of(name: str, entry: dict[str, Any]) -> Gesture:
    """A gesture of the file; AssetError where it cannot be played."""
    unknown = set(entry) - FIELDS
    if unknown or "stroke" not in entry or "ready" not in entry:
        raise AssetError(f"talk.yaml: {name}: needs ready and stroke, knows no {sorted(unknown)}; see README.md")
    hold = entry.get("hold")
    vigour = entry.get("vigour", (0.0, 9.0))
    stroke = _shape(name, entry["stroke"])
    to_face = isinstance(stroke.hand, str) and stroke.hand in HEAD_SPOTS  # the far hand would be behind the head
    return Gesture(
        id=name,
        hands=str(entry.get("hands", 0)),
        ready=_shape(name, entry["ready"]),
        stroke=stroke,
        hold=_shape(name, hold) if hold else None,
        says=frozenset(str(act) for act in entry.get("says", ())),
        words=frozenset(str(word) for word in entry.get("words", ())),
        moods=frozenset(str(mood) for mood in entry.get("moods", ())),
        vigour=(float(vigour[0]), float(vigour[1])),
        near_only=to_face or bool(entry.get("near_only", False)),
    )


def _shape(name: str, entry: dict[str, Any]) -> Shape:
    apart = {"hand", "other", "wrist", "other_wrist", "paw"}
    for channel in entry:
        if channel not in apart and channel not in NEUTRAL:
            raise AssetError(f"talk.yaml: {name}: there is no channel {channel!r}; see README.md")
    hand, hand_shape = _hand(name, entry.get("hand"))
    other, other_shape = _hand(name, entry.get("other"))
    paw = entry.get("paw")
    return Shape(
        hand=hand,
        other=other,
        hand_shape=hand_shape,
        other_shape=other_shape,
        wrist=float(entry.get("wrist", 0.0)),
        other_wrist=float(entry.get("other_wrist", 0.0)),
        paw=(float(paw[0]), float(paw[1])) if paw else None,
        offsets=tuple((key, float(value)) for key, value in entry.items() if key not in apart),
    )


def _hand(name: str, place: Any) -> tuple[tuple[float, float] | str | None, str]:
    if place is None:
        return None, ""
    if isinstance(place, list) and place and isinstance(place[0], str):
        return str(place[0]), str(place[1]) if len(place) > 1 else ""
    if isinstance(place, list) and len(place) >= 2:
        return (float(place[0]), float(place[1])), str(place[2]) if len(place) > 2 else ""
    raise AssetError(f"talk.yaml: {name}: hand {place!r} is neither [forward, down, shape] nor [spot, shape]")
