"""Records a scripted board in real time until it is killed; prints how far it has got.

Each line says how many samples the recorder was offered, and how many of them it had not yet handed
to the file: on a busy computer its thread comes late.

Usage: recording_child.py FOLDER [MAX_FILE_BYTES]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader
from balance_arcade.session.recorder import Recorder

RATE_HZ = 1000.0
N_AT_ONCE = 10
"""Samples of one reading, however long this process was held up."""
INFO = BoardInfo("script:", "script", "Script", "", Geometry(400.0, 240.0), RATE_HZ, "host")


def sample(seq: int) -> ForceSample:
    return ForceSample(seq, 7 * seq, seq / RATE_HZ, 1.0 * seq, 2.0, 3.0, 0.1 * seq, seq, 0)


def main() -> None:
    folder = Path(sys.argv[1])
    if len(sys.argv) > 2:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
    header = RecordingHeader(board=INFO, wall=WallAnchor.now(), trial_id="kill", label="kill")
    recorder = Recorder(folder / "kill.mcap", header)
    began_s = time.monotonic()
    seq = 0
    print("recording", flush=True)
    try:
        while True:
            due = int((time.monotonic() - began_s) * RATE_HZ)
            while seq < due:
                n_now = min(due - seq, N_AT_ONCE)
                recorder.offer([sample(k) for k in range(seq, seq + n_now)])
                seq += n_now
                # Said after it was taken: what stands here had been handed to the recorder.
                print(seq, recorder.n_waiting, flush=True)
            time.sleep(0.01)
    except RecordingError as error:
        print(f"error: {error}", flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
