"""A measured number beside what it should be. It knows no measure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line of the report."""

    measure: str
    """Which measure it belongs to."""
    of: str
    """The show, style or size it was taken of; "" = of everything."""
    name: str
    value: float
    target: str
    """For people: "≥ 0.95", "0"; "" = only told."""
    holds: bool
    """Whether the target is met; true where there is none."""
    words: tuple[str, ...] = ()
    """The worst cases, worst first."""


def at_least(measure: str, of: str, name: str, value: float, least: float, words: tuple[str, ...] = ()) -> Figure:
    """A figure that should not be smaller than `least`."""
    return Figure(
        measure=measure, of=of, name=name, value=value, target=f"≥ {least:g}", holds=value >= least, words=words
    )


def at_most(measure: str, of: str, name: str, value: float, most: float, words: tuple[str, ...] = ()) -> Figure:
    """A figure that should not be greater than `most`."""
    return Figure(
        measure=measure, of=of, name=name, value=value, target=f"≤ {most:g}", holds=value <= most, words=words
    )


def told(measure: str, of: str, name: str, value: float, words: tuple[str, ...] = ()) -> Figure:
    """A figure without a target."""
    return Figure(measure=measure, of=of, name=name, value=value, target="", holds=True, words=words)
