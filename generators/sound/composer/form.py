"""Phrases of a scene's music: which theme, which chords, which tune, and where the music rests.

It knows no part and no time, only pulses: a phrase is a pure function of the scene's rng seed, its index,
mode, metre and theme, so that both sides of a join inside it see the same bars.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from generators.sound.composer.calls import call_notes
from generators.sound.composer.counterpoint import fitted
from generators.sound.composer.library import ThemeNote, progressions, theme
from generators.sound.composer.own import OwnMusic, own_music
from generators.sound.composer.theory import Chord, chord_steps, parse_chord
from generators.timed import Telling
from story_engine.plan import Mood
from story_engine.rng import generator, unit

BARS = 4
"""Bars in a phrase: two phrases, asking and answering, make an eight-bar period."""
REST_EVERY = 4
"""One phrase in four is silent, because silence is a colour (with silent openings ≥ 15 % of the time)."""
LOWEST_STEP, HIGHEST_STEP = -4, 9
"""A tune stays within two octaves less a third, so that one player can play it."""
DEVELOPMENTS = ("sequence", "handed", "inverted", "fragments", "augmented", "shaded", "low", "late", "mirrored")
"""Ways to tell a theme that is known: its head climbing or falling, by another player, upside down, in pieces,
twice as slow, in the other mode, in the bass, after a pause, from its end to its beginning."""
SHADES = {
    "ionian": "aeolian",
    "lydian": "dorian",
    "mixolydian": "dorian",
    "dorian": "ionian",
    "aeolian": "ionian",
    "phrygian": "aeolian",
    "noir": "dorian",
}
"""Where a theme goes that changes its mode: the same tonic in another light."""
HEAD = 4
"""Notes by which a theme is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Four bars: a chord each, and the tune over them."""

    index: int
    mode: str
    telling: Telling
    chords: tuple[Chord, ...]
    tune: tuple[ThemeNote, ...]
    """Notes with `at` in pulses from the phrase's start."""
    beneath: tuple[ThemeNote, ...]
    """The theme for under the lines: augmented where it fits, its long notes in the chords."""
    partner: tuple[ThemeNote, ...]
    """The second theme under the tune, in counterpoint or its head alone; empty where none is told."""
    partner_beneath: tuple[ThemeNote, ...]
    """The second theme under `beneath`."""
    sings: bool
    """False: accompaniment alone, so that the tune is missed before it comes back."""
    call: tuple[ThemeNote, ...] = ()
    """The theme of a place or an idea, which opens the phrase; tune and partner are laid around it."""

    @property
    def theme(self) -> str:
        """Whose theme is told."""
        return self.telling.motif

    @property
    def development(self) -> str:
        """How it is told."""
        return self.telling.development


def mode_for(mood: Mood, tags: dict[str, float]) -> str:
    """The mode that feels like `mood`; strong story tags colour it."""
    valence = mood.valence + 0.25 * tags.get("warmth", 0.0) + 0.2 * tags.get("comedy", 0.0)
    valence -= 0.35 * tags.get("menace", 0.0) + 0.3 * tags.get("melancholy", 0.0)
    if mood.tension > 0.8 and valence < 0.0:
        return "phrygian"
    if valence < -0.15:
        return "aeolian"
    if valence < 0.1:
        return "dorian"
    wonder, mystery = tags.get("wonder", 0.0), tags.get("mystery", 0.0)
    if mystery >= 0.4 and mystery > wonder - 0.2 and valence < 0.45 and mood.tension > 0.2:
        return "dorian"
    if (wonder >= 0.5 and mood.tension < 0.35) or (valence > 0.5 and mood.arousal < 0.4):
        return "lydian"
    return "mixolydian" if tags.get("comedy", 0.0) >= 0.5 and mood.tension > 0.3 else "ionian"


def overture_mode(tags: dict[str, float]) -> str:
    """The mode in which a show's title is played: bright whatever comes, because the main theme is a promise."""
    return "lydian" if tags.get("wonder", 0.0) >= 0.5 else "ionian"


def tempo_for(mood: Mood) -> float:
    """Pulses a minute: 60 at rest … 120 in flight."""
    return 60.0 + 60.0 * min(1.0, max(0.0, 0.15 + 0.75 * mood.arousal + 0.1 * mood.tension))


def rests(seed: int, index: int) -> bool:
    """Whether phrase `index` (above 0) of the scene is silent; never the second one."""
    offset = 1 + int(3 * unit(seed, "music", "rest"))
    return index > 1 and (index + offset) % REST_EVERY == 0


def layers(seed: int, index: int) -> frozenset[str]:
    """Which of pad, bass and motion play in phrase `index`: an ensemble that always plays all is a carpet."""
    toss = unit(seed, "music", "layers", index)
    if toss < 0.48:
        return frozenset(("pad", "bass", "motion"))
    if toss < 0.66:
        return frozenset(("pad", "bass"))
    return frozenset(("motion", "bass")) if toss < 0.84 else frozenset(("pad", "motion"))


def phrase(seed: int, index: int, mode: str, meter: int, telling: Telling, *, soon: bool = False) -> Phrase:
    """Phrase `index` of the scene with rng seed `seed`, telling what `telling` says.

    `soon`: the first one after a silence, whose themes lose no time, for nobody knows how long the scene goes on.
    """
    return _phrase(own_music(), seed, index, mode, meter, telling, soon)


@lru_cache(maxsize=512)
def _phrase(
    _music: OwnMusic,  # keys the cache: two seeds may call different themes by one name
    seed: int,
    index: int,
    mode: str,
    meter: int,
    telling: Telling,
    soon: bool,
) -> Phrase:
    rng = generator(seed, "music", "phrase", index)
    own, toss = theme(telling.motif).notes(meter), rng.random()
    call = call_notes(telling, meter)
    draft = _after(call, _developed(own, telling.development, meter, toss), meter)
    rows = progressions()[(mode, "answer" if index % 2 else "ask")]
    # Earlier rows are likelier; a row that rubs against the tune's long notes is not.
    costs = [_rub((*call, *draft), row, meter) + 0.18 * place + 1.2 * rng.random() for place, row in enumerate(rows)]
    chords = tuple(
        _coloured(parse_chord(token), rng.random()) for token in rows[min(range(len(rows)), key=costs.__getitem__)]
    )
    tune = _settled(draft, chords, meter, keep=telling.development in ("plain", "handed", "shaded"))
    unhurried = draft if soon or call else _slow(own, telling.development, meter, toss)
    beneath = _settled(unhurried, chords, meter, keep=False)
    call = _settled(call, chords, meter, keep=False)
    partner = theme(telling.partner).notes(meter) if telling.partner else ()
    if not telling.together:
        partner = partner[:HEAD]
    beside, beside_beneath = (
        _settled(fitted(partner, (*call, *over), chords, meter, soon=soon), chords, meter, keep=False)
        if partner
        else ()
        for over in (tune, beneath)
    )
    return Phrase(
        index=index,
        mode=mode,
        telling=telling,
        chords=chords,
        tune=tune,
        beneath=beneath,
        partner=beside,
        partner_beneath=beside_beneath,
        call=call,
        sings=index < 2 or bool(telling.partner or call) or rng.random() < 0.75,
    )


def _developed(notes: tuple[ThemeNote, ...], development: str, meter: int, toss: float) -> tuple[ThemeNote, ...]:
    """The theme as this phrase tells it, in pulses from the phrase's start."""
    whole = BARS * meter
    notes = _turned(notes, development)
    head = notes[: HEAD if len(notes) > 6 else HEAD - 1]
    span = _bars_of(head, meter) * meter
    turn = 1 if toss < 0.5 else -1
    if development == "sequence":
        told = head + _moved(head, span, turn) + _moved(head, 2 * span, 2 * turn)
    elif development == "late":
        told = _moved(notes, 2 * meter, 0)
    elif development == "fragments":
        told = _moved(head, meter, 0) + _moved(head, 3 * meter, turn)
    elif development == "augmented":
        told = tuple(_with(note, at=2 * note.at, pulses=2 * note.pulses) for note in notes)
    else:
        start = _bars_of(notes, meter) * meter
        told = notes + (_moved(head, start, turn) if start + span < whole else ())
    return _within_phrase(told, whole, meter)


def _after(call: tuple[ThemeNote, ...], told: tuple[ThemeNote, ...], meter: int) -> tuple[ThemeNote, ...]:
    """`told` after a phrase's call, in the bars that are left."""
    if not call:
        return told
    return _within_phrase(_moved(told, _bars_of(call, meter) * meter, 0), BARS * meter, meter)


def _turned(notes: tuple[ThemeNote, ...], development: str) -> tuple[ThemeNote, ...]:
    """The theme upside down or from its end, where the development says so."""
    if development == "inverted":
        told = tuple(_with(note, step=2 * notes[0].step - note.step, bend=-note.bend) for note in notes)
        return _moved(told, 0, 2 - notes[0].step if notes[0].step > 3 else 0)
    if development == "mirrored":
        end = notes[-1].at + min(notes[-1].pulses, 1.0)
        told = tuple(
            _with(note, at=end - note.at - min(note.pulses, 1.0), pulses=min(note.pulses, 1.0))
            for note in reversed(notes)
        )
        return _moved(told, -told[0].at, 0)
    return notes


def _slow(notes: tuple[ThemeNote, ...], development: str, meter: int, toss: float) -> tuple[ThemeNote, ...]:
    """The theme for under the lines: as the development has it, as slow as the phrase allows."""
    if development in ("sequence", "fragments", "late"):
        return _developed(notes, development, meter, toss)
    return _broad(_turned(notes, development), meter)


def _broad(notes: tuple[ThemeNote, ...], meter: int) -> tuple[ThemeNote, ...]:
    """The theme as slow as the phrase allows."""
    whole = BARS * meter
    factor = 2 if 2 * notes[-1].at < whole - 1 else 1
    told = tuple(_with(note, at=factor * note.at, pulses=factor * note.pulses) for note in notes)
    return _within_phrase(told, whole, meter)


def _within_phrase(told: tuple[ThemeNote, ...], whole: float, meter: int) -> tuple[ThemeNote, ...]:
    """`told` cut before the last bar's breath, in range, its last note long enough to arrive."""
    kept = [note for note in told if note.at < whole - 1.5]
    kept = [_with(note, step=max(LOWEST_STEP, min(HIGHEST_STEP, note.step))) for note in kept]
    if not kept:
        return ()
    last = kept[-1]
    rest_from = max(last.at + 0.5, whole - 1.0)
    kept[-1] = _with(last, pulses=min(max(last.pulses, meter - 1.0), rest_from - last.at))
    return tuple(kept)


def _settled(
    draft: tuple[ThemeNote, ...], chords: tuple[Chord, ...], meter: int, *, keep: bool
) -> tuple[ThemeNote, ...]:
    """`draft` with its long notes in the chords; a plain statement only gives way at its end."""
    settled = []
    for index, note in enumerate(draft):
        arrives = index == len(draft) - 1
        tones = chord_steps(chords[min(BARS - 1, int(note.at // meter))])
        must_fit = arrives or (not keep and (note.pulses >= 1.0 or note.at % meter == 0.0))
        if must_fit and (note.step % 7 not in tones or note.bend):
            nearest = min((abs(shift), shift < 0, shift) for shift in range(-3, 4) if (note.step + shift) % 7 in tones)
            note = _with(note, step=note.step + nearest[2], bend=0)
        settled.append(note)
    return tuple(settled)


def _rub(draft: tuple[ThemeNote, ...], row: tuple[str, ...], meter: int) -> float:
    """How much the tune's long notes lie outside the chords, in pulses."""
    chords = [parse_chord(token) for token in row]
    cost = 0.0
    for note in draft:
        if note.pulses >= 1.0 or note.at % meter == 0.0:
            cost += note.pulses * (note.step % 7 not in chord_steps(chords[min(BARS - 1, int(note.at // meter))]))
    return cost


def _coloured(chord: Chord, toss: float) -> Chord:
    """The chord with its ninth or seventh now and then: warmth, not jazz."""
    if chord.third or chord.suspended or chord.inverted or chord.degree == 7:
        return chord
    sweet = chord.degree in (1, 4)
    added = (9 if toss < 0.4 else 0) if sweet else (7 if toss < 0.35 else 0)
    return Chord(degree=chord.degree, added=added)


def _bars_of(notes: tuple[ThemeNote, ...], meter: int) -> int:
    end = notes[-1].at + min(notes[-1].pulses, 1.0)
    return max(1, -int(-end // meter))


def _moved(notes: tuple[ThemeNote, ...], pulses: float, steps: int) -> tuple[ThemeNote, ...]:
    return tuple(_with(note, at=note.at + pulses, step=note.step + steps) for note in notes)


def _with(note: ThemeNote, **changes: float | int) -> ThemeNote:
    fields: dict[str, float | int] = {"at": note.at, "pulses": note.pulses, "step": note.step, "bend": note.bend}
    fields.update(changes)
    return ThemeNote(**fields)  # type: ignore[arg-type]
