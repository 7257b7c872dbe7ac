"""PocketTTS: speech from text in a voice given as latents, small enough for a processor.

It knows two model classes, the speaker and the codec that turns its latents into sound. Chance is fixed by the seed.
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
from generators.neural.sound.aligned import shared_times
from generators.neural.sound.waves import at_48k, fitted_to, stereo
from generators.neural.video.pipes import SEED_SPAN, Placement, load_network, load_part, watched

CODEC = "audio_tokenizer"
VOICES = "voices"
"""Below the model's folder: a voice's latents, (frames, width), one voice in each safetensors file."""
SHORT_WORDS, FRAMES_AFTER_SHORT, FRAMES_AFTER = 4, 4, 2
"""Frames that follow the end of speech, more of them where there are few words: the values of its own processor."""
ENDS = ".!?…"


class PocketTts:
    """Speaks with a PocketTTSForConditionalGeneration."""

    def __init__(self, network: Any, tokenizer: Any, codec: Any, voices: tuple[torch.Tensor, ...] = ()) -> None:
        self._network, self._tokenizer, self._codec, self._voices = network, tokenizer, codec, voices

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        network, tokenizer = load_network(model, "PocketTTSForConditionalGeneration", placement)
        codec = load_part(model, CODEC, "PocketTTSAudioTokenizerModel", placement)
        if codec.decoder is None or codec.config.latent_dim != network.config.latent_dim:
            raise ModelError(f"{model.folder / CODEC} is no codec of this model; get it again from where it is kept")
        return cls(network, tokenizer, codec, _voices(model.folder / VOICES, int(network.config.latent_dim)))

    def places(self) -> tuple[tuple[str, Any, str], ...]:
        """Networks in whose place an engine may answer, as `engines/places.py` has them."""
        # What speaks is called with ever more frames behind it: no engine of one shape answers it.
        return (("flow-head", self._network.flow_head, "forward"), ("codec-decoder", self._codec, "decode"))

    def speak(self, text: str, seed: int, cancel: Cancel) -> Spoken:
        """See SpeechGenerator; the seed chooses among the voices of the folder, words share the length by letters."""
        if cancel():
            raise Cancelled("a line is no longer wanted")
        network, codec = self._network, self._codec
        words = len(text.split())
        given = self._prompt(written(text), seed)
        parts = (network.model, network.flow_head, codec.decoder)
        with watched(parts, cancel, "a line"), torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(seed % SEED_SPAN)
            (latents,) = network.generate(
                **given,
                do_sample=True,
                return_dict_in_generate=False,
                frames_after_eos=FRAMES_AFTER_SHORT if words <= SHORT_WORDS else FRAMES_AFTER,
            )
            sound = codec.decode(latents[None].to(codec.dtype)).audio_values
        wave = at_48k(stereo(sound[0].float().cpu().numpy()), int(codec.config.sampling_rate))
        wave = fitted_to(wave, len(wave))
        return Spoken(samples=np.ascontiguousarray(wave[:, 0]), words=shared_times(text, len(wave)))

    def _prompt(self, text: str, seed: int) -> dict[str, Any]:
        """The voice, the text and the first place of sound, as the network reads them."""
        config, device = self._network.config, self._network.device
        letters = self._tokenizer(text, add_special_tokens=False)["input_ids"]
        if not self._voices:
            return {"input_ids": torch.tensor([[*letters, config.audio_bos_token_id]], device=device)}
        voice = self._voices[seed % len(self._voices)]
        heard = [config.audio_prompt_bos_token_id, *[config.audio_prompt_token_id] * len(voice)]
        return {
            "input_ids": torch.tensor([[*heard, *letters, config.audio_bos_token_id]], device=device),
            "audio_prompt_latents": voice[None].to(device),
        }


def written(text: str) -> str:
    """A line as the network was trained on: one line, a capital first, a mark at its end."""
    line = " ".join(text.split())
    line = line[:1].upper() + line[1:]
    return line if line.endswith(tuple(ENDS)) or not line else f"{line.rstrip(',;:—–-')}."


def _voices(folder: Path, width: int) -> tuple[torch.Tensor, ...]:
    """Every voice in `folder`, by name; raises ModelError for one that is none of this model's."""
    found = []
    for path in sorted(folder.glob("*.safetensors")):
        try:
            (values,) = load_file(str(path)).values()
        except (OSError, RuntimeError, ValueError, safetensors.SafetensorError) as error:
            raise ModelError(f"{path} is not the latents of one voice ({error}); remove it") from error
        values = values.float()[0] if values.ndim == 3 and len(values) == 1 else values.float()
        if values.ndim != 2 or values.shape[1] != width or not len(values) or not values.isfinite().all():
            raise ModelError(f"{path} has shape {tuple(values.shape)}; a voice of this model is (frames, {width})")
        found.append(values)
    return tuple(found)
