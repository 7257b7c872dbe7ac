"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generators.media import Size
from profiles.balance import parsed


class SizeType(click.ParamType):
    """`854x480`: both even, within what a segment may be."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Size:
        """Parse; a usage error otherwise."""
        if isinstance(value, Size):
            return value
        width, _, height = str(value).lower().partition("x")
        if not (width.isdigit() and height.isdigit()):
            self.fail(f"{value!r} is not a size such as 854x480", param, ctx)
        size = Size(width=int(width), height=int(height))
        if size.width % 2 or size.height % 2 or not (160 <= size.width <= 1920 and 90 <= size.height <= 1080):
            self.fail(f"{value}: width 160–1920 and height 90–1080, both even", param, ctx)
        return size


class BalanceType(click.ParamType):
    """`speech=+3,music=-6`: decibels louder or softer."""

    name = "BALANCE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dict[str, float]:
        """Parse; a usage error otherwise."""
        if isinstance(value, dict):
            return value
        try:
            return parsed(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


def checked_style(name: str, seed_art: Path | None) -> str:
    """`name` when such a style exists and is sound, "" for none; a usage error otherwise."""
    from generators.errors import AssetError
    from generators.stage.styles import load_style

    if name:
        try:
            load_style(name, seed_art)
        except AssetError as error:
            raise click.BadParameter(str(error), param_hint="--style") from error
    return name


LANGUAGE = click.option(
    "--language", default="", metavar="LANG", help="Show it in a translation of the seed (lines/LANG.csv)."
)
"""For commands that show a seed; voices stay those of the seed."""
STYLE = click.option(
    "--style", default="", metavar="NAME", help="Another style than the seed's: paper, watercolour, silhouette …"
)
"""For commands that draw a seed."""
BALANCE = click.option(
    "--balance",
    type=BalanceType(),
    metavar="NAME=DB,…",
    help="Instead of the viewer's: speech, music, ambience, effects, -12 to +6 dB, such as speech=+3,music=-6.",
)
"""For commands that sound a seed."""
NIGHT = click.option("--night", is_flag=True, help="Night mode: what is loud softer, what is soft louder, little bass.")
SIZE = SizeType()
LIVE_SIZE = Size(width=854, height=480)
"""What two cores play and render at once (playback facts §1.3)."""
