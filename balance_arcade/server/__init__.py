"""Publisher, control channel and therapist station; the bytes are in ``docs/protocol.md``.

A message on its way out, and a command on its way in:

- `publisher` receives what happens (a `StreamSink`) and owns the thread and the sockets;
- `inbox` keeps it until the thread has time, and wakes the thread;
- `stream_status` derives recorder status, counters and alarms from it;
- `stream_sender` makes messages of it (`wire`, `bodies`) and sends them;
- `archive` keeps sent messages, for newcomers and for gaps;
- `request_handler` answers the requests of the control port (`control`);
- `client` is the other side: it connects (`endpoints`), joins the stream without a gap (`reader`),
  compares the clocks (`offset`) and sends commands;
- `station` is the web page of the therapist, on top of a client.
"""
