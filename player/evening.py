"""What a viewer asks to be played: the ticket that a screen hands to whoever opens shows. It knows neither of both."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What is to be played; an empty one asks for what was named at the start."""

    seed: str = ""
    """Folder of the story seed."""
    resume: str = ""
    """Id of the show to go on with; "" = a new one."""
    mood: str = ""
    """A taste that this evening should lead with; "" = none."""
    preview: bool = False
    """As who writes it looks at it: taken up again from the same line whenever it is saved."""
