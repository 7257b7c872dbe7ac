"""Findings about the sounds, voices and tunes that a seed names, for `evershow check`.

It does not know what they sound like; the generators' tables say which names there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generators.sound.composer.library import themes
from generators.sound.effects.effect import effect_names
from generators.sound.effects.recipes import load_aliases
from generators.sound.voices.cast import load_voices
from story_engine.seed import Seed
from story_engine.seed.diagnostics import Diagnostic, Findings, Severity, Where, did_you_mean
from story_engine.seed.script import Cue
from story_engine.seed.steps import every_statement
from story_engine.seed.table import read_yaml
from story_engine.seed.yaml_tree import Mapped

CODE_SOUND, CODE_VOICE, CODE_TUNE = "SO100", "SO101", "SO102"
"""The codes of findings about a `<<sound …>>`, about a voice, and about a motif."""


def sound_findings(seed: Seed | None) -> tuple[Diagnostic, ...]:
    """Sounds of scenes, and voices and motifs of the cast, that nobody has written; none for a seed with errors."""
    return () if seed is None else (*_unknown_sounds(seed), *_unknown_voices(seed))


def _unknown_sounds(seed: Seed) -> Iterator[Diagnostic]:
    aliases = load_aliases()
    known = {*effect_names(), *aliases}
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
    tree = read_yaml(Path(seed.path).read_text(encoding="utf-8-sig"), seed.path, Findings()) or Mapped()
    tables = {"narrator": tree.get("narrator")}
    cast = tree.get("cast")
    tables |= {str(name): table for name, table in cast.items()} if isinstance(cast, Mapped) else {}
    for who, table in tables.items():
        for key, code, known, otherwise in (
            ("voice", CODE_VOICE, (*load_voices(), *seed.cast), "a voice is made up from the word"),
            ("motif", CODE_TUNE, (*themes(), *seed.cast), "a tune is made up from the word"),
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
