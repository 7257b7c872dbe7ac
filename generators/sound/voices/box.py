"""The director's side of the voices: lines in, spoken sound with its times out, through the voice process.

It knows no engine. What was spoken once is read from the store, so a repeated run starts no process.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec

from generators.errors import ChannelClosed, MessageError, VoiceError
from generators.processes import Child, spawn
from generators.sound.voices.cast import Voice, feeling, voice_for
from generators.sound.voices.engines import FLITE, REMEDIES, UNTIL_THEN, who_speaks
from generators.sound.voices.messages import MESSAGES, Ready, Speak, SpeechRecipe, Spoken, Unable
from generators.sound.voices.reading import read_aloud
from generators.sound.voices.store import load_times
from story_engine.plan import Line

VOICES_VERSION = "13"
"""Raised whenever the sound or the times of a line change: part of every key and of the journal."""

SERVICE = "generators.sound.voices.service"
START_PATIENCE_SECONDS = 20.0
"""A cold start compiles the room's kernel once; a warm one takes half a second."""
_DEAD = f"the voice process does not start: {REMEDIES[FLITE]} again; {UNTIL_THEN}"
SPEAK_PATIENCE_SECONDS = 20.0
"""A line takes 0.1 s, the first one of a process some seconds where code is compiled; longer silence is death."""
WARM_PATIENCE_SECONDS = 5.0
"""A process that has spoken before: it is asked twice, and a live show has 12 s in hand."""
REPLACED_PATIENCE_SECONDS = 12.0
"""The first line of a process that replaces another: it is cold, and what a live show has in hand is all there is."""
LONG_LINE_PATIENCE_SECONDS = 0.01
"""What each character of a line adds: ten thousand take 15 s on a slow core."""


class _Silent(ChannelClosed):
    """The process lives and says nothing."""


class VoiceBox:
    """Speaks lines into `store`. Call it from one worker thread; close it when done."""

    def __init__(
        self, store: Path, *, flite: str = "", espeak: str = "", voices: dict[str, Voice] | None = None
    ) -> None:
        """`flite` and `espeak` name other libraries than the usual ones; `voices` replaces the built-in voices."""
        self._store = store
        self._libraries = (flite, espeak)
        self._voices = voices
        self._child: Child | None = None
        self._starting: Child | None = None
        """A voice process whose first word nobody has waited for yet."""
        self._engine: Ready | None = None
        self._missing = ""
        self._has_spoken = False
        """Whether this process has; its first line compiles."""
        self._is_replacement = False

    @property
    def can_speak(self) -> bool:
        """Whether an engine is there; without one the cast murmurs and captions are shown."""
        return self._ready() is not None

    @property
    def engines(self) -> Ready | None:
        """The engines that were found, and what helps where one was not; None when there is none at all."""
        return self._ready()

    @property
    def store(self) -> Path:
        """The folder of spoken sound."""
        return self._store

    @property
    def pid(self) -> int | None:
        """Process id of the voice process; None before its first use."""
        return self._child.pid if self._child else None

    @property
    def missing(self) -> str:
        """Why there is no speech and what helps, in one line; "" when there is."""
        self._ready()
        return self._missing

    @property
    def lacking(self) -> tuple[str, ...]:
        """A line with its remedy for each engine that the voice process does not find; () when all are here."""
        ready = self._ready()
        return ready.missing if ready is not None else (self._missing,)

    def speak(self, line: Line, voice_id: str, language: str = "") -> Spoken:
        """Sound (in the store, by key) and times of a line spoken in `language` ("" = English).

        Raises VoiceError with the remedy.
        """
        ready = self._ready()
        if ready is None:
            raise VoiceError(self._missing)
        request = self._request(line, voice_id, language, ready)
        kept = load_times(self._store, request.key)
        if kept is not None:
            return kept
        try:
            return self._ask(request)
        except (ChannelClosed, MessageError):
            if self._start() is None:
                raise VoiceError(self._missing) from None
            try:
                return self._ask(request)
            except ChannelClosed as error:
                self._stop()  # else its late answer would be taken for the next line's
                busy = isinstance(error, _Silent)
                what, remedy = (
                    ("was silent", "leave it more of the processor") if busy else ("died", "change the words")
                )
                raise VoiceError(f"the voice process {what} twice on {line.text[:60]!r}: {remedy}") from error
            except MessageError as error:
                raise VoiceError(f"the voice process answers nonsense to {line.text[:60]!r} ({error})") from error

    def versions(self) -> tuple[tuple[str, str], ...]:
        """What made the times: our voices' version and the engines', sorted; for journal and cache keys."""
        ready = self._ready()
        spoken = ", ".join(f"{name} {version}" for name, version in ready.engines) if ready else "none"
        return (("murmur", VOICES_VERSION), ("speech", spoken), ("voices", VOICES_VERSION))

    def start(self) -> None:
        """Begin to start the voice process and do not wait for it: the next question does."""
        if self._child is None and self._starting is None and not self._missing:
            self._starting = self._spawn()

    def close(self) -> None:
        """End the voice process."""
        self._stop()

    def _ready(self) -> Ready | None:
        """The engines' word, from a running process; None when there is no engine."""
        if self._missing:
            return None
        if self._engine is not None and (self._child is None or self._child.is_alive()):
            return self._engine
        return self._start()

    def _spawn(self) -> Child:
        self._store.mkdir(parents=True, exist_ok=True)
        return spawn(SERVICE, MESSAGES, idle=False, arguments=(str(self._store), *self._libraries))

    def _start(self) -> Ready | None:
        child, self._starting = self._starting, None
        self._is_replacement = self._is_replacement or self._has_spoken
        self._has_spoken = False
        if child is None:
            self._stop()
            child = self._spawn()
        try:
            answer = child.channel.receive(START_PATIENCE_SECONDS)
        except (ChannelClosed, MessageError):
            answer = None
        if isinstance(answer, Ready):
            self._child, self._engine = child, answer
            return answer
        child.stop()
        self._missing = answer.reason if isinstance(answer, Unable) else _DEAD
        return None

    def _stop(self) -> None:
        for child in (self._child, self._starting):
            if child is not None:
                child.stop()
        self._child = self._starting = None

    def _ask(self, request: Speak) -> Spoken:
        if self._child is None:
            raise ChannelClosed("the voice process is not running")
        self._child.channel.send(request)
        cold = REPLACED_PATIENCE_SECONDS if self._is_replacement else SPEAK_PATIENCE_SECONDS
        patience = WARM_PATIENCE_SECONDS if self._has_spoken else cold
        answer = self._child.channel.receive(patience + LONG_LINE_PATIENCE_SECONDS * len(request.text))
        if isinstance(answer, Spoken):
            self._has_spoken = True
            return answer
        if isinstance(answer, Unable):
            raise VoiceError(answer.reason)
        raise _Silent("the voice process is silent")

    def _request(self, line: Line, voice_id: str, language: str, ready: Ready) -> Speak:
        engine, plain = who_speaks(voice_for(voice_id, self._voices), language, ready.names)
        bare = Speak(
            key="",
            text=line.text,
            respelled=read_aloud(line.text, language),
            recipe=_felt(plain, line),
            tone=str(line.tone),
            engine=engine,
            language=language or "en",
        )
        made_of = msgspec.json.encode((VOICES_VERSION, dict(ready.engines)[engine], bare), order="deterministic")
        return replace(bare, key=hashlib.sha256(made_of).hexdigest()[:32])


def missing_voices(store: Path, *, flite: str = "", espeak: str = "") -> tuple[str, ...]:
    """A line with its remedy for each engine that the voice process does not find; () when all are here."""
    box = VoiceBox(store, flite=flite, espeak=espeak)
    try:
        return box.lacking
    finally:
        box.close()


def _felt(recipe: SpeechRecipe, line: Line) -> SpeechRecipe:
    """The recipe as the line's emotion bends it; a reader bends half as far as a singer."""
    felt = feeling(line.emotion, line.intensity)
    return SpeechRecipe(
        engine_voice=recipe.engine_voice,
        rate=round(recipe.rate * felt.rate**0.6, 4),
        pitch=round(recipe.pitch * 2 ** (felt.shift / 24), 4),
        range=round(recipe.range * felt.range**0.5, 4),
        size=recipe.size,
        gain_decibels=round(recipe.gain_decibels + felt.gain_decibels * 0.5, 3),
        pause=recipe.pause,
        room=recipe.room,
    )
