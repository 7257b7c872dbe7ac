"""Playback: clocks, outputs, decoding and the playback state.

Knows no story, no director and no Kivy; it plays segments that somebody else made.
"""
