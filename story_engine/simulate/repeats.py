"""Finds lines that were nearly said before: by edit distance, not equality.

It does not know scenes or speakers. Candidates come from shared pairs of words, so that an hour of lines
takes milliseconds; the distance is computed in a band only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

NEAR = 0.8
"""Likeness (1 − edits per letter of the longer text) from which two lines are nearly the same."""
LEAST_WORDS = 4
""""Oh." and "Yes, please." are what people say: shorter lines are no repeats."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
MOST_CANDIDATES = 40
"""Earlier lines compared with one line, those that share most word pairs first."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters."""
    return tuple(_WORD.findall(text.lower()))


def near_repeats(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Indices of texts that are nearly an earlier one, each with the earlier one's index, the last in these words."""
    known: list[str] = []
    of_pair: dict[tuple[str, str], list[int]] = defaultdict(list)
    slot_of: dict[str, int] = {}
    number_of: list[int] = []
    found: list[tuple[int, int]] = []
    for index, text in enumerate(texts):
        words = words_of(text)
        if len(words) < LEAST_WORDS:
            continue
        plain = " ".join(words)
        if plain in slot_of:
            found.append((index, number_of[slot_of[plain]]))
            number_of[slot_of[plain]] = index
            continue
        pairs = set(pairwise(words))
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(of_pair.get(pair, ()))
        for other, count in shared.most_common(MOST_CANDIDATES):
            if count < 0.25 * len(pairs):
                break
            if likeness(plain, known[other]) >= NEAR:
                found.append((index, number_of[other]))
                break
        slot_of[plain] = len(known)
        for pair in pairs:
            of_pair[pair].append(len(known))
        known.append(plain)
        number_of.append(index)
    return found


def likeness(first: str, second: str) -> float:
    """1 − edits per letter of the longer text; 0 when they are further apart than `NEAR`."""
    longer = max(len(first), len(second))
    if not longer:
        return 1.0
    most = int((1.0 - NEAR) * longer)
    distance = edits(first, second, most)
    return 1.0 - distance / longer if distance <= most else 0.0


def edits(first: Sequence[str], second: Sequence[str], most: int) -> int:
    """Levenshtein distance of two sequences within a band of `most`; `most` + 1 when it is greater."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    if len(first) > len(second):
        first, second = second, first
    far = most + 1
    row = [j if j <= most else far for j in range(len(second) + 1)]
    for i, one in enumerate(first, 1):
        low, high = max(1, i - most), min(len(second), i + most)
        above, row_new = row[low - 1], [far] * (len(second) + 1)
        if low == 1:
            row_new[0] = i if i <= most else far
        best = row_new[low - 1]
        for j in range(low, high + 1):
            cost = above if one == second[j - 1] else 1 + min(above, row[j], row_new[j - 1])
            above = row[j]
            row_new[j] = cost if cost < far else far
            best = min(best, row_new[j])
        if best > most:
            return far
        row = row_new
    return min(row[len(second)], far)


def distinct(texts: Iterable[str], size: int = 3) -> float:
    """Share of different runs of `size` words among all of them; 1 when there are none."""
    runs: list[tuple[str, ...]] = []
    for text in texts:
        words = words_of(text)
        runs.extend(words[i : i + size] for i in range(len(words) - size + 1))
    return len(set(runs)) / len(runs) if runs else 1.0
