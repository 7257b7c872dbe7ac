"""The ear: a microphone and a recogniser of speech, where they are here; what the viewer says becomes words.

Nothing that is heard is written anywhere, and nothing leaves the machine: sound lives in memory until its words are
known. Without a recogniser or a microphone the rest of the player is as it always was.
"""
