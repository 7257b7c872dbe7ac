"""The screen's values: captions, keys, colours, painting, and the live player's view."""

import contextlib
import gc
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.media import Size
from generators.timed import Caption
from player.conducting.script import parse_script
from player.feed import Revisited, SceneBegan, Trouble
from player.live import run_off_screen
from player.live_options import LiveOptions
from player.live_player import LivePlayer
from player.marks import NOWHERE
from player.playback.decoder import TailSum
from player.playback.reducer import Phase
from player.playback.rehearsal import RehearsalFeed, ScriptedPart, question
from player.ui import icons, paint, theme
from player.ui.captions import LINE_CHARACTERS, SpeakerTints, page_at, pages
from player.ui.keymap import Deed, KeyMap, deed

SMALL = Size(width=96, height=64)
GREY = np.full((64, 96, 3), 90, dtype=np.uint8)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C",)), max_size=400))
def test_captions_lose_no_word(text):
    """However long a caption is, its pages hold every word, in two lines of 42 characters at most."""
    found = pages(text)
    assert all(len(page) <= 2 for page in found)
    assert all(len(line) <= LINE_CHARACTERS for page in found for line in page)
    joined = "".join(line for page in found for line in page)
    assert "".join(joined.split()) == "".join(text.split())


def test_caption_lines_are_balanced():
    """Two lines of like length read better than a full one and a rest."""
    first, second = pages("I have carried this storm for nine whole years.")[0]
    assert abs(len(first) - len(second)) <= 6


def test_pages_follow_the_progress_of_the_line():
    """The last words are shown in the last part of the time."""
    text = "one two three four five six seven eight nine ten " * 4
    assert page_at(text, 0.0) == pages(text)[0]
    assert page_at(text, 0.99) == pages(text)[-1]


def test_speakers_keep_their_colour():
    """A speaker's name has one colour for the whole show, another's differs."""
    tints = SpeakerTints()
    wren, fox = tints.tint("Wren"), tints.tint("Bramble")
    assert wren != fox
    assert tints.tint("Wren") == wren


def test_a_question_mark_is_one_however_it_is_told():
    """SDL tells Shift and the slash's key, other keyboards the mark itself; the slash alone is a wish."""
    assert deed("/", ["shift"], typed="/") is Deed.KEYS
    assert deed("/", ["shift"], typed="?") is Deed.KEYS
    assert deed("7", ["shift"], typed="/") is Deed.WISH
    assert deed("/", [], typed="/") is Deed.WISH


def test_tints_seen_elsewhere_are_taken_over():
    """What was said has the captions' colours: who had one of them here gets another that is free."""
    tints, captions = SpeakerTints(), SpeakerTints()
    odile, wren = (tints.tint(name) for name in ("Odile", "Wren"))
    assert captions.tint("Wren") == odile
    tints.learn("Wren", odile)
    assert tints.tint("Wren") == odile
    assert tints.tint("Odile") == wren


@pytest.mark.parametrize("tint", theme.SPEAKER_TINTS)
def test_speaker_tints_are_readable(tint):
    """Name colours have at least 7 : 1 against black and differ from white by hue."""
    assert theme.contrast(theme.colour(tint), theme.colour("#000000")) >= 7.0


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_accents_are_made_readable(rgb):
    """Whatever accent a show brings, on screen it has at least 4.5 : 1 on the surface."""
    accent = theme.readable_accent("#{:02x}{:02x}{:02x}".format(*rgb))
    assert theme.contrast(accent, theme.SURFACE) >= 4.5


def test_keys_mean_what_the_help_says():
    """Every plain key of the help does something, and arrows move the focus while cards are open."""
    assert deed("spacebar") is Deed.PAUSE
    assert deed("left") is Deed.BACK_5
    assert deed("left", choosing=True) is Deed.FOCUS_BEFORE
    assert deed("7", typed="/") is Deed.WISH  # where / is Shift+7
    assert deed("/", ["shift"], typed="?") is Deed.KEYS
    assert deed("q", ["ctrl"]) is Deed.QUIT
    assert deed("q") is not Deed.QUIT  # one letter ends no evening
    letters = [
        key for _, rows in KeyMap().help() for keys, _ in rows for key in keys if len(key) == 1 and key.isalpha()
    ]
    assert all(deed(letter.lower()) is not None for letter in letters)


@pytest.mark.parametrize("name", icons.DRAWINGS)
def test_icons_are_drawn(name):
    """Every icon has ink, and stays inside its sheet."""
    drawn = icons.icon(name, 48, theme.TEXT)
    assert drawn.shape == (48, 48, 4)
    assert drawn[..., 3].max() > 200
    edge = np.concatenate([drawn[0, :, 3], drawn[-1, :, 3], drawn[:, 0, 3], drawn[:, -1, 3]])
    assert edge.max() < 60


def test_wrapped_text_fits():
    """Wrapped lines are no wider than asked, and too much ends in an ellipsis."""
    lines = paint.wrapped("Carry it to the lighthouse before the tide turns twice", "semibold", 20.0, 160.0, most=2)
    assert len(lines) == 2
    assert all(paint.width_of(line, "semibold", 20.0) <= 160.0 for line in lines)
    assert lines[-1].endswith("…")


def live_until(live: LivePlayer, condition, seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        live.tick()
        assert time.monotonic() < deadline, "never happened"
        time.sleep(0.004)


@contextlib.contextmanager
def watched(folder, parts):
    """A rehearsal of `parts` being watched in silence: its feed and the live player; closed afterwards."""
    feed = RehearsalFeed(folder, parts, size=SMALL)
    feed.start()
    live = LivePlayer(feed, LiveOptions(silent=True))
    feed.tell = live.hear
    live.start()
    try:
        yield feed, live
    finally:
        live.close()


def test_a_question_opens_is_confirmed_at_once_and_leads_on(tmp_path):
    """Cards open with the hold, a pick marks its card in the same turn, and the branch follows."""
    asked = question(1, "Which way?", "left", "right", default=1)
    parts = [
        ScriptedPart(picture=GREY, seconds=0.5),
        ScriptedPart(picture=GREY, seconds=0.5, choice=asked),
        ScriptedPart(picture=GREY, seconds=1.0, title="after"),
    ]
    with watched(tmp_path, parts) as (feed, live):
        live_until(live, lambda: live.state.phase is Phase.CHOICE_OPEN)
        view = live.view()
        assert [card.is_default for card in view.choice.cards] == [True, False]
        assert 0.5 < view.choice_left <= 1.0
        live.pick(2)
        live.pick(1)
        assert live.view().choice.taken == 2
        live_until(live, lambda: live.view().scene_title == "after")
        live_until(live, lambda: live.view().choice is None)
    assert feed.picked == [2]


def _picks_at_once(live):
    """The question is open, and one way is taken; its branch has not begun."""
    live_until(live, lambda: live.state.phase is Phase.CHOICE_OPEN)
    opened = live.opened
    live.pick(2)
    assert live.view().choice.taken == 2
    return opened


def test_who_leaves_before_the_branch_begins_takes_no_cards_along_and_can_be_asked_again(tmp_path):
    """A visit to the moment of the same question: the taken card is gone, the question opens and is answered anew."""
    asked = question(1, "Which way?", "left", "right", default=1)
    with watched(tmp_path, [ScriptedPart(picture=GREY, seconds=3.0, choice=asked)]) as (_, live):
        opened = _picks_at_once(live)
        live.hear(Revisited(mark=NOWHERE, at=live.playback.playhead()))
        live.tick()
        assert live.view().choice is None
        live.hear(opened)
        live.tick()
        assert live.view().choice.taken == 0
        live.pick(1)
        assert live.view().choice.taken == 1


def test_who_goes_back_before_the_branch_begins_sees_no_cards_there(tmp_path):
    """What was picked stays picked; its card does not lie over what is watched again."""
    asked = question(1, "Which way?", "left", "right", default=1)
    parts = [
        ScriptedPart(picture=GREY, seconds=1.0),
        ScriptedPart(picture=GREY, seconds=3.0, choice=asked),
        ScriptedPart(picture=GREY, seconds=1.0, title="after"),
    ]
    with watched(tmp_path, parts) as (feed, live):
        _picks_at_once(live)
        live.seek_by(-5.0)
        assert live.view().choice is None
        live_until(live, lambda: live.view().scene_title == "after")
        assert live.view().choice is None
    assert feed.picked == [2]


def test_an_evening_of_scenes_is_kept_by_their_ids(tmp_path):
    """The time line has a mark for each; what a scene is made of, 7 kB, goes with it."""
    with watched(tmp_path, [ScriptedPart(picture=GREY, seconds=0.5, title="first")]) as (_, live):
        live_until(live, lambda: live.view().timeline.scenes == 1)
        scene = live.playback.current().timed.part.scene
        for number in range(2, 50):
            again = replace(scene, id=f"{scene.id}-{number}", title=f"scene {number}")
            live.hear(SceneBegan(scene=again, at=number * 24_000))
        live_until(live, lambda: len(live._path.scenes) == 49)
        del again
        held = [known for known in gc.get_objects() if type(known) is type(scene) and known.title.startswith("scene ")]
        assert len(held) < 5
    assert live._path.title == "scene 49"


def test_words_that_name_an_answer_take_it_and_others_are_a_wish(tmp_path):
    """Free text answers the open question; what names no answer, or comes after one was taken, steers."""
    asked = question(1, "Which way?", "Take the narrow stairs", "Wait for the ferry", default=1)
    parts = [
        ScriptedPart(picture=GREY, seconds=0.5, choice=asked),
        ScriptedPart(picture=GREY, seconds=1.0, title="after"),
    ]
    with watched(tmp_path, parts) as (feed, live):
        live_until(live, lambda: live.state.phase is Phase.CHOICE_OPEN)
        live.wish("let it snow")
        assert live.view().choice.taken == 0
        live.wish("the fery, please")
        assert live.view().choice.taken == 2
        live.wish("the stairs")
        live_until(live, lambda: live.view().scene_title == "after")
    assert feed.picked == [2]
    assert feed.wishes == ["let it snow", "the stairs"]


def test_time_that_runs_out_takes_the_default(tmp_path):
    """Who only watches is never punished: the default is taken and shown."""
    asked = question(1, "Which way?", "left", "right", default=2, window_seconds=0.6)
    parts = [
        ScriptedPart(picture=GREY, seconds=0.5, choice=asked),
        ScriptedPart(picture=GREY, seconds=1.0, title="after"),
    ]
    with watched(tmp_path, parts) as (feed, live):
        live_until(live, lambda: (choice := live.view().choice) is not None and choice.taken == 2)
        live_until(live, lambda: live.view().scene_title == "after")
    assert feed.picked == []


def test_troubles_are_said_with_their_remedy(tmp_path):
    """A trouble of the conductor becomes one line with what to do."""
    with watched(tmp_path, [ScriptedPart(picture=GREY)]) as (_, live):
        live.hear(Trouble(what="The disk is full.", remedy="Free some space."))
        live_until(live, lambda: live.view().toast is not None)
        toast = live.view().toast
        assert (toast.text, toast.remedy, toast.trouble) == ("The disk is full.", "Free some space.", True)


def test_off_screen_run_obeys_its_script_and_leaves_a_film(tmp_path):
    """The live player off-screen takes the scripted option, makes the wish, and records picture, sound and captions."""
    import av

    said = Caption(start=0, duration=48_000, text="Well? The tide is not going to wait.", speaker="Bramble")
    parts = [
        ScriptedPart(picture=GREY, seconds=1.0, captions=(said,)),
        ScriptedPart(picture=GREY, seconds=0.5, choice=question(1, "Which?", "left", "right")),
        ScriptedPart(picture=GREY, seconds=3.0, title="after"),
    ]
    feeds = []

    def make_feed(tell):
        feeds.append(RehearsalFeed(tmp_path, parts, tell=tell, size=SMALL))
        return feeds[0]

    script = parse_script([{"choice": 1, "option": 2, "after": 0.3}, {"at": 0.5, "wish": "snow"}])
    report = run_off_screen(
        make_feed,
        mixer=TailSum,
        seconds=3.0,
        script=script,
        record=tmp_path / "out.mp4",
        options=LiveOptions(title="T", silent=True),
    )
    assert (feeds[0].picked, feeds[0].wishes) == ([2], ["snow"])
    assert report.failed == ""
    assert report.seconds >= 3.0
    with av.open(str(tmp_path / "out.mp4")) as film:
        kinds = sorted(stream.type for stream in film.streams)
        pictures = sum(1 for _ in film.decode(video=0))
    assert kinds == ["audio", "subtitle", "video"]
    assert 60 <= pictures <= 84
