"""SpeechT5: speech from text in a voice that is a vector, with times of its words by the network's own attention.

It knows two model classes, the speaker and its vocoder. Chance is fixed by the seed: a line is spoken alike again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
import safetensors
import torch
from safetensors.torch import load_file

from generators.errors import Cancelled
from generators.neural.errors import ModelError
from generators.neural.models import Model
from generators.neural.ports import Cancel, Spoken
from generators.neural.sound.aligned import attended_times
from generators.neural.sound.waves import at_48k, fitted_to, stereo
from generators.neural.video.pipes import SEED_SPAN, Placement, load_network, load_part, watched

VOCODER = "vocoder"
VOICES = "voices"
"""Below the model's folder: x-vectors, one in each safetensors file. Without any, a voice is drawn from its seed."""
SPACE = "▁"
"""What a word's first letter follows, in SentencePiece's writing."""
MOST_STEPS_A_LETTER = 20.0
"""As the library has it: a network that never ends a line is stopped there."""


class SpeechT5:
    """Speaks with a SpeechT5ForTextToSpeech."""

    def __init__(self, network: Any, tokenizer: Any, vocoder: Any, voices: tuple[torch.Tensor, ...] = ()) -> None:
        self._network, self._tokenizer, self._vocoder, self._voices = network, tokenizer, vocoder, voices

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        network, tokenizer = load_network(model, "SpeechT5ForTextToSpeech", placement)
        vocoder = load_part(model, VOCODER, "SpeechT5HifiGan", placement)
        voices = _voices(model.folder / VOICES, int(network.config.speaker_embedding_dim))
        return cls(network, tokenizer, vocoder, voices)

    def places(self) -> tuple[tuple[str, Any, str], ...]:
        """Networks in whose place an engine may answer, as `engines/places.py` has them."""
        # Its decoder is called with ever more steps behind it, and drops numbers at random on purpose.
        return (
            ("text-encoder", self._network.speecht5.encoder, "forward"),
            ("vocoder", self._vocoder, "forward"),
        )

    def speak(self, text: str, seed: int, cancel: Cancel) -> Spoken:
        """See SpeechGenerator; the seed chooses the voice, of those in the model's folder where there are any."""
        if cancel():
            raise Cancelled("a line is no longer wanted")
        network = self._network
        letters = self._tokenizer(text, return_tensors="pt")["input_ids"]
        parts = (network.speecht5.encoder, network.speecht5.decoder.wrapped_decoder, self._vocoder)
        with watched(parts, cancel, "a line"), torch.random.fork_rng(), torch.no_grad():
            # Its prenet drops numbers at random on purpose, whenever it speaks.
            torch.manual_seed(seed % SEED_SPAN)
            sound, attention = network.generate_speech(
                letters.to(network.device),
                speaker_embeddings=self._voice(seed).to(network.device, network.dtype),
                vocoder=self._vocoder,
                maxlenratio=MOST_STEPS_A_LETTER,
                output_cross_attentions=True,
            )
        wave = at_48k(stereo(sound.float().cpu().numpy()), int(self._vocoder.config.sampling_rate))
        wave = fitted_to(wave, len(wave))
        heads = attention.float().cpu().numpy().reshape(-1, *attention.shape[-2:])
        firsts = word_firsts(self._tokenizer.convert_ids_to_tokens(letters[0].tolist()))
        return Spoken(samples=np.ascontiguousarray(wave[:, 0]), words=attended_times(text, heads, firsts, len(wave)))

    def _voice(self, seed: int) -> torch.Tensor:
        """(1, width), of length one, as the network was trained on."""
        if self._voices:
            return self._voices[seed % len(self._voices)]
        width = int(self._network.config.speaker_embedding_dim)
        drawn = torch.randn(1, width, generator=torch.Generator("cpu").manual_seed(seed % SEED_SPAN))
        return torch.nn.functional.normalize(drawn)


def word_firsts(tokens: list[str]) -> list[int]:
    """Where each word begins among a line's `tokens`."""
    return [place for place, token in enumerate(tokens) if token.startswith(SPACE)]


def _voices(folder: Path, width: int) -> tuple[torch.Tensor, ...]:
    """Every voice in `folder`, by name; raises ModelError for one that is none of this model's."""
    found = []
    for path in sorted(folder.glob("*.safetensors")):
        try:
            values = torch.cat([value.float().reshape(-1) for value in load_file(str(path)).values()])
        except (OSError, RuntimeError, safetensors.SafetensorError) as error:
            raise ModelError(f"{path} cannot be read ({error}); get the voice again or remove it") from error
        if values.numel() != width or not values.isfinite().all() or not values.any():
            raise ModelError(f"{path} holds {values.numel()} numbers; a voice of this model is {width}: remove it")
        found.append(torch.nn.functional.normalize(values.reshape(1, width)))
    return tuple(found)
