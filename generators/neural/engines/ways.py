"""Times every way to compute a caught network on this machine against the network itself: compiled, and by engines.

It knows torch, no store and no model. Rounds go through all ways in turn, so that a machine that is slow for a while is
slow for all of them.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import torch

from generators.neural.engines.capture import Caught, apart, precision_of
from generators.neural.engines.choices import COMPILED, EAGER, Timing, coarser
from generators.neural.engines.export import quiet
from generators.neural.engines.inductor import no_compiler
from generators.neural.engines.key import EngineKey
from generators.neural.engines.running import device_of, one_thread, open_engine
from generators.neural.engines.scratch import within_scratch

WARM = 2
ROUNDS = 15
Call = Callable[[], list[torch.Tensor]]


def timings(
    caught: Caught,
    engines: Mapping[str, tuple[EngineKey, bytes] | str],
    *,
    rounds: int = ROUNDS,
    compiled: bool = True,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Timing, ...]:
    """A row for "eager", for "compiled" where it is wanted, and for each runtime of `engines`: an engine, or why none.

    Times are wall-clock milliseconds of one call in one thread, copies in and out included, on the device where the
    call was caught. What does not run says why.
    """
    own, device = precision_of(caught.network), device_of(caught.inputs)
    given = dict(zip(caught.names, caught.inputs, strict=True))
    opened: dict[str, Call] = {EAGER: lambda: list(caught.network(*caught.inputs))}
    rows: dict[str, Timing] = {EAGER: Timing(way=EAGER, ran=True, precision=own)}
    with torch.no_grad(), one_thread(), within_scratch(), quiet(), contextlib.ExitStack() as stack:
        wanted = [one.clone() for one in opened[EAGER]()]
        if compiled:
            rows[COMPILED] = replace(
                _tried(COMPILED, lambda: stack.enter_context(_compiled(caught)), opened, given, wanted), precision=own
            )
        for runtime, engine in engines.items():
            if isinstance(engine, str):
                rows[runtime] = Timing(way=runtime, ran=False, why=engine)
                continue
            key, plan = engine
            row = _tried(runtime, _answering(key, plan, given), opened, given, wanted)
            rows[runtime] = replace(row, precision=coarser(key.precision, own), engine=key.digest)
        seconds, failed = _rounds(opened, rounds, clock, device)
    rows |= {way: replace(rows[way], ran=False, why=why) for way, why in failed.items()}
    return tuple(replace(row, **_summary(seconds[way])) if row.ran else row for way, row in rows.items())


def _answering(key: EngineKey, plan: bytes, given: dict[str, torch.Tensor]) -> Callable[[], Call]:
    def opening() -> Call:
        run = open_engine(key, plan, device_of(given.values()))
        return lambda: run(given)

    return opening


def _tried(
    way: str, opening: Callable[[], Call], opened: dict[str, Call], given: dict[str, torch.Tensor], wanted: list[Any]
) -> Timing:
    """Open a way, call it once and compare; it is put into `opened` where it ran."""
    begun = time.perf_counter()
    try:
        call = opening()
        answers = [one.clone() for one in call()]
        if [one.shape for one in answers] != [one.shape for one in wanted]:
            return Timing(way=way, ran=False, why="it gives other shapes than the network")
        error = max(apart(given, answers, wanted), default=0.0)
    except Exception as error:  # noqa: BLE001 - compilers and runtimes raise anything; the row tells it
        return Timing(way=way, ran=False, why=_told(error))
    opened[way] = call
    return Timing(way=way, ran=True, error=error, prepare_seconds=round(time.perf_counter() - begun, 3))


@contextlib.contextmanager
def _compiled(caught: Caught) -> Iterator[Call]:
    """The network compiled in this process: its repeated blocks where it has some (regional), else the whole of it."""
    why = no_compiler()
    if why:
        raise RuntimeError(why)
    torch._dynamo.reset()  # networks share the code that calls them, and eight kinds of it are the most that are kept
    inner: Any = caught.network
    while not getattr(inner, "_repeated_blocks", None) and hasattr(inner, "network"):
        inner = inner.network
    if not getattr(inner, "_repeated_blocks", None):
        whole = torch.compile(caught.network)
        yield lambda: list(whole(*caught.inputs))
        return
    blocks = [block for block in inner.modules() if type(block).__name__ in inner._repeated_blocks]
    plain = caught.network
    calls = [(block, block._compiled_call_impl) for block in blocks]
    inner.compile_repeated_blocks(fullgraph=True)
    fast = [(block, block._compiled_call_impl) for block in blocks]

    def call() -> list[torch.Tensor]:
        _put(fast)
        try:
            return list(plain(*caught.inputs))
        finally:
            _put(calls)

    try:
        yield call
    finally:
        _put(calls)


def _put(calls: list[tuple[Any, Any]]) -> None:
    """Blocks are called so: eager rounds go between those that are compiled."""
    for block, call in calls:
        block._compiled_call_impl = call


def _rounds(
    opened: dict[str, Call], rounds: int, clock: Callable[[], float], device: torch.device
) -> tuple[dict[str, list[float]], dict[str, str]]:
    """(seconds of every call, why a way fell out: memory may run out at its second call)."""
    seconds: dict[str, list[float]] = {way: [] for way in opened}
    failed: dict[str, str] = {}
    for turn in range(WARM + rounds):
        for way, call in opened.items():
            if way in failed:
                continue
            begun = clock()
            try:
                call()
                settled(device)
            except Exception as error:  # noqa: BLE001 - as at the first call
                failed[way] = _told(error)
                continue
            if turn >= WARM:
                seconds[way].append(clock() - begun)
    return seconds, failed


def settled(device: torch.device) -> None:
    """Wait until `device` has done what it was asked: a GPU answers later than a call returns."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _told(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:160]}"


def _summary(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 4),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))] * 1000, 4),
    }
