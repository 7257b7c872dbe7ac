"""The restyler's network: a small residual hourglass that mixes coats of paint and rakes light over them.

It knows no file and no picture but its input channels (`generators.restyle.guide`). What is wanted where is
decided with a wide view; which coat shows in a pixel, and how the light rakes over it, at full size.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

CHANNELS = 19
WIDE, DEEP, SAID, FINE = 40, 64, 10, 20
STEP = 4
"""Pixels of the picture for one of the hourglass's, each way."""
MIXED = 4
"""Picture and three coats."""
BODIES = slice(12, 15)


class Block(nn.Module):
    """Two convolutions and a way past them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one = nn.Conv2d(width, width, 3, padding=1)
        self.two = nn.Conv2d(width, width, 3, padding=1)
        nn.init.normal_(self.two.weight, std=1e-2)

    def forward(self, x: Tensor) -> Tensor:
        """Of the same shape."""
        return x + self.two(fn.leaky_relu(self.one(x), 0.1))


class Restyler(nn.Module):
    """(n, 19, h, w) 0–1 → (n, 3, h, w) 0–1, h and w multiples of 8."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(CHANNELS, WIDE, STEP, stride=STEP)
        self.before = nn.Sequential(Block(WIDE), Block(WIDE))
        self.down = nn.Conv2d(WIDE, DEEP, 2, stride=2)
        self.deep = nn.Sequential(Block(DEEP), Block(DEEP), Block(DEEP))
        self.up = nn.Conv2d(DEEP, WIDE * 4, 1)
        self.after = Block(WIDE)
        self.head = nn.Conv2d(WIDE, SAID * STEP * STEP, 1)
        self.near = nn.Conv2d(CHANNELS + SAID, FINE, 3, padding=1)
        self.mull = nn.Conv2d(FINE, FINE, 1)
        self.choose = nn.Conv2d(FINE, MIXED + 3, 1)
        nn.init.normal_(self.choose.weight, std=1e-2)
        nn.init.zeros_(self.choose.bias)
        self.look = nn.Conv2d(9, 16, 3, padding=1)
        self.light = nn.Conv2d(16, 3, 3, padding=1)
        nn.init.normal_(self.light.weight, std=1e-3)
        nn.init.zeros_(self.light.bias)

    def forward(self, x: Tensor) -> Tensor:
        """The board; values may lie a little beyond 0–1."""
        seen = x * 2 - 1
        # What is wanted where: decided at a quarter of the size, with a wide view.
        wide = self.before(fn.leaky_relu(self.stem(seen), 0.1))
        deep = self.deep(fn.leaky_relu(self.down(wide), 0.1))
        wide = self.after(wide + fn.pixel_shuffle(self.up(deep), 2))
        said = fn.pixel_shuffle(self.head(wide), STEP)
        # Which coat shows in this very pixel: the strokes' own edges decide, at full size.
        close = fn.leaky_relu(self.near(torch.cat((seen, said), dim=1)), 0.1)
        told = self.choose(close + fn.leaky_relu(self.mull(close), 0.1))
        share = torch.softmax(told[:, :MIXED] * 4, dim=1)
        mixed = told[:, MIXED:]
        for place in range(MIXED):
            mixed = mixed + share[:, place : place + 1] * x[:, 3 * place : 3 * place + 3]
        # How the light rakes over the paint.
        bodies = x[:, BODIES]
        relief = torch.cat((mixed, bodies, bodies * share[:, 1:]), dim=1)
        return mixed + self.light(fn.leaky_relu(self.look(relief), 0.1))
