"""Networks of every adapter's tiny model with the inputs of a call, for tests and reports of engines."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generators.neural.engines.bindings import BINDINGS, Binding
from generators.neural.engines.capture import Caught, caught_in, rendering
from generators.neural.engines.choices import EAGER, Timing, choice_of, record
from generators.neural.engines.store import EngineStore
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.trials import tiny, tiny_sound
from generators.neural.video.pipes import Placement

from .conftest import a_take

NETWORKS: dict[str, tuple[str, ...]] = {
    "wan-vace": ("transformer", "text-encoder", "vae-encoder", "vae-decoder"),
    "ltx-condition": ("transformer", "text-encoder", "vae-encoder", "vae-decoder"),
    "ltx2": ("transformer", "text-encoder", "connectors", "vae-encoder", "vae-decoder", "audio-decoder", "vocoder"),
    "skyreels": ("transformer", "text-encoder", "vae-encoder", "vae-decoder"),
    "anyflow": ("transformer", "text-encoder", "vae-encoder", "vae-decoder"),
    "sd-turbo": ("unet", "controlnet", "text-encoder", "vae-encoder", "vae-decoder"),
    "stable-audio": ("transformer", "text-encoder", "projection-model", "vae-decoder"),
    "ace-step": ("transformer", "text-encoder", "vae-decoder"),
    "musicgen": ("text-encoder", "codec-decoder"),
    "vits": ("text-encoder", "flow", "decoder"),
    "speecht5": ("text-encoder", "vocoder"),
    "pocket-tts": ("flow-head", "codec-decoder"),
}
"""What is accelerated, by the adapter's tiny model."""
KINDS = tuple(NETWORKS)
AGAIN = {
    *((kind, name) for kind in ("skyreels", "anyflow") for name in ("text-encoder", "vae-encoder", "vae-decoder")),
    *((kind, "text-encoder") for kind in ("musicgen", "stable-audio")),
}
"""Of a class that another row exports: the report has them, the tests do not wait for them twice."""
FRAMES = 9
LINE = "two people talk"
SCORE_SECONDS = 0.5
compiles = pytest.mark.skipif(
    shutil.which(os.environ.get("CXX", "g++")) is None,
    reason="torch's compiler needs a C++ compiler: apt install g++",
)


def networks(kind: str, shelf: Path) -> tuple[Caught, ...]:
    """Of the tiny model `kind`, saved below `shelf`, as one take, one score or one line calls them."""
    return caught_in(*asked(kind, shelf))


def asked(kind: str, shelf: Path) -> tuple[Any, Callable[[], object]]:
    """The adapter of the tiny model `kind`, and what asks it for one take, one score or one line."""
    if kind in tiny.BUILDERS:
        adapter = open_generator(inspect_model(tiny.saved(kind, shelf)), Placement())
        return adapter, rendering(adapter, a_take(FRAMES))
    adapter = open_generator(inspect_model(tiny_sound.saved(kind, shelf)), Placement())
    if hasattr(adapter, "speak"):
        return adapter, lambda: adapter.speak(LINE, 7, never)
    return adapter, lambda: adapter.render(LINE, SCORE_SECONDS, 4, never)


def measured(store: EngineStore, ratio: float = 2.0) -> EngineStore:
    """Record of every engine that is bound in `store` that it is `ratio` times as fast as its network."""
    for path in (store.root / BINDINGS).glob("*.json"):
        binding = msgspec.json.decode(path.read_bytes(), type=Binding)
        rows = (
            Timing(way=EAGER, ran=True, median_ms=ratio),
            Timing(way=binding.key.runtime, ran=True, median_ms=1.0, engine=binding.key.digest),
        )
        record(store, choice_of(binding.key.module, binding.weights, binding.call, 1, rows))
    return store
