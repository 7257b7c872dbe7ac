"""The painter: a process that draws the screens' pictures and reckons seeds, behind everything that plays.

It knows no window; what it makes lies in files, so that the next start has it at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from player.foyer.pictures import Portrait, Request, Scenery
from player.foyer.seed_facts import SeedFacts
from player.foyer.vignettes import Vignette

NICENESS = 4
"""Behind the player and the director, before the idle render workers: somebody looks at an empty frame."""
JPEG_QUALITY = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintScenery:
    """Draw a place."""

    ticket: str
    request: Scenery
    kept_only: bool = False
    """Only say whether it was drawn before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintPortrait:
    """Draw a face."""

    ticket: str
    request: Portrait


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintVignette:
    """Draw what an option shows."""

    ticket: str
    request: Vignette


@dataclass(frozen=True, slots=True, kw_only=True)
class ReckonSeed:
    """Read a seed."""

    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchUp:
    """Paint the next still of a show's map."""

    folder: str
    art: str
    """The seed's own art; "" = none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedUp:
    """A still was painted, or there is none left."""

    folder: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """The picture lies in `path`; "" = it could not be drawn, `fault` says why, or without one: it is not there yet."""

    ticket: str
    path: str
    fault: str = ""


TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (PaintScenery, PaintPortrait, PaintVignette, ReckonSeed, TouchUp, TouchedUp, Painted, SeedFacts)
}


def main(folder: Path) -> None:
    """Serve requests until the player hangs up; everything made is kept below `folder`."""
    from generators.errors import ChannelClosed
    from generators.processes import parent_channel

    channel = parent_channel(TYPES)
    os.nice(NICENESS)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        while True:
            channel.send(_answer(channel.receive(), folder))
    except ChannelClosed:
        return


def _answer(asked: object, folder: Path) -> object:
    if isinstance(asked, ReckonSeed):
        return facts_of(Path(asked.folder), folder)
    if isinstance(asked, TouchUp):
        return touched_up(asked)
    assert isinstance(asked, PaintScenery | PaintPortrait | PaintVignette)
    kept_only = isinstance(asked, PaintScenery) and asked.kept_only
    return painted(asked.ticket, asked.request, folder, kept_only=kept_only)


def painted(ticket: str, request: Request, folder: Path, *, kept_only: bool = False) -> Painted:
    """Draw the picture unless it was drawn before; what goes wrong is told.

    Of a loop in gouache one call paints one frame, so that nobody waits long for another picture: ask again.
    """
    from generators.errors import GeneratorError
    from generators.render_pool.catalogue import generator_version
    from player.foyer.pictures import art_of, draw, key_of

    gouache = isinstance(request, Scenery) and request.gouache
    try:
        version = generator_version("built-in", art_of(request))
        if gouache:
            from generators.restyle.model import model_hash

            version = f"{version}-{model_hash()}"
        path = folder / f"{key_of(request, version)}.jpg"
        if not path.is_file():
            if kept_only:
                return Painted(ticket=ticket, path="")
            import cv2

            if gouache:
                from player.foyer.gouache import next_frame

                sheet = next_frame(request, path)
                if sheet is None:
                    return Painted(ticket=ticket, path="")
            else:
                sheet = draw(request)
            done, content = cv2.imencode(".jpg", sheet, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
            if not done:
                raise GeneratorError("the picture is too high for a file")
            write_whole(path, content.tobytes())
    except (GeneratorError, OSError, ValueError, KeyError) as error:
        return Painted(ticket=ticket, path="", fault=str(error))
    return Painted(ticket=ticket, path=str(path))


def touched_up(asked: TouchUp) -> TouchedUp:
    """Paint one still; on a full disk nothing more of that show."""
    from player.foyer.touching_up import paint_next

    try:
        more = paint_next(Path(asked.folder), Path(asked.art) if asked.art else None)
    except OSError:
        more = False  # the photographs stay
    return TouchedUp(folder=asked.folder, more=more)


def facts_of(seed: Path, folder: Path) -> SeedFacts:
    """What there is to say of the seed: from the file of its present state, or reckoned now."""
    from player.foyer.seed_facts import reckon, stamp_of

    path = folder / f"seed-{stamp_of(seed)}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=SeedFacts)
    except (OSError, msgspec.MsgspecError):
        found = reckon(seed)  # never seen, or not readable any more: told anew
    write_whole(path, msgspec.json.encode(found))
    return found


def write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing: a torn picture would stay torn."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(content)
    draft.replace(path)


if __name__ == "__main__":
    import sys

    # Under `python -m` this module is `__main__`; its messages must be those of the imported name.
    from player.foyer.painter import main as serve

    serve(Path(sys.argv[1]))
