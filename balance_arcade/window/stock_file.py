"""A stock of painted pictures as one file in the user's cache folder.

The file is a line of JSON that describes the pictures, then their pixels as SDL has them in memory.
It is worth as much as its name: size, theme, version and the state of the code that painted it are
in there, so what has changed is painted anew. A damaged file counts as none.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sys
import zlib
from functools import lru_cache
from io import BufferedReader
from pathlib import Path
from typing import Final, Literal

import msgspec
import platformdirs
import pygame

from balance_arcade import __version__, games
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.whole import write_whole
from balance_arcade.games.kit import Theme
from balance_arcade.games.kit.stock import Stock

MAX_BYTES: Final = 400_000_000
"""The files that were not used for longest leave when there is more than this."""

MAX_SIDE_PX: Final = 16_384
"""No screen is larger; a file that says so was not written here."""

_MAX_HEAD_BYTES: Final = 1_000_000
_log = logging.getLogger(__name__)


class PaintOrder(msgspec.Struct, frozen=True):
    """What is to be painted.

    Attributes
    ----------
    kind : {"view", "card"}
        All large pictures of a game's view, or one card of its place.
    game : str
        Name of the game.
    size : tuple of int
        Pixels of the window, or of the card.
    theme : Theme
        Colours and manners.
    """

    kind: Literal["view", "card"]
    game: str
    size: tuple[int, int]
    theme: Theme


class _Entry(msgspec.Struct):
    key: str
    size: tuple[int, int]
    is_veiled: bool


class _Head(msgspec.Struct):
    pictures: list[_Entry]
    crc: int


def stock_folder() -> Path:
    """Folder of the painted pictures."""
    return platformdirs.user_cache_path("balance-arcade", appauthor=False) / "scenery"


def stock_file(order: PaintOrder, view: type) -> Path:
    """File of an order's pictures, whether or not it is there.

    Parameters
    ----------
    order : PaintOrder
        What is painted.
    view : type
        The game's view: the state of its package's code is part of the name.
    """
    told = hashlib.sha256(msgspec.json.encode(order))
    told.update(f"{__version__} {pygame.version.ver} {sys.byteorder}".encode())
    module = sys.modules[view.__module__].__file__
    folders = {Path(games.__file__).parent, Path(module or games.__file__).parent}
    # Sorted: a set comes in another order in each process, and the name must not.
    for folder in sorted(folders):
        told.update(_state_of(folder))
    width, height = order.size
    return stock_folder() / f"{order.game}-{order.kind}-{width}x{height}-{told.hexdigest()[:20]}"


@lru_cache(maxsize=32)
def _state_of(folder: Path) -> bytes:
    """State of a folder's code when it was first asked for; looked up once, file by file."""
    states = []
    for file in sorted(folder.rglob("*.py")):
        state = file.stat()
        states.append(f"{file} {state.st_size} {state.st_mtime_ns}")
    return "".join(states).encode()


def write_stock(file: Path, stock: Stock) -> None:
    """Write a stock whole, and let old files leave.

    Raises
    ------
    RecordingError
        The folder or the file cannot be written.
    """
    entries, parts = [], []
    for key, picture in stock.pictures.items():
        is_veiled = bool(picture.get_flags() & pygame.SRCALPHA)
        alike = _blank((1, 1), is_veiled)
        if picture.get_masks() != alike.get_masks() or picture.get_bitsize() != 32:
            continue  # Another order of colours: the window makes this one itself.
        entries.append(_Entry(key, picture.get_size(), is_veiled))
        parts.append(picture.get_buffer().raw)
    pixels = b"".join(parts)
    head = msgspec.json.encode(_Head(entries, zlib.crc32(pixels)))
    try:
        # The owner's alone: nobody else has to read, or may put, pictures there.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(f"{file.parent} cannot be made ({error.strerror}).") from error
    write_whole(file, head + b"\n" + pixels, "painted pictures")
    _make_room(file.parent)


def read_stock(file: Path) -> Stock | None:
    """Read a stock; None where there is none, or none that is whole.

    Pixels go from the file into their picture without a stop, and are summed up there: reading and
    summing let go of the interpreter's lock, where copying 60 MB about held up the frames.
    """
    try:
        with file.open("rb") as data:
            stock = _read(data)
        # Its time is that of its last use, by which `_make_room` lets files go.
        os.utime(file)
    except OSError:
        return None
    if stock is None:
        _give_up(file)
    return stock


def _read(data: BufferedReader) -> Stock | None:
    """Read what is described in the first line; None where the rest is something else."""
    line = data.readline(_MAX_HEAD_BYTES)
    try:
        head = msgspec.json.decode(line, type=_Head)
    except msgspec.MsgspecError:
        return None
    sides = [side for entry in head.pictures for side in entry.size]
    if not all(1 <= side <= MAX_SIDE_PX for side in sides):
        return None
    n_bytes = sum(4 * entry.size[0] * entry.size[1] for entry in head.pictures)
    if n_bytes != os.fstat(data.fileno()).st_size - len(line):
        return None
    stock, crc = Stock(), 0
    for entry in head.pictures:
        picture = _blank(entry.size, entry.is_veiled)
        with memoryview(picture.get_buffer()) as pixels:  # type: ignore[arg-type]
            if data.readinto(pixels) != len(pixels):
                return None
            crc = zlib.crc32(pixels, crc)
        stock.pictures[entry.key] = picture
    return stock if crc == head.crc else None


def _give_up(file: Path) -> None:
    _log.warning("The painted pictures in %s are damaged; they are painted anew.", file.name)
    file.unlink(missing_ok=True)


def _blank(size: tuple[int, int], is_veiled: bool) -> pygame.Surface:
    return pygame.Surface(size, pygame.SRCALPHA if is_veiled else 0, 32)


def _make_room(folder: Path) -> None:
    """Remove the files that were not used for longest."""
    files = []
    for file in folder.iterdir():
        # Another session may have removed it in the meantime.
        with contextlib.suppress(FileNotFoundError):
            state = file.stat()
            files.append((state.st_mtime, state.st_size, file))
    total = 0
    for _, n_bytes, file in sorted(files, reverse=True, key=lambda row: row[0]):
        total += n_bytes
        if total > MAX_BYTES:
            file.unlink(missing_ok=True)
