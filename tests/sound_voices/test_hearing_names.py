"""The recogniser that voices are measured with can be told names, as captions tell them to a viewer."""

from __future__ import annotations

from generators.sound.voices.hearing import Listener, word_errors


def test_a_name_that_was_told_is_a_word_like_any_other():
    """A line with a name is no line for the measure until the name was told; common words are never told."""
    listener = Listener()
    assert not listener.knows("Odile hummed.")
    assert listener.learn(["Odile hummed.", "The boat is late."]) == ("hummed", "odile")
    assert listener.knows("Odile hummed.")
    assert listener.learn(["Odile hummed."]) == ()


def test_words_of_the_same_sounds_are_no_mistakes():
    """What is written or parted otherwise and sounds exactly the same is not misheard; a sound too many is."""
    told, tolled, alone, a, loan = map(frozenset, (["T OW L D"], ["T OW L D"], ["AH L OW N"], ["AH", "EY"], ["L OW N"]))
    assert word_errors((told,), (tolled,)) == 0
    assert word_errors((alone,), (a, loan)) == 0
    assert word_errors((a, loan, told), (alone, told)) == 0
    assert word_errors((told,), (a, told)) == 1
    assert word_errors((a, told), (loan, told)) == 1


def test_a_word_is_heard_in_any_of_its_pronunciations():
    """A word of several pronunciations ("read") is the same to an ear as either word that sounds like it."""
    listener = Listener()
    assert listener.knows("The red reed")
    sounds = listener._sounds_of
    assert sounds("read") & sounds("red")
    assert sounds("read") & sounds("reed")
    assert not sounds("red") & sounds("reed")
