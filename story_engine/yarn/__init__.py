"""Yarn Spinner 3 as a language of its own: tree, parser, types, checks, player, test plans.

It knows nothing of story seeds: a plain Yarn project needs no more than this package.
"""
