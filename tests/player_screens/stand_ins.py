"""Who stands in for a voice and for a painter in rehearsals of the window. It opens no window."""

from pathlib import Path

from generators.errors import ProcessError


class Ears:
    """Stands where the voice stands: notes what would be heard."""

    language, gain, is_speaking, is_heard, on_trouble = "en", 1.0, False, False, None

    def __init__(self, said: list[str]) -> None:
        """Every text goes to `said`."""
        self._said = said

    def say(self, text: str, *, within: float = 0.0, whole: bool = False) -> None:
        """Note what would be heard."""
        self._said.append(text)

    def warm(self) -> None:
        """Nothing to begin."""

    def hush(self) -> None:
        """Nothing is being said."""

    def close(self) -> None:
        """Nothing to close."""


def no_painter(_folder: Path) -> object:
    """Starts no painter: pictures stay as blank as where none could be started."""
    raise ProcessError("no painter here")
