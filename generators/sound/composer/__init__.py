"""The composer: symbolic scores of timed parts, with leitmotifs, functional harmony and hits.

It knows no sound; instruments perform what is written here.
"""

from generators.sound.composer.compose import COMPOSER_VERSION, compose
from generators.sound.composer.opening import opening_state, scene_palette, snap_cut

__all__ = ["COMPOSER_VERSION", "compose", "opening_state", "scene_palette", "snap_cut"]
