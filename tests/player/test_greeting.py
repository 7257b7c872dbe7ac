"""What a first show's viewer is told once: late enough, never over anything else, and not to those who know it."""

from dataclasses import replace

from player.playback.reducer import Phase
from player.ui.greeting import AFTER_SECONDS, Greeting
from player.ui.view import ToastView, View

PLAYING = replace(View(), phase=Phase.PLAYING)
LATER = 100.0 + AFTER_SECONDS


def begun(*, wanted=True):
    """A greeting whose show began to play at 100 s."""
    greeting = Greeting()
    if wanted:
        greeting.want()
    assert not greeting.is_due(PLAYING, 100.0, busy=False)
    return greeting


def test_it_comes_once_after_the_beginning():
    """Not before its seconds are over, then once."""
    greeting = begun()
    told = [greeting.is_due(PLAYING, now, busy=False) for now in (LATER - 0.1, LATER, LATER + 1)]
    assert told == [False, True, False]


def test_it_waits_until_nothing_else_is_to_be_read():
    """Controls, an answer and a pause come first; it is not lost."""
    greeting = begun()
    answered = replace(PLAYING, toast=ToastView(text="Snow is on the way.", serial=1))
    assert not greeting.is_due(PLAYING, LATER, busy=True)
    assert not greeting.is_due(answered, LATER + 1, busy=False)
    assert not greeting.is_due(replace(PLAYING, phase=Phase.PAUSED), LATER + 2, busy=False)
    assert greeting.is_due(PLAYING, LATER + 3, busy=False)


def test_who_has_watched_before_is_not_told():
    """Nobody asked for it: it never comes."""
    assert not begun(wanted=False).is_due(PLAYING, LATER + 60, busy=False)
