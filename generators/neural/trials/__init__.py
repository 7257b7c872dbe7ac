"""Tiny models of the real classes with random weights: what tests, reports and measurements of every adapter open."""
