"""MusicGen: score and beds from words, by transformers.

It knows one model class. Sound is a pure function of (words, seconds, seed); where it is too short it goes round.
"""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import torch
import transformers
from numpy.typing import NDArray

from generators.errors import Cancelled
from generators.neural.models import Model
from generators.neural.ports import Cancel
from generators.neural.sound.waves import gone_round
from generators.neural.video.pipes import SEED_SPAN, Placement, load_network, watched

MOST_SECONDS = 30.0
"""What the model was trained on; a longer part takes the sound round again."""


class _Heard(transformers.StoppingCriteria):
    """Stops a generation at the next token."""

    def __init__(self, cancel: Cancel) -> None:
        self._cancel = cancel

    def __call__(self, input_ids: Any, scores: Any, **named: Any) -> Any:
        """Asked after every token."""
        if self._cancel():
            raise Cancelled("a score is no longer wanted")
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)


class MusicGen:
    """Makes music with a MusicgenForConditionalGeneration."""

    def __init__(self, network: Any, tokenizer: Any) -> None:
        self._network, self._tokenizer = network, tokenizer

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(*load_network(model, "MusicgenForConditionalGeneration", placement))

    def places(self) -> tuple[tuple[str, Any, str], ...]:
        """Networks in whose place an engine may answer, as `engines/places.py` has them."""
        network = self._network
        # Its decoder is called with ever more tokens behind it: no engine of one shape answers it.
        return (
            ("text-encoder", network.text_encoder, "forward"),
            ("codec-decoder", network.audio_encoder, "decode"),
        )

    def render(self, prompt: str, seconds: float, seed: int, cancel: Cancel) -> NDArray[np.float32]:
        """See MusicGenerator."""
        config = self._network.config.audio_encoder
        tokens = max(8, int(min(seconds, MOST_SECONDS) * config.frame_rate) + 4)
        words = self._tokenizer([prompt], return_tensors="pt", padding=True)
        if cancel():
            raise Cancelled("a score is no longer wanted")
        with watched((self._network.text_encoder,), cancel, "a score"), torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(seed % SEED_SPAN)
            found = self._network.generate(
                input_ids=words["input_ids"].to(self._network.device),
                attention_mask=words["attention_mask"].to(self._network.device),
                do_sample=True,
                guidance_scale=3.0,
                max_new_tokens=tokens,
                stopping_criteria=transformers.StoppingCriteriaList([_Heard(cancel)]),
            )
        return gone_round(found[0].float().cpu().numpy(), int(config.sampling_rate), seconds, "a score")
