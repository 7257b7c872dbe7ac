"""Networks that are loaded with every weight they have, or not at all.

It knows diffusers and transformers, no family. Both libraries fill what a file does not hold with chance, and go on:
a download that broke off, or another network's file, would then draw noise for a whole show.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from generators.neural.errors import ModelError
from generators.neural.models import Model, read_json

ONLY_FOR_TRAINING = frozenset(["num_batches_tracked", "cluster_size", "embed_avg", "inited"])
"""Last parts of the names that may be missing: counts, and averages from which a codec's codebook grew."""
OWN_LIBRARY = "transformers"


def hush() -> None:
    """The libraries keep their own words to themselves: what matters is said in ours, and words beyond an encoder's
    reach are left out on purpose."""
    for library in (diffusers, transformers):
        library.utils.logging.disable_progress_bar()
        library.utils.logging.set_verbosity_error()
    warnings.filterwarnings("ignore", category=FutureWarning, module="torch")


def whole_parts(model: Model, dtype: torch.dtype, given: Collection[str]) -> dict[str, Any]:
    """Every network of a pipeline by its part's name, but those in `given`; raises ModelError, and as the libraries.

    A class that the libraries do not know by this name is left to the pipeline, which may know it by another.
    """
    table = read_json(model.folder / "model_index.json")
    found = {}
    for piece in model.pieces:
        if piece.name in given:
            continue
        library, name = table[piece.name]
        if piece.place:
            library, name = "diffusers", str(read_json(model.folder / piece.place / "config.json")["_class_name"])
        home = transformers if library == OWN_LIBRARY else getattr(diffusers.pipelines, library, diffusers)
        kind = getattr(home, name, None)
        if kind is not None:
            found[piece.name] = whole(kind, model.folder / (piece.place or piece.name), dtype, piece.variant)
    return found


def whole(kind: Any, folder: Path, dtype: torch.dtype, variant: str = "") -> Any:
    """The network of class `kind` in `folder`; raises ModelError where its file does not hold it, and as the library.

    Local files and safetensors only, those of `variant` where it names one. What the class leaves out, or ties to a
    weight that is there, may be missing.
    """
    network, told = kind.from_pretrained(
        str(folder),
        local_files_only=True,
        use_safetensors=True,
        dtype=dtype,
        output_loading_info=True,
        **({"variant": variant} if variant else {}),
    )
    weights = network.state_dict(keep_vars=True)  # buffers too: a codec's codebook is one
    absent = told["missing_keys"]
    there = {id(weight) for name, weight in weights.items() if name not in absent}
    missing = sorted(
        name
        for name in absent
        if name in weights and id(weights[name]) not in there and name.rpartition(".")[2] not in ONLY_FOR_TRAINING
    )
    if missing:
        raise ModelError(
            f"{folder} lacks {len(missing)} of {len(weights)} weights of {kind.__name__} ({missing[0]} …): it is "
            "another network's, or not whole; get it again"
        )
    return network
