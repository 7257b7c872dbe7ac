"""A seed's own sounds: short effects and places' beds, from files that nobody vouches for.

They are read once, by the director, into the store of spoken lines, under the digest of what they are made of; render
workers read the store alone. A file that cannot be read is told of, and the built-in sound plays.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from generators.errors import AssetError
from generators.sound import dsp
from generators.sound.own import NO_SOUNDS, OwnSounds
from generators.sound.voices.store import trim, used
from story_engine.rng import derive_seed
from story_engine.time import SAMPLE_RATE, MediaTime, from_seconds

FOLDER, BEDS = "sound", "beds"
"""`sound/NAME.wav` is an effect, `sound/beds/PLACE.wav` what a place sounds like."""
ENDINGS = (".wav", ".flac")
LONGEST_EFFECT_SECONDS = 3.0
"""What lasts longer is a bed: a part is over by then, and its tail lasts a second."""
SHORTEST_BED_SECONDS, LONGEST_BED_SECONDS = 2.0, 60.0
MOST_FILES = 100
MOST_BYTES, MOST_ALL_BYTES = 24_000_000, 96_000_000
"""Of one file, because a minute of stereo at 96 kHz has no more, and of all of a seed's."""
LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
LOOP_FADE: MediaTime = from_seconds(0.75)
"""A bed's end crosses over into its beginning for so long, because it goes round as long as a scene lasts."""
BED_LUFS = -38.0
"""How loud a bed is brought to: what the built-in ones are in a light wind."""
CEILING = 0.85
"""A bed's highest peak."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")
_CODECS = frozenset(("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "flac"))
FULL_SCALE = np.float32(32767)
_FORMAT = "own 1"
"""Raised whenever the same file would be heard otherwise."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFault:
    """What is wrong with one file."""

    path: Path
    message: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file that may be a sound."""

    path: Path
    name: str
    is_bed: bool


def keep_own(seed: Path, store: Path) -> OwnSounds:
    """Read what lies in `sound/` of the folder `seed` into `store`; faulty files are logged and left out."""
    effects: dict[str, str] = {}
    beds: dict[str, str] = {}
    grown = False
    if not (seed / FOLDER).is_dir():
        return NO_SOUNDS
    for found in _files(seed):
        if isinstance(found, SoundFault):
            _LOG.warning("%s: %s; the built-in sound plays", found.path.name, found.message)
            continue
        try:
            key, is_new = _kept(found, store)
            (beds if found.is_bed else effects)[found.name] = key
            grown = grown or is_new
        except (AssetError, OSError) as error:
            _LOG.warning("%s: %s; the built-in sound plays", found.path.name, error)
    if grown:
        trim(store)
    return OwnSounds(effects=MappingProxyType(effects), beds=MappingProxyType(beds))


def still_used(sounds: OwnSounds, store: Path) -> None:
    """Note that what `keep_own` gave is still wanted, as if it had been read just now."""
    for key in {*sounds.effects.values(), *sounds.beds.values()}:
        used(_path(store, key))


def own_faults(seed: Path) -> Iterator[SoundFault]:
    """What is wrong with the files in `sound/` of the folder `seed`; each is read as a show would."""
    if not (seed / FOLDER).is_dir():
        return
    for found in _files(seed):
        if isinstance(found, SoundFault):
            yield found
            continue
        try:
            _heard(_decoded(found), found)
        except AssetError as error:
            message, _, remedy = str(error).partition("; ")
            yield SoundFault(path=found.path, message=message, remedy=remedy)


def own_names(seed: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the effects and of the places with a bed for which the folder `seed` has files."""
    files = [found for found in _files(seed) if isinstance(found, _File)] if (seed / FOLDER).is_dir() else []
    return tuple(f.name for f in files if not f.is_bed), tuple(f.name for f in files if f.is_bed)


def own_effect(store: Path, key: str) -> NDArray[np.float32] | None:
    """The effect (n,) kept under `key`, read-only; None where it is not in the store."""
    sound = _loaded(store, key)
    return None if sound is None else sound[:, 0].astype(np.float32) / FULL_SCALE


def own_bed(
    store: Path, key: str, scene_time: MediaTime, duration: MediaTime, rng_seed: int
) -> NDArray[np.float32] | None:
    """The bed kept under `key` from `scene_time` for `duration`, (duration, 2); None where it is not in the store.

    A pure function of scene time: a scene in pieces is bit for bit the scene rendered whole.
    """
    loop = _loaded(store, key)
    if loop is None:
        return None
    # A scene begins anywhere on the tape, as with the built-in beds.
    start = scene_time + derive_seed(rng_seed, "own bed", key) % len(loop)
    return np.take(loop, np.arange(start, start + duration), axis=0, mode="wrap").astype(np.float32) / FULL_SCALE


def _files(seed: Path) -> Iterator[_File | SoundFault]:
    """Every file of the folder in order of names; those that are no sound, or too many, as faults."""
    root, total = seed / FOLDER, 0
    paths = sorted(path for folder in (root, root / BEDS) if folder.is_dir() for path in folder.iterdir())
    files = [path for path in paths if not path.is_dir() and not path.name.startswith(".")]
    for number, path in enumerate(files):
        if number == MOST_FILES:
            yield SoundFault(path=path, message=f"more than {MOST_FILES} sounds", remedy="keep those that are heard")
            return
        if path.is_symlink() or not path.resolve().is_relative_to(seed.resolve()):
            yield SoundFault(path=path, message="the file lies outside the seed", remedy="put the file itself there")
        elif not path.is_file():  # a pipe is read for ever
            yield SoundFault(path=path, message="this is no plain file", remedy="put a WAV or FLAC file there")
        elif path.suffix.lower() not in ENDINGS:
            yield SoundFault(path=path, message="this is no sound that is read here", remedy="save it as WAV or FLAC")
        elif not NAME.match(path.stem):
            remedy = "use a–z, 0–9 and _, a letter first"
            yield SoundFault(path=path, message=f"“{path.stem[:48]}” is no plain word", remedy=remedy)
        elif path.stat().st_size > MOST_BYTES or (total := total + path.stat().st_size) > MOST_ALL_BYTES:
            message = (
                f"it has more than {MOST_BYTES // 1_000_000} MB, or all sounds more than {MOST_ALL_BYTES // 1_000_000}"
            )
            yield SoundFault(path=path, message=message, remedy="shorten it, or save it as FLAC at 48 kHz")
        else:
            yield _File(path=path, name=path.stem, is_bed=path.parent.name == BEDS)


def _kept(found: _File, store: Path) -> tuple[str, bool]:
    """Key of the file's sound, which is read into the store unless it is there, and whether it was.

    Raises AssetError, OSError.
    """
    content = found.path.read_bytes()
    made_of = f"{_FORMAT} {'bed' if found.is_bed else 'effect'}".encode() + content
    key = hashlib.blake2b(made_of, digest_size=16).hexdigest()
    path = _path(store, key)
    if path.is_file():
        used(path)
        return key, False
    sound = _heard(_decoded(found), found)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as out:
        np.save(out, np.round(np.clip(sound, -1, 1) * FULL_SCALE).astype(np.int16))
    os.replace(draft, path)
    return key, True


@lru_cache(maxsize=MOST_FILES)
def _loaded(store: Path, key: str) -> NDArray[np.int16] | None:
    """(n, 1) of an effect, (n, 2) of a bed; mapped, so that processes share it and nobody's memory grows."""
    try:
        sound = np.load(_path(store, key), mmap_mode="r")
    except (OSError, ValueError, EOFError) as error:
        _LOG.warning("a sound of the seed is not in the store (%s); the built-in one plays", error)
        return None
    return sound if sound.ndim == 2 and len(sound) and sound.dtype == np.int16 else None


def _path(store: Path, key: str) -> Path:
    return store / "own" / f"{key}.npy"


def _decoded(found: _File) -> NDArray[np.float32]:
    """The file's samples (n, 1 or 2) at 48 kHz. Raises AssetError: cause; remedy."""
    import av  # here: without sounds of its own a show's start does not pay for it

    kind = found.path.suffix.lower()[1:]
    longest = LONGEST_BED_SECONDS if found.is_bed else LONGEST_EFFECT_SECONDS
    try:
        with av.open(str(found.path), format=kind) as container:
            stream = container.streams.audio[0]
            context = stream.codec_context
            context.thread_count = 1
            rate, channels = context.sample_rate, context.channels
            if context.name not in _CODECS:
                raise AssetError(f"it holds {context.name}; save it as plain WAV (8 to 32 bits) or as FLAC")
            if not LOWEST_RATE <= rate <= HIGHEST_RATE or channels not in (1, 2):
                raise AssetError(f"it has {channels} channels at {rate} Hz; save it in mono or stereo at 48 kHz")
            most, chunks, count = int((longest + 0.05) * rate), [], 0
            for frame in container.decode(audio=0):
                chunk = _floats(frame.to_ndarray(), channels)
                chunks.append(chunk)
                count += len(chunk)
                if count > most:  # whatever its header says, no more of it is read
                    raise AssetError(f"it is longer than {longest:g} s; {_shorter(found)}")
    except (av.FFmpegError, OSError, IndexError, ValueError, OverflowError) as error:
        raise AssetError(f"it cannot be read ({type(error).__name__}); save it anew as WAV or FLAC") from error
    sound = np.concatenate(chunks) if chunks else np.zeros((0, channels), np.float32)
    sound = np.clip(np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0), -4.0, 4.0)
    if rate == SAMPLE_RATE or not len(sound):
        return sound
    lanes = [dsp.resampled(np.ascontiguousarray(sound[:, lane]), SAMPLE_RATE / rate) for lane in range(channels)]
    return np.stack(lanes, axis=1)


def _shorter(found: _File) -> str:
    return "cut it" if found.is_bed else f"cut it, or lay it into {FOLDER}/{BEDS} as what a place sounds like"


def _floats(block: np.ndarray, channels: int) -> NDArray[np.float32]:
    """What the decoder gives, packed (1, n·channels) or planar (channels, n), as (n, channels) of full scale ±1."""
    lanes = block.T if block.shape[0] == channels and channels > 1 else block.reshape(-1, channels)
    if lanes.dtype == np.uint8:
        return (lanes.astype(np.float32) - 128) / 128
    if np.issubdtype(lanes.dtype, np.integer):
        return lanes.astype(np.float32) / float(-np.iinfo(lanes.dtype).min)
    return lanes.astype(np.float32)


def _heard(sound: NDArray[np.float32], found: _File) -> NDArray[np.float32]:
    """The sound as it is kept: at the level of its kind, an effect with soft ends, a bed that goes round."""
    if not len(sound) or float(np.abs(sound).max()) < 1e-4:
        raise AssetError("nothing is heard in it; save it anew")
    if not found.is_bed:
        from generators.sound.effects.effect import levelled_effect  # here, as above

        mono = levelled_effect(np.ascontiguousarray(sound.mean(axis=1)))
        return dsp.faded(mono, 48, min(from_seconds(0.02), len(mono) // 4))[:, None]
    if len(sound) < from_seconds(SHORTEST_BED_SECONDS):
        raise AssetError(f"a bed of less than {SHORTEST_BED_SECONDS:g} s goes round too often; make it longer")
    both = np.ascontiguousarray(np.repeat(sound, 2, axis=1) if sound.shape[1] == 1 else sound)
    both -= both.mean(axis=0)
    # Equal power: both sides of the seam are as good as unrelated.
    turn = np.linspace(0.0, np.pi / 2, LOOP_FADE, dtype=np.float32)[:, None]
    loop = both[: len(both) - LOOP_FADE].copy()
    loop[:LOOP_FADE] = loop[:LOOP_FADE] * np.sin(turn) + both[-LOOP_FADE:] * np.cos(turn)
    return dsp.levelled(loop, BED_LUFS, CEILING)
