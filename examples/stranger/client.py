"""A client from the protocol's page alone: python client.py [CTL [SECONDS]]; prints JSON lines."""

import json
import os
import struct
import sys
import time

import msgpack
import zmq

MAJOR = 1
HEADER = ["major", "minor", "boot", "trial", "seq", "t0_ns", "dt_ns", "n", "flags"]
SIMULATED, REPLAYED, RESENT = 1, 2, 256


class Stream:
    """Joins as section 5 says: subscribe, ask for a snapshot, drop what is known."""

    def __init__(self, ctl):
        self.context = zmq.Context()
        self.ctl = self.context.socket(zmq.DEALER)
        self.live = self.context.socket(zmq.SUB)
        for sock in (self.ctl, self.live):
            sock.setsockopt(zmq.LINGER, 0)
            sock.setsockopt(zmq.HEARTBEAT_IVL, 500)
            sock.setsockopt(zmq.HEARTBEAT_TIMEOUT, 1000)
        self.live.setsockopt(zmq.RCVBUF, 32 * 1024)
        self.ctl.connect(ctl)
        self.token = os.urandom(16).hex()
        self.seq = {}  # newest number of each kind
        self.boot = None
        self.gaps = []
        self.samples = {}  # by the board's own number, so that what comes twice counts once
        self.channels = []
        self.offset_ns = 0
        hello = self.ask("hello")
        self.board = hello["board"]
        self.capabilities = hello["capabilities"]
        self.live.connect(hello["live"])
        self.live.subscribe(f"ba/{MAJOR}/{self.board}/".encode())
        self.measure_clock()
        snapshot = self.ask("snapshot", seconds=1.0)
        for frames in snapshot["messages"]:
            self.take(frames, known=True)
        self.seq.update(snapshot["seq"])

    def ask(self, cmd, **args):
        """One request, repeated under its id until it is answered; returns its result."""
        request = {"id": os.urandom(16).hex(), "cmd": cmd, "args": args, "major": MAJOR}
        request |= {"by": "stranger", "lease": self.token}
        for _ in range(20):
            self.ctl.send(msgpack.packb(request))
            while self.ctl.poll(250):
                reply = msgpack.unpackb(self.ctl.recv_multipart()[-1])
                if reply["id"] != request["id"]:
                    continue
                if reply["status"] in ("error", "rejected"):
                    raise RuntimeError(f"{cmd}: {reply['reason']}")
                return reply["result"]
        raise RuntimeError(f"{cmd}: no answer")

    def measure_clock(self):
        """Offset of the publisher's clock by the quickest of five answers."""
        found = []
        for _ in range(5):
            sent = time.monotonic_ns()
            t_ns = self.ask("clock")["t_ns"]
            received = time.monotonic_ns()
            found.append((received - sent, t_ns - (sent + received) // 2))
        self.offset_ns = min(found)[1]

    def take(self, frames, known=False):
        """Read one message; returns its kind and body, or None for what is known or unreadable."""
        topic, packed, payload = frames[:3]
        house, major, board, kind = topic.decode().split("/")
        header = dict(zip(HEADER, msgpack.unpackb(packed), strict=False))
        if (house, major, board) != ("ba", str(MAJOR), self.board) or header["major"] != MAJOR:
            return None
        if self.boot not in (None, header["boot"]):
            raise RuntimeError("the publisher was started again: join anew")
        self.boot = header["boot"]
        expected = self.seq.get(kind, 0) + 1
        if not known:
            if header["seq"] < expected:
                return None
            if header["seq"] > expected:
                self.gaps.append((kind, expected, header["seq"] - 1))
                if kind in ("samples", "event"):
                    self.fetch(kind, expected, header["seq"] - 1)
            self.seq[kind] = header["seq"]
        self.flags = header["flags"]
        self.newest_ns = header["t0_ns"] if kind == "samples" else getattr(self, "newest_ns", 0)
        if kind == "samples":
            return kind, self.rows(payload, header["n"])
        body = msgpack.unpackb(payload)
        if kind == "meta":
            self.channels = body["channels"]
        return kind, body

    def rows(self, payload, n):
        width = len(payload) // (8 * n)
        rows = [struct.unpack_from(f"<{width}d", payload, 8 * width * i) for i in range(n)]
        for row in rows:
            self.samples[int(row[0])] = row
        return rows

    def fetch(self, kind, first, last):
        """Replay of a gap; what is kept no longer stays one."""
        for frames in self.ask("replay", kind=kind, **{"from": first, "to": last})["messages"]:
            self.take(frames, known=True)

    def age_s(self):
        return (time.monotonic_ns() + self.offset_ns - self.newest_ns) / 1e9


def main():
    ctl = sys.argv[1] if len(sys.argv) > 1 else "tcp://127.0.0.1:5572"
    end = time.monotonic() + (float(sys.argv[2]) if len(sys.argv) > 2 else 5.0)
    stream = Stream(ctl)
    marked, age_s = False, 0.0
    while time.monotonic() < end:
        if not stream.live.poll(100):
            continue
        told = stream.take(stream.live.recv_multipart())
        if told and told[0] == "samples":
            age_s = stream.age_s()
            if not marked and "lease" in stream.capabilities:
                marked = True
                holder = stream.ask("lease")["by"]
                stream.ask("mark", text="a stranger was here")
                stream.ask("lease", give_back=True)
                print(json.dumps({"steered_as": holder}), flush=True)
        elif told and told[0] == "event":
            print(json.dumps({"event": told[1]["kind"], "data": told[1]["data"]}), flush=True)
    numbers = sorted(stream.samples)
    summary = {"board": stream.board, "samples": len(numbers), "first": numbers[0]}
    summary |= {"last": numbers[-1], "gaps": len(stream.gaps), "age_s": round(age_s, 4)}
    summary |= {"channels": stream.channels, "simulated": bool(stream.flags & SIMULATED)}
    summary["fz_n"] = stream.samples[numbers[-1]][stream.channels.index("fz_n")]
    print(json.dumps(summary))
    stream.context.destroy(linger=0)


if __name__ == "__main__":
    main()
