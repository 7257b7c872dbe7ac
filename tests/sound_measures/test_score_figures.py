"""Figures of a score: each of them notices the fault it is for."""

from __future__ import annotations

from dataclasses import replace

from scored import S, note, part

from generators.sound.measure.score import score_figures
from generators.timed import Note, TimedPart


def test_notes_outside_chord_and_scale_do_not_fit() -> None:
    """In C major E fits, F sharp does not, unless the pad plays it."""
    assert score_figures([(0, part(note(0, 64), note(1, 66)))]).in_harmony == 0.5
    pad = note(0, 66, "pad", 4.0)
    assert score_figures([(0, part(pad, note(1, 66)))]).in_harmony == 1.0


def test_parallel_fifths_are_counted() -> None:
    """C–G to D–A is a fault, C–G to D–F is none."""
    first = (note(0, 60, "pad", 2.0), note(0, 67, "pad", 2.0))
    fault = (note(2, 62, "pad", 2.0), note(2, 69, "pad", 2.0))
    good = (note(2, 62, "pad", 2.0), note(2, 65, "pad", 2.0))
    assert score_figures([(0, part(*first, *fault))]).parallel_fifths == 1
    found = score_figures([(0, part(*first, *good))])
    assert (found.chord_changes, found.parallel_fifths) == (1, 0)


def test_a_motif_counts_only_when_it_is_told() -> None:
    """A scene with music in which Wren is seen must tell Wren's theme."""
    assert score_figures([(0, part(note(0, 60)))]).motif_share == 0.0
    assert score_figures([(0, part(note(0, 60), motifs=("wren",)))]).motif_share == 1.0


def test_cuts_are_held_against_the_pulse() -> None:
    """At sixty pulses a minute a cut at 2.05 s is on the pulse, one at 3.5 s is not."""
    found = score_figures([(0, part(note(0, 60), cuts=(2.05, 3.5)))])
    assert (found.cuts, found.cuts_on_pulse) == (2, 0.5)


def test_eight_bars_again_are_noticed() -> None:
    """The same melody in a later scene counts, a tone higher too; another rhythm does not."""
    tune = [note(at, 60 + at * at % 11) for at in range(24)]
    higher = [note(at, 62 + at * at % 11) for at in range(24)]
    other = [note(at + (0.5 if at == 9 else 0.0), 60 + at * at % 11) for at in range(24)]

    def later(notes: list[Note]) -> TimedPart:
        again = part(*notes, seconds=24)
        return replace(again, part=replace(again.part, scene=replace(again.part.scene, id="s2", number=2)))

    first = (0, part(*tune, seconds=24))
    assert score_figures([first, (24 * S, later(higher))]).verbatim_repeats == 1
    assert score_figures([first, (24 * S, later(other))]).verbatim_repeats == 0


def test_rest_is_the_time_without_notes() -> None:
    """Four seconds of music with its ring in an eight-second part leave a third or so of rest."""
    assert score_figures([(0, part())]).without_music == 1.0
    assert score_figures([(0, part(note(0, 60, seconds=4.0)))]).without_music == 0.5
