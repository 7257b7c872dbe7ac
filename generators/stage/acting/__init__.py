"""Acting: from a timed part to the pose of every actor at every moment.

It knows no camera and no drawing: a pure function of part and time.
"""

from generators.stage.acting.acting import Acting
from generators.stage.acting.frames import ActorFrame, HeldThing, LooseThing

__all__ = ["Acting", "ActorFrame", "HeldThing", "LooseThing"]
