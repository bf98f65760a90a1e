"""Record a board's next seconds: python start_recording.py [CTL [LABEL [SECONDS]]]."""

import sys
import time
import uuid

import msgpack
import zmq

ctl = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5572"
label = sys.argv[2] if len(sys.argv) > 2 else "eyes closed"
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
context = zmq.Context()
asker = context.socket(zmq.REQ)
asker.setsockopt(zmq.LINGER, 0)
asker.connect(ctl)


def ask(cmd, **args):
    """Send a question or an order and return what came of it."""
    asker.send(msgpack.packb({"id": uuid.uuid4().hex, "cmd": cmd, "args": args, "by": "example"}))
    if not asker.poll(3000):
        sys.exit(f"Nobody answers at {ctl}. Start one with `balance-arcade serve BOARD`.")
    reply = msgpack.unpackb(asker.recv())
    if reply["status"] not in ("done", "accepted"):
        sys.exit(f"{cmd} is {reply['status']}: {reply['reason']}.")
    return reply["result"]


hello = ask("hello")
live = context.socket(zmq.SUB)
live.connect(hello["live"])
live.subscribe(f"ba/1/{hello['board']}/event")
live.poll(300)  # Time to join: what was told before is not heard.


def wait_for(kind):
    """Wait for an event and return its details."""
    while live.poll(3000):
        event = msgpack.unpackb(live.recv_multipart()[2])
        if event["kind"] == kind:
            return event["data"]
    sys.exit(f"No {kind} was told.")


ask("record", label=label)
print("recording", wait_for("recording.started")["file"], flush=True)
time.sleep(seconds)
ask("record", on=False)
print("closed", wait_for("recording.stopped")["file"])
context.destroy(linger=0)
