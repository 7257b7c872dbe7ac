"""Manners of speech: who really speaks, who murmurs, and who is only captioned.

It knows no engine: it asks the voice box for one or the other.
"""

from __future__ import annotations

import logging

from generators.direction.timing import Spoken
from generators.errors import VoiceError
from generators.sound.voices.box import VoiceBox
from generators.sound.voices.casting import cast_for
from generators.sound.voices.timing import murmur_times
from story_engine.plan import Line

LOG = logging.getLogger(__name__)
MANNERS = ("murmur", "spoken", "silent")


class MannerVoices:
    """The show's voices in one of the three manners (narrator speaks and cast murmurs by default)."""

    def __init__(self, box: VoiceBox, manner: str, language: str = "", cast: tuple[str, ...] = ("narrator",)) -> None:
        """`language` is the one in which the show is shown, "" = English; `cast` every voice id, the narrator's first.

        A voice that nobody wrote is lent by the understudy who sounds least like the others.
        """
        if manner not in MANNERS:
            raise ValueError(f"unknown manner {manner!r}; choose one of {', '.join(MANNERS)}")
        self._box = box
        self._language = language
        self._told: set[str] = set()
        self._narrator = cast[0]
        self._cast = cast_for(cast)
        self.manner = manner

    def speak(self, line: Line, voice: str) -> Spoken:
        """How `line` sounds; without a speech engine the narrator is captioned only."""
        heard = self._cast.voice(voice if line.speaker else self._narrator)
        wants_speech = self.manner == "spoken" or (self.manner == "murmur" and not line.speaker)
        spoken = self._spoken(line, heard) if wants_speech and self._box.can_speak else None
        if spoken is not None:
            return spoken
        quiet = self.manner == "silent" or not line.speaker
        murmured = murmur_times(line, heard, self._language)
        return Spoken(
            duration=murmured.duration,
            manner="silent" if quiet else "murmur",
            phones=murmured.phones,
            words=murmured.words,
            voice=heard,
        )

    def _spoken(self, line: Line, voice: str) -> Spoken | None:
        """The spoken line; None when the engine cannot speak it, because one line must not end a show."""
        try:
            spoken = self._box.speak(line, voice, self._language)
        except VoiceError as error:
            reason = str(error)
            if reason not in self._told:
                LOG.warning("%s; the line is captioned", reason)
                self._told.add(reason)
            return None
        return Spoken(
            duration=spoken.duration,
            manner="speech",
            key=spoken.key,
            phones=spoken.phones,
            words=spoken.words,
            voice=voice,
        )
