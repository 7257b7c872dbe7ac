"""The recogniser that voices are measured with can be told names, as captions tell them to a viewer."""

from __future__ import annotations

from generators.sound.voices.hearing import Listener


def test_a_name_that_was_told_is_a_word_like_any_other():
    """A line with a name is no line for the measure until the name was told; common words are never told."""
    listener = Listener()
    assert not listener.knows("Odile hummed.")
    assert listener.learn(["Odile hummed.", "The boat is late."]) == ("hummed", "odile")
    assert listener.knows("Odile hummed.")
    assert listener.learn(["Odile hummed."]) == ()
