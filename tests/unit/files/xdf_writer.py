"""Writes XDF files chunk by chunk after the format's specification 1.0, as LabRecorder does."""

from __future__ import annotations

import struct
from xml.sax.saxutils import escape

BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
FORMS = {"float32": "f", "double64": "d", "int16": "h", "int32": "i"}


def length(n, size=4):
    return struct.pack({1: "<BB", 4: "<BI", 8: "<BQ"}[size], size, n)


def chunk(tag, content, size=4):
    return length(len(content) + 2, size) + struct.pack("<H", tag) + content


def header(
    number,
    *,
    name="Board",
    kind="Force",
    labels=("tl", "tr", "bl", "br"),
    units=("N",) * 4,
    rate_hz=100.0,
    form="float32",
    n_channels=None,
    source_id="",
    desc="",
):
    """A stream header; ``desc`` is more XML within its description."""
    channels = "".join(
        f"<channel><label>{escape(label)}</label><unit>{unit}</unit></channel>"
        for label, unit in zip(labels, units or [""] * len(labels), strict=True)
    )
    text = (
        f"<?xml version='1.0'?><info><name>{escape(name)}</name><type>{kind}</type>"
        f"<channel_count>{n_channels or len(labels)}</channel_count>"
        f"<nominal_srate>{rate_hz}</nominal_srate><channel_format>{form}</channel_format>"
        f"<source_id>{source_id}</source_id>"
        f"<desc><channels>{channels}</channels>{desc}</desc></info>"
    )
    return chunk(2, struct.pack("<I", number) + text.encode())


def samples(number, stamps, rows, form="float32", *, deduced=()):
    """One samples chunk; numbers in ``deduced`` are written without their stamp."""
    body = struct.pack("<I", number) + length(len(rows))
    for k, (stamp, row) in enumerate(zip(stamps, rows, strict=True)):
        body += b"\0" if k in deduced else struct.pack("<Bd", 8, stamp)
        if form == "string":
            text = row.encode()
            body += length(len(text), 1) + text
        else:
            body += struct.pack(f"<{len(row)}{FORMS[form]}", *row)
    return chunk(3, body)


def offset(number, sender_s, add_s):
    return chunk(4, struct.pack("<Idd", number, sender_s, add_s))


def boundary():
    return chunk(5, BOUNDARY, 1)


def write(path, *chunks):
    start = chunk(1, b"<?xml version='1.0'?><info><version>1.0</version></info>")
    path.write_bytes(b"XDF:" + start + b"".join(chunks))
    return path


def board(
    number, stamps, rows, *, every=20, offsets=(), form="float32", deduced=False, **described
):
    """A whole stream: header, samples in portions, clock offsets between them by sender's time."""
    rate_hz = described.get("rate_hz", 100.0)
    out, waiting = [header(number, form=form, **described)], list(offsets)
    for first in range(0, len(stamps), every):
        part = slice(first, first + every)
        while waiting and (not len(stamps[part]) or waiting[0][0] <= stamps[part][0]):
            out.append(offset(number, *waiting.pop(0)))
        without = range(1, every) if deduced and rate_hz else ()
        out.append(samples(number, stamps[part], rows[part], form, deduced=without))
    out += [offset(number, *one) for one in waiting]
    return b"".join(out)
