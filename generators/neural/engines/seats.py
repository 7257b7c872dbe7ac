"""Engines in the place of a pipeline's networks: a call that an engine was built for goes to it, any other does not.

It knows torch, bindings and what was measured, no file. What was not measured to be quicker, is not bound, not whole,
of another version or not as near to the network as it must be is not used, and the network answers: an engine can make
a show faster, never another one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._pytree import tree_flatten, tree_unflatten

from generators.neural.engines.attempts import attempt, died_in
from generators.neural.engines.bindings import bound, refits_of
from generators.neural.engines.capture import apart, call_of, call_print, precision_of, tensors_of, weights_print
from generators.neural.engines.choices import TOLERANCE, coarser, recorded
from generators.neural.engines.key import EngineKey
from generators.neural.engines.places import Place, places_of
from generators.neural.engines.refits import changed_weights
from generators.neural.engines.running import Changed, Run, device_of, open_engine
from generators.neural.engines.store import EngineStore
from generators.neural.engines.target import PROCESSOR, Target

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Seat:
    """One network's place; counts who answered."""

    place: Place
    store: EngineStore
    target: Target = PROCESSOR
    """The device that computes."""
    answered: int = 0
    """Calls that an engine answered."""
    passed: int = 0
    """Calls that went to the network, as no engine was built for them."""
    worst: float = 0.0
    """Largest relative error of an engine at its first call."""
    refused: str = ""
    """Why an engine was sent away."""

    @property
    def name(self) -> str:
        """Of its network."""
        return self.place.name

    def take(self) -> None:
        """Sit down: from now on calls come here first."""
        network, method = self.place.network, self.place.method
        plain = getattr(network, method)
        weights = weights_print(network)
        engines: dict[str, tuple[Run, Callable[[list[torch.Tensor]], Any]] | None] = {}

        def asked(*arguments: Any, **named: Any) -> Any:
            given = call_of(plain, method, arguments, named)
            call = call_print(given)
            if call not in engines:
                engines[call] = self._tried(weights, call, given, lambda: plain(*arguments, **named))
            engine = engines[call]
            if engine is None:
                self.passed += 1
                return plain(*arguments, **named)
            self._let_cancels_be_heard()
            run, rebuilt = engine
            try:
                answers = run(tensors_of(given))
            except Exception as error:  # noqa: BLE001 - as at the first call; memory may run out at any
                engines[call] = self._send_away(f"an engine of {self.name} fails by now ({str(error)[:160]})")
                self.passed += 1
                return plain(*arguments, **named)
            self.answered += 1
            return rebuilt(answers)

        setattr(network, method, asked)

    def _tried(
        self, weights: str, call: str, given: dict[str, Any], plain: Callable[[], Any]
    ) -> tuple[Run, Callable[[list[torch.Tensor]], Any]] | None:
        """The engine for a call with what puts its answers into the network's form, once it has proved near enough."""
        found = self._measured(weights, call)
        if found is None:
            return None
        key, plan, changed = found
        tensors = tensors_of(given)
        if died_in(self.store, key.digest):
            self.store.set_aside(key)
            return self._send_away(f"processes ended while they opened {key.module}: `evershow engines build` anew")
        try:
            with attempt(self.store, key.digest):
                run = open_engine(key, plan, device_of(tensors.values()), changed)
                answers = run(tensors)
        except Exception as error:  # noqa: BLE001 - a runtime raises anything; the network is there and answers
            return self._send_away(f"{key.module} does not run ({str(error)[:160]})")
        out = plain()
        wanted, rebuilt = _form(out)
        if [tuple(one.shape) for one in answers] != [tuple(one.shape) for one in wanted]:
            return self._send_away(f"{key.module} gives other shapes than its network")
        error = max(apart(tensors, answers, wanted), default=0.0)
        self.worst = max(self.worst, error)
        if not error <= TOLERANCE[coarser(key.precision, precision_of(self.place.network))]:
            return self._send_away(f"{key.module} is {error:.1e} away from its network")
        return run, rebuilt

    def _measured(self, weights: str, call: str) -> tuple[EngineKey, bytes, Changed] | None:
        """The quickest engine that is there of those that were measured to be worth it: the very same, no later one.

        With a LoRA in its weights a network has none of its own: that of the network without it is given what changed,
        as its times do not depend on numbers.
        """
        network = self.place.network
        unfused = getattr(network, "unfused", None)
        ways = [(weights, ())] if unfused is None else [(weights, ()), (unfused.weights, unfused.changed)]
        for known, changed in ways:
            choice = recorded(self.store, known, call, self.target)
            for row in choice.worth if choice is not None else ():
                found = bound(self.store, row.way, known, call, self.target)
                if found is None or found[0].digest != row.engine:
                    continue
                refits = refits_of(self.store, row.way, known, call, self.target) if changed else ()
                given = changed_weights(network, refits, changed)
                if given is not None:
                    return *found, given
                self._send_away(f"{found[0].module} has not all that the LoRA changes: `evershow engines build` anew")
        return None

    def _send_away(self, why: str) -> None:
        self.refused = why
        _LOG.warning("an engine is not used: %s; the network answers", why)

    def _let_cancels_be_heard(self) -> None:
        """A decoder's cancel is asked before its inner network, which an engine passes over."""
        inner = self.place.inner
        for hook in inner._forward_pre_hooks.values() if inner is not None else ():
            hook(inner, ())


def seat_engines(adapter: Any, store: EngineStore, target: Target = PROCESSOR) -> tuple[Seat, ...]:
    """Put engines of `store` before the networks of an adapter on `target`; one without any is left as it is."""
    seats = tuple(Seat(place=place, store=store, target=target) for place in places_of(adapter))
    for seat in seats:
        seat.take()
    return seats


def _form(out: Any) -> tuple[list[torch.Tensor], Callable[[list[torch.Tensor]], Any]]:
    """(a network's tensors in order, what puts others in their places)."""
    is_record = isinstance(out, dict)
    leaves, shape = tree_flatten(dict(out.items()) if is_record else out)
    places = [place for place, leaf in enumerate(leaves) if isinstance(leaf, torch.Tensor)]

    def rebuilt(answers: list[torch.Tensor]) -> Any:
        filled = list(leaves)
        for place, answer in zip(places, answers, strict=True):
            filled[place] = answer.to(leaves[place].dtype)
        made = tree_unflatten(filled, shape)
        return type(out)(**made) if is_record else made

    return [leaves[place] for place in places], rebuilt
