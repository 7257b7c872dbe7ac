"""The director: planner, voices, storyboard and composer's plan behind one port, in this process.

It knows no clock, cache or screen. `player/director_process.py` puts it into a process of its own.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path

from generators.direction.bridge import bridge_of
from generators.direction.captions import READING_CHARS_PER_SECOND
from generators.direction.direct import Continuity, direct
from generators.direction.manner import MannerVoices
from generators.direction.still import Held, stilled
from generators.render_pool.catalogue import art_of
from generators.sound.own import NOTHING
from generators.sound.voices.box import VoiceBox
from generators.timed import Balance, TimedPart
from player.direction import Applied, LogRecord, Opened, Opening, Planned
from player.marks import Mark
from player.seed_sound import sound_of, still_heard
from player.show_tree import Left, ShowTree, left_for, mark_of
from player.viewpoint import seen_so
from profiles.taste import TasteValues
from story_engine.bookmark import Landing
from story_engine.errors import StoryError
from story_engine.forked import fork_seed
from story_engine.journal import Journal
from story_engine.landing import opened_at
from story_engine.plan import Input, InputKind, Part, PartKind
from story_engine.seed import Seed, load_seed
from story_engine.show import Show
from story_engine.time import MediaTime

NOTE_EVERY = 500
"""Parts, some half an hour: after so many it is noted that the seed's own sounds are still wanted."""
SEEDS = "seeds"
"""Beside the spoken lines: seeds as they were read last, from which the next start of a show takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    show: Show
    continuity: Continuity
    clock: MediaTime
    """Media time of the show at which the next part begins on this path."""
    logged_scene: str
    rng_seed: int
    held: Held = Held()
    """The view in which the part before ended, where the camera never moves."""
    left: Left = Left()
    """What was shown on the way that was left for this moment."""
    balance: Balance = Balance()
    """In which the next part is heard."""
    heard: Balance = Balance()
    """In which the part before was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ahead:
    """A seed that was read before it was asked for."""

    folder: Path
    language: str
    stamp: tuple[tuple[str, int, int], ...]
    seed: Seed


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of every file of a seed: equal as long as nobody edits it."""
    stats = ((path, path.stat()) for path in sorted(folder.rglob("*")))
    return tuple((str(path), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


class InProcessDirector:
    """Answers `player.direction.Director` here and now; not for two worker threads at once."""

    def __init__(self, speech_store: Path) -> None:
        self._voices = VoiceBox(speech_store)
        self._seeds = speech_store.parent / SEEDS
        self._states: dict[int, _State] = {}
        self._next = 0
        self._seed: Seed | None = None
        self._art: Path | None = None
        self._sound = NOTHING
        self._ahead: _Ahead | None = None
        self._manner = MannerVoices(self._voices, "murmur")
        self._style = self._viewpoint = ""
        self._still = self._gentle = False
        self._reading = READING_CHARS_PER_SECOND
        self._tree = ShowTree()
        self._ceiling = 99
        self._stepped = 0

    def read_ahead(self, seed: Path, language: str = "") -> None:
        """Read and ground a seed before a show of it is asked for, while the voices start; `open` tells of faults."""
        self._voices.start()
        try:
            stamp = _stamp(seed)
            read = load_seed(seed, language=language, kept=self._seeds)
            Show.prepare(read)
        except (StoryError, OSError):
            return  # `open` reads it again and says what is wrong to whoever asked
        self._ahead = _Ahead(folder=seed.resolve(), language=language, stamp=stamp, seed=read)

    def open(self, opening: Opening) -> Opened:
        """Begin or resume a show."""
        seed = self._read(Path(opening.seed), opening.language)
        self._seed, self._style, self._ceiling = seed, opening.style, opening.ceiling
        self._still, self._gentle = opening.still, opening.gentle
        self._art = art_of(Path(opening.seed))
        self._sound = sound_of(seed, self._voices.store)
        self._viewpoint, landing = opening.viewpoint, Landing()
        if opening.journal is not None:
            journal = Journal.from_bytes(opening.journal)
            self._manner = MannerVoices(
                self._voices, opening.manner or journal_manner(journal) or seed.manner, *voices_of(seed)
            )
            show = Show.resume(seed, journal).under(opening.ceiling)
            show = show.note("resumed", manner=self._manner.manner, **_of_viewers(opening, self._reading))
            rng_seed = journal.header.rng_seed
            self._reading = opening.reading or journal_reading(journal)
            self._tree = ShowTree(journal)
        else:
            self._tree = ShowTree()
            self._reading = opening.reading or READING_CHARS_PER_SECOND
            self._manner = MannerVoices(self._voices, opening.manner or seed.manner, *voices_of(seed))
            taste = opening.taste or TasteValues.fresh(tuple(seed.tastes))
            show = Show.open(seed, rng_seed=opening.rng_seed, taste=taste, viewer_rating=opening.ceiling)
            if opening.bookmark is not None:
                show, landing = opened_at(show, opening.bookmark)
            show = show.note("manner", manner=self._manner.manner, **_of_viewers(opening, self._reading))
            rng_seed = opening.rng_seed
        state = _State(
            show=show.in_brief(),
            continuity=Continuity(),
            clock=0,
            logged_scene="",
            rng_seed=rng_seed,
            balance=opening.balance,
            heard=opening.balance,
        )
        return Opened(
            state=self._keep(state),
            title=seed.shown_title,
            versions=self._voices.versions(),
            missing_voices=() if self._manner.manner == "silent" else self._voices.lacking,
            changed=show.changed,
            landing=landing,
        )

    def step(self, state: int) -> Planned:
        """The next part of `state`, timed."""
        self._stepped += 1
        if self._stepped % NOTE_EVERY == 0:
            still_heard(self._sound, self._voices.store)
        before = self._states[state]
        show, part = before.show.step()
        if self._style:
            part = replace(part, scene=replace(part.scene, style=self._style))
        timed, continuity = direct(
            seen_so(part, self._viewpoint) if self._viewpoint else part,
            before.continuity,
            self._manner,
            rng_seed=before.rng_seed,
            versions=self._voices.versions(),
            seed_art=self._art,
            seed_sound=self._sound,
            reading=self._reading,
        )
        held = before.held
        if self._still:
            timed, held = stilled(timed, held)
        if self._gentle:
            timed = replace(timed, gentle=True)
        timed = weighed(timed, before.balance, before.heard)
        log = tuple(scene_records(part, before.logged_scene))
        after = replace(
            before,
            show=show,
            continuity=continuity,
            clock=before.clock + timed.duration,
            logged_scene=part.scene.id,
            held=held,
            heard=before.balance,
        )
        is_first = part.scene.id != before.logged_scene and part.kind is not PartKind.HOLD
        bridge = bridge_of(timed, self._sound.music) if is_first else None
        return Planned(state=self._keep(after), timed=timed, log=log, bridge=bridge)

    def apply(self, state: int, given: Input) -> Applied:
        """`state` with an input taken in."""
        before = self._states[state]
        if given.kind is InputKind.TAKE:
            given = replace(given, option=before.left.takes + 1, text="\n".join(before.left.heard))
        show, outcome = before.show.apply(given)
        if given.holds:
            shown = {"turns": list(given.turns)} if given.turns else {}
            show = show.note("holds", choice=given.choice, count=given.holds, **shown)
        return Applied(state=self._keep(replace(before, show=show)), outcome=outcome)

    def weigh(self, state: int, balance: Balance) -> int:
        """A state whose next parts are heard in another balance."""
        return self._keep(replace(self._states[state], balance=balance))

    def forget(self, keep: tuple[int, ...]) -> None:
        """Drop every state not in `keep`."""
        wanted = set(keep)
        self._states = {number: state for number, state in self._states.items() if number in wanted}

    def journal(self, state: int) -> bytes:
        """The journal of the whole tree; the path to `state` is its last."""
        return self._tree.written(self._states[state].show)

    def mark(self, state: int) -> Mark:
        """Where in the show's tree `state` stands."""
        return mark_of(self._states[state].show)

    def revisit(self, left: int, mark: Mark) -> int:
        """A state that stands at `mark` again; the path to `left` stays a branch."""
        before = self._states[left]
        assert self._seed is not None, "a state has a seed"
        self._tree.leave(before.show)
        show = self._tree.stand(self._seed, mark).under(self._ceiling).in_brief()
        left_behind = left_for(show, before.show)
        return self._keep(replace(before, show=show, continuity=Continuity(), logged_scene="", left=left_behind))

    def fork(self, state: int, folder: str, title: str) -> str:
        """A seed that begins where `state` is, as a folder that a creator can edit."""
        return str(fork_seed(self._states[state].show, Path(folder), title))

    def taste(self, state: int) -> TasteValues:
        """What is believed about the viewer in `state`."""
        return self._states[state].show.taste

    def close(self) -> None:
        """End the voice process."""
        self._voices.close()

    def _read(self, folder: Path, language: str) -> Seed:
        """The seed as its files are now: the one read ahead unless one of them was touched since."""
        ahead = self._ahead
        if ahead is not None and (ahead.folder, ahead.language) == (folder.resolve(), language):
            with contextlib.suppress(OSError):  # a folder that has gone: reading it says so
                if ahead.stamp == _stamp(folder):
                    return ahead.seed
        return load_seed(folder, language=language, kept=self._seeds)

    def _keep(self, state: _State) -> int:
        self._next += 1
        self._states[self._next] = state
        return self._next


def weighed(timed: TimedPart, balance: Balance, before: Balance) -> TimedPart:
    """`timed` as a viewer wants it balanced, after a part that was heard in the balance `before`."""
    if balance == before == Balance():
        return timed
    return replace(timed, balance=balance, balance_before=before)


def _of_viewers(opening: Opening, reading: float) -> dict[str, object]:
    """What the journal says of who watches: how many, how slowly they read; never who, as journals are handed on."""
    people = {"people": opening.people} if opening.people > 1 else {}
    return people | ({"reading": reading} if reading != READING_CHARS_PER_SECOND else {})


def voices_of(seed: Seed) -> tuple[str, tuple[str, ...]]:
    """The language that a show of `seed` is spoken in ("" = the author's) and its voices, the narrator's first."""
    language = seed.tongue.language if seed.tongue is not None else ""
    return language, (seed.narrator, *(person.voice for person in seed.cast.values()))


def journal_manner(journal: Journal) -> str:
    """How the voices of a journaled show spoke last; "" when it does not say."""
    notes = (event.fields for event in reversed(journal.path(-1)) if event.kind == "note")
    return next((str(note["manner"]) for note in notes if note["note"] in ("manner", "resumed")), "")


def journal_reading(journal: Journal) -> float:
    """Characters that whoever watched a journaled show last reads a second."""
    notes = (event.fields for event in reversed(journal.path(-1)) if event.kind == "note")
    last = next((note for note in notes if note["note"] in ("manner", "resumed")), {})
    return float(last.get("reading", READING_CHARS_PER_SECOND))


def scene_records(part: Part, logged_scene: str) -> list[LogRecord]:
    """What this part adds to the log; the caller knows the media time at which it begins."""
    records: list[LogRecord] = []
    scene = part.scene
    if scene.id != logged_scene:
        records.append(
            LogRecord(
                kind="scene",
                fields={
                    "id": scene.id,
                    "storylet": scene.storylet,
                    "title": scene.title,
                    "place": scene.place.id,
                    "cast": [actor.id for actor in scene.actors],
                    "hour": round(scene.hour, 2),
                    "weather": scene.weather,
                    "tension": round(scene.mood.tension, 3),
                    "tags": dict(scene.tags),
                    "why": [{"term": w.term, "weight": round(w.weight, 3), "words": w.words} for w in scene.why],
                    "causes": list(scene.causes),
                },
            )
        )
    if part.notes:
        records.append(LogRecord(kind="note", fields={"scene": scene.id, "notes": list(part.notes)}))
    if part.kind is PartKind.HOLD and part.choice is not None and part.repeat == 0:
        records.append(
            LogRecord(
                kind="choice",
                fields={
                    "id": part.choice.id,
                    "prompt": part.choice.prompt,
                    "options": [option.text for option in part.choice.options],
                    "likely": [round(option.likely, 4) for option in part.choice.options],
                    "default": part.choice.default,
                },
            )
        )
    return records
