"""Throw bytes at the decoder and see what it makes of them.

Run with ``PYTHONPATH=tests python tests/emulation/fuzz_arduino_decoder.py 10000000``: prints what
came out as one JSON object, and ends with 1 where a promise of the protocol was broken. The frames
and the damage are made here, from ``hardware_docs/arduino_board/protocol.md`` alone.

What is promised: no exception; after the damage the next whole frame but one is understood (the
first only ends what was half sent); a damaged frame is taken for a good one no more often than a
16-bit check allows, once in 65536 that it has to judge.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter

import arduino_peer as peer

from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.messages import SampleFrame

N_FRAMES = 4096
EVERY = 8
"""One frame in so many is damaged, so that there is something whole around each."""

KINDS = ("bit", "byte", "burst", "drop", "insert", "cut", "twice", "zero", "noise")


def undamaged() -> list[bytes]:
    """Samples as a board sends them, each with its number."""
    rng = random.Random(1)
    return [
        peer.sample(i, 10_000 * i, [rng.randrange(-(2**23), 2**23) for _ in range(4)])
        for i in range(N_FRAMES)
    ]


def damage(rng: random.Random, wire: bytes) -> tuple[str, bytes]:
    """Hurt one frame in one of the ways that a line, a reset or a stranger does."""
    kind, data = rng.choice(KINDS), bytearray(wire)
    at = rng.randrange(len(data))
    if kind == "bit":
        data[at] ^= 1 << rng.randrange(8)
    elif kind == "byte":
        data[at] ^= rng.randrange(1, 256)
    elif kind == "burst":
        data[at : at + 6] = rng.randbytes(len(data[at : at + 6]))
    elif kind == "drop":
        del data[at]
    elif kind == "insert":
        data.insert(at, rng.randrange(256))
    elif kind == "cut":
        del data[at:]
    elif kind == "twice":
        data[at:at] = data[at : at + rng.randrange(1, 12)]
    elif kind == "zero":
        data[at] = 0
    else:
        data = bytearray(rng.randbytes(rng.randrange(1, 200)))
    return kind, bytes(data)


def fuzz(n_bytes: int, seed: int = 1) -> dict[str, object]:
    """Feed so many bytes, in portions of any size, and count.

    Parameters
    ----------
    n_bytes : int
        How many at least.
    seed : int
        Equal seed, equal bytes.

    Returns
    -------
    dict
        ``n_altered``: frames taken for good that nobody sent. ``n_judged``: pieces that the check
        had to judge. ``n_unsynchronised``: whole frames, with a whole one before them, that were
        not understood.
    """
    rng, wires = random.Random(seed), undamaged()
    decoder, count = FrameDecoder(), Counter[str]()
    known = {wire: decoder.feed(wire)[0] for wire in wires}
    frames_of = set(known.values())
    total, n_frames, n_altered, n_unsynchronised, i = 0, 0, 0, 0, 0
    while total < n_bytes:
        sent, whole = bytearray(), []
        for _ in range(64):
            wire = wires[i % N_FRAMES]
            i += 1
            if i % EVERY:
                sent += wire
                # The first whole frame behind a damaged one may be swallowed with it.
                if i % EVERY > 1:
                    whole.append(known[wire])
            else:
                kind, data = damage(rng, wire)
                count[kind] += 1
                sent += data
        got, at = [], 0
        while at < len(sent):
            step = rng.choice((1, 3, 26, 64, 512, 4096))
            got += decoder.feed(bytes(sent[at : at + step]))
            at += step
        n_frames += len(got)
        n_altered += sum(frame not in frames_of for frame in got)
        there = set(got)
        n_unsynchronised += sum(frame not in there for frame in whole)
        total += len(sent)
    return {
        "n_bytes": total,
        "n_frames": n_frames,
        "n_bad_frames": decoder.n_bad_frames,
        "n_damaged": dict(sorted(count.items())),
        "n_judged": decoder.n_bad_frames + n_altered,
        "n_altered": n_altered,
        "n_unsynchronised": n_unsynchronised,
    }


def noise(n_bytes: int, seed: int = 2) -> dict[str, object]:
    """Feed nothing but random bytes; what comes out of them is the check's odds alone."""
    rng, decoder = random.Random(seed), FrameDecoder()
    n_frames = n_samples = 0
    for _ in range(max(1, n_bytes // 65536)):
        frames = decoder.feed(rng.randbytes(65536))
        n_frames += len(frames)
        n_samples += sum(isinstance(frame, SampleFrame) for frame in frames)
    return {
        "n_frames": n_frames,
        "n_samples": n_samples,
        "n_judged": decoder.n_bad_frames + n_frames,
    }


def allowed(n_judged: int) -> float:
    """Wrong frames that a 16-bit check lets through of so many, and four standard deviations."""
    expected = n_judged / 65536
    return expected + 4.0 * expected**0.5 + 1.0


def main(n_bytes: int) -> int:
    """Fuzz with half of the bytes damaged frames, half noise; 0 where all promises were kept."""
    start_s = time.perf_counter()
    damaged, random_bytes = fuzz(n_bytes // 2), noise(n_bytes // 2)
    seconds = round(time.perf_counter() - start_s, 1)
    print(json.dumps({"damaged": damaged, "noise": random_bytes, "seconds": seconds}, indent=1))
    kept = (
        damaged["n_altered"] <= allowed(damaged["n_judged"])
        and random_bytes["n_frames"] <= allowed(random_bytes["n_judged"])
        and damaged["n_unsynchronised"] == 0
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10**7))
