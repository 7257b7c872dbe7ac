"""Replays a journal: the parts that were, directed and rendered again, with nothing planned anew.

It knows no planner: the story engine gives the journal's parts, this module gives them times and pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from generators.direction.direct import Continuity, direct
from generators.direction.heights import body_height
from generators.direction.manner import MannerVoices
from generators.sound.voices.box import VoiceBox
from player.conducting.course import Course, Placed
from player.direction import Applied, LogRecord, Opened, Opening, Planned
from player.director import scene_records
from player.export import JoinMixer
from player.showlog import ShowLog
from player.virtual import Rendering, RenderOptions, render_course
from story_engine.errors import StoryError
from story_engine.journal import Journal
from story_engine.plan import Input, Outcome
from story_engine.seed import load_seed
from story_engine.show import Show


class ReplayDirector:
    """A `player.direction.Director` whose state n is the show after n parts of a journal."""

    def __init__(self, speech_store: Path, seed: Path, journal: Journal, manner: str = "") -> None:
        """Read the journal's parts; raises SeedError, JournalError, ReplayError."""
        self._seed = load_seed(seed)
        self._journal = journal
        self._parts = tuple(Show.replay(self._seed, journal))
        self._voices = VoiceBox(speech_store)
        self._manner = MannerVoices(self._voices, manner or self._seed.manner)
        self._continuity: dict[int, Continuity] = {0: Continuity()}

    @property
    def length(self) -> int:
        """Number of parts."""
        return len(self._parts)

    def open(self, opening: Opening) -> Opened:
        """The beginning; everything about it stands in the journal."""
        return Opened(state=0, title=self._seed.title, versions=self._voices.versions())

    def step(self, state: int) -> Planned:
        """Part number `state`; states are stepped in order."""
        if state >= len(self._parts):
            raise StoryError(f"the journal ends after {len(self._parts)} parts")
        part = self._parts[state]
        before = self._continuity[state]
        timed, after = direct(
            part,
            before,
            self._manner,
            rng_seed=self._journal.header.rng_seed,
            body_height=body_height,
            versions=self._voices.versions(),
        )
        self._continuity[state + 1] = after
        log: tuple[LogRecord, ...] = tuple(scene_records(part, before.scene))
        return Planned(state=state + 1, timed=timed, log=log)

    def apply(self, state: int, given: Input) -> Applied:
        """Nothing: what the viewer did is in the journal already."""
        return Applied(state=state, outcome=Outcome(kind="noted"))

    def forget(self, keep: tuple[int, ...]) -> None:
        """Keep the continuity of those states only."""
        self._continuity = {state: held for state, held in self._continuity.items() if state in set(keep)}

    def journal(self, state: int) -> bytes:
        """The journal as it was read."""
        return self._journal.to_bytes()

    def close(self) -> None:
        """End the voice process."""
        self._voices.close()


def replay_show(
    director: ReplayDirector,
    options: RenderOptions,
    *,
    mixer: JoinMixer | None = None,
    on_progress: Callable[[str, float], None] = lambda what, share: None,
) -> Rendering:
    """Render every part of the journal; raises GeneratorError."""

    def all_parts(course: Course, log: ShowLog) -> Iterator[Placed]:
        for _ in range(director.length):
            placed = course.extend()
            log.part(placed)
            on_progress("directing", len(course.placed) / director.length)
            yield placed

    opening = Opening(seed="", rng_seed=0)
    return render_course(director, opening, options, all_parts, mixer=mixer, on_progress=on_progress)
