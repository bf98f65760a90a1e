"""Print live centre of pressure: python read_live_cop.py [CTL [SECONDS]]; see docs/protocol.md."""

import sys
import time

import msgpack
import numpy as np
import zmq

ctl = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5572"
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
context = zmq.Context()
asker = context.socket(zmq.REQ)
asker.setsockopt(zmq.LINGER, 0)
asker.connect(ctl)
asker.send(msgpack.packb({"id": "read-live-cop", "cmd": "hello"}))
if not asker.poll(3000):
    sys.exit(f"Nobody answers at {ctl}. Start one with `balance-arcade demo`.")
hello = msgpack.unpackb(asker.recv())["result"]
live = context.socket(zmq.SUB)
live.connect(hello["live"])
live.subscribe(f"ba/1/{hello['board']}/samples")
end = time.monotonic() + seconds
while time.monotonic() < end:
    if live.poll(100):
        _, header, payload = live.recv_multipart()[:3]
        block = np.frombuffer(payload, dtype="<f8").reshape(msgpack.unpackb(header)[7], -1)
        for t_s, ml_mm, ap_mm in block[:, 1:4]:
            print(f"{t_s:9.3f} s  ml {ml_mm:+8.2f} mm  ap {ap_mm:+8.2f} mm", flush=True)
context.destroy(linger=0)
