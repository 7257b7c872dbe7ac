"""Errors of the generators package.

GeneratorError
├── ProcessError        a child process could not be started or has gone
│   └── ChannelClosed   the other end of a channel hung up
├── MessageError        a message breaks its schema
├── AssetError          a drawing, voice or instrument file is missing or damaged
├── SegmentError        a segment file is missing, damaged or does not match its manifest
├── VoiceError          a speech engine is missing or failed
└── Cancelled           the work is no longer wanted
"""

from __future__ import annotations


class GeneratorError(Exception):
    """Anything that goes wrong between a plan and its media."""


class ProcessError(GeneratorError):
    """A child process could not be started or has gone."""


class ChannelClosed(ProcessError):
    """The other end of a channel hung up."""


class MessageError(GeneratorError):
    """A message breaks its schema."""


class AssetError(GeneratorError):
    """A drawing, voice or instrument file is missing or damaged: names the file and the remedy."""


class SegmentError(GeneratorError):
    """A segment file is missing, damaged or does not match its manifest."""


class VoiceError(GeneratorError):
    """A speech engine is missing or failed."""


class Cancelled(GeneratorError):
    """The work is no longer wanted."""
