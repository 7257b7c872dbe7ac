"""Trains the restyler on the boards of the slow painter: `python build/restyler/train.py BOARDS RUN --minutes 60`.

It knows no stage: BOARDS holds what `dataset.py` wrote. It takes up again where RUN's last checkpoint stands.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as fn

from generators.neural.gouache_net import Restyler

CROP = 128
BATCH = 8
RATE, LEAST_RATE = 2e-3, 5e-5
TEXTURE, EDGE, STILL = 0.25, 1.0, 0.15
"""Weights beside the plain absolute error: Gram of random filters, Laplacian pyramid, and flicker along the flow."""
TEXTURED = 4
"""Crops of a batch whose texture is compared: the dearest part of the loss."""
LOUD, LEAST_LOUD = 0.02, 0.003
"""Local contrast, of a signal 0–1, at which an error counts once; and what keeps the weight finite."""
PAIR_EVERY = 3
"""Every third step sees a pair of frames."""
LOOK_AGAIN = 60.0
"""Seconds between looks for new boards: training may begin while they are painted."""
HELD_OUT = 12
"""Every twelfth board is never trained on."""


class Boards:
    """Boards in memory: guides, targets and, for pairs, the flow to the next frame."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.kept: dict[str, dict[str, np.ndarray]] = {}
        self.looked = 0.0

    def look(self) -> None:
        """Take in boards that have appeared."""
        if time.monotonic() - self.looked < LOOK_AGAIN:
            return
        for path in sorted(self.folder.glob("*.npz")):
            if path.stem not in self.kept and not path.stem.endswith(".tmp"):
                with np.load(path, allow_pickle=False) as file:
                    self.kept[path.stem] = {name: file[name] for name in file.files if name != "ids"}
        self.looked = time.monotonic()

    def is_held_out(self, name: str) -> bool:
        """Whether a board is for judging; both frames of a pair share the answer."""
        stem = name.removesuffix("b")
        return sum(stem.encode()) % HELD_OUT == 0

    def batch(self) -> tuple[Tensor, Tensor]:
        """Random crops: guides (n, 19, c, c) and boards (n, 3, c, c), 0–1."""
        names = [name for name in self.kept if not self.is_held_out(name)]
        guides, boards = [], []
        for name in self.random.choice(names, BATCH):
            item = self.kept[str(name)]
            y, x = self._corner(item["y"].shape)
            guides.append(item["g"][y : y + CROP, x : x + CROP])
            boards.append(item["y"][y : y + CROP, x : x + CROP])
        return tensor(np.stack(guides)), tensor(np.stack(boards))

    def pair(self) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor] | None:
        """Two crops of one place in two frames, the flow between them and where it is known; None without pairs."""
        names = [n for n in self.kept if "flow" in self.kept[n] and n + "b" in self.kept and not self.is_held_out(n)]
        if not names:
            return None
        one = self.kept[str(self.random.choice(names))]
        two = self.kept[str(next(n for n in names if self.kept[n] is one)) + "b"]
        y, x = self._corner(one["y"].shape)
        part = np.s_[y : y + CROP, x : x + CROP]
        flow = torch.from_numpy(one["flow"][part].astype(np.float32)).permute(2, 0, 1)[None]
        known = torch.from_numpy(one["valid"][part].astype(np.float32))[None, None]
        images = (tensor(item[key][part][None]) for item in (one, two) for key in ("g", "y"))
        g1, y1, g2, y2 = images
        return g1, y1, g2, y2, flow, known

    def _corner(self, shape: tuple[int, ...]) -> tuple[int, int]:
        y = int(self.random.integers(0, (shape[0] - CROP) // 4 + 1)) * 4
        x = int(self.random.integers(0, (shape[1] - CROP) // 4 + 1)) * 4
        return y, x


def tensor(pixels: np.ndarray) -> Tensor:
    """uint8 (n, h, w, c) → float (n, c, h, w) 0–1."""
    return torch.from_numpy(np.ascontiguousarray(pixels)).permute(0, 3, 1, 2).float() / 255


def warped(image: Tensor, flow: Tensor) -> Tensor:
    """`image` (n, c, h, w) looked up at x + flow."""
    _, _, height, width = image.shape
    ys, xs = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    x = (xs + flow[:, 0]) / width * 2 - 1
    y = (ys + flow[:, 1]) / height * 2 - 1
    return fn.grid_sample(image, torch.stack((x, y), dim=3), align_corners=False, padding_mode="zeros")


def quiet(aims: Tensor) -> Tensor:
    """Weights (n, 1, h, w), about 1: strokes on a plain wall count like a coat's edge, which is far louder."""
    grey = aims.mean(dim=1, keepdim=True)
    loud = fn.avg_pool2d((grey - fn.avg_pool2d(grey, 9, 1, 4)).abs(), 9, 1, 4)
    return (LOUD / (loud + LEAST_LOUD)).clamp(0.4, 4.0)


def pyramid_error(gap: Tensor) -> Tensor:
    """Mean absolute value of three Laplacian levels of an error."""
    total = gap.new_zeros(())
    for _ in range(3):
        small = fn.avg_pool2d(gap, 2)
        total = total + (gap - fn.interpolate(small, scale_factor=2, mode="nearest")).abs().mean()
        gap = small
    return total


def texture_filters(seed: int = 5) -> Tensor:
    """Fixed random filters (12, 3, 5, 5) without a mean: what a texture is made of, whoever looks."""
    made = torch.randn(12, 3, 5, 5, generator=torch.Generator().manual_seed(seed))
    return (made - made.mean(dim=(2, 3), keepdim=True)) / 4


def gram(image: Tensor, filters: Tensor) -> Tensor:
    """How the filters' answers go together, (n, 12, 12)."""
    seen = fn.relu(fn.conv2d(image, filters) * 6)
    flat = seen.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def main() -> None:
    """Train until the time is over."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("boards", type=Path)
    asked.add_argument("run", type=Path)
    asked.add_argument("--minutes", type=float, default=60.0)
    asked.add_argument("--steps", type=int, default=2500, help="Steps over which the rate falls.")
    options = asked.parse_args()
    torch.set_num_threads(1)
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(3)
    net = Restyler().to(memory_format=torch.channels_last)
    calm = {key: value.clone() for key, value in net.state_dict().items()}
    best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-4, betas=(0.9, 0.98))
    step, curve = 0, []
    last = options.run / "last.pt"
    if last.is_file():
        state = torch.load(last, weights_only=True)
        net.load_state_dict(state["net"])
        best.load_state_dict(state["best"])
        step, calm = state["step"], state["calm"]
        curve = json.loads((options.run / "curve.json").read_text())
    boards = Boards(options.boards, seed=100 + step)
    filters = texture_filters()
    begun, saved = time.monotonic(), time.monotonic()
    recent: list[tuple[float, float]] = []
    while time.monotonic() - begun < options.minutes * 60 and step < options.steps:
        boards.look()
        share = min(1.0, step / options.steps)
        rate = LEAST_RATE + (RATE - LEAST_RATE) * 0.5 * (1 + np.cos(np.pi * share))
        for group in best.param_groups:
            group["lr"] = float(rate * min(1.0, (step + 1) / 50))
        pair = boards.pair() if step % PAIR_EVERY == 2 else None
        if pair is None:
            guides, aims = boards.batch()
        else:
            guides, aims = torch.cat((pair[0], pair[2])), torch.cat((pair[1], pair[3]))
        with torch.autocast("cpu", torch.bfloat16):  # half the time; the mixing itself stays in 32 bits
            made = net(guides.to(memory_format=torch.channels_last)).float()
        plain = (made - aims).abs().mean()
        gap = (made - aims) * quiet(aims)
        loss = gap.abs().mean() + EDGE * pyramid_error(gap)
        some = slice(0, TEXTURED)
        loss = loss + TEXTURE * (gram(made[some], filters) - gram(aims[some], filters)).abs().mean()
        if pair is not None:
            flicker = ((made[:1] - warped(made[1:], pair[4])).abs() * pair[5]).mean()
            loss = loss + STILL * flicker
        best.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        best.step()
        step += 1
        with torch.no_grad():  # the mean of the last steps' weights is calmer than any of them
            keep = min(0.998, 1 - 1 / (step / 3 + 1))
            for key, value in net.state_dict().items():
                calm[key].mul_(keep).add_(value, alpha=1 - keep)
        recent.append((plain.item(), loss.item()))
        if step % 20 == 0:
            row = [step, *np.mean(recent, axis=0).round(5).tolist(), round(time.process_time(), 1), len(boards.kept)]
            curve.append(row)
            recent.clear()
            print(*row, flush=True)
        if time.monotonic() - saved > 60 or step == options.steps:
            save(options.run, net, best, step, calm, curve)
            saved = time.monotonic()
    save(options.run, net, best, step, calm, curve)


def save(
    run: Path,
    net: Restyler,
    best: torch.optim.Optimizer,
    step: int,
    calm: dict[str, Tensor],
    curve: list[list[float]],
) -> None:
    """All of it or nothing."""
    draft = run / "last.tmp"
    torch.save({"net": net.state_dict(), "best": best.state_dict(), "step": step, "calm": calm}, draft)
    draft.replace(run / "last.pt")
    (run / "curve.json").write_text(json.dumps(curve))


if __name__ == "__main__":
    main()
