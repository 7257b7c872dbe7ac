"""How the words of a wish become intents: lexicon, spelling, a seed's names, clauses.

It does not know shows or how a wish is answered; `story_engine.wishes` is its front.
"""
