"""The mix: buses, ducking and space of one part, and the joining of parts into one programme.

It knows no story and no instrument.
"""

from generators.sound.mix.join import JoinMixer

__all__ = ["JoinMixer"]
