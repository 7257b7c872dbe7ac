"""Networks of every adapter's tiny model with the inputs of a call, for tests and reports of engines."""

from __future__ import annotations

from pathlib import Path

from generators.neural.engines.capture import Caught, caught, caught_in
from generators.neural.loading import open_generator
from generators.neural.models import inspect_model
from generators.neural.ports import never
from generators.neural.video.pipes import Placement

from . import tiny, tiny_sound
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


def networks(kind: str, shelf: Path) -> tuple[Caught, ...]:
    """Of the tiny model `kind`, saved below `shelf`, as one take, one score or one line calls them."""
    if kind in tiny.BUILDERS:
        return caught(open_generator(inspect_model(tiny.saved(kind, shelf)), Placement()), a_take(FRAMES))
    adapter = open_generator(inspect_model(tiny_sound.saved(kind, shelf)), Placement())
    if hasattr(adapter, "speak"):
        return caught_in(adapter, lambda: adapter.speak(LINE, 7, never))
    return caught_in(adapter, lambda: adapter.render(LINE, SCORE_SECONDS, 4, never))
