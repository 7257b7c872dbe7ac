"""Recognises misspelt words: slips of the finger, not other words.

It does not know which words exist.
"""

from __future__ import annotations

LONG_WORD = 7
"""Letters from which two slips of the finger are forgiven instead of one."""


def alike(first: str, second: str) -> bool:
    """Whether two words of at least four letters differ by a slip of the finger: a letter more, less or two swapped;
    in longer words another letter too, in long ones two slips."""
    shortest = min(len(first), len(second))
    if shortest < 4 or first[0] != second[0]:
        return False
    slips = 2 if shortest >= LONG_WORD else 1
    if abs(len(first) - len(second)) > slips or slips_between(first, second) > slips:
        return False
    # "slow" is not "snow": a short word with another letter is another word.
    return shortest > 5 or len(first) != len(second) or sorted(first) == sorted(second)


def slips_between(first: str, second: str) -> int:
    """The edit distance with swaps of neighbours (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        earlier, before, row = before, row, [i] + [0] * len(second)
        for j, other in enumerate(second, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and other == first[i - 2]:
                row[j] = min(row[j], earlier[j - 2] + 1)
    return row[-1]
