"""Measures of the player: real runs with their clocks and deadlines, and the same rules under simulated strain.

It knows how the player is used, not how it works: every figure comes from a run.
"""
