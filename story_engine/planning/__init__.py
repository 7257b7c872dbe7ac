"""The planner in parts: what is scored, the terms of the score, the beam, ledgers, sifting, reach and explanations.

It does not know how scenes are performed; `story_engine.planner` is its front door.
"""
