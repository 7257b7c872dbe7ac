"""The restyler: the stage's picture painted as gouache by a small network of our own.

It knows no torch and no story; weights lie in `assets/restyler`, and nothing is loaded before a picture is painted.
"""
