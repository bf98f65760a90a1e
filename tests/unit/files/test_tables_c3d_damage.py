"""C3D files that are damaged or lie: an error that names the file, or a result; nothing else."""

from __future__ import annotations

import random
import struct
import tracemalloc

import pytest
from c3d_person import N_MM, N, person, plate, wrench
from c3d_writer import c3d_bytes

from balance_arcade.core.errors import BalanceArcadeError, RecordingError
from balance_arcade.files.tables import PlateOptions, c3d_file, c3d_layout, read_trial

ROWS = wrench(*person())
SOUND = c3d_bytes(ROWS, units=N_MM, plates=[plate()])
MEMORY = 2_000_000
"""Bytes that reading any of these files, of about 4 kB each, takes at most."""


def with_bytes(at, data, sound=SOUND):
    return sound[:at] + data + sound[at + len(data) :]


def behind(name, at, data):
    """Other bytes behind a parameter's name: pointer at 0, type 2, number of sizes 3, sizes 4."""
    place = SOUND.index(name.encode()) + len(name)
    return with_bytes(place + at, bytes(data))


def without(*names, **parts):
    return c3d_bytes(ROWS, units=N_MM, plates=[plate()], leave_out=names, **parts)


def refused(tmp_path, data):
    path = tmp_path / "a.c3d"
    path.write_bytes(data)
    with pytest.raises(RecordingError) as caught:
        read_trial(path)
    assert caught.value.message.startswith("a.c3d")
    assert caught.value.hint
    assert "\n" not in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "first block"),
        (SOUND[:600], "first block"),
        (SOUND[:-1024], "cut off"),
        (with_bytes(0, b"\xff"), "parameters lie beyond"),
        (with_bytes(0, b"\x00"), "parameters lie beyond"),
        (with_bytes(0, b"\x01"), "parameters lie beyond"),
        (with_bytes(1, b"\0"), "first block"),
        (with_bytes(16, b"\xff\x7f"), "samples lie beyond"),
        (with_bytes(16, b"\x00\x00"), "samples lie in its first block"),
        (with_bytes(4, b"\xff\xff"), "ANALOG:USED is 6 and its first block says 65535"),
        (with_bytes(2, b"\xff\xff"), "POINT:USED is 0 and its first block says 65535"),
        (with_bytes(18, b"\x05\x00"), "ANALOG:USED is 6"),
        (with_bytes(20, struct.pack("<f", float("nan"))), "frame rate"),
        (with_bytes(512 + 3, b"\x07"), "processor type 7"),
        (with_bytes(512 + 4, b"\x7f\x01"), "parameter"),
        (SOUND.replace(b"NmmNmmNmm", b"XmmXmmXmm"), "has the unit 'xmm'"),
    ],
)
def test_damage_is_named(tmp_path, data, message):
    assert message in refused(tmp_path, data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (behind("CORNERS", 4, [255, 255, 255]), "'CORNERS' is larger than its place"),
        (behind("CHANNEL", 4, [255, 255]), "'CHANNEL' is larger than its place"),
        (behind("CORNERS", 2, [9]), "'CORNERS' has the type 9"),
        (behind("CORNERS", 3, [8]), "'CORNERS' has the type 4 and 8 sizes"),
        (behind("CORNERS", 0, [0xF0, 0xFF]), "runs backwards"),
        (behind("CORNERS", 0, [3, 0]), "two of its parameters overlap"),
        (behind("POINT", 0, [1, 0]), "two of its parameters overlap"),
        (behind("ZERO", 0, [0, 0]), "CORNERS holds 0 values for 1 plates"),
        (c3d_bytes(ROWS, units=N_MM, plates=[]), "holds no force plate"),
        (
            c3d_bytes(ROWS, units=N_MM, plates=[plate(channels=range(7, 13))]),
            "channels that are not there",
        ),
        (c3d_bytes(ROWS, units=N_MM, plates=[plate(6)]), "is of type 6"),
        (c3d_bytes(ROWS, units=N_MM, plates=[plate(4)]), "has no matrix of 6 x 6"),
        (without("FORCE_PLATFORM:USED"), "holds no force plate"),
        (without("FORCE_PLATFORM:CHANNEL"), "CHANNEL holds 0 values for 1 plates"),
        (without("ANALOG:SCALE"), "ANALOG:SCALE holds 0 values"),
        (without("ANALOG:OFFSET"), "ANALOG:OFFSET holds 0 values"),
        (without("ANALOG:UNITS"), "has no unit"),
        (without(extra={"FORCE_PLATFORM:USED": (2, [], b"\xff\xff")}), "for 65535 plates"),
        (without(extra={"POINT:FRAMES": (4, [], b"\0\0\xc0\x7f")}), "POINT:FRAMES is nan"),
        (without(extra={"POINT:FRAMES": (4, [], b"\0\0\x80\xc0")}), "POINT:FRAMES is -4"),
        (without(extra={"ANALOG:GEN_SCALE": (4, [], b"\0\0\x80\x7f")}), "GEN_SCALE is inf"),
        (without(extra={"ANALOG:SCALE": (4, [6], b"\0\0\xc0\x7f" * 6)}), "SCALE of its plate"),
        (without(frames=65_535, long_frames=3e38), "cut off: it claims 3"),
    ],
)
def test_parameters_that_lie_are_named(tmp_path, data, message):
    assert message in refused(tmp_path, data)


def test_sizes_of_nothing_are_nothing(tmp_path):
    """Six sizes of 255 and one of 0 are no values, and not a list of 255^6 texts."""
    sizes = [0, 255, 255, 255, 255, 255, 255]
    data = without(extra={"ANALOG:UNITS": (-1, sizes, b"")})
    assert peak(tmp_path, data) < MEMORY
    assert "has no unit" in refused(tmp_path, data)


def test_a_chain_without_end(tmp_path, monkeypatch):
    many = without(extra={f"POINT:A{i}": (1, [], b"\0") for i in range(300)})
    monkeypatch.setattr("balance_arcade.files.tables.c3d_parameters.MAX_ENTRIES", 200)
    assert "does not end" in refused(tmp_path, many)


def test_limits_of_size(tmp_path, monkeypatch):
    monkeypatch.setattr(c3d_layout, "MAX_SAMPLES", N - 1)
    assert f"holds {N} analog samples, and {N - 1} are the most" in refused(tmp_path, SOUND)
    monkeypatch.setattr(c3d_file, "MAX_BYTES", len(SOUND) - 1)
    assert "larger than 2 GB" in refused(tmp_path, SOUND)


def peak(tmp_path, data):
    """Bytes that reading takes at most, whatever comes of it."""
    path = tmp_path / "a.c3d"
    path.write_bytes(data)
    named = ""
    tracemalloc.start()
    try:
        read_trial(path, plate=PlateOptions(units="n,nmm"))
    except BalanceArcadeError as error:
        named = error.message
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert "\n" not in named
    return most


FILES = {
    "floats": SOUND,
    "integers": c3d_bytes(
        ROWS, units=N_MM, plates=[plate()], as_integers=True, scale=8.0, data_format="UNSIGNED"
    ),
    "markers": c3d_bytes(ROWS, units=N_MM, plates=[plate()], n_points=3, per_frame=5),
    "dec": c3d_bytes(ROWS, units=N_MM, plates=[plate()], processor="DEC"),
    "mips": c3d_bytes(ROWS, units=N_MM, plates=[plate()], processor="MIPS", long_frames=50.0),
    "type 3": c3d_bytes(
        [[*row, 1.0, 1.0] for row in ROWS], units=["N"] * 8, plates=[plate(3)], trial=(1, 50)
    ),
    "type 4": c3d_bytes(
        ROWS, units=N_MM, plates=[plate(4, matrix=[float(i % 7 == 0) for i in range(36)])]
    ),
}


def damaged(rng, sound):
    """A few bytes of the first block, the chain or anywhere are others, or the end is missing."""
    data = bytearray(sound)
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        end = rng.choice([24, 1200, len(data)])
        data[rng.randrange(end)] = rng.choice([0, 1, 2, 127, 128, 254, 255, rng.randrange(256)])
    return bytes(data[: rng.randrange(len(data))] if rng.random() < 0.05 else data)


@pytest.mark.parametrize("name", FILES)
def test_whatever_is_damaged_is_read_or_named(tmp_path, name):
    rng = random.Random(name)
    for _ in range(150):
        data = damaged(rng, FILES[name])
        assert peak(tmp_path, data) < MEMORY, data.hex()


@pytest.mark.parametrize("name", FILES)
def test_every_byte_of_the_first_block_and_of_the_chain(tmp_path, name):
    """Each byte by which something is found, at its extremes."""
    sound = FILES[name]
    end = 512 * (struct.unpack_from("<H" if sound[515] != 86 else ">H", sound, 16)[0] - 1)
    places = [*range(24), *range(512, end, 5)]
    for place in places:
        data = with_bytes(place, b"\xff" if place % 2 else b"\x80", sound)
        assert peak(tmp_path, data) < MEMORY, place
