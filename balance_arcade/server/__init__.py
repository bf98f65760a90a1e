"""Publisher, control channel and therapist station; the bytes are in ``docs/protocol.md``.

A message on its way out, and a command on its way in:

- `publisher` receives what happens (a `StreamSink`) and owns the thread and the sockets;
- `inbox` keeps it until the thread has time, and wakes the thread;
- `stream_status` derives recorder status, counters and alarms from it;
- `stream_sender` makes messages of it (`wire`, `bodies`) and sends them;
- `archive` keeps sent messages (`sent_ring`), for newcomers and for gaps;
- `request_handler` answers the requests of the control port (`control`);
- `client` is the other side: it connects (`endpoints`), joins the stream without a gap (`reader`),
  compares the clocks (`offset`) and sends commands;
- `notebook` is that client for scripts: iterating it gives arrays (`Client`);
- `lease` says who steers;
- `station` are the web pages of the therapist, on top of a client for each board.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from balance_arcade.server.notebook import Client

__all__ = ["Client"]


def __getattr__(name: str) -> object:
    """Import the client when it is asked for: a command line that only parses needs none."""
    if name != "Client":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from balance_arcade.server.notebook import Client

    return Client
