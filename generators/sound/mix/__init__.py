"""The mix: buses, ducking and space of one part, and the joining of parts into one programme.

It knows no story and no instrument.
"""

from generators.sound.mix.join import JoinMixer
from generators.sound.mix.rider import Rider

__all__ = ["JoinMixer", "Rider"]
