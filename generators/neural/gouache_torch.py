"""The restyler on a GPU: strokes are laid out and mixed there, so that the processor only draws the stage's passes.

It follows `generators/restyle` (brush.py, guide.py, paint.py) step by step, which is its oracle: what differs is the
last bits of interpolation, and with them here and there which of two strokes lies on top.
"""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from typing import Self

import numpy as np
import torch
from safetensors.torch import load
from torch import Tensor
from torch.nn import functional as fn

from generators.errors import AssetError
from generators.neural.errors import MemoryShort, NeuralError
from generators.neural.gouache_net import Restyler
from generators.restyle import brush as brushes
from generators.restyle.brush import BRUSHES, DOUBLINGS, LINES_OF_STUDY, Brush, scale_of
from generators.restyle.fine import with_thin_lines
from generators.restyle.guide import BRIGHT, LEAST_ROOM, SHARES, SOFT, WIDE, mirrored
from generators.restyle.model import FOLDER, REMEDY, WEIGHTS, stated_hash
from generators.restyle.paint import ALIGN
from generators.restyle.passes import Passes

Array = np.ndarray
FLOAT_REACH, BYTE_REACH = 4, 3
"""Deviations that OpenCV's blur looks at, each way: of floats and of 8 bits."""


class TorchPainter:
    """Paints pictures on one device."""

    def __init__(self, net: Restyler, device: str) -> None:
        self._net, self._device = net, device

    @classmethod
    def load(cls, device: str) -> Self:
        """With the shipped weights; raises AssetError, MemoryShort, NeuralError."""
        path = FOLDER / WEIGHTS
        try:
            content = path.read_bytes()
        except OSError as error:
            raise AssetError(f"{path}: the restyler's weights are missing; {REMEDY}") from error
        if hashlib.sha256(content).hexdigest() != stated_hash(WEIGHTS):
            raise AssetError(f"{path}: the restyler's weights are damaged ({len(content)} bytes); {REMEDY}")
        net = Restyler()
        net.load_state_dict(load(content))
        try:
            return cls(net.eval().to(device), device)
        except torch.OutOfMemoryError as error:
            raise MemoryShort("the device has no memory for the restyler; one tier down") from error
        except (RuntimeError, AssertionError) as error:  # the latter from a torch for processors
            raise NeuralError(f"the restyler cannot go to {device} ({str(error).splitlines()[0]})") from error

    def paint(self, picture: Array, passes: Passes) -> Array:
        """BGR uint8 (height, width, 3), sides even → the painting; raises MemoryShort, NeuralError."""
        turned = not passes.light_from_left
        if turned:
            picture, passes = np.ascontiguousarray(picture[:, ::-1]), mirrored(passes)
        try:
            with torch.inference_mode():
                board = with_thin_lines(self._board(picture, passes), picture)
        except torch.OutOfMemoryError as error:
            raise MemoryShort("the device has no memory left for a painting; one tier down") from error
        except RuntimeError as error:
            raise NeuralError(f"the restyler failed on {self._device} ({str(error).splitlines()[0]})") from error
        return np.ascontiguousarray(board[:, ::-1] if turned else board)

    def _board(self, picture: Array, passes: Passes) -> Array:
        sketch = guide_on(self._device, picture, passes) / 255
        height, width = sketch.shape[1:]
        # The edge is mirrored with its own pixel, as numpy's "symmetric" does.
        rows, columns = (_symmetric(side, -side % ALIGN, self._device) for side in (height, width))
        board = self._net(sketch[:, rows][:, :, columns][None])[0, :, :height, :width]
        return np.ascontiguousarray((board * 255).round().clamp(0, 255).byte().permute(1, 2, 0).cpu().numpy())


def guide_on(device: str, picture: Array, passes: Passes) -> Tensor:
    """`generators.restyle.guide.guide` on `device`: (CHANNELS, height, width), whole numbers 0–255 as float32."""
    height = picture.shape[0]
    scale = scale_of(height)
    colour = torch.from_numpy(picture).to(device).permute(2, 0, 1).float()
    ids = torch.from_numpy(passes.ids.astype(np.int32)).to(device)
    lines, care, near = (
        torch.from_numpy(plane).to(device).float() for plane in (passes.lines, passes.care, passes.near)
    )
    anchors = torch.from_numpy(passes.anchors).to(device).permute(2, 0, 1).float()
    along = direction(_luma(colour), anchors, lines, height / LINES_OF_STUDY)
    colours, bodies = zip(*(_coat(brush, colour, along, anchors, ids, scale) for brush in BRUSHES), strict=True)
    rest = [(plane * 255).clamp(0, 255).floor()[None] for plane in (lines, _rims(ids), care, near)]
    return torch.cat((colour, *colours, *bodies, *rest))


def direction(luma: Tensor, anchors: Tensor, lines: Tensor, unit: float) -> Tensor:
    """`generators.restyle.brush.direction`: unit vectors (2, height, width) along which a hand would paint."""
    gx, gy = _scharr(_blur(luma[None], 1.4 * unit, FLOAT_REACH), 32)
    gx2, gy2 = _scharr(_blur(lines[None], 1.6 * unit, FLOAT_REACH), 160)
    tensor = torch.cat((gx * gx + gx2 * gx2, gx * gy + gx2 * gy2, gy * gy + gy2 * gy2))
    spread = _blur(tensor, 2.2 * unit, FLOAT_REACH) + 0.35 * _blur(tensor, 9.0 * unit, FLOAT_REACH)
    x, y = anchors / (brushes.SWEEP_PIXELS * unit)
    angle = 0.55 * torch.sin(x * 2.3 + 1.7 * torch.sin(y * 1.9)) + 0.35 * torch.sin(y * 3.1 + x * 1.3)
    weight = brushes.SMALLEST_TENSOR / unit**2
    sx, sy = -torch.sin(angle), torch.cos(angle)
    xx, xy, yy = spread[0] + weight * sx * sx, spread[1] + weight * sx * sy, spread[2] + weight * sy * sy
    theta = 0.5 * torch.atan2(2 * xy, xx - yy) + math.pi / 2
    return torch.stack((torch.cos(theta), torch.sin(theta)))


def _coat(
    brush: Brush, picture: Tensor, along: Tensor, anchors: Tensor, ids: Tensor, scale: float
) -> tuple[Tensor, Tensor]:
    """Colours (3, height, width) and bodies (1, height, width) of one coat, whole numbers 0–255."""
    size = picture.shape[1:]
    halved = brush.width * scale >= WIDE
    if halved:
        picture = fn.avg_pool2d(picture, 2).round()
        along, anchors, ids, scale = along[:, ::2, ::2], anchors[:, ::2, ::2] / 2, ids[::2, ::2], scale / 2
    from_x, from_y, body, tone = _strokes(brush, along, anchors, ids, scale)
    soft = _blur(picture, brush.width * SOFT * scale, BYTE_REACH).round()
    colour = _broken(_linear(soft, from_x, from_y).round(), tone, SHARES[brush.name])
    body = (body * 255).round()[None]
    if halved:
        both = fn.interpolate(torch.cat((colour, body))[None], size=size, mode="bilinear", align_corners=False)[0]
        colour, body = both[:3].round(), both[3:].round()
    return colour, body


def _strokes(
    brush: Brush, along: Tensor, anchors: Tensor, ids: Tensor, scale: float
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`generators.restyle.brush.coat`: where each pixel's stroke began (x, y), its body and its tone."""
    height, width = ids.shape
    device = ids.device
    tiles = _tiles(brush, str(device))
    at_x, at_y = torch.remainder(anchors / scale, brushes.TILE)
    rank0, dome0, hair0 = _linear(tiles[[0, 1, 3]], at_x, at_y)
    tone0 = _nearest(tiles[2], at_x, at_y)
    ys, xs = torch.meshgrid(
        torch.arange(height, device=device, dtype=torch.float32),
        torch.arange(width, device=device, dtype=torch.float32),
        indexing="ij",
    )
    rank, from_x, from_y = rank0, xs, ys
    step = brush.reach * scale / (2**DOUBLINGS - 1)
    for sign in (1.0, -1.0):
        best, best_x, best_y = rank0, xs, ys
        move = along * (sign * step)
        fall = brushes.FALL / (2**DOUBLINGS - 1)
        for _ in range(DOUBLINGS):
            to_x, to_y = xs + move[0], ys + move[1]
            seen = _linear(torch.cat((best[None], move)), to_x, to_y)
            other, then = seen[0] - fall, seen[1:]
            place = _index(to_x, to_y, width, height)
            other_x, other_y = best_x.flatten()[place], best_y.flatten()[place]
            wins = (other > best) & (_nearest(ids, other_x, other_y) == ids)
            best = torch.where(wins, other, best)
            best_x, best_y = torch.where(wins, other_x, best_x), torch.where(wins, other_y, best_y)
            move = move + then * torch.sign((then * move).sum(dim=0))
            fall *= 2
        wins = best > rank
        rank = torch.where(wins, best, rank)
        from_x, from_y = torch.where(wins, best_x, from_x), torch.where(wins, best_y, from_y)
    place = _index(from_x, from_y, width, height)
    dome, hair, tone = (plane.flatten()[place] for plane in (dome0, hair0, tone0))
    return from_x, from_y, (dome * (0.62 + 0.38 * hair)).clamp(0, 1), tone


@lru_cache(maxsize=16)
def _tiles(brush: Brush, device: str) -> Tensor:
    """Rank, dome, tone and bristles of a brush's dabs: (4, TILE + 1, TILE + 1)."""
    return torch.from_numpy(np.stack(brushes.dabs(brush)).astype(np.float32)).to(device)


def _broken(colour: Tensor, tone: Tensor, share: float) -> Tensor:
    """`generators.restyle.guide._broken`: each stroke a little lighter or darker, warmer or cooler."""
    room = (colour.mean(dim=0) / BRIGHT).clamp(LEAST_ROOM, 1) * share
    light, red = 10 * tone * room, 2.0 * torch.sin(5 * tone) * room
    warm = (4.4 * torch.sin(3 * tone + 0.3) - 0.6) * room
    shift = torch.stack((light - 1.3 * warm, light - red, light + 1.6 * red + 0.6 * warm))
    return (colour + shift).round().clamp(0, 255)


def _luma(colour: Tensor) -> Tensor:
    """0–1, of BGR, through 8 bits as OpenCV gives it."""
    return (0.114 * colour[0] + 0.587 * colour[1] + 0.299 * colour[2]).round() / 255


def _rims(ids: Tensor) -> Tensor:
    edge = torch.zeros(ids.shape, device=ids.device)
    across, down = (ids[:, 1:] != ids[:, :-1]).float(), (ids[1:] != ids[:-1]).float()
    edge[:, 1:] += across
    edge[:, :-1] += across
    edge[1:] += down
    edge[:-1] += down
    return edge.clamp(max=1)


def _blur(planes: Tensor, sigma: float, reach: int) -> Tensor:
    """Gaussian over (channels, height, width), mirrored at the edge without its pixel, as wide as OpenCV's."""
    half = round(sigma * reach * 2 + 1) // 2
    at = torch.arange(-half, half + 1, device=planes.device, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (at / sigma) ** 2)
    kernel = kernel / kernel.sum()
    seen = fn.pad(planes[:, None], (half, half, half, half), mode="reflect")
    return fn.conv2d(fn.conv2d(seen, kernel[None, None, None, :]), kernel[None, None, :, None])[:, 0]


def _scharr(plane: Tensor, over: float) -> tuple[Tensor, Tensor]:
    """Slopes across and down, each (1, height, width)."""
    kernel = torch.tensor([[-3.0, 0, 3], [-10, 0, 10], [-3, 0, 3]], device=plane.device) / over
    seen = fn.pad(plane[:, None], (1, 1, 1, 1), mode="reflect")
    both = fn.conv2d(seen, torch.stack((kernel, kernel.T))[:, None])[0]
    return both[:1], both[1:]


def _linear(planes: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """(channels, height, width) looked at in between its pixels; beyond its edge the edge."""
    height, width = planes.shape[1:]
    x, y = x.clamp(0, width - 1), y.clamp(0, height - 1)
    left, top = x.floor().long(), y.floor().long()
    right, below = (left + 1).clamp(max=width - 1), (top + 1).clamp(max=height - 1)
    share_x, share_y = x - left, y - top
    flat = planes.flatten(1)
    upper = torch.lerp(flat[:, top * width + left], flat[:, top * width + right], share_x)
    lower = torch.lerp(flat[:, below * width + left], flat[:, below * width + right], share_x)
    return torch.lerp(upper, lower, share_y)


def _nearest(plane: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """(height, width) looked at in the nearest pixels."""
    return plane.flatten()[_index(x, y, plane.shape[1], plane.shape[0])]


def _index(x: Tensor, y: Tensor, width: int, height: int) -> Tensor:
    return y.round().clamp(0, height - 1).long() * width + x.round().clamp(0, width - 1).long()


def _symmetric(side: int, more: int, device: str) -> Tensor:
    at = torch.arange(side + more, device=device)
    return torch.where(at < side, at, 2 * side - 1 - at)
