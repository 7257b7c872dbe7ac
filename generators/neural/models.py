"""Finds and inspects model folders in Hugging Face layout: class, size, memory, licence, and what is wrong with them.

It loads no weight and runs no code of a model: folders are hostile until inspected. Local files and safetensors only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from generators.neural.errors import ModelError
from generators.neural.known import KNOWN, Known, known
from generators.neural.weights import Tensor, read_header

MODELS_VARIABLE = "EVERSHOW_MODELS"
"""Folders with models, separated as PATH is."""
MOST_JSON_BYTES = 16 << 20
MOST_LICENCE_BYTES = 1 << 20
UNSAFE = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5")
"""Endings of weights that can run code when they are read, or that nothing here reads."""
PARTIAL = (".incomplete", ".part", ".partial", ".tmp", ".aria2", ".crdownload", ".download")
"""Endings that downloaders give to what is not whole yet."""
LIBRARIES = ("diffusers", "transformers", "ace_step", "ltx2", "stable_audio", "stable_diffusion")
"""Parts of a pipeline may come from these only (the last ones lie within diffusers); else it is code of the model's."""
TOKENIZER_FILES = (
    "tokenizer.json",
    "vocab.json",
    "vocab.txt",
    "spiece.model",
    "tokenizer.model",
    "sentencepiece.model",
    "spm_char.model",
)
LORA_FOLDER = "loras"
SHIPPED_BYTES = 2
"""Bytes of a number once it is loaded: bf16 or fp16, whatever the file holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One network of a model."""

    name: str
    """Folder within the model; "" = the model itself."""
    files: tuple[Path, ...]
    numbers: int
    """Parameters and buffers."""
    file_bytes: int
    place: str = ""
    """Folder within the model where another network lies that takes its place; "" = its own."""

    @property
    def variant(self) -> str:
        """What its publisher calls the files that are there ("fp16"); "" = they are the plain ones."""
        parts = self.files[0].name.split(".") if self.files else []
        return parts[1] if len(parts) == 3 and len(self.files) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lora:
    """A low-rank change of the denoiser, in `loras/` of the model's folder."""

    name: str
    path: Path
    rank: int
    weights: tuple[str, ...] = ()
    """Names of the denoiser's weights that it changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that can be loaded."""

    folder: Path
    name: str
    row: Known
    pieces: tuple[Piece, ...]
    licence: str
    """First words of its licence; "" = none is there."""
    loras: tuple[Lora, ...] = ()
    notes: tuple[str, ...] = ()
    """What was left out and why (a LoRA that does not fit), one line each."""

    @property
    def numbers(self) -> int:
        """Parameters of all networks."""
        return sum(piece.numbers for piece in self.pieces)

    @property
    def file_bytes(self) -> int:
        """Bytes of all weights on disk."""
        return sum(piece.file_bytes for piece in self.pieces)

    @property
    def whole_bytes(self) -> int:
        """Device memory with everything resident, in bf16, activations included."""
        return round(self.numbers * SHIPPED_BYTES + self._working_bytes)

    @property
    def least_bytes(self) -> int:
        """Device memory when text encoders leave before the denoiser runs."""
        encoders = sum(piece.numbers for piece in self.pieces if piece.name in self.row.encoders)
        rest = (self.numbers - encoders) * SHIPPED_BYTES
        return round(max(rest + self._working_bytes, encoders * SHIPPED_BYTES))

    @property
    def _working_bytes(self) -> float:
        core = [piece.numbers for piece in self.pieces if piece.name not in self.row.encoders]
        return max(core, default=0) * SHIPPED_BYTES * self.row.working_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A folder that looks like a model and cannot be used."""

    folder: Path
    reason: str
    """One line with the remedy."""


def model_roots(settings: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Where models are looked for: `EVERSHOW_MODELS`, then `settings`; each once."""
    told = [Path(text).expanduser() for text in os.environ.get(MODELS_VARIABLE, "").split(os.pathsep) if text]
    return tuple(dict.fromkeys((*told, *settings)))


def find_models(roots: Iterable[Path]) -> tuple[Model | Refused, ...]:
    """Every model below `roots`, in order of path: the root itself, its folders, and a hub cache's newest snapshots."""
    found: list[Model | Refused] = []
    seen: set[Path] = set()
    for root in roots:
        for folder in _candidates(root):
            place = folder.resolve()
            if place in seen:
                continue
            seen.add(place)
            try:
                found.append(inspect_model(folder))
            except ModelError as error:
                found.append(Refused(folder=folder, reason=str(error)))
    return tuple(found)


def _candidates(root: Path) -> list[Path]:
    try:
        if _is_model(root):
            return [root]
        folders = sorted(path for path in root.iterdir() if path.is_dir())
    except OSError:
        return []
    found = []
    for folder in folders:
        snapshots = folder / "snapshots"
        if folder.name.startswith("models--") and snapshots.is_dir():
            versions = sorted((path for path in snapshots.iterdir() if path.is_dir()), key=lambda p: p.stat().st_mtime)
            found += versions[-1:]
        elif _is_model(folder):
            found.append(folder)
    return found


def _is_model(folder: Path) -> bool:
    return (folder / "model_index.json").is_file() or (folder / "config.json").is_file()


def inspect_model(folder: Path) -> Model:
    """The model in `folder`; raises ModelError with one line that names the file and the remedy."""
    index = folder / "model_index.json"
    if index.is_file():
        table = read_json(index)
        row = _row(index, str(table.get("_class_name", "")))
        pieces = tuple(_lighter(folder, piece, row) for piece in _pipeline_pieces(folder, index, table))
    else:
        config = folder / "config.json"
        table = read_json(config)
        names = table.get("architectures")
        row = _row(config, str(names[0]) if isinstance(names, list) and names else "")
        _check_config(config, table)
        pieces = (_weights(folder, ""), *(_beside(folder, part) for part in row.beside))
        _check_tokenizer(folder, folder, "tokenizer")
    loras, notes = _loras(folder, row, pieces)
    return Model(
        folder=folder,
        name=_name(folder),
        row=row,
        pieces=pieces,
        licence=_licence(folder),
        loras=loras,
        notes=notes,
    )


def read_json(path: Path) -> dict[str, Any]:
    """An object in a JSON file; raises ModelError."""
    try:
        if path.stat().st_size > MOST_JSON_BYTES:
            raise ModelError(f"{path} is larger than {MOST_JSON_BYTES >> 20} MB: this is no configuration")
        table = json.loads(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror or error}; download it again") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path} is damaged ({error}): download it again") from error
    if not isinstance(table, dict):
        raise ModelError(f"{path} is damaged (no object): download it again")
    return table


def _row(path: Path, name: str) -> Known:
    row = known(name)
    if row is None:
        names = ", ".join(sorted({row.name for row in KNOWN}))
        told = f"class {name!r}" if name else "no class"
        raise ModelError(f"{path} names {told}, which has no adapter; get a model of one of these: {names}")
    return row


def _pipeline_pieces(folder: Path, index: Path, table: dict[str, Any]) -> tuple[Piece, ...]:
    pieces = []
    for name, value in table.items():
        if name.startswith("_") or not isinstance(value, list):
            continue
        if len(value) != 2 or value == [None, None]:
            continue
        library, kind = value
        if library not in LIBRARIES or not isinstance(kind, str):
            raise ModelError(f"{index} wants {name} from {library!r}: code of a model is never run; use its plain form")
        part = folder / name
        if (part / f"{library}.py").exists():  # where a library looks for code before it looks at itself
            raise ModelError(f"{part / library}.py is code of the model's own, which is never run: remove it")
        if not part.is_dir():
            raise ModelError(f"{index} names {name}, and {part} is missing: the download is not complete, get it again")
        if "Tokenizer" in kind or "Processor" in kind or "FeatureExtractor" in kind:
            if "Tokenizer" in kind:
                _check_tokenizer(folder, part, name)
            continue
        if "Scheduler" in kind:
            read_json(part / "scheduler_config.json")
            continue
        config = part / "config.json"
        _check_config(config, read_json(config))
        pieces.append(_weights(part, name))
    if not pieces:
        raise ModelError(f"{index} names no network: this is not a whole pipeline")
    return tuple(pieces)


def _lighter(folder: Path, piece: Piece, row: Known) -> Piece:
    """The smaller network that a viewer has put there for `piece`, or `piece`."""
    for lighter in row.lighter:
        place = folder / lighter.folder
        if lighter.part != piece.name or not place.is_dir():
            continue
        config = place / "config.json"
        table = read_json(config)
        _check_config(config, table)
        if table.get("_class_name") != lighter.build:
            raise ModelError(f"{config} is of {table.get('_class_name')!r}, not of {lighter.build}: remove {place}")
        return replace(_weights(place, piece.name), place=lighter.folder)
    return piece


def _beside(folder: Path, part: str) -> Piece:
    place = folder / part
    if not place.is_dir():
        raise ModelError(f"{folder} has no {part}/: put the {part} that was published for this model there")
    _check_config(place / "config.json", read_json(place / "config.json"))
    return _weights(place, part)


def _check_config(path: Path, table: dict[str, Any]) -> None:
    if "auto_map" in table:
        raise ModelError(f"{path} wants code of its own (auto_map): code of a model is never run; use its plain form")


def _check_tokenizer(model: Path, folder: Path, name: str) -> None:
    if not any((folder / file).is_file() for file in TOKENIZER_FILES):
        wanted = ", ".join(TOKENIZER_FILES[:4])
        raise ModelError(f"{model} has no {name}: {folder} holds none of {wanted}; download it again")


def _weights(folder: Path, name: str) -> Piece:
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError as error:
        raise ModelError(f"{folder} cannot be read: {error.strerror or error}") from error
    partial = [path for path in files if path.name.endswith(PARTIAL)]
    if partial:
        raise ModelError(f"{partial[0]} is still being downloaded, or was broken off: finish the download")
    whole = [path for path in files if path.suffix == ".safetensors"]
    if not whole:
        unsafe = [path for path in files if path.suffix in UNSAFE]
        if unsafe:
            raise ModelError(
                f"{unsafe[0]} can run code when it is read and is never loaded; get the model as safetensors"
            )
        raise ModelError(f"{folder} has no weights (*.safetensors): the download is not complete, get it again")
    indexes = [path for path in files if path.name.endswith(".safetensors.index.json")]
    chosen = _shards(indexes[0]) if indexes else [_preferred(whole)]
    numbers = sum(tensor.numbers for path in chosen for tensor in read_header(path))
    return Piece(name=name, files=tuple(chosen), numbers=numbers, file_bytes=sum(p.stat().st_size for p in chosen))


def _preferred(files: list[Path]) -> Path:
    """The plain file where variants (`.fp16.safetensors`) lie beside it."""
    plain = [path for path in files if path.name.count(".") == 1]
    return (plain or files)[0]


def _shards(index: Path) -> list[Path]:
    table = read_json(index).get("weight_map")
    if not isinstance(table, dict) or not table:
        raise ModelError(f"{index} is damaged (no weight_map): download it again")
    names = sorted({str(value) for value in table.values()})
    for name in names:
        path = index.parent / name
        if Path(name).name != name:
            raise ModelError(f"{index} names {name!r}, which leaves its folder: this model is not to be trusted")
        if not path.is_file():
            raise ModelError(
                f"{path} is missing ({len(names)} files are named): the download is not complete, get it again"
            )
    return [index.parent / name for name in names]


def _name(folder: Path) -> str:
    """The name for people: that of the folder, or of the hub's repository."""
    if folder.parent.name == "snapshots":
        return folder.parent.parent.name.removeprefix("models--").replace("--", "/")
    return folder.name


def _licence(folder: Path) -> str:
    for name in ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENSE.pdf"):
        path = folder / name
        if path.is_file() and path.suffix != ".pdf":
            text = path.read_bytes()[:MOST_LICENCE_BYTES].decode("utf-8", "replace")
            lines = [line.strip(" #*\t") for line in text.splitlines() if line.strip(" #*\t")]
            return " ".join(lines[:2])[:100]
        if path.is_file():
            return f"see {path.name}"
    card = folder / "README.md"
    if card.is_file():
        for line in card.read_bytes()[:MOST_LICENCE_BYTES].decode("utf-8", "replace").splitlines()[:80]:
            if line.startswith(("license:", "license_name:")):
                return line.partition(":")[2].strip()[:100]
    return ""


def _loras(folder: Path, row: Known, pieces: tuple[Piece, ...]) -> tuple[tuple[Lora, ...], tuple[str, ...]]:
    """LoRAs that fit the denoiser; one line for each that does not."""
    place = folder / LORA_FOLDER
    core = next((piece for piece in pieces if piece.name == row.denoiser), None)
    if not place.is_dir() or core is None:
        return (), ()
    shapes = {tensor.name: tensor.shape for path in core.files for tensor in read_header(path)}
    found, notes = [], []
    for path in sorted(place.iterdir()):
        if path.suffix in UNSAFE:
            notes.append(f"{path} can run code when it is read and is never loaded; get it as safetensors")
        elif path.suffix == ".safetensors":
            try:
                rank, weights = _lora_of(path, read_header(path), shapes, row)
                found.append(Lora(name=path.stem, path=path, rank=rank, weights=weights))
            except ModelError as error:
                notes.append(str(error))
    return tuple(found), tuple(notes)


def _lora_of(
    path: Path, tensors: tuple[Tensor, ...], shapes: dict[str, tuple[int, ...]], row: Known
) -> tuple[int, tuple[str, ...]]:
    """(rank, weights) of a LoRA whose every pair fits a weight of the denoiser; raises ModelError otherwise."""
    rank, weights = 0, set()
    for tensor in tensors:
        for ending, side in ((".lora_A.weight", 1), (".lora_B.weight", 0)):
            if not tensor.name.endswith(ending):
                continue
            target = tensor.name.removesuffix(ending).removeprefix(f"{row.denoiser}.") + ".weight"
            shape = shapes.get(target)
            if shape is None:
                raise ModelError(
                    f"{path} changes {target}, which {row.name} has not got: it belongs to another model, remove it"
                )
            if len(tensor.shape) < 2 or len(shape) < 2 or tensor.shape[side] != shape[side]:
                raise ModelError(
                    f"{path}: {tensor.name} has shape {tensor.shape}, which does not fit {target} {shape}: "
                    "it belongs to another model, remove it"
                )
            rank = max(rank, tensor.shape[1 - side])
            weights.add(target)
    if not rank:
        raise ModelError(f"{path} holds no lora_A/lora_B weights in the form of diffusers; convert it first")
    return rank, tuple(sorted(weights))
