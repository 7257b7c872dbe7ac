"""The independent checker: retells a show from its journal and finds whatever was shown, said or used untruly.

It does not know the planner, the engine's world or its performing: it has a world and an evaluator of its own.
"""

from story_engine.checker.check import Reading, check_show, check_steps
from story_engine.checker.findings import Finding, Findings
from story_engine.checker.tape import Given, Step, steps_of

__all__ = ["Finding", "Findings", "Given", "Reading", "Step", "check_show", "check_steps", "steps_of"]
