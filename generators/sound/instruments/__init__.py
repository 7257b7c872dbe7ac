"""The instruments: designed voices that perform notes as stereo samples.

They know no score form and no mix.
"""

from generators.sound.instruments.perform import INSTRUMENTS_VERSION, TAIL, render_note, render_notes

__all__ = ["INSTRUMENTS_VERSION", "TAIL", "render_note", "render_notes"]
