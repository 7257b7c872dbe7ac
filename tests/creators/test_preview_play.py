"""A previewed story: it begins in a scene, follows what is heard, and is taken up where it was when a file is saved."""

import time
from types import SimpleNamespace

import pytest

from generators.media import Size
from player.crew import Crew
from player.playback.reducer import Phase
from player.previewing import Previewing, stamp
from profiles.taste import TasteValues
from story_engine.begun import begun_at
from story_engine.bookmark import Bookmark, Landing
from story_engine.errors import InputError, SeedError
from story_engine.ground import build_repertoire, first_fit
from story_engine.seed import load_seed
from story_engine.show import Show
from story_engine.time import SAMPLE_RATE

LINES = ("Good evening.", "No oil.", "None.")


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


@pytest.fixture
def preview(ferry, tmp_path, monkeypatch):
    """A preview of the small seed's first scene that notes what it would play again."""
    monkeypatch.setattr("player.previewing.WATCH_SECONDS", 0.02)
    monkeypatch.setattr("player.previewing.SETTLE_SECONDS", 0.02)
    found = Previewing(tmp_path, ferry, "first_evening", size=Size(width=320, height=180))
    found.played = []
    found.replay = lambda: found.played.append(found._bookmark)
    yield found
    found.close()


def heard(preview, seconds, scene="first_evening", lines=LINES):
    """Who plays two parts of 4 s with a line each second, and stands at `seconds`."""
    segments = [
        SimpleNamespace(
            start=4 * number * SAMPLE_RATE,
            end=4 * (number + 1) * SAMPLE_RATE,
            timed=SimpleNamespace(
                lines=tuple(
                    SimpleNamespace(text=text, start=(at + 1) * SAMPLE_RATE) for at, text in enumerate(said)
                ),
                part=SimpleNamespace(
                    id=f"{scene}.p{number}",
                    scene=SimpleNamespace(
                        id=f"s-{scene}", storylet=scene, title=scene, actors=(SimpleNamespace(id="mara"),)
                    ),
                ),
            ),
        )
        for number, said in enumerate((lines[:2], lines[2:]))
    ]  # fmt: skip
    preview._conductor = SimpleNamespace(history=lambda: segments)
    live = SimpleNamespace(state=SimpleNamespace(phase=Phase.PLAYING), sought=[], pauses=0)
    live.seek_by = live.sought.append

    def pause():
        live.pauses += 1
        live.state.phase = Phase.PAUSED

    live.toggle_pause = pause
    for at in sorted({0.0, min(seconds, 3.9), seconds}):
        now = round(at * SAMPLE_RATE)
        live.here = lambda now=now: (segments[now >= segments[1].start], now)
        preview._follow(live)
    return live


def until(preview, live, question):
    """Turn until something is so."""
    deadline = time.monotonic() + 30.0
    while not question():
        preview.turn(live)
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)


def test_it_is_known_which_line_is_on(preview):
    """What was heard grows line by line over the parts, shrinks in a rewind, and begins anew with a scene."""
    for seconds, count in ((0.5, 0), (1.5, 1), (2.5, 2), (5.5, 3)):
        heard(preview, seconds)
        assert preview._bookmark == Bookmark(scene="first_evening", heard=LINES[:count])
    heard(preview, 1.5, scene="fog_walk")
    assert preview._bookmark == Bookmark(scene="fog_walk", heard=LINES[:1])
    assert preview.view.number == 1


def test_what_is_saved_goes_on_from_the_line_that_is_on(preview, ferry):
    """A sound save plays again at the bookmark, once."""
    live = heard(preview, 2.5)
    main = ferry / "scenes" / "main.yarn"
    main.write_text(main.read_text() + "\n")
    until(preview, live, lambda: preview.played)
    assert preview.played == [Bookmark(scene="first_evening", heard=LINES[:2])]
    assert preview.view.told == "saved"


def test_a_mistake_is_told_and_the_picture_stays(preview, ferry):
    """File, line, column and remedy are shown, the show waits; once it is mended it goes on from the same line."""
    live = heard(preview, 2.5)
    main = ferry / "scenes" / "main.yarn"
    sound = main.read_text()
    main.write_text(sound.replace("place: quay", "plaze: quay", 1))
    until(preview, live, lambda: preview.view.faults)
    fault = preview.view.faults[0]
    assert fault.where == "scenes/main.yarn:2:1"
    assert "plaze" in fault.message
    assert "place" in fault.remedy
    preview.restart()
    preview.next_viewpoint(live)
    assert (live.pauses, preview.played) == (1, [])
    main.write_text(sound + "\n")
    until(preview, live, lambda: preview.played)
    assert preview.played == [Bookmark(scene="first_evening", heard=LINES[:2])]
    assert preview.view.faults == ()


def test_a_scene_that_has_gone_gives_its_place_to_another(preview, ferry):
    """It goes on with the scene that was asked for, and says so."""
    live = heard(preview, 1.5, scene="fog_walk")
    main = ferry / "scenes" / "main.yarn"
    main.write_text(main.read_text().replace("title: fog_walk", "title: fog_talk").replace("fog_walk", "fog_talk"))
    until(preview, live, lambda: preview.played)
    assert preview.played == [Bookmark(scene="first_evening")]
    assert preview.view.told == "gone"


def test_where_no_show_could_begin_the_next_save_begins_one(preview, ferry):
    """A mistake that was saved while a show was being opened is told without one; mended, it goes on."""
    heard(preview, 2.5)
    main = ferry / "scenes" / "main.yarn"
    sound = main.read_text()
    main.write_text(sound.replace("place: quay", "plaze: quay", 1))
    until(preview, None, lambda: preview.view.faults)
    main.write_text(sound + "\n")
    until(preview, None, lambda: preview.played)
    assert preview.played[-1] == Bookmark(scene="first_evening", heard=LINES[:2])
    assert not preview.view.faults


def test_painters_that_no_show_began_with_are_not_begun_twice(preview, monkeypatch):
    """Where a seed cannot be opened after its painters were begun, the next show takes these."""
    crews, pools = [], []
    shows = iter([None, SeedError("broken", ()), SeedError("broken", ()), None])

    def show(*given):
        trouble = next(shows)
        if trouble is not None:
            raise trouble
        return SimpleNamespace(feed=lambda tell: given[-1].pool.name)

    monkeypatch.setattr("player.previewing.begin_crew", lambda *_, **__: crews.append(1) or a_crew("first"))
    monkeypatch.setattr("player.previewing.begin_pool", lambda *_, **__: pools.append(1) or a_crew("second").pool)
    monkeypatch.setattr("player.previewing.LiveShow", show)
    assert preview.feed(lambda _: None) == "first"
    for _ in range(2):
        with pytest.raises(SeedError):
            preview.feed(lambda _: None)
    assert preview.feed(lambda _: None) == "second"
    assert (len(crews), len(pools)) == (1, 1)


def a_crew(pool):
    """A crew whose processes are names."""
    return Crew(director=SimpleNamespace(close=lambda: None), pool=SimpleNamespace(name=pool, close=lambda: None))


def test_lines_are_gone_through_one_by_one(preview):
    """On to the next and back to the one before; from the first one played back into what was left out."""
    live = heard(preview, 1.0)
    preview.line(1, live)
    assert live.sought == [pytest.approx(0.75)]
    live = heard(preview, 5.9)
    preview.line(-1, live)
    assert live.sought == [pytest.approx(-1.15)]
    preview._scene, preview._landing = "", Landing(before=("Before.",))
    live = heard(preview, 1.2)
    preview._landing = Landing(before=("Before.",))
    preview._follow(live)
    preview.line(-1, live)
    assert preview.played[-1].heard == ("Before.",)


def test_a_scene_can_be_begun_again_and_seen_otherwise(preview):
    """From its beginning; through somebody's eyes from the same line; without an answer there is no other way."""
    live = heard(preview, 2.5)
    preview.next_viewpoint(live)
    assert preview.played[-1] == Bookmark(scene="first_evening", heard=LINES[:2])
    seen = [preview._viewpoint]
    for _ in range(4):
        preview.next_viewpoint(live)
        seen.append(preview._viewpoint)
    assert seen == ["wide", "medium", "close", "pov mara", ""]
    preview.restart()
    assert preview.played[-1] == Bookmark(scene="first_evening")
    preview.other_way()
    assert preview.view.told == "no_way"


def test_files_are_the_same_until_one_is_saved(ferry):
    """A stamp changes with any file of the seed, hidden ones aside."""
    before = stamp(ferry)
    (ferry / ".swap").write_text("x")
    assert stamp(ferry) == before
    (ferry / "scenes" / "new.yarn").write_text("x")
    assert stamp(ferry) != before
