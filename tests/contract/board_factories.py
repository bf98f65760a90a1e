"""How the contract suite opens a board of each scheme: one entry a scheme, none may be missing.

To add a board, write a context manager that yields a `BoardCase` and enter it in `FACTORIES`. What
a board cannot do is None in its case, with a word why; the tests that need it are skipped then.
Emulate at the level of bytes: a file, a pty, a socket, never a class that stands in for the board.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import arduino_peer
import pytest
import wii_peer
from lines_peer import LinesPeer, csv, standing
from lsl_peer import LslPeer
from patience import until
from tecgihan_peer import TecGihanPeer, load_at

from balance_arcade.core.board import Board
from balance_arcade.core.clock import Clock
from balance_arcade.hw import open_board, parse_address
from balance_arcade.hw.dual import open_dual_board
from balance_arcade.hw.pointer import open_pointer_board
from balance_arcade.hw.replay import open_replay_board
from balance_arcade.hw.sim import open_sim_board
from balance_arcade.hw.wii import LinuxSystem, open_wii_board
from balance_arcade.testing.board_contract import BoardCase


@contextmanager
def sim_case(folder: Path) -> Iterator[BoardCase]:
    """A simulated person; needs no folder."""
    del folder
    yield _simulated("sim", open_sim_board)


@contextmanager
def pointer_case(folder: Path) -> Iterator[BoardCase]:
    """A simulated person whom no hand steers yet."""
    del folder
    yield _simulated("pointer", open_pointer_board)


def _simulated(scheme: str, opens: Callable[..., Board]) -> BoardCase:
    def paced(speed: float, clock: Clock | None) -> Board:
        return opens(parse_address(f"{scheme}:?seed=5&speed={speed:g}"), clock=clock)

    return BoardCase(
        scheme=scheme,
        origin="simulated",
        open=lambda: open_board(f"{scheme}:?seed=5&speed=20"),
        # The second sample comes a thousand seconds after the first.
        open_quiet=lambda: open_board(f"{scheme}:?seed=5&speed=0.0001&rate=10"),
        open_vanishing=lambda: open_board(f"{scheme}:?seed=5&vanish=0.3&speed=20"),
        open_leaning=lambda: open_board(f"{scheme}:?seed=5&profile=stroke_left&speed=20"),
        open_paced=paced,
        open_ending=None,
    )


@contextmanager
def replay_case(folder: Path) -> Iterator[BoardCase]:
    """A table of plate components: 700 N, swaying, and leaning to the right in another file."""

    def written(name: str, *, rate_hz: float, ml_mm: float) -> Path:
        rows = [
            f"{i / rate_hz:.6f},700,{700 * 5 * math.sin(i / 40) / 1000:.6f},{-0.7 * ml_mm:.6f}"
            for i in range(1000)
        ]
        path = folder / name
        path.write_text("\n".join(["t_s,fz_n,mx_nm,my_nm", *rows]), encoding="utf-8")
        return path

    still = written("still.csv", rate_hz=100.0, ml_mm=0.0)
    right = written("right.csv", rate_hz=100.0, ml_mm=60.0)
    slow = written("slow.csv", rate_hz=25.0, ml_mm=0.0)

    def paced(speed: float, clock: Clock | None) -> Board:
        return open_replay_board(parse_address(f"replay:{still}?speed={speed:g}"), clock=clock)

    yield BoardCase(
        scheme="replay",
        origin="replayed",
        open=lambda: open_board(f"replay:{still}?speed=20"),
        open_quiet=lambda: open_board(f"replay:{slow}?speed=0.0001"),
        open_leaning=lambda: open_board(f"replay:{right}?speed=20"),
        open_paced=paced,
        open_ending=lambda: open_board(f"replay:{still}?speed=0"),
    )


@contextmanager
def arduino_case(folder: Path) -> Iterator[BoardCase]:
    """An emulated board at the far end of a pseudo terminal, speaking the protocol's bytes.

    It does not say in its hello that it is emulated, so that the driver treats it as a real one.
    """
    del folder
    rate_hz = 400.0

    def at_rate(seq: int) -> bytes:
        return arduino_peer.hello(seq, flags=0, rate_hz=rate_hz)

    def counts(t_s: float, right: int = 0) -> tuple[int, int, int, int]:
        sway = round(50_000 * math.sin(t_s))
        return (800_000 + sway, 800_000 + right, 800_000 - sway, 800_001 + right - sway)

    with ExitStack() as stack:

        def board_of(peer: arduino_peer.ArduinoPeer, silence_s: float = 30.0) -> Board:
            stack.enter_context(peer)
            return open_board(f"arduino:{peer.port}?calibration=nominal&silence={silence_s:g}")

        def streaming(right: int = 0) -> arduino_peer.ArduinoPeer:
            return arduino_peer.ArduinoPeer(
                on_ask=at_rate, rate_hz=rate_hz, counts_at=lambda t_s: counts(t_s, right)
            )

        def vanishing() -> Board:
            peer = streaming()
            board = board_of(peer, silence_s=0.5)
            until(lambda: board.read(2.0), "a first sample")
            peer.unplug()
            return board

        first = arduino_peer.sample(0, 0, counts(0.0))
        yield BoardCase(
            scheme="arduino",
            origin="real",
            open=lambda: board_of(streaming()),
            open_quiet=lambda: board_of(arduino_peer.ArduinoPeer(on_ask=at_rate, on_start=[first])),
            open_vanishing=vanishing,
            open_leaning=lambda: board_of(streaming(right=400_000)),
        )


@contextmanager
def dual_case(folder: Path) -> Iterator[BoardCase]:
    """Two simulated people, one on each board."""
    del folder
    pair = "dual:sim:?seed=5+sim:?seed=6"

    def paced(speed: float, clock: Clock | None) -> Board:
        return open_dual_board(
            parse_address(f"{pair}+?distance=500&speed={speed:g}"),
            clock=clock,
            open_one=lambda text: open_sim_board(parse_address(text), clock=clock),
        )

    yield BoardCase(
        scheme="dual",
        origin="simulated",
        open=lambda: open_board(f"{pair}+?distance=500&speed=20"),
        open_quiet=lambda: open_board("dual:sim:?rate=25+sim:?rate=25+?distance=500&speed=0.0001"),
        open_vanishing=lambda: open_board("dual:sim:+sim:?vanish=0.3+?distance=500&speed=20"),
        open_leaning=lambda: open_board(
            "dual:sim:?profile=stroke_left+sim:?profile=stroke_left+?distance=300&speed=20"
        ),
        open_paced=paced,
        open_ending=None,
    )


@contextmanager
def wii_case(folder: Path) -> Iterator[BoardCase]:
    """An emulated board behind a hidraw node that is a socket pair, speaking reports.

    Nothing in its reports says that it is emulated, so the driver treats it as a real one.
    """
    if not sys.platform.startswith("linux"):
        pytest.skip("hidraw exists on Linux only")
    linux = wii_peer.FakeLinux(folder)
    system = LinuxSystem(
        linux.sys_root, linux.dev_root, linux.open_node, linux.ioctl, linux.read_text
    )

    def sway(t_s: float, right_kg: float = 0.0) -> tuple[float, float, float, float]:
        sway_kg = math.sin(t_s)
        return (17 + sway_kg, 18 + right_kg, 17 - sway_kg, 18 + right_kg)

    with ExitStack() as stack:

        def board_of(peer: wii_peer.WiiPeer) -> Board:
            stack.enter_context(peer)
            number = len(linux.peers) // 2
            uniq = f"00:19:1d:00:00:{number:02x}"
            linux.plug(peer, uniq, number)
            return open_wii_board(parse_address(f"wii:{uniq}?silence=30"), linux=system)

        def quiet() -> Board:
            peer = wii_peer.WiiPeer(load=sway)
            board = board_of(peer)
            # What it sends before it is known is dropped, on a busy computer more than a few.
            peer.most_samples = peer.n_due + 3
            return board

        def vanishing() -> Board:
            peer = wii_peer.WiiPeer(load=sway)
            stack.enter_context(peer)
            linux.plug(peer, "00:19:1d:00:00:fe", 254)
            address = parse_address("wii:00:19:1d:00:00:fe?silence=1")
            board = open_wii_board(address, linux=system)
            until(lambda: board.read(2.0), "a first sample")
            linux.unplug(254)
            peer.vanish()
            return board

        yield BoardCase(
            scheme="wii",
            origin="real",
            open=lambda: board_of(wii_peer.WiiPeer(load=sway)),
            open_quiet=quiet,
            open_vanishing=vanishing,
            open_leaning=lambda: board_of(wii_peer.WiiPeer(load=lambda t_s: sway(t_s, 9.0))),
        )


@contextmanager
def lsl_case(folder: Path) -> Iterator[BoardCase]:
    """A sender in this process, through liblsl's own sockets on the loopback."""
    del folder

    def forces(t_s: float, right_n: float = 0.0) -> tuple[float, float, float, float]:
        sway_n = 20.0 * math.sin(t_s)
        return (170.0 + sway_n, 170.0 + right_n, 180.0 - sway_n, 180.0 + right_n)

    with ExitStack() as stack:

        def board_of(peer: LslPeer) -> Board:
            stack.enter_context(peer)
            return open_board(f"lsl:?source={peer.name}&width=433&length=238&silence=30")

        def vanishing() -> Board:
            peer = LslPeer(forces)
            board = board_of(peer)
            until(lambda: board.read(5.0), "a first sample")
            peer.stop()
            return board

        yield BoardCase(
            scheme="lsl",
            origin="real",
            open=lambda: board_of(LslPeer(forces)),
            open_quiet=lambda: board_of(LslPeer(forces, n_samples=1)),
            open_vanishing=vanishing,
            open_leaning=lambda: board_of(LslPeer(lambda t_s: forces(t_s, right_n=80.0))),
        )


@contextmanager
def lines_case(folder: Path, way: str = "pty") -> Iterator[BoardCase]:
    """An emulated board that prints lines over a pseudo terminal, TCP or UDP."""
    del folder
    with ExitStack() as stack:

        def board_of(peer: LinesPeer, silence_s: float = 30.0) -> Board:
            stack.enter_context(peer)
            return open_board(peer.address(rate=peer.rate_hz, silence=silence_s))

        def quiet() -> Board:
            peer = LinesPeer(way)
            board = board_of(peer)
            peer.pause()
            return board

        def leaning() -> Board:
            return board_of(LinesPeer(way, line_at=lambda n, t_s: csv(standing(t_s, right=80.0))))

        def vanishing() -> Board:
            peer = LinesPeer(way)
            board = board_of(peer, silence_s=0.5)
            until(lambda: board.read(2.0), "a first sample")
            peer.stop()
            return board

        yield BoardCase(
            scheme="lines",
            origin="real",
            open=lambda: board_of(LinesPeer(way)),
            open_quiet=quiet,
            open_vanishing=vanishing,
            open_leaning=leaning,
        )


@contextmanager
def tecgihan_case(folder: Path) -> Iterator[BoardCase]:
    """An emulated controller of force plates behind a pseudo terminal."""
    del folder
    with ExitStack() as stack:

        def board_of(peer: TecGihanPeer, silence_s: float = 30.0) -> Board:
            stack.enter_context(peer)
            return open_board(f"tecgihan:{peer.port}?wait=60&silence={silence_s:g}")

        def leaning() -> Board:
            # With z down and +y to the toes, the person's right is the plate's -x.
            return board_of(TecGihanPeer(lambda plate, t_s: load_at(700.0, -60.0, 0.0, a_mm=40.0)))

        def vanishing() -> Board:
            peer = TecGihanPeer()
            board = board_of(peer, silence_s=0.5)
            until(lambda: board.read(2.0), "a first sample")
            peer.unplug()
            return board

        yield BoardCase(
            scheme="tecgihan",
            origin="real",
            open=lambda: board_of(TecGihanPeer()),
            open_quiet=lambda: board_of(TecGihanPeer(n_blocks=1)),
            open_vanishing=vanishing,
            open_leaning=leaning,
        )


FACTORIES: dict[str, Callable[[Path], AbstractContextManager[BoardCase]]] = {
    "sim": sim_case,
    "replay": replay_case,
    "arduino": arduino_case,
    "dual": dual_case,
    "lines": lines_case,
    "lsl": lsl_case,
    "pointer": pointer_case,
    "tecgihan": tecgihan_case,
    "wii": wii_case,
}
