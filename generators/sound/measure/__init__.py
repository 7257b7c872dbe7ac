"""Measures of what is heard: the programme, its speech and its score.

They know samples and timed parts, no player and no plan.
"""
