"""Findings about the sounds, voices and tunes that a seed names or brings along, for `evershow check`.

It does not know what they sound like; the generators' tables say which names there are, and what can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generators.sound.composer.library import themes
from generators.sound.effects.effect import effect_names
from generators.sound.effects.recipes import load_aliases
from generators.sound.instruments.patch import patches
from generators.sound.own_sounds import own_faults, own_names
from generators.sound.voices.cast import load_voices
from story_engine.seed import Seed
from story_engine.seed.diagnostics import Diagnostic, Findings, Severity, Where, did_you_mean
from story_engine.seed.script import Cue
from story_engine.seed.steps import every_statement
from story_engine.seed.table import read_yaml
from story_engine.seed.yaml_tree import Mapped

CODE_SOUND, CODE_VOICE, CODE_TUNE = "SO100", "SO101", "SO102"
"""The codes of findings about a `<<sound …>>`, about a voice, and about a motif."""
CODE_FILE, CODE_UNHEARD, CODE_PLAYER = "SO103", "SO104", "SO105"
"""About a file in `sound/` that is not played, one that nothing calls for, and an instrument nobody has built."""


def sound_findings(seed: Seed | None) -> tuple[Diagnostic, ...]:
    """Sounds of scenes, and voices and motifs of the cast, that nobody has written; none for a seed with errors."""
    if seed is None:
        return ()
    return (*_unknown_sounds(seed), *_unknown_voices(seed), *_unknown_music(seed), *_own_files(seed))


def _unknown_sounds(seed: Seed) -> Iterator[Diagnostic]:
    aliases = load_aliases()
    known = {*effect_names(), *aliases, *own_names(Path(seed.path).parent)[0]}
    for storylet in seed.storylets.values():
        if storylet.automatic:
            continue
        for statement in every_statement(storylet.body):
            if isinstance(statement, Cue) and statement.kind == "sound" and statement.text.lower() not in known:
                name = statement.text
                if name.startswith("$"):
                    continue
                near = did_you_mean(name, known)
                yield Diagnostic(
                    code=CODE_SOUND,
                    severity=Severity.WARNING,
                    where=statement.where.moved(len("sound ")),
                    message=f"no sound is called “{name}”; the one with the nearest words is heard instead",
                    remedy=near if near.startswith("did you") else "all of them stand in assets/effects",
                )


def _unknown_voices(seed: Seed) -> Iterator[Diagnostic]:
    """Only what the author wrote: who has no `voice:` has one made from the name."""
    tree = _tree(seed)
    tables = {"narrator": tree.get("narrator")}
    cast = tree.get("cast")
    tables |= {str(name): table for name, table in cast.items()} if isinstance(cast, Mapped) else {}
    for who, table in tables.items():
        for key, code, known, otherwise in (
            ("voice", CODE_VOICE, (*load_voices(), *seed.cast), "a voice is made up from the word"),
            ("motif", CODE_TUNE, (*themes(), *seed.music.tunes, *seed.cast), "a tune is made up from the word"),
        ):
            if not isinstance(table, Mapped) or not isinstance(name := table.get(key), str) or name in known:
                continue
            near = did_you_mean(name, known)
            line, column = table.values_at[key]
            yield Diagnostic(
                code=code,
                severity=Severity.WARNING if near.startswith("did you") else Severity.HINT,
                where=Where(path=seed.path, line=line, column=column),
                message=f"no {key} is called “{name}” ({who}); {otherwise}",
                remedy=near if near.startswith("did you") else f"leave it so, or take one: {', '.join(known[:8])} …",
            )


def _unknown_music(seed: Seed) -> Iterator[Diagnostic]:
    """Themes and instruments that `music:` names and nobody has written or built."""
    written = _tree(seed).get("music")
    if not isinstance(written, Mapped):
        return
    known = (*themes(), *seed.music.tunes)
    named = [(written, key) for key in ("main", "dread")]
    places, ideas, tunes = (written.get(key) for key in ("places", "ideas", "themes"))
    named += [(places, str(name)) for name in places] if isinstance(places, Mapped) else []
    named += (
        [(idea, "theme") for idea in ideas.values() if isinstance(idea, Mapped)] if isinstance(ideas, Mapped) else []
    )
    for table, key in named:
        if isinstance(name := table.get(key), str) and name not in known:
            yield _unknown(seed, table, key, CODE_TUNE, "theme", known, "a tune is made up from the word")
    if isinstance(ideas, Mapped):
        for name, idea in ideas.items():
            if isinstance(idea, Mapped) and "theme" not in idea and name not in known:
                yield _unknown(seed, ideas, name, CODE_TUNE, "theme", known, "a tune is made up from the word", name)
    for tune in tunes.values() if isinstance(tunes, Mapped) else ():
        if isinstance(tune, Mapped) and isinstance(name := tune.get("voice"), str) and name not in patches():
            yield _unknown(seed, tune, "voice", CODE_PLAYER, "instrument", tuple(patches()), "a flute plays it")


def _unknown(
    seed: Seed,
    table: Mapped,
    key: str,
    code: str,
    kind: str,
    known: tuple[str, ...],
    otherwise: str,
    name: str = "",
) -> Diagnostic:
    name = name or str(table[key])
    near = did_you_mean(name, known)
    line, column = table.values_at[key]
    is_slip = near.startswith("did you")
    return Diagnostic(
        code=code,
        severity=Severity.WARNING if is_slip or code == CODE_PLAYER else Severity.HINT,
        where=Where(path=seed.path, line=line, column=column),
        message=f"no {kind} is called “{name}”; {otherwise}",
        remedy=near if is_slip else f"leave it so, or take one: {', '.join(known[:8])} …",
    )


def _own_files(seed: Seed) -> Iterator[Diagnostic]:
    """Files in `sound/` that cannot be played, and those that nothing calls for."""
    folder = Path(seed.path).parent
    for fault in own_faults(folder):
        yield Diagnostic(
            code=CODE_FILE,
            severity=Severity.WARNING,
            where=Where(path=str(fault.path)),
            message=f"{fault.message}; the built-in sound plays",
            remedy=fault.remedy,
        )
    effects, beds = own_names(folder)
    called = {*effect_names(), *_sounds_called(seed)}
    for names, known, what, where in (
        (effects, called, "no scene and no deed", "sound"),
        (beds, seed.places, "no place", "sound/beds"),
    ):
        for name in names:
            if name not in known:
                path = next((path for path in (folder / where).glob(f"{name}.*")), folder / where)
                yield Diagnostic(
                    code=CODE_UNHEARD,
                    severity=Severity.WARNING,
                    where=Where(path=str(path)),
                    message=f"{what} calls for the sound “{name}”",
                    remedy=did_you_mean(name, known),
                )


def _sounds_called(seed: Seed) -> Iterator[str]:
    """What `<<sound …>>`s of the seed's scenes name."""
    for storylet in seed.storylets.values():
        for statement in every_statement(storylet.body):
            if isinstance(statement, Cue) and statement.kind == "sound":
                yield statement.text


def _tree(seed: Seed) -> Mapped:
    return read_yaml(Path(seed.path).read_text(encoding="utf-8-sig"), seed.path, Findings()) or Mapped()
