"""What a viewer is told, once, of a story that was edited between two sittings.

It does not know how that was found out, nor the interface's language: names and values are for whoever shows it.
"""

from __future__ import annotations

from dataclasses import dataclass

FILES_BACK = "put the earlier files of the story back to watch it as it was"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedChange:
    """What became of a show whose seed was edited."""

    kind: str
    """"kept": the past is told from the edition of that time, word for word. "fits": that edition is not here, but
    all that was said is still written so. "unsure": the same of an older journal, which does not tell what was said.
    "cut": a scene is told otherwise now, and the show goes on from before it. "lost": the same, where the show was only
    to be told again. "engine": as "cut", but by another Evershow, of the same files."""
    seed: str
    """The title of the seed."""
    scene: str = ""
    """cut, engine, lost: the title of the first scene that is told otherwise; "" = it is gone."""
    scenes: int = 0
    """cut, engine: how many scenes the show went back; they stay in its journal as a branch."""

    @property
    def name(self) -> str:
        """The name of the message, as tables of words have it."""
        return f"edited_{self.kind}"

    @property
    def values(self) -> tuple[tuple[str, str], ...]:
        """What its holes are filled with."""
        return ("seed", self.seed), ("scene", self.scene), ("scenes", str(self.scenes))

    @property
    def what(self) -> str:
        """What happened, in English."""
        edited = f"“{self.seed}” was edited since you watched it last"
        scene = f"“{self.scene}”" if self.scene else "a scene that you saw"
        match self.kind:
            case "kept" | "fits":
                return f"{edited}; what you saw stays word for word"
            case "unsure":
                return f"{edited}; what you saw before may be told in other words now"
            case "cut":
                back = (
                    f"{self.scenes} scene{'s' if self.scenes != 1 else ''} earlier" if self.scenes else "where it was"
                )
                return f"{edited} and tells {scene} otherwise now; the show goes on {back}, the rest stays a branch"
            case _:
                return f"{edited} and tells {scene} otherwise now; this show cannot be told to its end"

    @property
    def remedy(self) -> str:
        """What can be done about it, in English."""
        if self.kind == "engine":
            return "the version with which you watched it tells it as it was"
        return "the new text counts from the next scene on" if self.kind in ("kept", "fits") else FILES_BACK

    @property
    def text(self) -> str:
        """Both as one line."""
        return f"{self.what}; {self.remedy}"
