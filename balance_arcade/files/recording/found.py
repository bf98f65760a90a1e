"""What a walk through a recording's bytes finds: messages, channels, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """Something wrong with a recording.

    Attributes
    ----------
    kind : str
        ``cut off`` (the end is missing), ``damaged`` (bytes changed, left out), ``missing`` (a
        block is not there), ``header`` (read from its copy), ``index`` (no sample is lost),
        ``message`` (one message cannot be understood).
    message : str
        One sentence, with the times between which samples may be missing.
    from_s, to_s : float
        Newest sample before and oldest sample after, in seconds on the board's clock; NaN where
        there is none.
    n_bytes : int
        Bytes that could not be used.
    """

    kind: str
    message: str
    from_s: float
    to_s: float
    n_bytes: int = 0


class RawMessage(msgspec.Struct, gc=False):
    """One message of a chunk whose checksum fits."""

    channel: int
    sequence: int
    log_ns: int
    data: bytes
    chunk: int


@dataclass
class Break:
    """A place in the row of messages where something was left out."""

    at_message: int
    kind: str
    n_bytes: int


@dataclass
class Scan:
    """What a walk through a file found."""

    metadata: dict[str, dict[str, str]] = field(default_factory=dict)
    channels: dict[int, tuple[str, int]] = field(default_factory=dict)
    messages: list[RawMessage] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    n_chunks: int = 0
    data_ended: bool = False
    footer: bool = False

    def kind_of(self, channel: int) -> str:
        """Last part of the channel's topic; empty for a channel that the file does not describe."""
        return self.channels.get(channel, ("", 0))[0]
