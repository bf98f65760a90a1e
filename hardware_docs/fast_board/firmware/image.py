"""Make what the Pico takes of what the linker made: ``python image.py board.elf board.uf2``.

The first 252 bytes of the flash bear a check in the next four (RP2040 data sheet 2.8.1.3.1), and a
UF2 file is the flash in blocks of 256 bytes (the format's own specification).
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

FLASH, RAM, RAM_END = 0x10000000, 0x20000000, 0x20040000
FAMILY_RP2040 = 0xE48BFF56
PAGE = 256


def boot_check(data: bytes) -> int:
    """CRC-32 with the polynomial 0x04C11DB7, highest bit first, begun with ones, not inverted."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (0x04C11DB7 if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc


def flash_of(elf: bytes) -> bytes:
    """Lay out the flash from its beginning, with the check of the second stage."""
    (table,) = struct.unpack_from("<I", elf, 28)
    size, n = struct.unpack_from("<HH", elf, 42)
    flash = bytearray()
    for i in range(n):
        kind, at, _, load, n_bytes = struct.unpack_from("<5I", elf, table + size * i)
        if kind != 1 or n_bytes == 0 or not FLASH <= load < RAM:
            continue
        end = load - FLASH + n_bytes
        flash.extend(b"\xff" * (end - len(flash)))
        flash[load - FLASH : end] = elf[at : at + n_bytes]
    flash[252:256] = struct.pack("<I", boot_check(flash[:252]))
    return bytes(flash)


def uf2_of(flash: bytes) -> bytes:
    """Write the flash as a UF2 file."""
    pages = [flash[at : at + PAGE].ljust(PAGE, b"\xff") for at in range(0, len(flash), PAGE)]
    blocks = []
    for i, page in enumerate(pages):
        head = (0x0A324655, 0x9E5D5157, 0x2000, FLASH + PAGE * i, PAGE, i, len(pages))
        data = struct.pack("<8I", *head, FAMILY_RP2040) + page.ljust(476, b"\0")
        blocks.append(data + struct.pack("<I", 0x0AB16F30))
    return b"".join(blocks)


def main(elf_path: str, uf2_path: str) -> None:
    """Make both files, and say how much of the flash is taken."""
    flash = flash_of(Path(elf_path).read_bytes())
    Path(uf2_path).with_suffix(".bin").write_bytes(flash)
    Path(uf2_path).write_bytes(uf2_of(flash))
    share = len(flash) / (2048 * 1024) * 100
    said = f"fast_board: flash {len(flash)} bytes of 2 MB ({share:.1f} %), RAM holds them too"
    sys.stdout.write(f"{said}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
