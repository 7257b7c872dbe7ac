"""What every diffusers adapter shares: loading, seeds, cancels, films in and out, and takes split into runs.

It knows torch and diffusers, and no family: which arguments a pipeline gets is each adapter's own.
"""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import diffusers
import numpy as np
import PIL.Image
import torch
import transformers
from numpy.typing import NDArray

from generators.errors import Cancelled
from generators.neural.engines.capture import weights_print
from generators.neural.errors import MemoryShort, ModelError, NeuralError
from generators.neural.models import Model
from generators.neural.ports import Abilities, Cancel, Chunk, Continuation, Control, Film, FrameRule, Run, Take, runs
from generators.neural.tiers import TRIAL, Tier
from generators.neural.video.lora import Unfused, fuse
from generators.neural.video.whole import hush, whole, whole_parts

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
SEED_SPAN = 1 << 63
"""torch takes seeds below 2⁶⁴; ours fit a signed 64-bit number of any file format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where and how a model runs."""

    device: str = "cpu"
    """As torch names it: "cpu", "cuda:0"."""
    dtype: str = "float32"
    tier: Tier = TRIAL
    lora: Path | None = None
    """Put into the denoiser's weights when the model is opened."""
    seated: bool = False
    """Engines will answer for its networks: what a LoRA changes is kept in mind."""


def load_pipeline(model: Model, class_name: str, placement: Placement, **parts: Any) -> Any:
    """The pipeline in the model's folder as `class_name`; `parts` replace parts of it. Raises ModelError, MemoryShort.

    Local files and safetensors only, and no code of the model's own.
    """
    hush()
    dtype = DTYPES[placement.dtype]
    try:
        pipe = getattr(diffusers, class_name).from_pretrained(
            str(model.folder),
            local_files_only=True,
            use_safetensors=True,
            dtype=dtype,
            **whole_parts(model, dtype, parts),
            **parts,
        )
        if placement.lora is not None:
            denoiser = getattr(pipe, model.row.denoiser)
            before = weights_print(denoiser) if placement.seated else ""
            changed = fuse(denoiser, placement.lora, model.row.denoiser)
            denoiser.unfused = Unfused(weights=before, changed=changed)
        return placed(pipe, placement)
    except torch.OutOfMemoryError as error:
        raise MemoryShort(f"{model.name} does not fit into {placement.device}: one tier down") from error
    except (OSError, ValueError, TypeError, AttributeError, KeyError, ImportError, RuntimeError) as error:
        raise ModelError(f"{model.folder} cannot be loaded: {_first_line(error)}; get it again or remove it") from error


def load_network(model: Model, class_name: str, placement: Placement) -> tuple[Any, Any]:
    """(network, tokenizer) of a transformers model, as `load_pipeline`; raises ModelError, MemoryShort."""
    network = load_part(model, "", class_name, placement)
    try:
        return network, transformers.AutoTokenizer.from_pretrained(str(model.folder), local_files_only=True)
    except (OSError, ValueError, TypeError, AttributeError, KeyError, ImportError, RuntimeError) as error:
        raise ModelError(f"{model.folder} cannot be loaded: {_first_line(error)}; get it again or remove it") from error


def load_part(model: Model, part: str, class_name: str, placement: Placement) -> Any:
    """A network of transformers in folder `part` of the model's ("" = its own); raises ModelError, MemoryShort."""
    hush()
    folder = model.folder / part
    if not hasattr(transformers, class_name):
        raise ModelError(
            f"{model.name} needs {class_name}, which transformers {transformers.__version__} has not: "
            "pip install --upgrade transformers"
        )
    try:
        network = whole(getattr(transformers, class_name), folder, DTYPES[placement.dtype])
        return network.eval().requires_grad_(False).to(placement.device)
    except torch.OutOfMemoryError as error:
        raise MemoryShort(f"{model.name} does not fit into {placement.device}: one tier down") from error
    except (OSError, ValueError, TypeError, AttributeError, KeyError, ImportError, RuntimeError) as error:
        raise ModelError(f"{folder} cannot be loaded: {_first_line(error)}; get it again or remove it") from error


def placed(pipe: Any, placement: Placement) -> Any:
    """`pipe` on its device, in evaluation mode, silent, as its tier wants it."""
    pipe.set_progress_bar_config(disable=True)
    for part in pipe.components.values():
        if isinstance(part, torch.nn.Module):
            part.eval().requires_grad_(False)
    if placement.tier.tiled and hasattr(pipe.vae, "enable_tiling"):
        pipe.vae.enable_tiling()
    if placement.device != "cpu" and placement.tier.evict:
        pipe.enable_model_cpu_offload(device=placement.device)
    else:
        pipe.to(placement.device)
    return pipe


def generator_of(seed: int, *path: int) -> torch.Generator:
    """A generator for `seed` and `path`, on the processor, so that every device draws the same noise."""
    number = seed % SEED_SPAN
    for step in path:
        number = (number * 6364136223846793005 + step + 1) % SEED_SPAN
    return torch.Generator("cpu").manual_seed(number)


@contextlib.contextmanager
def watched(networks: Iterable[Any], cancel: Cancel, what: str) -> Iterator[None]:
    """Ask `cancel` before each forward pass of `networks`, and give foreign errors our names.

    Raises Cancelled, MemoryShort, NeuralError. A pipeline that was left by an exception may be used again.
    """

    def before(module: torch.nn.Module, arguments: Any) -> None:
        if cancel():
            raise Cancelled(f"{what} is no longer wanted")

    handles = [network.register_forward_pre_hook(before) for network in networks if network is not None]
    try:
        yield
    except torch.OutOfMemoryError as error:
        raise MemoryShort(f"{what}: the device has no memory left; one tier down") from error
    except (RuntimeError, ValueError, TypeError, LookupError, AttributeError, NameError, OSError) as error:
        raise NeuralError(f"{what} failed: {_first_line(error)}") from error
    finally:
        for handle in handles:
            handle.remove()


def step_end(cancel: Cancel, what: str) -> Callable[..., dict[str, Any]]:
    """A `callback_on_step_end` that leaves by raising: `_interrupt` would still decode."""

    def told(pipe: Any, step: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
        if cancel():
            raise Cancelled(f"{what} is no longer wanted")
        return values

    return told


def pictures(film: Film) -> list[PIL.Image.Image]:
    """A film as PIL pictures, which every pipeline takes."""
    return [PIL.Image.fromarray(frame, "RGB") for frame in film]


def film_of(frames: Any) -> Film:
    """What a pipeline gave (numbers 0 … 1, one video) as a film; raises NeuralError for what is no number."""
    values = frames.float().cpu().numpy() if isinstance(frames, torch.Tensor) else np.asarray(frames)
    if values.ndim == 5:
        values = values[0]
    if values.ndim != 4 or values.shape[-1] != 3:
        raise NeuralError(f"a pipeline gave an array of shape {values.shape} for a film")
    if not np.isfinite(values).all():
        raise NeuralError("a model gave pictures that are not numbers (NaN); a higher precision may help")
    return np.ascontiguousarray(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8))


def pixels(film: Film) -> torch.Tensor:
    """(1, frames, 3, height, width), 0 … 1, for pipelines that take numbers only."""
    return torch.from_numpy(np.ascontiguousarray(film)).permute(0, 3, 1, 2).unsqueeze(0).float() / 255


def stretched(film: Film, count: int) -> Film:
    """The film, its last frame repeated until it has `count` frames, or cut there."""
    if len(film) >= count:
        return film[:count]
    return np.concatenate([film, np.repeat(film[-1:], count - len(film), axis=0)])


def piece(film: NDArray[Any], run: Run) -> NDArray[Any]:
    """Of a take's film, what a run makes anew, as long as the model makes it."""
    new = run.made - run.kept
    return stretched(film[run.start : run.start + new], new)


Make = Callable[[Take, Run, Film, Cancel], "Made"]
"""(take, run, the kept frames, cancel) → what the model made, kept frames included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One run's result."""

    frames: Film
    """`run.made` of them."""
    sound: NDArray[np.float32] | None = None
    """Of the same length, (samples, 2) at 48 kHz."""


def render_runs(
    takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel, abilities: Abilities, make: Make
) -> Iterator[Chunk]:
    """Split every take into runs of the model, hand over kept frames, and give chunks with their continuation."""
    before = continuation.frames if continuation is not None else None
    for take in takes:
        check_take(take, abilities)
        if take.cut:
            before = None
        if before is not None and before.shape[1:3] != (take.height, take.width):
            before = _resized(before, take.width, take.height)
        if before is None and abilities.anchored:
            before = take.guide.colour[:1]
        at_hand = len(before) if before is not None else 0
        for run in runs(take.frames, abilities.rule, abilities.kept, at_hand):
            if cancel():
                raise Cancelled("a take is no longer wanted")
            kept = before[len(before) - run.kept :] if before is not None and run.kept else take.guide.colour[:0]
            # Some pipelines draw noise beside the generator they are given: that chance is ours as well.
            with torch.random.fork_rng():
                torch.manual_seed(take.seed % SEED_SPAN)
                made = make(take, run, kept, cancel)
            if len(made.frames) < run.kept + run.used:
                raise NeuralError(f"{abilities.kind} made {len(made.frames)} frames of {run.kept + run.used}")
            new = made.frames[run.kept : run.kept + run.used]
            if new.shape[1:3] != (take.height, take.width):
                raise NeuralError(
                    f"{abilities.kind} made {new.shape[2]}×{new.shape[1]} pixels of {take.width}×{take.height}"
                )
            history = new if before is None else np.concatenate([before, new])
            before = history[-max(1, abilities.kept) :]
            yield Chunk(
                frames=new,
                sound=_sound(made.sound, run, take.fps),
                continuation=Continuation(kind=abilities.kind, frames=before),
            )


def able_to_go_on(kind: str, pipe: Any, placement: Placement, patch: int, kept: int) -> Abilities:
    """Of Wan's relatives that go on from given frames: half of a run at the most is `kept`, the rest is new."""
    step, most = int(pipe.vae_scale_factor_temporal), placement.tier.most_frames
    return Abilities(
        kind=kind,
        rule=FrameRule(step=step, plus=1, least=2 * step + 1, most=most),
        multiple=int(pipe.vae_scale_factor_spatial) * patch,
        kept=min(kept, (most // 2) // step * step + 1),
        anchored=True,
    )


def able_to_hold(kind: str, pipe: Any, placement: Placement) -> Abilities:
    """Of LTX and its relatives, which hold conditions at both ends of a run."""
    step, most = int(pipe.vae_temporal_compression_ratio), placement.tier.most_frames
    return Abilities(
        kind=kind,
        rule=FrameRule(step=step, plus=1, least=step + 1, most=most),
        multiple=max(32, int(pipe.vae_spatial_compression_ratio)),
        kept=step + 1 if most > 2 * step else 1,
        controls=(Control.COLOUR,),
    )


class RunByRun(ABC):
    """A video generator over one diffusers pipeline: a subclass tells what the pipeline can do, and makes one run."""

    pipeline: ClassVar[str]
    """Class of the pipeline."""
    what: ClassVar[str]
    """What it makes, in words for errors."""
    most_text: ClassVar[int] = 512
    """Tokens of a prompt."""

    def __init__(self, pipe: Any, placement: Placement) -> None:
        self._pipe = pipe
        self.abilities = self._able(placement)

    @classmethod
    def load(cls, model: Model, placement: Placement) -> Self:
        """From the model's folder; raises ModelError, MemoryShort."""
        return cls(load_pipeline(model, cls.pipeline, placement), placement)

    def render(self, takes: Sequence[Take], continuation: Continuation | None, cancel: Cancel) -> Iterator[Chunk]:
        """See VideoGenerator."""
        return render_runs(takes, continuation, cancel, self.abilities, self._make)

    @abstractmethod
    def _able(self, placement: Placement) -> Abilities:
        """What the pipeline can do at `placement`."""

    @abstractmethod
    def _make(self, take: Take, run: Run, kept: Film, cancel: Cancel) -> Made:
        """One run of `take`, going on from the frames `kept`; raises Cancelled between two network calls."""

    def _networks(self) -> tuple[Any, ...]:
        """Before whose passes a cancel is asked."""
        pipe = self._pipe
        return pipe.transformer, pipe.text_encoder, pipe.vae.encoder, pipe.vae.decoder

    def _ask(self, take: Take, run: Run, cancel: Cancel, own: dict[str, Any]) -> Any:
        """The pipeline's answer to a run; `own` are the arguments that only this pipeline has, or has otherwise."""
        arguments = {
            "prompt": take.prompt.positive,
            "negative_prompt": take.prompt.negative or None,
            "height": take.height,
            "width": take.width,
            "num_frames": run.made,
            "num_inference_steps": take.steps,
            "guidance_scale": take.guidance,
            "generator": generator_of(take.seed, run.start),
            "output_type": "np",
            "callback_on_step_end": step_end(cancel, self.what),
            "max_sequence_length": self.most_text,
        }
        with watched(self._networks(), cancel, self.what):
            return self._pipe(**{**arguments, **own})


def check_take(take: Take, abilities: Abilities) -> None:
    """Raise NeuralError for a take that the model cannot make."""
    if take.width % abilities.multiple or take.height % abilities.multiple:
        raise NeuralError(
            f"{abilities.kind} makes multiples of {abilities.multiple} pixels, not {take.width}×{take.height}; "
            "use `fitted`"
        )
    if not take.frames:
        raise NeuralError("a take without frames")


def _sound(sound: NDArray[np.float32] | None, run: Run, fps: int) -> NDArray[np.float32] | None:
    if sound is None:
        return None
    begin, end = run.kept * 48_000 // fps, (run.kept + run.used) * 48_000 // fps
    return np.ascontiguousarray(sound[begin:end])


def _resized(film: Film, width: int, height: int) -> Film:
    return np.stack([np.asarray(picture.resize((width, height))) for picture in pictures(film)])


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:300]}" if text else type(error).__name__
