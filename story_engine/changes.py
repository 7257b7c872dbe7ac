"""What a viewer is told of a story that was edited between two sittings.

It does not know how that was found out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedChange:
    """What a viewer is told, once, of a show that goes on with another edition of its seed."""

    kind: str
    """"kept": the past is told from the edition of that time, word for word. "fits": that edition is not here, but
    all that was said is still written so. "unsure": the same of an older journal, which does not tell what was said.
    "cut": a scene is told otherwise now, and the show goes on from before it. "lost": the same, where the show was only
    to be told again."""
    seed: str
    """The title of the seed."""
    scene: str = ""
    """cut, lost: the title of the first scene that is told otherwise, as far as it has one."""
    scenes: int = 0
    """cut: how many scenes the show went back; they stay in its journal as a branch."""

    @property
    def text(self) -> str:
        """The message in English, with the remedy."""
        title = f"“{self.seed}” was edited since you watched it last."
        match self.kind:
            case "kept":
                return f"{title} What you saw stays word for word; the new text counts from the next scene on."
            case "fits":
                return f"{title} What you saw is still told word for word; the new text counts from here on."
            case "unsure":
                return (
                    f"{title} What you saw may be told in other words now; with the earlier files of the story it is "
                    "told as it was."
                )
            case "lost":
                scene = f"“{self.scene}”" if self.scene else "a scene"
                return (
                    f"{title} It tells {scene} otherwise now, so this show cannot be told to its end; put the earlier "
                    "files of the story back to watch it."
                )
            case _:
                scene = f"“{self.scene}”" if self.scene else "a scene"
                back = f"{self.scenes} scene{'s' if self.scenes != 1 else ''} back" if self.scenes else "where it was"
                return (
                    f"{title} It tells {scene} otherwise now, so the show goes on from {back}. What you saw after that "
                    "is kept as a branch; put the earlier files of the story back to watch it."
                )
