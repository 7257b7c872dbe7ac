"""The story map as values: every scene and branch of a show that was seen, and the options that were not taken.

It knows no show and no screen: a moment is a mark, a picture a file name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from player.marks import NOWHERE, Mark
from player.said_words import Said
from story_engine.time import MediaTime

MOST_LINES = 60
"""Lines kept of one stretch: a scene of three minutes has some forty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that ended a stretch."""

    choice: int
    prompt: str
    options: tuple[tuple[int, str], ...]
    mark: Mark = NOWHERE
    """Where its options part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A scene, or what of a scene followed an option: one picture of the map."""

    id: int
    parent: int
    """0 = it is the first."""
    scene: str
    title: str
    place: str = ""
    mark: Mark = NOWHERE
    option: int = 0
    """With which option of the parent's question it began; 0 = with none."""
    words: str = ""
    """That option's words."""
    asked: Asked | None = None
    said: Sequence[Said] = ()
    tension: float = 0.0
    sitting: str = ""
    at: MediaTime = 0
    """Where it began in that sitting."""
    take: int = 0
    """From 2 on: another take of what its first sibling tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMap:
    """Every stretch by its number, and where the viewer is."""

    stretches: Mapping[int, Stretch] = field(default_factory=dict)
    here: int = 0

    def path(self) -> tuple[int, ...]:
        """The stretches that led here, oldest first."""
        found: list[int] = []
        at = self.here
        while at in self.stretches and at not in found:
            found.append(at)
            at = self.stretches[at].parent
        return tuple(reversed(found))

    def children(self, stretch: int) -> tuple[Stretch, ...]:
        """What followed a stretch on any path, in the order in which it was seen first."""
        return tuple(known for known in self.stretches.values() if known.parent == stretch)

    def on_from(self, stretch: int) -> Stretch:
        """The last stretch of the branch on which `stretch` lies: on along the taken path, else the newest way."""
        path, at = set(self.path()), self.stretches[stretch]
        passed = {at.id}
        while follows := [known for known in _ordered(self, at.id, path) if known.id not in passed]:
            at = follows[0]
            passed.add(at.id)
        return at

    def untaken(self, stretch: int) -> tuple[tuple[int, str], ...]:
        """Options of a stretch's question that were never taken."""
        asked = self.stretches[stretch].asked
        if asked is None or not asked.mark.is_known:
            return ()
        taken = {child.option for child in self.children(stretch)}
        return tuple(option for option in asked.options if option[0] not in taken)

    def entered(self, fresh: Stretch) -> StoryMap:
        """The map after a stretch began: the same one again where it is known after the same parent."""
        for known in self.children(fresh.parent):
            names = [(each.scene, each.title, each.option, each.take) for each in (known, fresh)]
            if names[0] == names[1]:
                again = replace(known, mark=fresh.mark, sitting=fresh.sitting, at=fresh.at)
                return StoryMap(stretches={**self.stretches, known.id: again}, here=known.id)
        number = max(self.stretches, default=0) + 1
        return StoryMap(stretches={**self.stretches, number: replace(fresh, id=number)}, here=number)

    def altered(self, stretch: Stretch) -> StoryMap:
        """The map with one stretch in a new form."""
        return replace(self, stretches={**self.stretches, stretch.id: stretch})

    def at_moment(self, sitting: str, at: MediaTime) -> Stretch | None:
        """The stretch of the path that was on at `at` of that sitting."""
        on = [self.stretches[known] for known in self.path()]
        return next((known for known in reversed(on) if known.sitting == sitting and known.at <= at), None)

    def standing_at(self, mark: Mark) -> int:
        """The stretch that begins (or whose question stands) at `mark`; 0 = none."""
        for known in reversed(self.stretches.values()):
            if known.mark == mark or (known.asked is not None and known.asked.mark == mark):
                return known.id
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place of the map on its grid: a stretch, or an option never taken (a stub)."""

    stretch: int
    """The stretch, or for a stub the one whose question it was."""
    option: int = 0
    """Of a stub; 0 = it is a stretch."""
    column: int
    row: int
    taken: bool
    """Whether it lies on the path that led here."""
    after: tuple[int, int] | None = None
    """Column and row of what it follows."""


class _Rows:
    """What of the map's rows is taken, in half columns: 2 n is column n, 2 n + 1 the gap after it."""

    def __init__(self) -> None:
        self._lines: list[set[int]] = []
        self._links: list[set[int]] = []
        """Gaps through which a line goes down to a lower row."""

    def place(self, above: int, first: int, last: int) -> int:
        """Take the first row below row `above` in which columns `first` to `last` are free, and their neighbours."""
        wanted, within = range(2 * first - 1, 2 * last + 2), range(2 * first + 1, 2 * last, 2)
        row = above
        while True:
            row += 1
            while len(self._lines) <= row:
                self._lines.append(set())
                self._links.append(set())
            if self._lines[row].isdisjoint(wanted) and self._links[row].isdisjoint(within):
                break
        self._lines[row].update(wanted)
        for between in range(above + 1, row):
            self._links[between].add(2 * first - 1)
        return row


def laid_out(story: StoryMap) -> tuple[Spot, ...]:
    """Every stretch and stub on a grid: time runs in columns, the taken path keeps the first row.

    Each branch gets the first row below its fork that is free from its beginning to its end.
    """
    path = set(story.path())
    rows = _Rows()
    spots: list[Spot] = []
    roots = sorted(story.children(0), key=lambda root: (root.id not in path, root.id))
    for root in roots:
        spots.extend(_branch(story, root, 0, None, path, rows))
    return tuple(spots)


def _branch(
    story: StoryMap, first: Stretch, column: int, after: tuple[int, int] | None, path: set[int], rows: _Rows
) -> Iterator[Spot]:
    """The spots of a branch and of everything that forks from it, without recursion along the branch."""
    line: list[Stretch] = [first]
    while follows := _ordered(story, line[-1].id, path):
        line.append(follows[0])
    forks = [_ordered(story, stretch.id, path)[1:] for stretch in line]
    stubs = [story.untaken(stretch.id) for stretch in line]
    row = rows.place(after[1] if after is not None else -1, column, column + len(line) - 1)
    before = after
    for number, stretch in enumerate(line):
        place = (column + number, row)
        yield Spot(stretch=stretch.id, column=place[0], row=row, taken=stretch.id in path, after=before)
        before = place
    # The latest forks take the nearest rows, so that no line crosses another branch.
    for number in range(len(line) - 1, -1, -1):
        place = (column + number, row)
        for fork in forks[number]:
            yield from _branch(story, fork, place[0] + 1, place, path, rows)
        for option, _ in stubs[number]:
            free = rows.place(row, place[0] + 1, place[0] + 1)
            yield Spot(stretch=line[number].id, option=option, column=place[0] + 1, row=free, taken=False, after=place)


def _ordered(story: StoryMap, stretch: int, path: set[int]) -> list[Stretch]:
    """What followed a stretch: the taken path first, then the newest."""
    return sorted(story.children(stretch), key=lambda known: (known.id not in path, -known.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapCard:
    """One picture of "previously on"."""

    stretch: int
    title: str
    words: str
    speaker: str = ""


RECAP_CARDS = 4
RECAP_FROM = 14
"""Stretches back from here in which a recap looks for what mattered."""
RECAP_LETTERS = 96
"""A card's words are read in three and a half seconds."""


def recap_of(story: StoryMap) -> tuple[RecapCard, ...]:
    """Up to four cards: what was chosen, what was tense, and where the viewer left; () for fewer than two stretches."""
    path = [story.stretches[number] for number in story.path()][-RECAP_FROM:]
    if len(path) < 2:
        return ()
    chosen = {stretch.parent: stretch.words for stretch in path if stretch.option}
    worth = {
        stretch.id: (2.0 if stretch.id in chosen or stretch.option else 0.0) + stretch.tension + place / len(path)
        for place, stretch in enumerate(path)
    }
    kept = {stretch.id for stretch in sorted(path[:-1], key=lambda s: -worth[s.id])[: RECAP_CARDS - 1]}
    return tuple(_card(stretch) for stretch in path if stretch.id in kept or stretch is path[-1])


def _card(stretch: Stretch) -> RecapCard:
    fitting = [said for said in stretch.said if said.kind != "sound" and len(said.text) <= RECAP_LETTERS]
    told = [said for said in fitting if said.kind == "narration"] or [said for said in fitting if len(said.text) > 24]
    best = max(told or fitting, key=lambda said: min(len(said.text), 70), default=None)
    title = stretch.words or stretch.title
    if best is None:
        return RecapCard(stretch=stretch.id, title=title, words="")
    return RecapCard(
        stretch=stretch.id, title=title, words=best.text, speaker="" if best.kind == "narration" else best.speaker
    )
