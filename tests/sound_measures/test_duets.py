"""Where two themes sound together is told with bars, times and names, in figures and in the MIDI file."""

from __future__ import annotations

from dataclasses import replace

from scored import S, note, part
from test_midi import read

from generators.sound.measure.duets import duets
from generators.sound.measure.midi import midi
from generators.sound.measure.score import score_figures
from generators.timed import TimedPart
from story_engine.plan import Actor, Look


def both(count: int = 4, apart: float = 0.0) -> TimedPart:
    """Wren's theme over Odile's, `count` notes each, the second `apart` seconds later."""
    first = [replace(note(at, 72 + at), theme="wren") for at in range(count)]
    second = [replace(note(at + 0.5 + apart, 60 + at, "counter"), theme="odile") for at in range(count)]
    made = part(*first, *second, seconds=16)
    odile = Actor(id="odile", name="Odile", look=Look(), voice="odile", motif="odile")
    scene = replace(made.part.scene, actors=(*made.part.scene.actors, odile))
    return replace(made, part=replace(made.part, scene=scene))


def test_the_bars_of_two_themes_are_named() -> None:
    """Four notes of each within the same bars are a duet, told with its bars, times and both names."""
    (found,) = duets([(10 * S, both())])
    assert (found.whose, found.notes, found.first_bar) == (("Odile", "Wren"), (4, 4), 1)
    assert (found.begin_seconds, found.end_seconds) == (10.0, 14.0)
    assert found.line() == "0:10.0–0:14.0, bars 1–2 of “X”: Odile (4 notes) and Wren (4 notes)"


def test_one_after_the_other_is_no_duet() -> None:
    """Themes in different bars, or a few notes of one, are not told together."""
    assert duets([(0, both(apart=8.0))]) == ()
    assert duets([(0, both(count=3))]) == ()


def test_midi_tracks_carry_the_characters_names() -> None:
    """The melody that tells Wren's theme is a track of its own with her name; a marker says who sounds together."""
    tracks = read(midi([(0, both())], "A show"))
    names = [message[3:].decode() for track in tracks for _, message in track if message[:2] == b"\xff\x03"]
    assert names == ["A show", "melody: Wren", "counter: Odile"]
    assert (0, b"\xff\x06\x0eOdile and Wren") in tracks[0]


def test_cuts_and_scenes_without_music_are_counted_apart() -> None:
    """A silent scene with two cuts owes no theme, and its cuts are not held against a pulse."""
    silent = part(cuts=(2.0, 3.0))
    found = score_figures([(0, silent)])
    assert (found.scenes, found.scenes_without_music, found.theme_owed) == (1, 1, 0)
    assert (found.cuts, found.cuts_without_music) == (0, 2)
