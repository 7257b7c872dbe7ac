"""A seed's `music:` and `sound/` as the composer and the effects have them. It does not know when they are heard."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from generators.sound.composer.library import Theme, made_theme
from generators.sound.composer.own import NONE, OwnMusic
from generators.sound.instruments.patch import patches
from generators.sound.own import NO_SOUNDS, SeedSound
from story_engine.seed import Seed

STAND_IN = "flute"
"""Who plays a theme whose instrument nobody has built; `evershow check` tells of it."""


def sound_of(seed: Seed, speech_store: Path) -> SeedSound:
    """All that `seed` brings along; its files are read into `speech_store`."""
    folder = Path(seed.path).parent
    sounds = NO_SOUNDS
    if (folder / "sound").is_dir():
        from generators.sound.own_sounds import keep_own  # here: few seeds have sounds, and a start need not wait

        sounds = keep_own(folder, speech_store)
    return SeedSound(music=music_of(seed), sounds=sounds)


def still_heard(sound: SeedSound, speech_store: Path) -> None:
    """Note that a show with these sounds runs: a store that makes room leaves them, however long it runs."""
    if sound.sounds is not NO_SOUNDS:
        from generators.sound.own_sounds import still_used

        still_used(sound.sounds, speech_store)


def music_of(seed: Seed) -> OwnMusic:
    """The themes of `seed`, and what its title and its danger sound like."""
    music = seed.music
    if not (music.main or music.dread or music.tunes):
        return NONE
    players = patches()
    themes: dict[str, Theme] = {
        name: made_theme(
            name,
            steps=tune.steps,
            common=tune.common,
            waltz=tune.waltz,
            voice=tune.voice if tune.voice in players else STAND_IN,
            octave=tune.octave,
            mode=tune.mode,
            lead=tune.lead,
        )
        for name, tune in music.tunes.items()
    }
    return OwnMusic(main=music.main, dread=music.dread, themes=MappingProxyType(themes))
