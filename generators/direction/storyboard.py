"""The storyboard: which shot shows which beat, found by a Viterbi pass over weighted film idioms.

It knows beats and positions, no drawing and no music. Idioms and their reasons: Virtual
Cinematographer (He, Cohen, Salesin 1996) and Leake et al. 2017; the numbers are ours and stand in
`assets/idioms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from generators.direction.heights import Build
from generators.direction.idioms import DEFAULT, Temperament, load_temperament
from generators.direction.near import near_of, stays_clear
from generators.direction.path import Run, cheapest
from generators.direction.pulses import PulseGrid
from generators.direction.slot import Slot
from generators.direction.slots import slots_of
from generators.direction.timing import Timing
from generators.timed import Shot, StageState
from story_engine.plan import Part, PartKind
from story_engine.rng import unit
from story_engine.time import MediaTime, from_seconds

SHORTEST_SHOT = from_seconds(1.7)
"""A picture book does not hurry; shorter pieces join the shot before them."""
TIME_PASSES_HOURS = 2.5
"""A scene that begins so much later than the one before ended comes in softly."""
FIRST_FACE_RANK, FIRST_FACE_CLOSENESS = 4.4, 1.6
"""Until a first face was seen near, words are shown from near: a show is met by its people."""
MATCH_CUTS = 0.35
"""Share of the returns to a known place that may begin with a match cut."""
PAGES = 0.75
"""Share of the chapters that begin with a page being turned; the others open like an eye."""
PLACES_KEPT, THINGS_KEPT = 24, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The shot that is on screen at a join, from which the next part may go on."""

    run: Run
    """The shot; its `begun` is how long it has run."""
    key: str
    near: str = ""
    """Edge and name of its piece near the lens."""
    must_cut: bool = False
    """The next part may not go on in it: a hold may have been shown any number of times since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the show has shown so far, as far as framing cares."""

    places: tuple[str, ...] = ()
    """Ids of the places already established, the latest last."""
    things: tuple[str, ...] = ()
    """Ids of the things that had their insert."""
    hour: float = -1.0
    """The hour of the scene before; −1 at the beginning."""
    run: Run | None = None
    """The shot that was on screen last, at its end."""
    faces: bool = False
    """Whether anybody's face was ever seen near: the first one must not be waited for."""


def storyboard(
    part: Part,
    timing: Timing,
    stage: StageState,
    heights: Mapping[str, float | Build],
    held: Held | None,
    *,
    memory: Memory | None = None,
    temperament: Temperament | None = None,
    rng_seed: int = 0,
    grid: PulseGrid | None = None,
) -> tuple[tuple[Shot, ...], Held]:
    """The shots of one part, and the shot that is on screen when it ends.

    `heights` are builds, or body heights in metres, by actor id. `held` is None at the start of a scene;
    `rng_seed` is the scene's own (the one that makes eyes blink; 0 = unknown), `grid` the music's pulse.
    """
    memory = memory or Memory()
    temperament = temperament or load_temperament(DEFAULT)
    if not memory.faces:
        temperament = replace(temperament, calm=FIRST_FACE_RANK, closeness=FIRST_FACE_CLOSENESS)
    builds = {name: b if isinstance(b, Build) else Build.of_height(b) for name, b in heights.items()}
    opening = "" if held else "return" if part.scene.place.id in memory.places else "opening"
    slots = slots_of(
        part,
        timing,
        stage,
        builds,
        temperament,
        opening=opening,
        seen=held.run.view.subjects if held and not held.must_cut else (),
        shown=memory.things,
        already=held.run.begun if held and not held.must_cut else 0,
        root=rng_seed,
        grid=grid,
    )
    going_on = held is not None and not held.must_cut
    left = memory.run if part.scene.place.id in memory.places[-1:] else None
    roll = unit(part.scene.number, "match")
    echo = memory.run if opening == "return" and not left and roll < MATCH_CUTS else None
    runs = cheapest(part, slots, temperament, held.run if held else None, may_go_on=going_on, left=left, echo=echo)
    return _to_shots(part, slots, runs, held, _transition(part, memory, temperament))


def remembered(memory: Memory, part: Part, shots: tuple[Shot, ...], held: Held) -> Memory:
    """`memory` after a part was shown."""
    inserts = [name for shot in shots if shot.size == "INSERT" for name in shot.subjects]
    places = tuple(p for p in memory.places if p != part.scene.place.id)
    return Memory(
        places=(*places, part.scene.place.id)[-PLACES_KEPT:],
        things=tuple(dict.fromkeys((*memory.things, *inserts)))[-THINGS_KEPT:],
        hour=part.scene.hour,
        run=held.run,
        faces=memory.faces or any(shot.size in ("MCU", "CU") for shot in shots),
    )


def _to_shots(
    part: Part, slots: list[Slot], runs: tuple[Run, ...], held: Held | None, opening: str
) -> tuple[tuple[Shot, ...], Held]:
    """One shot for each run of slots that one view holds."""
    shots: list[Shot] = []
    last = held
    if last is not None and last.near and not stays_clear(last.near, last.run.view, _shown(slots, runs, 0)):
        last = replace(last, near="")
    for index, (slot, run) in enumerate(zip(slots, runs, strict=True)):
        same = last is not None and run.view.move == last.run.view.move
        if run.begun and last is not None and not same:
            last = Held(run=run, key=last.key, near=last.near)
        if run.begun and shots and last is not None and same:
            shots[-1] = _piece(last, shots[-1].start, shots[-1].begun, slot.end, shots[-1].transition)
        else:
            if not run.begun:
                near = near_of(part, run.view, _shown(slots, runs, index))
                last = Held(run=run, key=f"{part.scene.place.id}:{run.view.name}", near=near)
            assert last is not None
            transition = opening if index == 0 and held is None else "cut"
            shots.append(_piece(last, slot.start, run.begun, slot.end, transition))
    assert last is not None
    end = shots[-1]
    return tuple(shots), Held(run=replace(last.run, begun=end.begun + end.duration), key=last.key, near=last.near)


def _shown(slots: list[Slot], runs: tuple[Run, ...], first: int) -> list[Slot]:
    """The slots that the shot of slot `first` shows, from there on."""
    shown = [slots[first]]
    for slot, run in zip(slots[first + 1 :], runs[first + 1 :], strict=True):
        if not run.begun:
            break
        shown.append(slot)
    return shown


def _piece(held: Held, start: MediaTime, begun: MediaTime, end: MediaTime, transition: str) -> Shot:
    view, length = held.run.view, end - start
    return Shot(
        start=start,
        duration=length,
        key=held.key,
        size=view.size,
        begin=view.move.at(begun),
        end=view.move.at(begun + length),
        subjects=view.subjects,
        transition=transition,
        begun=begun,
        ease="smooth" if view.move.is_eased else "linear",
        extra=view.hidden,
        idiom=view.idiom,
        span=view.move.span(begun, length),
        nominal=view.move.end.zoom if view.move.is_travelling else view.move.begin.zoom,
        shoulder=view.shoulder,
        side=view.side,
        eyes=view.eyes,
        near=held.near,
        focus_at=view.move.focus_at,
    )


def _transition(part: Part, memory: Memory, temperament: Temperament) -> str:
    """How a scene comes in: a chapter like a page or an eye, time that has passed softly, all else with a cut."""
    if part.kind is PartKind.TITLE:
        # The first picture is what the show is met by: it is there at once, and whole.
        return "cut"
    if part.scene.chapter:
        return "page" if unit(part.scene.number, "chapter") < PAGES else "iris"
    if memory.hour < 0:
        return "cut"
    later = (part.scene.hour - memory.hour) % 24 >= TIME_PASSES_HOURS
    lingers = part.scene.place.id in memory.places[-1:] and part.scene.hour != memory.hour
    if later or (lingers and unit(part.scene.number, "dissolve") < temperament.dissolve):
        return "dissolve"
    return "cut"
