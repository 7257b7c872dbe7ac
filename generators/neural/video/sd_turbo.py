"""SD-Turbo-class restyle: one to four steps from the stage's picture, frame by frame, with a ControlNet or without.

It knows one family of pipelines. Every frame of a take gets the same noise: what stands still then looks the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Self

import torch

from generators.errors import Cancelled
from generators.neural.models import Model
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Control, Film, FrameRule, Take
from generators.neural.video.pipes import (
    Placement,
    check_take,
    film_of,
    generator_of,
    load_pipeline,
    pictures,
    step_end,
    watched,
)

BATCH = 4
"""Frames of one call and one chunk: a sixth of a second, so that a restyled part can be shown while it grows."""


class SdTurbo:
    """Restyles takes with a Stable Diffusion image-to-image pipeline."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        self._controlled = getattr(pipe, "controlnet", None) is not None
        self.abilities = Abilities(
            kind="sd-turbo",
            rule=FrameRule(most=BATCH),
            multiple=max(8, int(pipe.vae_scale_factor)),
            kept=0,
            controls=(Control.LINES, Control.DEPTH) if self._controlled else (),
            pictures_only=True,
        )

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        controlled = any(piece.name == "controlnet" for piece in model.pieces)
        kind = "StableDiffusionControlNetImg2ImgPipeline" if controlled else "StableDiffusionImg2ImgPipeline"
        return cls(load_pipeline(model, kind, placement, safety_checker=None), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator; nothing is continued, each frame stands for itself."""
        for take in takes:
            check_take(take, self.abilities)
            words = self._words(take, cancel)
            for start in range(0, take.frames, BATCH):
                film = self._frames(take, start, min(start + BATCH, take.frames), words, cancel)
                yield Chunk(frames=film, continuation=Continuation(kind=self.abilities.kind, frames=film[-1:]))

    def _words(self, take: Take, cancel: Cancel) -> tuple[torch.Tensor, torch.Tensor | None]:
        """The prompt encoded once for all frames of a take."""
        with watched((self._pipe.text_encoder,), cancel, "a restyled take"), torch.no_grad():
            found = self._pipe.encode_prompt(
                take.prompt.positive,
                self._pipe._execution_device,
                1,
                take.guidance > 1,
                negative_prompt=take.prompt.negative or None,
            )
        return found[0], found[1]

    def _frames(
        self, take: Take, start: int, stop: int, words: tuple[torch.Tensor, torch.Tensor | None], cancel: Cancel
    ) -> Film:
        """Frames `start` to `stop` in one call of the pipeline, whose own work would be half of a small model's."""
        if cancel():
            raise Cancelled("a restyled take is no longer wanted")
        pipe, what, count = self._pipe, "a restyled frame", stop - start
        parts = [pipe.unet, pipe.vae.encoder, pipe.vae.decoder]
        extra: dict[str, Any] = {}
        if self._controlled:
            parts.append(pipe.controlnet)
            extra["control_image"] = pictures(take.guide.film(take.control)[start:stop])
            extra["controlnet_conditioning_scale"] = take.follow
        with watched(parts, cancel, what):
            out = pipe(
                prompt_embeds=words[0].repeat(count, 1, 1),
                negative_prompt_embeds=words[1].repeat(count, 1, 1) if words[1] is not None else None,
                image=pictures(take.guide.colour[start:stop]),
                strength=take.strength,
                num_inference_steps=max(take.steps, int(1 / max(take.strength, 0.05)) + 1),
                guidance_scale=take.guidance,
                generator=[generator_of(take.seed) for _ in range(count)],
                output_type="np",
                callback_on_step_end=step_end(cancel, what),
                **extra,
            )
        return film_of(out.images)
