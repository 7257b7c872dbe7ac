"""The smallest child process: it answers one message and ends. It proves that processes and channels work here."""

from __future__ import annotations

from generators.processes import ECHO_TYPES, parent_channel


def main() -> None:
    """Send back what came, once."""
    channel = parent_channel(ECHO_TYPES)
    channel.send(channel.receive())


if __name__ == "__main__":
    main()
