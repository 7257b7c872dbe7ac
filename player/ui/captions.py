"""Captions as text: broken into lines and pages that can be read.

It knows no clock and no screen; numbers follow the usual guides for subtitles.
"""

from __future__ import annotations

from player.ui.theme import SPEAKER_TINTS

LINE_CHARACTERS = 42
"""Most characters a line."""
PAGE_LINES = 2


def pages(text: str, room: int = LINE_CHARACTERS) -> list[tuple[str, ...]]:
    """`text` as pages of at most two lines of `room` characters, lines of a page of like length."""
    lines = _greedy(text.split(), room)
    out = []
    for start in range(0, len(lines), PAGE_LINES):
        words = " ".join(lines[start : start + PAGE_LINES]).split()
        out.append(_balanced(words, room))
    return out


def page_at(text: str, progress: float) -> tuple[str, ...]:
    """The page to show when `progress` (0–1) of the caption's time has passed: pages last as long as they read."""
    found = pages(text)
    if not found:
        return ()
    lengths = [sum(map(len, page)) for page in found]
    passed = progress * sum(lengths)
    for page, length in zip(found, lengths, strict=True):
        if passed < length:
            return page
        passed -= length
    return found[-1]


def _greedy(words: list[str], room: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        while len(word) > room:  # a word without an end is cut
            lines.append(word[:room])
            word = word[room:]
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += " " + word
        elif word:
            lines.append(word)
    return lines


def _balanced(words: list[str], room: int) -> tuple[str, ...]:
    """One line where it fits, else the two whose lengths differ least (rather after a comma)."""
    whole = " ".join(words)
    if len(whole) <= room:
        return (whole,) if whole else ()
    best: tuple[float, tuple[str, str]] | None = None
    for cut in range(1, len(words)):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        if max(len(first), len(second)) > room:
            continue
        cost = abs(len(first) - len(second)) - (8 if first[-1] in ",.;:!?…—" else 0)
        if best is None or cost < best[0]:
            best = (cost, (first, second))
    return best[1] if best else tuple(_greedy(words, room))


class SpeakerTints:
    """Gives every speaker a name colour, in order of appearance."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def tint(self, speaker: str) -> str:
        """The colour of `speaker`, "#RRGGBB"."""
        if speaker not in self._given:
            taken = set(self._given.values())
            free = next((tint for tint in SPEAKER_TINTS if tint not in taken), None)
            self._given[speaker] = free or SPEAKER_TINTS[len(self._given) % len(SPEAKER_TINTS)]
        return self._given[speaker]

    def learn(self, speaker: str, tint: str) -> None:
        """`speaker` was seen in this colour somewhere else; whoever had it here gets another."""
        if not speaker or self._given.get(speaker) == tint:
            return
        for other in [name for name, given in self._given.items() if given == tint]:
            del self._given[other]
        self._given[speaker] = tint
