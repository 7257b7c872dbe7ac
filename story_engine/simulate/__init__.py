"""Simulated viewers, the shows they watch, and what a reader of the logs makes of them.

It does not know how scenes are planned or drawn, nor the store of real viewers.
"""
