"""What a viewer hears of films: a branch of the story map is asked for, and told of when it is made.

It knows neither window nor process: `player/filming.py` makes the film, and is loaded when the first is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from player.story_map import StoryMap
from player.words import Words

if TYPE_CHECKING:
    from player.filming import Filming

ROOM_SECONDS = 10.0
"""With so much of the show ready ahead a part of a film may be drawn: nothing that is due soon waits for it."""


class Say(Protocol):
    """Shows a short text for a while."""

    def __call__(self, text: str, *, trouble: bool = False, remedy: str = "") -> None:
        """`remedy` is what can be done."""
        ...


class FilmDesk:
    """One thread calls it."""

    def __init__(self, make: Callable[[], Filming] | None, say: Say, texts: Words, title: str) -> None:
        """`make` is asked once, when the first film is wanted; None = no films can be made here."""
        self._make = make
        self._say = say
        self._texts = texts
        self._title = title
        self._filming: Filming | None = None

    @property
    def share(self) -> float | None:
        """How much of a film is made, 0–1; None where none is being made."""
        return self._filming.share if self._filming is not None else None

    def ask(self, story: StoryMap, stretch: int, option: int = 0) -> None:
        """A film of the branch on which `stretch` lies, from the first scene to its last; not of an untaken option."""
        texts, known = self._texts, story.stretches.get(stretch)
        if option:
            self._say(texts("film.not_taken"))
        elif self.share is not None:
            self._say(texts("film.busy", percent=round(self.share * 100)))
        elif known is None or self._make is None:
            self._say(texts("film.none"), trouble=True)
        else:
            self._filming = self._filming or self._make()
            name = f"{self._title} – {known.words or known.title}"
            why = self._filming.begin(story.on_from(stretch).mark, name)
            if why:
                self._say(texts("film.failed", why=why), trouble=True)
            else:
                self._say(texts("film.begun", scene=known.words or known.title), remedy=texts("film.begun_remedy"))

    def tick(self, ready_seconds: float) -> None:
        """One turn: `ready_seconds` of the show are ready ahead."""
        filming = self._filming
        if filming is None or filming.share is None:
            return
        filming.give_room(ready_seconds >= ROOM_SECONDS)
        news = filming.news()
        if news is not None and news.failed:
            self._say(self._texts("film.failed", why=news.failed), trouble=True, remedy=self._texts("film.again"))
        elif news is not None and news.done:
            self._say(self._texts("film.done"), remedy=news.path)

    def close(self) -> None:
        """End what is being made: a film ends with its show."""
        if self._filming is not None:
            self._filming.close()
