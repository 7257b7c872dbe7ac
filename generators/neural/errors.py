"""Errors of the neural family, all below GeneratorError.

GeneratorError
└── NeuralError           anything a neural generator cannot do; the stage draws instead
    ├── ModelError        a model folder is damaged, incomplete, unsafe or of an unknown class
    ├── MemoryShort       the device ran out of memory; one tier lower may fit
    ├── PictureRefused    the verifier does not accept what a model made
    └── EngineError       an engine cannot be exported, built, kept or loaded
"""

from __future__ import annotations

from generators.errors import GeneratorError


class NeuralError(GeneratorError):
    """Anything a neural generator cannot do; the stage draws instead."""


class ModelError(NeuralError):
    """A model folder is damaged, incomplete, unsafe or of an unknown class: names the file and the remedy."""


class MemoryShort(NeuralError):
    """The device ran out of memory; one tier lower may fit."""


class PictureRefused(NeuralError):
    """The verifier does not accept what a model made: names the fault and where."""


class EngineError(NeuralError):
    """An engine cannot be exported, built, kept or loaded: names the remedy."""
