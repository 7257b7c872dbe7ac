"""Films of branches: each path of a journal alone, told, ordered from the map, and really made."""

import dataclasses
import time
from pathlib import Path

import av
import pytest

from generators.media import Size
from player.branch_tales import tales_of
from player.branching import branches_of, only, through
from player.conducting.course import Course
from player.direction import Opening
from player.film_desk import FilmDesk
from player.filming import Filming
from player.filming_process import Wanted
from player.marks import Mark
from player.replay import ReplayDirector, course_parts
from player.show_tree import ShowTree, mark_of
from player.showlog import ShowLog
from player.story_map import StoryMap, Stretch
from player.words import Words
from profiles.taste import TasteValues
from story_engine.errors import JournalError
from story_engine.journal import Journal
from story_engine.plan import Input, InputKind
from story_engine.seed import load_seed
from story_engine.show import Show

SEED = Path(__file__).parents[2] / "assets" / "seeds" / "weather-post"
SMALL = Size(width=160, height=90)


@pytest.fixture(scope="module")
def seed():
    """The built-in seed."""
    return load_seed(SEED)


def stepped(show, parts):
    """The show and the ids and words of its next parts."""
    told = []
    for _ in range(parts):
        show, part = show.step()
        told.append((part.id, tuple(beat.line.text for beat in part.beats if beat.line)))
    return show, told


@pytest.fixture(scope="module")
def told_twice(seed):
    """A show whose beginning was told twice: its journal, and the parts of both branches."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes)))
    show = show.note("manner", manner="silent")
    start = mark_of(show)
    one, first = stepped(show, 2)
    tree = ShowTree()
    tree.leave(one)
    again = tree.stand(seed, start)
    retold, _ = again.apply(Input(kind=InputKind.TAKE, option=2, text="\n".join(first[0][1])))
    other = mark_of(retold)
    two, second = stepped(retold, 3)
    return Journal.from_bytes(tree.written(two)), start, other, (first, second)


def test_each_branch_is_replayed_alone(seed, told_twice, tmp_path):
    """Branch 1 and branch 2 of the journal give exactly the parts that were shown on each."""
    journal, _, _, shown = told_twice
    for number, parts in enumerate(shown, 1):
        director = ReplayDirector(tmp_path, SEED, only(journal, number), branched=True)
        try:
            course = Course(director, director.open(Opening(seed="", rng_seed=0)).state)
            with ShowLog() as log:
                placed = list(course_parts(director, course, log))
        finally:
            director.close()
        again = [(p.timed.part.id, tuple(b.line.text for b in p.timed.part.beats if b.line)) for p in placed]
        assert again == parts


def test_a_moment_names_its_branch(told_twice):
    """The branch over a mark is the last that leads there; an unknown mark is refused with a remedy."""
    journal, start, other, _ = told_twice
    assert through(journal, other).tips == (journal.tips[-1],)
    assert through(journal, start).tips == (journal.tips[-1],)
    first = Mark(event=journal.tips[0][0], steps=0)
    assert through(journal, first).tips == (journal.tips[0],)
    with pytest.raises(JournalError, match="ask again"):
        through(journal, Mark(event="0123456789abcdef", steps=1))
    with pytest.raises(JournalError, match="it has: 1, 2"):
        only(journal, 3)


def test_branches_are_told_in_words(seed):
    """Two answers to one question: each branch with its length, its scenes and the answer with which it parts."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes)))
    while True:
        show, part = show.step()
        if part.choice is not None:
            break
    tree, options = ShowTree(), part.choice.options[:2]
    for option in options:
        taken, _ = show.apply(Input(kind=InputKind.PICK, choice=part.choice.id, option=option.number))
        went, _ = stepped(taken, 2)
        tree.leave(went)
    journal = Journal.from_bytes(tree.written(went))
    one, two = tales_of(seed, journal)
    assert (one.parting, two.parting) == (options[0].text, "")
    assert [branch.shared for branch in branches_of(journal)] == [0, 1]
    assert one.scenes >= 1
    assert one.estimated > 0


def test_a_skip_on_a_branch_is_found_by_its_scene(seed, told_twice, tmp_path):
    """A skip whose time is that of another path leaves out the rest of the scene in which it was given."""
    show = Show.open(seed, rng_seed=5, taste=TasteValues.fresh(tuple(seed.tastes))).note("manner", manner="silent")
    show, part = show.step()
    scene = part.scene.id
    parts = [part]
    while parts[-1].scene.id == scene:
        show, part = show.step()
        parts.append(part)
    skip = Input(kind=InputKind.SKIP, at=10**9, scene=scene, share=0.01)
    show, _ = show.apply(skip)
    journal = show.journal()
    director = ReplayDirector(tmp_path, SEED, journal, branched=True)
    try:
        course = Course(director, director.open(Opening(seed="", rng_seed=0)).state)
        with ShowLog() as log:
            shown = [placed.timed.part.id for placed in course_parts(director, course, log)]
    finally:
        director.close()
    assert len(parts) > 2
    assert shown == [parts[0].id, parts[-1].id]


def test_a_branch_is_really_filmed(told_twice, tmp_path):
    """The process behind the map writes a film with sound and captions, says how far it is, and waits for room."""
    journal = told_twice[0]
    first = Mark(event=journal.tips[0][0], steps=0)

    def order(mark, out):
        content = journal.to_bytes()
        return Wanted(home=str(tmp_path), seed=str(SEED), journal=content, mark=mark, out=out, size=SMALL)

    filming = Filming(order, tmp_path / "films")
    assert filming.begin(first, "The Weather Post – Kite: string?") == ""
    filming.give_room(False)
    filming.give_room(True)
    heard = []
    until = time.monotonic() + 600.0
    while filming.share is not None and time.monotonic() < until:
        news = filming.news()
        if news is not None:
            heard.append(news)
        time.sleep(0.05)
    assert [news.failed for news in heard if news.failed] == []
    assert heard[-1].done
    shares = [news.share for news in heard]
    assert shares == sorted(shares)
    (film,) = (tmp_path / "films").glob("*.mp4")
    assert film.name == "The Weather Post – Kite string.mp4"
    with av.open(str(film)) as container:
        assert len(container.streams.video) == len(container.streams.audio) == 1
        assert container.duration > 2_000_000
    assert not list((tmp_path / "films").glob(".*"))


def test_a_film_that_cannot_be_made_is_told(tmp_path):
    """An unwritable folder, a show without a journal and a process that ends are one line each, and no film is left."""
    (tmp_path / "file").write_text("in the way")
    wanted = Wanted(home=str(tmp_path), seed=str(SEED), journal=b"torn", mark=Mark(), out="", size=SMALL)
    filming = Filming(lambda mark, out: wanted, tmp_path / "file")
    assert "file" in filming.begin(Mark(), "film").lower()
    ending = Filming(lambda mark, out: dataclasses.replace(wanted, out=out), tmp_path / "films")
    assert ending.begin(Mark(), "film") == ""
    until = time.monotonic() + 60.0
    news = None
    while (news is None or not news.failed) and time.monotonic() < until:
        news = ending.news() or news
        time.sleep(0.02)
    assert "journal" in news.failed
    assert ending.share is None


class Maker:
    """Stands for `Filming`."""

    def __init__(self):
        self.share = None
        self.asked = []
        self.free = []

    def begin(self, mark, name):
        """Note what is asked for."""
        self.asked.append((mark, name))
        self.share = 0.25
        return ""

    def give_room(self, free):
        """Note it."""
        self.free.append(free)

    def news(self):
        """Nothing yet."""


def test_the_desk_films_a_branch_to_its_end():
    """A stretch of the map is filmed to the last stretch of its branch; one film at a time; no untaken way."""
    stretches = {
        1: Stretch(id=1, parent=0, scene="a", title="A", mark=Mark(event="a", steps=0)),
        2: Stretch(id=2, parent=1, scene="b", title="B", mark=Mark(event="b", steps=2), option=1, words="Let go"),
        3: Stretch(id=3, parent=1, scene="c", title="C", mark=Mark(event="c", steps=2), option=2, words="Hold on"),
        4: Stretch(id=4, parent=2, scene="d", title="D", mark=Mark(event="d", steps=5)),
    }
    story = StoryMap(stretches=stretches, here=3)
    maker, said = Maker(), []
    desk = FilmDesk(lambda: maker, lambda text, **more: said.append(text), Words(), "The Weather Post")
    desk.ask(story, 1, option=2)
    assert maker.asked == []
    desk.ask(story, 2)
    assert maker.asked == [(stretches[4].mark, "The Weather Post – Let go")]
    desk.ask(story, 1)
    assert len(maker.asked) == 1
    assert "25 %" in said[-1]
    desk.tick(3.0)
    desk.tick(20.0)
    assert maker.free == [False, True]
    assert story.on_from(1).id == 3
