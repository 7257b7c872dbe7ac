"""The store of viewers, tastes, shows and journals."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from profiles.balance import FLAT, parsed, told
from profiles.errors import HomeBusy, HomeUnwritable, StoreUnavailable, UnknownShow, UnknownViewer
from profiles.home import HOME_VARIABLE, database_path, home, only_instance, ready_home
from profiles.store import Store
from profiles.taste import TasteValues


@pytest.fixture
def store(tmp_path: Path):
    kept = Store(database_path(tmp_path))
    yield kept
    kept.close()


def test_a_viewer_and_their_taste_survive_closing(tmp_path: Path):
    """A viewer, their taste and the journal of their show are there when the store is opened again."""
    path = database_path(tmp_path)
    taste = TasteValues.fresh(("comedy", "wonder"))
    first = Store(path)
    viewer = first.viewer_or_new("Ada")
    first.keep_taste(viewer, "weather-post", taste)
    show = first.begin_show(viewer, "weather-post", "The Weather Post")
    first.keep_journal(show.id, b"\x00journal", position=96_000, scene="s2")
    first.close()

    again = Store(path)

    assert again.viewers() == (viewer,)
    assert again.taste(viewer, "weather-post") == taste
    assert again.journal(show.id) == b"\x00journal"
    assert (again.show(show.id).position, again.show(show.id).scene) == (96_000, "s2")
    again.close()


def test_a_taste_belongs_to_one_viewer_and_seed(store: Store):
    """Another viewer, or the same viewer in another seed, has no taste yet."""
    ada, ben = store.viewer_or_new("Ada"), store.viewer_or_new("Ben")
    store.keep_taste(ada, "weather-post", TasteValues.fresh(("comedy",)))
    assert store.taste(ben, "weather-post") is None
    assert store.taste(ada, "another") is None


def test_erasing_a_viewer_leaves_no_word_of_theirs_on_disk(tmp_path: Path):
    """After erasing, neither tables nor the file's bytes hold the viewer's name, wishes or journal."""
    store = Store(database_path(tmp_path))
    viewer = store.viewer_or_new("Zebedee-the-unique")
    show = store.begin_show(viewer, "weather-post", "t")
    store.keep_journal(show.id, b"secret-journal-bytes", position=0, scene="")
    store.keep_signal(viewer, show.id, at=1, kind="wish", text="a-wish-nobody-else-has")
    store.erase_viewer("Zebedee-the-unique")
    store.close()
    remains = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in (b"Zebedee-the-unique", b"secret-journal-bytes", b"a-wish-nobody-else-has"):
        assert word not in remains


def test_a_damaged_database_is_set_aside_and_kept(tmp_path: Path):
    """A database of garbage is renamed with every byte kept, and a fresh one works."""
    path = database_path(tmp_path)
    garbage = b"this is no database" * 400
    path.write_bytes(garbage)
    store = Store(path)
    assert store.set_aside is not None
    assert store.set_aside.read_bytes() == garbage
    assert store.viewers() == ()
    store.close()


def test_a_damaged_database_gives_way_to_its_last_copy(tmp_path: Path):
    """Who watched before is known again, as of the last time the store was closed; the damaged file is kept."""
    path = database_path(tmp_path)
    first = Store(path)
    show = first.begin_show(first.viewer_or_new("Ada"), "weather-post", "t")
    first.keep_journal(show.id, b"what happened", position=7, scene="")
    first.close()
    whole = path.read_bytes()
    path.write_bytes(b"torn" * 2000)
    again = Store(path)
    assert again.copied
    assert again.set_aside is not None
    assert [viewer.name for viewer in again.viewers()] == ["Ada"]
    assert again.journal(show.id) == b"what happened"
    again.close()
    assert len(path.read_bytes()) == len(whole)


def test_a_copy_that_is_damaged_too_is_left_and_a_new_store_begun(tmp_path: Path):
    """Two broken files are no reason not to play."""
    path = database_path(tmp_path)
    first = Store(path)
    first.viewer_or_new("Ada")
    first.close()
    (copy,) = tmp_path.glob("*.copy")
    path.write_bytes(b"torn" * 2000)
    copy.write_bytes(b"torn" * 2000)
    again = Store(path)
    assert again.copied == ""
    assert again.viewers() == ()
    again.close()


def test_a_locked_database_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """While another process writes, opening fails with the remedy; nothing is set aside, nothing is lost."""
    path = database_path(tmp_path)
    first = Store(path)
    first.viewer_or_new("Ada")
    first.close()
    monkeypatch.setattr("profiles.store.PATIENCE_SECONDS", 0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("pragma journal_mode = delete")
    holder.execute("begin exclusive")
    with pytest.raises(StoreUnavailable, match="close the other"):
        Store(path)
    holder.execute("rollback")
    holder.close()
    again = Store(path)
    assert [viewer.name for viewer in again.viewers()] == ["Ada"]
    assert again.set_aside is None
    again.close()


def test_unknown_names_are_refused_with_a_remedy(store: Store):
    """Asking for a viewer or show that is not there says what to do."""
    with pytest.raises(UnknownViewer, match="--viewer"):
        store.viewer("Nobody")
    with pytest.raises(UnknownShow, match="evershow shows list"):
        store.show("nothing")


def test_a_killed_writer_leaves_a_whole_database(tmp_path: Path):
    """A process killed while it writes journals leaves a database that opens, with its last whole journal."""
    path = database_path(tmp_path)
    script = (
        "import sys, os\nfrom pathlib import Path\nfrom profiles.store import Store\n"
        "store = Store(Path(sys.argv[1]))\nviewer = store.viewer_or_new('Ada')\n"
        "show = store.begin_show(viewer, 's', 't')\n"
        "for n in range(10_000):\n"
        "    store.keep_journal(show.id, b'%08d' % n * 200, position=n, scene='')\n"
        "    if n == 60: os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(path)], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -9
    store = Store(path)
    assert store.set_aside is None
    (show,) = store.shows()
    assert store.journal(show.id) == b"%08d" % show.position * 200
    assert show.position == 60
    store.close()


def test_one_running_instance_per_home(tmp_path: Path):
    """A second instance on the same folder is refused with the remedy; afterwards the folder is free again."""
    with only_instance(tmp_path), pytest.raises(HomeBusy, match=HOME_VARIABLE), only_instance(tmp_path):
        pass
    with only_instance(tmp_path):
        assert (tmp_path / "running.lock").read_text() == str(os.getpid())


def test_the_home_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """EVERSHOW_HOME decides the folder; one that cannot be made is refused by name."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "here"))
    assert ready_home() == home() == (tmp_path / "here")
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setenv(HOME_VARIABLE, str(blocked / "below"))
    with pytest.raises(HomeUnwritable, match=HOME_VARIABLE):
        ready_home()


def test_two_starts_at_once_do_not_trip_over_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whether the folder can be written is tried without a file that another start could take away; none stays."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "here"))
    with ThreadPoolExecutor(8) as workers:
        assert len(set(workers.map(lambda _: ready_home(), range(400)))) == 1
    assert list((tmp_path / "here").iterdir()) == []


def test_a_balance_belongs_to_one_viewer_and_is_kept(tmp_path: Path):
    """Who has set none hears it as it was mixed; it is there again after closing, and gone with its viewer."""
    path = database_path(tmp_path)
    store = Store(path)
    ada, ben = store.viewer_or_new("Ada"), store.viewer_or_new("Ben")
    assert store.balance(ada) == {"speech": 0.0, "music": 0.0, "ambience": 0.0, "effects": 0.0}
    store.keep_balance(ada, {"speech": 3.0, "music": -6.0})
    store.close()
    again = Store(path)
    assert again.balance(ada) == {"speech": 3.0, "music": -6.0, "ambience": 0.0, "effects": 0.0}
    assert again.balance(ben) == dict(FLAT)
    again.erase_viewer("Ada")
    assert again._db["balances"].count == 0
    again.close()


@pytest.mark.parametrize(
    ("balance", "told"),
    [
        ({"speech": 7.0}, "speech=\\+7 is beyond the limits; choose -12 to \\+6"),
        ({"music": float("nan")}, "music=\\+nan is beyond"),
        ({"drums": 1.0}, "no 'drums' in a balance; name one of speech, music"),
    ],
)
def test_a_balance_beyond_its_limits_is_refused(store: Store, balance: dict[str, float], told: str):
    """The line names the value and the remedy, and nothing is kept."""
    ada = store.viewer_or_new("Ada")
    with pytest.raises(ValueError, match=told):
        store.keep_balance(ada, balance)
    assert store.balance(ada) == dict(FLAT)


def test_a_store_from_before_there_were_balances_goes_on(tmp_path: Path):
    """Viewers and shows are all there, everybody hears it as it was mixed, and a balance can be kept."""
    path = database_path(tmp_path)
    first = Store(path)
    show = first.begin_show(first.viewer_or_new("Ada"), "weather-post", "t")
    first.close()
    with sqlite3.connect(path) as old:
        old.execute("drop table balances")
        old.execute("delete from _sqlite_migrations where name = 'balances'")
    again = Store(path)
    ada = again.viewer("Ada")
    assert again.show(show.id).viewer == ada.id
    assert again.balance(ada) == dict(FLAT)
    again.keep_balance(ada, {"ambience": -3.0})
    assert again.balance(ada)["ambience"] == -3.0
    again.close()


@pytest.mark.parametrize(
    ("text", "values"),
    [("speech=+3,music=-6", {"speech": 3.0, "music": -6.0}), (" music = −1.5 ", {"music": -1.5}), ("", {})],
)
def test_a_balance_is_read_as_it_is_written(text: str, values: dict[str, float]):
    """And written as it is read."""
    assert parsed(text) == {**FLAT, **values}
    assert parsed(told(parsed(text))) == parsed(text)


@pytest.mark.parametrize("text", ["speech", "speech=loud", "speech=+9", "wind=1", "music=1,music=2", "=3"])
def test_what_is_no_balance_is_refused_with_an_example(text: str):
    """Never a silent default."""
    with pytest.raises(ValueError, match=r"for example|choose|name one|one value"):
        parsed(text)


def test_a_show_in_company_is_everybodys(store: Store):
    """Each finds it among their shows, the company finds those of exactly its people."""
    ada, ben, mia = (store.viewer_or_new(name) for name in ("Ada", "Ben", "Mia"))
    common = store.begin_show(ada, "weather-post", "t", ben)
    alone = store.begin_show(ada, "weather-post", "t")
    assert common.people == (ada.id, ben.id)
    assert {show.id for show in store.shows(ada)} == {common.id, alone.id}
    assert store.shows(ben) == (common,) == store.shows(ben, ada)
    assert store.shows(mia) == () == store.shows(ada, ben, mia)
    assert {show.id for show in store.shows()} == {common.id, alone.id}
    assert store.show(common.id).people == (ada.id, ben.id)
    store.delete_show(common.id)
    assert store.shows(ben) == ()
    assert store._db["guests"].count == 0


@pytest.mark.parametrize("leaves", ["Ada", "Ben", "Mia"])
def test_erasing_one_leaves_the_common_show_to_the_others(store: Store, leaves: str):
    """Whoever goes: the journal stays with those who are left, and nothing else of who went is there."""
    people = [store.viewer_or_new(name) for name in ("Ada", "Ben", "Mia")]
    gone = next(person for person in people if person.name == leaves)
    common = store.begin_show(people[0], "weather-post", "t", *people[1:])
    alone = store.begin_show(gone, "weather-post", "t")
    for show in (common, alone):
        store.keep_journal(show.id, b"what happened", position=9, scene="")
    for person in people:
        store.keep_signal(person, common.id, at=1, kind="like", text="")
        store.keep_taste(person, "weather-post", TasteValues.fresh(("comedy",)))
    store.erase_viewer(leaves)
    left = [person for person in people if person is not gone]
    assert store.show(common.id).people == tuple(person.id for person in left)
    assert store.journal(common.id) == b"what happened"
    assert store.shows(*left) == (store.show(common.id),)
    assert [show.id for show in store.shows()] == [common.id]
    assert all(len(store.signals(person)) == 1 for person in left)
    assert store.signals(gone) == ()
    store.erase_viewer(left[0].name)
    assert store.shows(left[1]) == (store.show(common.id),)
    store.erase_viewer(left[1].name)
    assert store.shows() == ()
    assert store._db["journals"].count == store._db["guests"].count == 0


def test_a_database_from_before_shows_in_company_opens(tmp_path: Path):
    """Its shows are those of one viewer, and one of several can be begun in it."""
    path = database_path(tmp_path)
    first = Store(path)
    show = first.begin_show(first.viewer_or_new("Ada"), "weather-post", "t")
    first.keep_journal(show.id, b"what happened", position=7, scene="")
    first.close()
    with sqlite3.connect(path) as raw:
        raw.execute("drop table guests")
        raw.execute("delete from _sqlite_migrations where name = 'watching_together'")
    again = Store(path)
    assert again.set_aside is None
    ada, ben = again.viewer("Ada"), again.viewer_or_new("Ben")
    assert [(old.id, old.others) for old in again.shows(ada)] == [(show.id, ())]
    assert again.journal(show.id) == b"what happened"
    again.begin_show(ben, "weather-post", "t", ada)
    assert len(again.shows(ada)) == 2
    again.close()
