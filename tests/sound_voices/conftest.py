"""Voices in tests have all the time they need: how long a busy machine takes says nothing about them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

PATIENCE_SECONDS = 240.0


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """Nobody takes a voice process for dead that only waits for its turn."""
    with pytest.MonkeyPatch.context() as patience:
        for name in ("START", "SPEAK", "WARM", "REPLACED"):
            patience.setattr(f"generators.sound.voices.box.{name}_PATIENCE_SECONDS", PATIENCE_SECONDS)
        yield
