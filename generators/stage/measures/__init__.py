"""Measures of the picture: numbers that say whether figures read, cuts hold and nothing flickers.

They know pixels, poses and shots, no story. Each can fail, and a test shows how.
"""
