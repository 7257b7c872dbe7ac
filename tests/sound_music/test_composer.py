"""The composer: joins, holds, harmony, voice-leading, leitmotifs, room for lines, silence."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import replace

from generators.sound.composer import compose, opening_state, scene_palette, snap_cut
from generators.sound.composer.accompaniment import PAD_PANS
from generators.sound.composer.form import BARS
from generators.sound.composer.sheet import Sheet
from generators.sound.composer.telling import WAITING, next_telling
from generators.sound.composer.theory import parallels, scale_classes
from generators.timed import ScoreState, Telling, TimedAct, TitleCard
from story_engine.plan import Mood, PartKind
from story_engine.time import SAMPLE_RATE, from_seconds

MIDDLING = Mood(valence=0.2, arousal=0.45, tension=0.35)


def test_same_part_same_notes(make_scene, make_part):
    """The same timed part and entry give the same score."""
    timed = make_part(make_scene(3), 0)
    entry = opening_state(timed.part.scene, None)
    assert compose(timed, entry) == compose(timed, entry)


def test_pulse_runs_on_over_joins(score_scene, make_scene):
    """A part begins at the pulse at which the one before it ended, and the tempo changes by at most 6 %."""
    parts, _ = score_scene(make_scene(2))
    for before, after in itertools.pairwise(parts):
        assert before.score.exit == after.score.entry
        assert abs(after.score.entry.tempo / before.score.entry.tempo - 1) <= 0.0601


def test_a_bar_over_a_join_keeps_its_chord(make_scene, make_part):
    """A join inside a bar does not change the chord: cut elsewhere, the same bars have the same bass."""
    scene = make_scene(2, mood=Mood(valence=0.4, arousal=0.5, tension=0.2))
    entry = replace(opening_state(scene, None), silent=False)
    whole = compose(make_part(scene, 0, 8.0), entry)
    first = compose(make_part(scene, 0, 3.5), entry)
    second = compose(make_part(scene, 1, 4.5), replace(first.exit, tempo=entry.tempo))
    basses = lambda notes: [note.pitch for note in notes if note.stem == "bass" and "pizz" not in note.instrument]  # noqa: E731
    halves = basses(first.notes) + basses(second.notes)
    joined = [pitch for place, pitch in enumerate(halves) if place == 0 or pitch != halves[place - 1]]
    alone = basses(whole.notes)
    assert joined == [pitch for place, pitch in enumerate(alone) if place == 0 or pitch != alone[place - 1]]


def test_hold_ends_as_it_begins(make_scene, make_part, score_scene):
    """A hold's exit is its entry exactly, so that it may repeat and the options' heads stay valid; it varies."""
    scene = make_scene(4)
    _, state = score_scene(scene, parts=3)
    hold = make_part(scene, 3, 1.75, kind=PartKind.HOLD)
    score = compose(hold, state)
    again = compose(replace(hold, part=replace(hold.part, repeat=1)), state)
    assert score.exit == state
    assert again.exit == state
    assert score.notes
    assert score.notes != again.notes


def test_no_parallel_fifths_or_octaves_in_the_pad(show):
    """The pad's voices never move in parallel fifths or octaves, bar by bar; over a rest of the pad nothing moves."""
    found = changes = 0
    for parts in show:
        voicings: list[tuple[int, ...]] = []
        spans: list[tuple[int, int]] = []
        begun = 0
        for timed in parts:
            voices: dict[float, int] = {}
            pads = [note for note in timed.score.notes if note.stem == "pad"]
            # Players are up to 8 ms off the pulse: what begins within 50 ms is one chord.
            for place, note in enumerate(pads):
                voices[note.pan] = round(note.pitch)
                is_last = place + 1 == len(pads) or pads[place + 1].start - note.start > 2_400
                if is_last and len(voices) == len(PAD_PANS):
                    voicings.append(tuple(voices[pan] for pan in PAD_PANS))
                    spans.append((begun + note.start, begun + note.start + note.duration))
            begun += timed.duration
        for (before, (_, ends)), (after, (begins, _)) in itertools.pairwise(zip(voicings, spans, strict=True)):
            if begins - ends < SAMPLE_RATE:
                found += parallels(before, after)
                changes += before != after
    assert changes > 200
    assert found == 0


def test_notes_are_in_harmony(show):
    """At least 98 % of the notes belong to the scale that sounds or to the pad under them."""
    inside = total = 0
    for parts in show:
        for timed in parts:
            score = timed.score
            for note in score.notes:
                if note.stem == "percussion":
                    continue
                under = {
                    round(pad.pitch) % 12
                    for pad in score.notes
                    if pad.stem in ("pad", "motion") and pad.start - 2400 <= note.start < pad.start + pad.duration
                }
                scale = scale_classes(score.entry.key, score.entry.mode) | scale_classes(
                    score.exit.key, score.exit.mode
                )
                inside += round(note.pitch) % 12 in scale | under
                total += 1
    assert inside / total >= 0.98


def test_silence_is_a_colour(show):
    """Between 15 % and 40 % of the time nothing is played."""
    quiet = whole = 0
    for parts in show:
        for timed in parts:
            sounding = bytearray(timed.duration // 480)
            for note in timed.score.notes:
                for slot in range(note.start // 480, min(len(sounding), (note.start + note.duration) // 480 + 1)):
                    sounding[slot] = 1
            quiet += len(sounding) - sum(sounding)
            whole += len(sounding)
    assert 0.15 <= quiet / whole <= 0.40


def test_leitmotifs_are_heard_with_their_characters(show):
    """A character's own theme is heard in at least 80 % of their scenes that last half a minute."""
    heard: dict[str, list[bool]] = defaultdict(list)
    for parts in show:
        motifs = {motif for timed in parts for motif in timed.score.motifs}
        if sum(timed.duration for timed in parts) < 25 * SAMPLE_RATE:
            continue
        for actor in parts[0].part.scene.actors[:2]:
            heard[actor.id].append(actor.motif in motifs)
    everybody = [was for answers in heard.values() for was in answers]
    assert sum(everybody) / len(everybody) >= 0.8


def test_the_tune_leaves_room_for_lines(make_scene, make_part, make_line):
    """No tune begins under a line."""
    scene = make_scene(2)
    state = replace(opening_state(scene, None), silent=False)
    for index in range(12):
        line = make_line(0.6, 2.0, "odile")
        timed = make_part(scene, index, 4.0, lines=(line,))
        score = compose(timed, state)
        state = score.exit
        late = [n for n in score.notes if n.stem == "melody" and line.start <= n.start < line.start + line.duration]
        assert not late


def test_the_title_brings_the_main_theme(make_scene, make_part):
    """With the show's title the head of the main theme is heard before second 3."""
    title = TitleCard(start=0, duration=from_seconds(3), text="The Weather Post", style="show")
    scene = make_scene(1, place="harbour")
    score = compose(make_part(scene, 0, 4.0, titles=(title,)), opening_state(scene, None))
    tune = [note for note in score.notes if note.stem == "melody" and note.start < from_seconds(3)]
    assert score.motifs == ("post_office",)
    assert len(tune) >= 5
    assert tune[1].pitch - tune[0].pitch in (8, 9)  # the sixth that opens like a door


def test_a_failure_is_heard_when_it_is_seen(make_scene, make_part):
    """A failed deed has its sting at the moment it goes wrong, and it ends a silence."""
    scene = make_scene(2)
    act = TimedAct(start=from_seconds(1), duration=from_seconds(1), actor="odile", verb="pull", ok=False)
    entry = replace(opening_state(scene, None), silent=True, arrived=False)
    score = compose(make_part(scene, 0, 4.0, acts=(act,)), entry)
    hits = [note for note in score.notes if note.stem == "hit"]
    assert from_seconds(1.62) in [note.start for note in hits]
    assert not score.exit.silent


def test_a_scene_comes_home(make_scene, make_part):
    """The last bar of a scene's music is the tonic chord, unless the scene ends on a hook."""
    scene = make_scene(2)
    entry = replace(opening_state(scene, None), silent=False)
    score = compose(make_part(scene, 0, 6.0, ends=True), entry)
    assert score.exit.degree == 1


def test_tempo_and_states_stay_in_range(show):
    """Tempos stay between 56 and 126 pulses a minute, keys are pitch classes."""
    for parts in show:
        for timed in parts:
            assert 56 <= timed.score.exit.tempo <= 126
            assert 0 <= timed.score.exit.key < 12


def test_notes_begin_inside_their_part(show):
    """Every note begins in its part, with a loudness and an instrument."""
    for parts in show:
        for timed in parts:
            for note in timed.score.notes:
                assert 0 <= note.start < timed.duration
                assert note.duration > 0
                assert 0 < note.velocity <= 1
                assert 24 <= note.pitch <= 104


def test_a_cut_snaps_to_the_pulse_within_its_slack():
    """A cut near a pulse moves onto it; one too far away stays."""
    state = ScoreState(tempo=120.0, pulse=0.5)
    assert snap_cut(from_seconds(0.27), state, from_seconds(0.05)) == from_seconds(0.25)
    assert snap_cut(from_seconds(0.45), state, from_seconds(0.05)) == from_seconds(0.45)


def test_a_tempo_bends_to_planned_cuts(make_scene, make_part):
    """Most planned cuts fall within 80 ms of a pulse."""
    near = total = 0
    for number in range(2, 30):
        scene = make_scene(number)
        state = opening_state(scene, None)
        raw = from_seconds(1.1 + 0.09 * number)
        cut = snap_cut(raw, state, from_seconds(0.3))
        score = compose(make_part(scene, 0, 5.0), state, cuts=(cut,))
        tempo = (score.exit.pulse - state.pulse) * 60 / 5.0
        pulse = state.pulse + cut / SAMPLE_RATE * tempo / 60
        near += abs(pulse - round(pulse)) * 60 / tempo <= 0.08
        total += 1
    assert near / total >= 0.7


def test_no_theme_is_told_plainly_three_times(show):
    """Of any three tellings of a theme in a row one at least is a development or an answer."""
    ways: dict[str, list[str]] = defaultdict(list)
    for parts in show:
        for timed in parts:
            before, told = timed.score.entry.tellings, timed.score.exit.tellings
            # What is new: the oldest may have been forgotten for it.
            new = next(
                count for count in range(len(told) + 1) if before[-(len(told) - count) :] == told[: -count or None]
            )
            for one in told[len(told) - new :]:
                ways[one.motif].append(one.development)
    runs = [run for found in ways.values() for run in zip(found, found[1:], found[2:], strict=False)]
    assert len(runs) > 50
    assert ("plain", "plain", "plain") not in runs


def test_two_themes_fit_each_other(make_scene, make_part):
    """Where two people's themes sound together in a warm scene, nearly all strong pulses are consonant."""
    consonant = total = 0
    for number in range(2, 40):
        scene = make_scene(number, mood=Mood(valence=0.6, arousal=0.4, tension=0.2), cast=("wren", "tock"))
        state = replace(opening_state(scene, None), silent=False)
        score = compose(make_part(scene, 0, 12.0), state)
        assert score.exit.telling.together
        assert score.exit.telling.partner in ("wren", "tock")
        tune = [note for note in score.notes if note.stem == "melody"]
        below = [note for note in score.notes if note.stem == "counter"]
        for note in below:
            for above in tune:
                if above.start - 4_800 <= note.start < above.start + above.duration - 7_200:
                    total += 1
                    consonant += (round(above.pitch) - round(note.pitch)) % 12 in (0, 3, 4, 5, 7, 8, 9)
    assert total > 60
    assert consonant / total >= 0.75


def test_a_choice_taken_is_sealed(make_scene, make_part):
    """The part after a choice begins with a fall of a fifth in the bass, and it ends a silence."""
    scene = make_scene(3)
    entry = replace(opening_state(scene, None), silent=True, arrived=False)
    score = compose(make_part(scene, 2, 4.0, notes=("choice:1:lend_fox",)), entry)
    bass = [note for note in score.notes if note.stem == "hit" and note.instrument == "double_bass_pizz"]
    assert bass[0].start == 0
    assert bass[0].pitch - bass[1].pitch == 7
    assert not score.exit.silent


def test_a_scene_ends_with_a_cadence(make_scene, make_part):
    """The bar before the last is the mode's way home, the last one is home."""
    scene = make_scene(2, mood=Mood(valence=0.4, arousal=0.5, tension=0.2))
    entry = replace(opening_state(scene, None), silent=False)
    score = compose(make_part(scene, 0, 14.0, ends=True), entry)
    roots = [round(note.pitch - score.exit.key) % 12 for note in score.notes if note.stem == "bass"]
    assert roots[-1] == 0
    assert roots[-2] in (7, 10, 0, 2)


def test_a_silent_film_is_never_without_its_music(make_scene, make_part, make_line):
    """Where lines are only read the music plays even in a scene that begins in silence; where one is heard it rests."""
    scene = make_scene(2)
    entry = replace(opening_state(scene, None), silent=True, arrived=False)
    heard = make_line(0.5, 2.0)
    read = replace(heard, manner="silent")
    assert compose(make_part(scene, 0, 4.0, lines=(read,)), entry).notes
    assert not compose(make_part(scene, 0, 4.0, lines=(heard,)), entry).notes


def test_an_empty_place_keeps_the_theme_of_its_world(make_scene, score_scene):
    """A show that opens where nobody is tells its world's theme phrase after phrase, each time otherwise."""
    scene = replace(make_scene(1, place="harbour"), actors=())
    parts, _ = score_scene(scene, parts=24)
    told = [telling for timed in parts for telling in timed.score.exit.tellings]
    assert {telling.motif for telling in told if not telling.call} == {"post_office"}
    ways = [telling.development for telling in parts[-1].score.exit.tellings if not telling.call]
    assert len(ways) > 2
    assert all(way != following for way, following in itertools.pairwise(ways))


def test_after_a_silence_themes_are_told_at_once(make_scene, make_part, make_line):
    """Six pulses under murmurs are enough for the themes of both who are here, when the scene was silent before."""
    told = []
    for number in range(2, 30):
        scene = make_scene(number, mood=MIDDLING, cast=("wren", "odile"))
        lines = (make_line(0.2, 1.7), make_line(2.0, 1.7))
        opened = replace(opening_state(scene, None), silent=True, played=0)
        silent = compose(make_part(scene, 0, 3.0, lines=lines[:1]), opened).exit
        third = replace(silent, pulse=2.0 * BARS * scene_palette(scene).meter, phrase=2)
        score = compose(make_part(scene, 1, 3.8, lines=lines), third)
        told += [] if score.exit.silent else [set(score.motifs)]
    assert len(told) > 15
    assert all(themes == {"wren", "odile"} for themes in told)


def test_after_a_silence_no_theme_takes_its_time(make_scene, make_part):
    """Nobody knows how long the scene goes on: no long notes, no late beginning, no mere pieces of a theme."""
    ways = {True: set(), False: set()}
    for number in range(2, 60):
        scene = make_scene(number, mood=MIDDLING, cast=("wren", "odile"))
        sheet = Sheet(timed=make_part(scene, 0, 3.0), palette=scene_palette(scene), tempo=96.0, entry_pulse=0.0)
        known = tuple(Telling(motif=who, development="plain") for who in ("wren", "odile"))
        for soon in (True, False):
            state = replace(opening_state(scene, None), tellings=known, arrived=False)
            ways[soon].add(next_telling(sheet, state, 2, soon=soon).development)
    assert not ways[True] & set(WAITING)
    assert ways[False] & set(WAITING)
