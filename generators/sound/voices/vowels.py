"""Vowels and the shape of the throat that makes them.

It knows no voice and no word.
"""

from __future__ import annotations

VOWEL_FORMANTS: dict[str, tuple[float, float, float]] = {
    "iy": (310, 2200, 2950), "ih": (400, 1950, 2600), "ey": (450, 2050, 2650), "eh": (560, 1800, 2500),
    "ae": (690, 1650, 2450), "aa": (740, 1150, 2500), "ao": (580, 900, 2450), "ow": (480, 880, 2350),
    "uh": (440, 1050, 2300), "uw": (330, 850, 2250), "ah": (640, 1250, 2450), "ax": (520, 1400, 2450),
    "er": (490, 1350, 1750), "ay": (680, 1400, 2500), "aw": (680, 1150, 2400), "oy": (500, 1000, 2400),
}  # fmt: skip
"""Adult formants in hertz (round values after Peterson and Barney 1952)."""
