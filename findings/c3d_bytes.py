"""Writes a small valid C3D file after the format's user guide (c3d.org), for the scripts beside."""

import struct

WORD, REAL, TEXT = 2, 4, -1


def entry(group, name, kind=None, sizes=(), raw=b""):
    """Make a group, or a parameter with its values."""
    body = b"" if kind is None else struct.pack("bB", kind, len(sizes)) + bytes(sizes) + raw
    head = struct.pack("bb", len(name), group) + name
    return head + struct.pack("<h", len(body) + 3) + body + b"\0"


def words(*values):
    """16-bit numbers of either sign."""
    return struct.pack(f"<{len(values)}H", *(value & 0xFFFF for value in values))


def reals(*values):
    """Floats of a PC."""
    return struct.pack(f"<{len(values)}f", *values)


def write(path, rows, point_hz=100.0, per_frame=1, offset=0, integers=False, form=None):
    """One analog sample a row; one marker at (1, 2, 3)."""
    n, n_frames = len(rows[0]), len(rows) // per_frame
    count, sign = min(n_frames, 65535), 1.0 if integers else -1.0
    chain = [entry(-1, b"POINT"), entry(-2, b"ANALOG")]
    chain += [
        entry(1, b"USED", WORD, (), words(1)),
        entry(1, b"SCALE", REAL, (), reals(sign)),
        entry(1, b"RATE", REAL, (), reals(point_hz)),
        entry(1, b"FRAMES", WORD, (), words(count)),
        entry(1, b"DATA_START", WORD, (), words(4)),
        entry(1, b"LABELS", TEXT, (2, 1), b"M1"),
        entry(1, b"DESCRIPTIONS", TEXT, (2, 1), b"M1"),
        entry(1, b"UNITS", TEXT, (2,), b"mm"),
        entry(2, b"USED", WORD, (), words(n)),
        entry(2, b"LABELS", TEXT, (2, n), b"".join(b"A%d" % i for i in range(n))),
        entry(2, b"DESCRIPTIONS", TEXT, (2, n), b"".join(b"A%d" % i for i in range(n))),
        entry(2, b"UNITS", TEXT, (1, n), b"N" * n),
        entry(2, b"GEN_SCALE", REAL, (), reals(1.0)),
        entry(2, b"SCALE", REAL, (n,), reals(*[1.0] * n)),
        entry(2, b"OFFSET", WORD, (n,), words(*[offset] * n)),
        entry(2, b"RATE", REAL, (), reals(point_hz * per_frame)),
    ]
    if form:
        chain.append(entry(2, b"FORMAT", TEXT, (len(form),), form.encode()))
    section = (bytes([1, 0x50, 2, 84]) + b"".join(chain) + b"\0\0").ljust(1024, b"\0")
    head = bytes([2, 0x50]) + words(1, n * per_frame, 1, count, 0) + reals(sign)
    head = (head + words(4, per_frame) + reals(point_hz)).ljust(512, b"\0")
    marker = words(1, 2, 3, 0) if integers else reals(1.0, 2.0, 3.0, 0.0)
    data = bytearray()
    for frame in range(n_frames):
        data += marker
        for row in rows[frame * per_frame : (frame + 1) * per_frame]:
            stored = [value + offset for value in row]
            data += words(*stored) if integers else reals(*stored)
    with open(path, "wb") as file:
        file.write(head + section + bytes(data).ljust(-(-len(data) // 512) * 512, b"\0"))
