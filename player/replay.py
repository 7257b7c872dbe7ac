"""Replays a journal: the parts that were, directed and rendered again, with nothing planned anew.

It knows no planner: the story engine gives the journal's parts, this module gives them times and pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generators.direction.direct import Continuity, direct
from generators.direction.manner import MannerVoices
from generators.direction.still import Held, stilled
from generators.render_pool.catalogue import art_of
from generators.sound.voices.box import VoiceBox
from generators.timed import Balance, TimedPart
from player.conducting.course import Course, Placed
from player.direction import Applied, LogRecord, Opened, Opening, Planned
from player.director import SEEDS, journal_reading, scene_records, voices_of, weighed
from player.export import JoinMixer
from player.marks import Mark
from player.seed_sound import sound_of
from player.showlog import ShowLog, seconds
from player.virtual import Rendering, RenderOptions, render_course
from story_engine.errors import StoryError
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind, Outcome, Part, PartKind
from story_engine.seed import Seed, load_seed
from story_engine.show import Show, fitting
from story_engine.time import MediaTime


@dataclass(frozen=True, slots=True)
class _Turn:
    """One part of the replayed show and the part whose continuity it begins with."""

    part: Part
    follows: int
    """Index into the turns; −1 = the beginning, or where the viewer came back."""
    sitting: int
    """0 until the viewer left and came back for the first time."""
    again: int = -1
    """Index of the turn of a hold that was shown in its place; −1 = it was shown itself."""


class ReplayDirector:
    """A `player.direction.Director` whose state n is the show after n parts of a journal."""

    def __init__(
        self, speech_store: Path, seed: Path, journal: Journal, language: str = "", *, branched: bool = False
    ) -> None:
        """Read the journal's parts, shown in any language of the seed; raises SeedError, JournalError, ReplayError.

        `branched`: the viewer went to other moments on the way, so that the times of skips are not those of this path.
        """
        self._seed = load_seed(seed, language=language, kept=speech_store.parent / SEEDS)
        self._art = art_of(seed)
        self._sound = sound_of(self._seed, speech_store)
        self._journal = journal = fitting(self._seed, journal)
        self._opening = Opening(seed=str(seed), rng_seed=journal.header.rng_seed)
        self._reading = journal_reading(journal)
        self._held = Held()
        self.branched = branched
        notes = [event.fields for event in journal.path(-1) if event.kind == "note"]
        holds = {int(note["choice"]): _held(note) for note in notes if note["note"] == "holds"}
        first = next((str(note["manner"]) for note in notes if note["note"] == "manner"), self._seed.manner)
        spoken = (first, *(str(note["manner"]) for note in notes if note["note"] == "resumed"))
        self._turns = tuple(_turns(self._seed, journal, holds))
        self._voices = VoiceBox(speech_store)
        self._manners = tuple(MannerVoices(self._voices, manner, *voices_of(self._seed)) for manner in spoken)
        self._continuity: dict[int, Continuity] = {-1: Continuity()}
        self._held_turns: dict[int, TimedPart] = {}
        """What the turns of the hold that is on have shown."""

    @property
    def length(self) -> int:
        """Number of parts."""
        return len(self._turns)

    def sitting(self, state: int) -> int:
        """How often the viewer had come back when part number `state` was shown."""
        return self._turns[state].sitting

    def skips(self) -> list[tuple[int, MediaTime]]:
        """When the viewer skipped: the sitting, and the time since it began."""
        found: list[tuple[int, MediaTime]] = []
        sitting = 0
        for event in self._journal.path(-1):
            if event.kind == "note" and event.fields["note"] == "resumed":
                sitting += 1
            elif event.kind == "input" and event.fields["kind"] == InputKind.SKIP.value:
                found.append((sitting, int(event.fields["at"])))
        return sorted(found)

    def skips_by_scene(self) -> list[tuple[str, float]]:
        """What the viewer skipped: the scene, and the share of it that had been shown."""
        inputs = (event.fields for event in self._journal.path(-1) if event.kind == "input")
        return [
            (str(fields["scene"]), float(fields.get("share", 0.0)))
            for fields in inputs
            if fields["kind"] == InputKind.SKIP.value and fields.get("scene")
        ]

    def picks(self) -> dict[int, tuple[int, str, MediaTime]]:
        """Which option of each choice was taken, by whom ("viewer", "default"), and when since the sitting began."""
        inputs = (event.fields for event in self._journal.path(-1) if event.kind == "input")
        taken = (fields for fields in inputs if fields["kind"] == InputKind.PICK.value)
        return {int(f["choice"]): (int(f["option"]), str(f.get("by", "viewer")), int(f.get("at", 0))) for f in taken}

    def open(self, opening: Opening) -> Opened:
        """The beginning; all but style, calm camera, gentle light and balance stands in the journal."""
        self._opening = opening
        return Opened(
            state=0,
            title=self._seed.shown_title,
            versions=self._voices.versions(),
            missing_voices=() if all(one.manner == "silent" for one in self._manners) else self._voices.lacking,
        )

    def step(self, state: int) -> Planned:
        """Part number `state`; states are stepped in order."""
        if state >= len(self._turns):
            raise StoryError(f"the journal ends after {len(self._turns)} parts")
        turn = self._turns[state]
        part, before = turn.part, self._continuity[turn.follows]
        if self._opening.style:
            part = replace(part, scene=replace(part.scene, style=self._opening.style))
        timed, after = direct(
            part,
            before,
            self._manners[turn.sitting],
            rng_seed=self._journal.header.rng_seed,
            versions=self._voices.versions(),
            seed_art=self._art,
            seed_sound=self._sound,
            reading=self._reading,
        )
        self._continuity[state] = after
        if self._opening.still:
            timed, self._held = stilled(timed, self._held)
        if self._opening.gentle:
            timed = replace(timed, gentle=True)
        timed = weighed(timed, self._opening.balance, self._opening.balance)
        if part.kind is not PartKind.HOLD:
            self._held_turns.clear()
        else:
            # What was late is planned, so that what follows begins as it did, but the turn before was shown again.
            timed = self._held_turns.get(turn.again, timed)
            self._held_turns[state] = timed
        log: tuple[LogRecord, ...] = tuple(scene_records(part, before.scene))
        return Planned(state=state + 1, timed=timed, log=log)

    def apply(self, state: int, given: Input) -> Applied:
        """Nothing: what the viewer did is in the journal already."""
        return Applied(state=state, outcome=Outcome(kind="noted"))

    def weigh(self, state: int, balance: Balance) -> int:
        """A replay is heard in one balance: `state` itself."""
        return state

    def forget(self, keep: tuple[int, ...]) -> None:
        """Nothing: what a part hands on is small, and a journal ends."""

    def journal(self, state: int) -> bytes:
        """The journal as it was read."""
        return self._journal.to_bytes()

    def mark(self, state: int) -> Mark:
        """Nothing: a replay is not steered."""
        return Mark()

    def revisit(self, left: int, mark: Mark) -> int:
        """A replay is not steered; raises StoryError."""
        raise StoryError("a replay goes on as it was; play the show to take another way")

    def fork(self, state: int, folder: str, title: str) -> str:
        """A replay is not steered; raises StoryError."""
        raise StoryError("a replay cannot be kept as a seed; play the show and keep it there")

    def close(self) -> None:
        """End the voice process."""
        self._voices.close()


def replay_show(
    director: ReplayDirector,
    options: RenderOptions,
    *,
    opening: Opening | None = None,
    mixer: JoinMixer | None = None,
    on_progress: Callable[[str, float], None] = lambda what, share: None,
) -> Rendering:
    """Render every part of the journal, looking as `opening` says; raises GeneratorError."""

    def all_parts(course: Course, log: ShowLog) -> Iterator[Placed]:
        for placed in course_parts(director, course, log):
            on_progress("directing", course.state / director.length)
            yield placed

    looks = opening or Opening(seed="", rng_seed=0)
    return render_course(director, looks, options, all_parts, mixer=mixer, on_progress=on_progress)


def course_parts(director: ReplayDirector, course: Course, log: ShowLog) -> Iterator[Placed]:
    """Every part of the journal in its place; what was skipped is left out where it was."""
    if director.branched:
        yield from _branched_parts(director, course, log)
        return
    skips = director.skips()
    sitting, began = 0, 0
    while course.state < director.length:
        if director.sitting(course.state) != sitting:
            sitting, began = director.sitting(course.state), course.end
        while skips and skips[0] < (sitting, course.end - began):
            if skips.pop(0)[0] == sitting:
                course.skip(kept=len(course.placed))
        placed = course.extend()
        _tell(director, log, placed, course.placed[-2] if len(course.placed) > 1 else None, began)
        yield placed


def _tell(
    director: ReplayDirector, log: ShowLog, placed: Placed, before: Placed | None, began: MediaTime | None
) -> None:
    """Log a part: its scene and lines, cards that open with it, and the pick that ended the hold before it.

    `began`: when this sitting did; None where the clock is not the viewer's, so that nobody knows when they picked.
    """
    asked = before.timed.part.choice if before is not None and before.is_hold else None
    choice = placed.timed.part.choice if placed.is_hold else None
    held = choice is not None and asked is not None and choice.id == asked.id
    if asked is not None and not held and asked.id in (picks := director.picks()):
        option, by, pressed = picks[asked.id]
        at = placed.start if began is None else min(began + max(pressed, 0), placed.start)
        log.write(at, "option", choice=asked.id, option=option, by=by, counts_from=seconds(placed.start))
    log.part(placed)
    if choice is not None and not held:
        log.choice(placed, choice, placed.start, heads_ready=True)


def _branched_parts(director: ReplayDirector, course: Course, log: ShowLog) -> Iterator[Placed]:
    """Every part, then what was skipped taken out: a branch's clock is not that of the viewer who went back."""
    while course.state < director.length:
        course.extend()
    for scene, share in director.skips_by_scene():
        inside = [placed for placed in course.placed if placed.timed.part.scene.id == scene and not placed.is_hold]
        whole = sum(placed.timed.duration for placed in inside)
        shown = 0
        for placed in inside:
            shown += placed.timed.duration
            if shown > share * whole:
                break
        else:
            continue
        kept = placed.number + 1
        rest = course.placed[kept:]
        target = next((p.number for p in rest if p.is_hold or p.timed.part.scene.id != scene), len(course.placed))
        if target > kept:
            course.jump(kept, target)
    before: Placed | None = None
    for told in course.placed:
        _tell(director, log, told, before, None)
        before = told
        yield told


def _held(note: Mapping[str, Any]) -> tuple[int, ...]:
    """The turn that each showing of a hold showed, from a note of its pick."""
    count = int(note["count"])
    turns = [int(turn) for turn in note.get("turns", ())]
    return tuple(turns) if len(turns) == count else tuple(range(count))


def _turns(seed: Seed, journal: Journal, holds: dict[int, tuple[int, ...]]) -> Iterator[_Turn]:
    """The parts in order; each hold as often as it was shown, every branch from its first showing."""
    returns = [e.step for e in journal.path(-1) if e.kind == "note" and e.fields["note"] == "resumed"]
    count = 0
    last = -1
    sitting = 0
    walked = [*Show.walk(seed, journal)]
    for (after, part), following in zip(walked, [*(p for _, p in walked[1:]), None], strict=False):
        here = sum(step < after.steps for step in returns)
        if here != sitting:
            sitting, last = here, -1
        yield _Turn(part, last, sitting)
        last = count
        count += 1
        # A hold in which the viewer left was journaled turn by turn: only the one that the pick follows counts on.
        if part.kind is PartKind.HOLD and part.choice is not None and not _still_held(part, following):
            show, follows = after, last
            first = last
            for number, shown in enumerate(holds.get(part.choice.id, ())[1:], 1):
                show, planned = show.step()
                yield _Turn(planned, follows, sitting, first + shown if 0 <= shown < number else -1)
                follows = count
                count += 1


def _still_held(part: Part, following: Part | None) -> bool:
    """Whether the part after a hold is the same hold again."""
    return (
        following is not None
        and following.kind is PartKind.HOLD
        and part.choice is not None
        and following.choice is not None
        and following.choice.id == part.choice.id
    )
