"""The fast board's own image on an emulated processor, as fast as it goes; see README.md."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import arduino_peer as wire
from fast_rig import FOLDER, TOP, Heard, ToolMissingError, parse

FIRMWARE = TOP / "hardware_docs" / "fast_board" / "firmware"
TOOLS = TOP / "build" / "fast_tools"
IMAGE = TOP / "build" / "fast_firmware" / "fast_board.bin"
MODEL = TOP / "build" / "fast_emulator" / "model.wasm"
RIG = FOLDER / "rig.mjs"


def build_image() -> Path:
    """Build image and model.

    Raises
    ------
    ToolMissingError
        Compiler or emulator are not there.
    """
    emulator = TOOLS / "node" / "node_modules" / "rp2040js"
    compiler = TOOLS / "venv" / "bin" / "python"
    if sys.platform != "linux" or not (shutil.which("node") and shutil.which("make")):
        raise ToolMissingError("The emulated RP2040 needs Linux with make and node.")
    if not (emulator.exists() and compiler.exists()):
        raise ToolMissingError("The fast board's compiler or emulator is missing: make fast-tools")
    import fcntl

    with (TOP / "build" / ".fast-image-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for folder, target in ((FIRMWARE, "all"), (FOLDER, "model")):
            done = subprocess.run(
                ["make", "-s", "-C", folder, target, f"PYTHON={sys.executable}"],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(f"make failed in {folder.name}:\n{done.stdout}\n{done.stderr}")
    return IMAGE


def arguments(*more: str) -> list[str]:
    """The emulator's command line."""
    return ["node", str(RIG), f"--tools={TOOLS}", f"--model={MODEL}", f"--image={IMAGE}", *more]


def send(t_s: float, kind: int, seq: int = 1, body: bytes = b"") -> str:
    """Order that sends a command at a time."""
    data = b"\0" + wire.frame(kind, seq, body)
    return f"at {t_s:.6f} send {data.hex()}"


def run(folder: Path, orders: Iterable[str], *, seconds: float) -> tuple[Heard, dict[str, float]]:
    """Let the board live for some seconds of its own time; what it sent, what the rig counted."""
    script, out = folder / "script.txt", folder / "out.bin"
    script.write_text("\n".join(orders) + "\n", encoding="ascii")
    done = subprocess.run(
        arguments(f"--seconds={seconds}", f"--script={script}", f"--out={out}"),
        capture_output=True,
        text=True,
        check=True,
    )
    return parse(out.read_bytes()), json.loads(done.stdout)


class LiveBoard:
    """The emulated board in real time; `port` is where to open it, `order` gives it orders."""

    def __init__(self, *more: str) -> None:
        import pty
        import tty

        build_image()
        master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(master, False)
        self.port = os.ttyname(self._slave)
        self._process = subprocess.Popen(
            arguments(f"--pty={master}", *more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(master,),
            text=True,
        )
        os.close(master)
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("The emulator ended before it began.")

    def order(self, *lines: str) -> None:
        """Give orders, see README.md."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n".join(lines) + "\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.communicate()
        os.close(self._slave)

    def __enter__(self) -> LiveBoard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def load(counts: Sequence[float]) -> str:
    """Order that puts so many counts on the cells."""
    return "load " + " ".join(f"{count:.1f}" for count in counts)
