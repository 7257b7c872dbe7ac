"""VITS (and MMS): speech from text, with times of its words estimated from their letters.

It knows one model class. Chance is fixed by the seed: the same line is spoken the same way.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import torch

from generators.errors import Cancelled
from generators.neural.models import Model
from generators.neural.ports import Cancel, Spoken
from generators.neural.sound.aligned import shared_times
from generators.neural.sound.waves import at_48k, fitted_to, stereo
from generators.neural.video.pipes import SEED_SPAN, Placement, load_network, watched


class Vits:
    """Speaks with a VitsModel."""

    def __init__(self, network: Any, tokenizer: Any) -> None:
        self._network, self._tokenizer = network, tokenizer

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(*load_network(model, "VitsModel", placement))

    def places(self) -> tuple[tuple[str, Any, str], ...]:
        """Networks in whose place an engine may answer, as `engines/places.py` has them."""
        network = self._network
        # How long each letter is held is drawn within a network of its own, which therefore stays as it is.
        return (
            ("text-encoder", network.text_encoder, "forward"),
            ("flow", network.flow, "forward"),
            ("decoder", network.decoder, "forward"),
        )

    def speak(self, text: str, seed: int, cancel: Cancel) -> Spoken:
        """See SpeechGenerator; words share the length by their letters."""
        if cancel():
            raise Cancelled("a line is no longer wanted")
        given = self._tokenizer(text, return_tensors="pt")
        network = self._network
        parts = (network.text_encoder, network.flow, network.decoder)
        with watched(parts, cancel, "a line"), torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(seed % SEED_SPAN)
            found = network(input_ids=given["input_ids"].to(network.device)).waveform
        sound = at_48k(stereo(found.float().cpu().numpy()), int(network.config.sampling_rate))
        sound = fitted_to(sound, len(sound))
        return Spoken(samples=np.ascontiguousarray(sound[:, 0]), words=shared_times(text, len(sound)))
