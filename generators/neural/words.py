"""Words for models that make sound, from a timed part: its score's mood and key, its places' beds.

They know no model; the words of one scene are the same in all its parts, so that one score serves the whole scene.
"""

from __future__ import annotations

from generators.timed import TimedPart

TONICS = ("C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B")
MODES = {"ionian": "major", "aeolian": "minor"}
"""Modes that have a plainer name."""
BEATS = ((66.0, "very slow"), (86.0, "slow"), (108.0, "walking pace"), (400.0, "lively"))
HOURS = ((6.0, "at night"), (11.0, "in the morning"), (18.0, "in the afternoon"), (21.0, "in the evening"),
         (24.0, "at night"))  # fmt: skip
WIND = 0.45


def score_words(timed: TimedPart) -> str:
    """What a scene's music is to be like."""
    scene, entry = timed.part.scene, timed.score.entry
    mood = scene.mood
    feeling = "warm, hopeful" if mood.valence > 0.3 else "wistful, sad" if mood.valence < -0.3 else "calm, pensive"
    drive = "tense, held back" if mood.tension > 0.6 else "gentle" if mood.arousal < 0.5 else "full of movement"
    pace = next(words for until, words in BEATS if entry.tempo <= until)
    key = f"{TONICS[entry.key % 12]} {MODES.get(entry.mode, entry.mode)}"
    return f"{feeling} chamber music for a story, {drive}, {pace}, {key}, no voice, no drums"


def bed_words(name: str, wind: float, hour: float) -> str:
    """What a place sounds like when nothing happens."""
    when = next(words for until, words in HOURS if hour <= until)
    windy = ", wind" if wind > WIND else ""
    return f"field recording, {name.replace('_', ' ')} {when}{windy}, continuous, nobody speaks, no music"
