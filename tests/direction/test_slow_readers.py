"""Captions for who reads slowly: lines stand long enough, and nothing else of a grown-up's show changes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from generators.direction.direct import Continuity, direct
from generators.direction.timing import Spoken
from player.measuring.captions import SHORTEST_SECONDS, least_contrast, pages_of
from story_engine.time import from_seconds

_spec = importlib.util.spec_from_file_location("direction_cases", Path(__file__).with_name("conftest.py"))
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

WORDS = (
    "The ferry leaves at six.",
    "Nobody has ever posted a storm before, and I will not be the first.",
    "Then who is that on the pier, with the lamp and all those parcels under one arm, waiting for us?",
    "Bramble.",
)


def timed(voices, **given):
    spoken = [cases.say(("wren", "odile")[n % 2], words) for n, words in enumerate(WORDS)]
    return direct(cases.part(cases.scene(), *spoken), Continuity(), voices, rng_seed=1, **given)[0]


class Hasty:
    """Speaks thirty characters a second: captions would be gone before they are read."""

    def speak(self, line, voice):
        return Spoken(duration=from_seconds(len(line.text) / 30.0), manner="murmur")


def test_every_page_can_be_read(voices) -> None:
    """However fast the words are said, a child's pages hold 13 characters a second, and each stands 5/6 s."""
    for speaks in (Hasty(), voices):
        shown = list(pages_of(timed(speaks, reading=13.0)))
        assert max(page.pace for page in shown) <= 13.3
        assert min(page.seconds for page in shown) >= SHORTEST_SECONDS - 1 / 24
    assert max(page.pace for page in pages_of(timed(Hasty()))) > 15.0


def test_a_childs_show_takes_its_time() -> None:
    """The same words last longer for who reads slowly; a grown-up's show is what it always was."""
    assert timed(Hasty(), reading=13.0).duration > 1.15 * timed(Hasty()).duration
    assert timed(Hasty(), reading=17.0) == timed(Hasty())


def test_captions_on_their_darkest_ground_have_seven_to_one() -> None:
    """Before the brightest picture there is, every ink; without a ground they would not."""
    assert least_contrast(1.0) >= 7.0
    assert least_contrast(0.0) < 2.0
