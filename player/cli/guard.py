"""Asks for the grown-ups' PIN before a command changes or tells what belongs to a viewer.

It knows the store's PIN and its waits, no command.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click

from profiles.store import Store


def with_pin(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option by which a script hands the PIN over."""
    told = "The grown-ups' PIN, where one is set; asked for otherwise."
    return click.option("--pin", "pin", default="", metavar="PIN", help=told)(command)


def require_grown_up(store: Store, pin: str) -> None:
    """Go on only with the right PIN where there is one; raises ClickException. Wrong tries count as in the window."""
    if not store.has_pin():
        return
    if wait := store.pin_waits(time.time()):
        raise click.ClickException(_waiting(wait))
    typed = pin or click.prompt("The grown-ups' PIN", hide_input=True)
    answer = store.try_pin(typed, time.time())
    if answer.right:
        return
    if answer.wait_seconds:
        raise click.ClickException(_waiting(answer.wait_seconds))
    raise click.ClickException(f"that was not the PIN; {answer.tries_left} more tries before a wait")


def _waiting(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"too many wrong PINs; try again in {minutes}:{rest:02}"
