"""A previewed scene: the show begins in it, and a saved seed begins it again where the names still exist."""

import json
import threading
import time

import pytest

from generators.media import Size
from generators.processes import Program
from player.cli.creators_live import PreviewPlay, play_and_reload, scene_on, stamp, where_to_go_on
from profiles.taste import TasteValues
from story_engine.begun import begun_at
from story_engine.errors import InputError
from story_engine.ground import build_repertoire, first_fit
from story_engine.seed import load_seed
from story_engine.show import Show


@pytest.fixture
def seed(ferry):
    """The small seed."""
    return load_seed(ferry)


def own(seed):
    """Scenes that begin by themselves."""
    return [s.id for s in seed.storylets.values() if not s.sub and not s.automatic]


def opened(seed):
    """A show of a viewer of whom nothing is known."""
    return Show.open(seed, rng_seed=1, taste=TasteValues.fresh(seed.tastes))


def test_a_show_begins_in_any_scene_and_goes_on(seed):
    """The first part is the scene's own, without a title card; its conditions held; other scenes follow."""
    for scene in own(seed):
        show = begun_at(opened(seed), scene)
        repertoire = build_repertoire(seed)
        assert not first_fit(repertoire, show.state.began).unsatisfied[show.state.ground]
        show, part = show.step()
        assert part.scene.storylet == scene
        assert part.kind.value == "story"
        for _ in range(30):
            show, part = show.step()
        assert part.scene.storylet in seed.storylets


def test_a_scene_that_is_not_there_is_refused(seed):
    """An unknown scene is named with what to do."""
    with pytest.raises(InputError, match="no scene “nowhere”"):
        begun_at(opened(seed), "nowhere")


def test_where_to_go_on_after_an_edit(seed):
    """The scene that was on, else the one that was asked for; what has gone is told."""
    first, second = own(seed)[:2]
    assert where_to_go_on(seed, second, first) == (second, "")
    assert where_to_go_on(seed, "gone", first) == (first, "“gone” is gone")
    found, why = where_to_go_on(seed, "gone", "gone_too")
    assert not found
    assert "name another" in why


def test_the_scene_that_is_on_is_read_from_the_log(tmp_path):
    """The last scene that began by then counts; a half-written line does not."""
    log = tmp_path / "log"
    rows = [{"at": at, "kind": "scene", "storylet": name} for at, name in ((0.0, "one"), (9.5, "two"), (40.0, "three"))]
    log.write_text("\n".join(map(json.dumps, rows)) + '\n{"at": 41, "ki')
    assert [scene_on(log, at) for at in (1.0, 12.0, 60.0)] == ["one", "two", "three"]
    assert scene_on(tmp_path / "none", 5.0) == ""


def test_a_saved_seed_begins_the_scene_again(ferry, monkeypatch):
    """A broken edit is told and changes nothing; a sound one starts a new player at the scene and ends the old one."""
    monkeypatch.setattr("player.cli.creators_live.WATCH_SECONDS", 0.02)
    monkeypatch.setattr("player.cli.creators_live.SETTLE_SECONDS", 0.02)
    wanted = PreviewPlay(folder=ferry, scene=own(load_seed(ferry))[0], rng_seed=1, size=Size(width=320, height=180))
    begun, told = [], []

    def start(scene, log):
        begun.append((scene, Program("import time; time.sleep(60)")))
        if len(begun) == 1:  # by now the seed was looked at as it was
            editing.start()
        return begun[-1][1]

    main = ferry / "scenes" / "main.yarn"
    sound = main.read_text()

    def creator():
        main.write_text(sound.replace("place: quay", "plaze: quay", 1))
        _until(lambda: told)
        main.write_text(sound + "\n")
        _until(lambda: len(begun) == 2)
        begun[1][1].leave(1.0)  # the window is closed

    editing = threading.Thread(target=creator)
    play_and_reload(wanted, start, told.append)
    editing.join()
    assert [scene for scene, _ in begun] == [wanted.scene] * 2
    assert begun[0][1].status() is not None
    assert "plaze" in told[0]
    assert "not reloaded" in told[0]
    assert told[1] == f"reloaded at {wanted.scene}"


def _until(done):
    for _ in range(6000):
        if done():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")


def test_files_are_the_same_until_one_is_saved(ferry):
    """A stamp changes with any file of the seed, hidden ones aside."""
    before = stamp(ferry)
    (ferry / ".swap").write_text("x")
    assert stamp(ferry) == before
    (ferry / "scenes" / "new.yarn").write_text("x")
    assert stamp(ferry) != before
