"""Streams of the Lab Streaming Layer, through the real liblsl on this computer's loopback."""

from __future__ import annotations

import itertools
import sys

import msgspec
import numpy as np
import pytest
from lsl_peer import LslPeer
from patience import until

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
)
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.files.tables.stream_channels import find_layout
from balance_arcade.hw import open_board
from balance_arcade.hw.lsl import LslOutlet
from balance_arcade.hw.lsl.outlet import stream_name

SPACING = "width=400&length=200"


def still(*values):
    return lambda t_s: values


def collect(board, n_samples):
    samples = []
    until(lambda: samples.extend(board.read(0.1)) or len(samples) >= n_samples, "enough samples")
    return samples


def first(peer, options=SPACING):
    with peer, open_board(f"lsl:?source={peer.name}&{options}") as board:
        return board.info, collect(board, 1)[0]


def forces(sample):
    return sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n


def place(sample, geometry):
    tl, tr, bl, br = forces(sample)
    return (
        geometry.width_mm / 2 * (tr + br - tl - bl) / sample.fz_n,
        geometry.length_mm / 2 * (tl + tr - bl - br) / sample.fz_n,
    )


def test_corner_forces_come_as_they_were_sent():
    info, sample = first(LslPeer(still(1.5, 2.5, 3.5, 4.5)))
    assert forces(sample) == (1.5, 2.5, 3.5, 4.5)
    assert (sample.seq, sample.t_s, sample.flags) == (0, 0.0, 0)
    assert info.clock == "host"
    assert info.geometry == Geometry(400.0, 200.0)


def test_kilograms_labels_of_others_and_other_channels():
    labels = ("Battery", "BottomRight", "TopLeft", "TopRight", "BottomLeft")
    peer = LslPeer(still(9, 4, 1, 2, 3), labels=labels, units=("%", "kg", "kg", "kg", "kg"))
    _, sample = first(peer)
    assert forces(sample) == pytest.approx([9.80665 * x for x in (1, 2, 3, 4)])


@pytest.mark.parametrize(
    ("options", "values", "expected"),
    [
        ("front=%2By", None, None),
        ("front=+x", (700.0, 7.0, -14.0), (10.0, 20.0)),
        ("front=+y", (700.0, 7.0, -14.0), (-20.0, 10.0)),
        ("front=+y&z=up", (700.0, 7.0, -14.0), (20.0, 10.0)),
        ("front=+x&sign=-", (-700.0, -7.0, 14.0), (10.0, 20.0)),
    ],
)
def test_plate_with_load_and_moments(options, values, expected):
    peer = LslPeer(
        still(*(values or (1.0, 2.0, 3.0))),
        labels=("Fz", "Mx", "My"),
        units=("N", "Nm", "Nm"),
    )
    if values is None:
        with peer, pytest.raises(ConfigError, match="is not valid"):
            open_board(f"lsl:{peer.name}?{options}")
        return
    info, sample = first(peer, f"{options}&{SPACING}")
    assert place(sample, info.geometry) == pytest.approx(expected)
    assert sample.fz_n == pytest.approx(700.0)


def test_shear_forces_and_depth_are_reckoned_with():
    # 10 N forward at 40 mm above the transducer: My = -40 * 10 - 0 * 700 with z down.
    peer = LslPeer(
        still(10.0, 0.0, 700.0, 0.0, -400.0),
        labels=("Fx", "Fy", "Fz", "Mx", "My"),
        units=("N", "N", "N", "Nmm", "Nmm"),
    )
    info, sample = first(peer, f"front=+x&depth=40&{SPACING}")
    assert place(sample, info.geometry) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_missing_samples_are_a_gap_in_the_numbers():
    skip = range(30, 36)
    peer = LslPeer(still(100.0, 100.0, 100.0, 100.0), skip=skip)
    with peer, open_board(f"lsl:{peer.name}?{SPACING}") as board:
        samples = collect(board, 60)
        health = board.health
    jumps = [b.seq - a.seq for a, b in itertools.pairwise(samples)]
    assert sorted(jumps)[-2:] == [1, 7]
    after = samples[jumps.index(7) + 1]
    assert after.flags & SampleFlag.GAP_BEFORE
    assert (health.n_gaps, health.n_lost) == (1, 6)
    assert after.t_s == pytest.approx(after.seq / 200.0, abs=1e-3)


@pytest.mark.parametrize("options", ["", "&rate=200"], ids=["regular", "irregular"])
def test_samples_stamped_on_arrival_are_all_kept(options):
    stated = {"stated_rate_hz": 0.0} if options else {}
    peer = LslPeer(lambda t_s: (t_s, 1.0, 1.0, 1.0), burst=5, **stated)
    with peer, open_board(f"lsl:?source={peer.name}&{SPACING}{options}") as board:
        samples = collect(board, 100)
        assert board.health.n_doubled == 0
    sent = [round(200.0 * sample.tl_n) for sample in samples]
    assert sent == list(range(sent[0], sent[0] + len(sent)))
    steps_s = np.diff([sample.t_s for sample in samples])
    assert (steps_s > 0.0).all()
    # A busy machine sends bursts late; the samples of one are spread all the same.
    assert np.median(steps_s) == pytest.approx(0.005, rel=0.2)


def test_stamps_that_fall_back_are_said_and_marked_while_samples_go_on():
    peer = LslPeer(lambda t_s: (t_s, 1.0, 1.0, 1.0), set_back=(40, 20.0))
    with peer, open_board(f"lsl:?source={peer.name}&{SPACING}&silence=1") as board:
        samples = collect(board, 80)
        assert any("went back by 20.0 s" in text for text in board.health.warnings)
    numbers = [round(200.0 * sample.tl_n) for sample in samples]
    marked = numbers[[bool(s.flags & SampleFlag.GAP_BEFORE) for s in samples].index(True)]
    assert marked == 40
    assert (np.diff([sample.t_s for sample in samples]) > 0.0).all()
    assert samples[-1].t_s < 60.0


def test_missing_force_is_marked():
    _, sample = first(LslPeer(still(100.0, float("nan"), 100.0, 100.0)))
    assert sample.flags & SampleFlag.CELL_FAULT


def test_stream_that_falls_silent_or_goes_away():
    peer = LslPeer(still(1.0, 1.0, 1.0, 1.0), n_samples=5)
    with peer, open_board(f"lsl:{peer.name}?{SPACING}&silence=0.3") as board:
        collect(board, 5)
        with pytest.raises(BoardDisconnectedError, match="has sent no sample for"):
            collect(board, 1)


def test_marked_streams_stay_marked():
    described = {"origin": "simulated", "width_mm": "433", "length_mm": "238"}
    info, sample = first(LslPeer(still(1.0, 1.0, 1.0, 1.0), described=described), "wait=5")
    assert (info.origin, info.geometry) == ("simulated", Geometry(433.0, 238.0))
    assert sample.flags == SampleFlag.SIMULATED


@pytest.mark.parametrize(
    ("made", "options", "part", "hint"),
    [
        ({"labels": ()}, SPACING, "not forces of a board", "channels=tl,tr,bl,br"),
        ({"units": ()}, SPACING, "'tl' has no unit", "units=n,nm"),
        ({"units": ["stone"] * 4}, SPACING, "unit 'stone'", "units=n,nm"),
        ({}, "wait=5", "the spacing of its corners", "width=MM&length=MM"),
        ({"stated_rate_hz": 0.0}, SPACING, "does not state its sampling rate", "rate=HZ"),
        ({"labels": ()}, f"channels=tl,tr&{SPACING}", "4 channels, but channels= names 2", "-"),
    ],
)
def test_what_a_stream_does_not_say_is_asked_for(made, options, part, hint):
    peer = LslPeer(still(1.0, 2.0, 3.0, 4.0), **made)
    with peer, pytest.raises(ConfigError) as caught:
        open_board(f"lsl:{peer.name}?{options}")
    assert part in caught.value.message
    assert hint in caught.value.hint


def test_answers_to_what_was_asked():
    peer = LslPeer(still(1.0, 2.0, 3.0, 4.0), labels=(), units=(), stated_rate_hz=0.0)
    _, sample = first(peer, f"channels=br,bl,tr,tl&units=n&rate=200&{SPACING}")
    assert forces(sample) == (4.0, 3.0, 2.0, 1.0)


def test_stream_that_is_not_there():
    with pytest.raises(BoardNotFoundError, match="No LSL stream with name='nobody'") as caught:
        open_board("lsl:nobody?wait=0.2")
    assert "scope=link" in caught.value.hint


def test_two_streams_that_fit_are_not_chosen_from():
    row = still(1.0, 2.0, 3.0, 4.0)
    with LslPeer(row, kind="Twin") as one, LslPeer(row, kind="Twin") as two:
        with pytest.raises(ConfigError, match="2 LSL streams fit") as caught:
            open_board(f"lsl:?type=Twin&{SPACING}")
        assert one.name in caught.value.message
        with open_board(f"lsl:?type=Twin&source={two.name}&{SPACING}") as board:
            assert board.info.serial == two.name


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("lsl:", "does not name a stream"),
        ("lsl:a?scope=world", "scope=world"),
        ("lsl:a?scope=link", "in use with scope=machine"),
        ("lsl:a?width=400", "width=400"),
        ("lsl:a\"'", "both kinds of quotation marks"),
        ("lsl:a?nothing=1", "unknown option 'nothing'"),
    ],
)
def test_addresses_that_do_not_fit(address, part):
    LslPeer(still(1.0, 1.0, 1.0, 1.0)).stop()  # So that this process has its scope.
    with pytest.raises(ConfigError) as caught:
        open_board(address)
    assert part in str(caught.value)


def test_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pylsl", None)
    with pytest.raises(BoardUnavailableError, match="LSL is not installed") as caught:
        open_board("lsl:a")
    assert caught.value.hint == "Install it: pip install 'balance-arcade[lsl]'."
    with pytest.raises(BoardUnavailableError):
        LslOutlet()


def test_corners_are_preferred_to_a_plate():
    labels = ["Fz", "Mx", "My", "tl", "tr", "bl", "br"]
    layout = find_layout(labels, ["N", "Nm", "Nm", "N", "N", "N", "N"], "")
    assert (layout.kind, layout.index) == ("corners", (3, 4, 5, 6))


INFO = BoardInfo(
    "sim:",
    "sim-a",
    "Simulated",
    "",
    Geometry(433.0, 238.0),
    100.0,
    "virtual",
    origin="simulated",
    speed=0.0,
)


def test_outlet_and_inlet_meet():
    outlet = LslOutlet()
    outlet.on_info(INFO)
    assert outlet.name == "BalanceArcade-sim-a"
    cop = np.column_stack((np.linspace(-50, 50, 300), np.linspace(30, -30, 300)))
    samples = [
        CopSample(i, 0, i / 100, x, y, 650.0, 0.5, 0.5, 0.0, 0.0, 1)
        for i, (x, y) in enumerate(cop.tolist())
    ]
    with open_board("lsl:BalanceArcade-sim-a?silence=60") as board:
        outlet.on_samples(())
        outlet.on_samples(samples)
        seen = collect(board, 300)
        assert board.info.origin == "simulated"
        assert board.info.geometry == INFO.geometry
        back = np.array([place(sample, INFO.geometry) for sample in seen])
        np.testing.assert_allclose(back, cop, atol=1e-9)
        np.testing.assert_allclose([s.t_s for s in seen], np.arange(300) / 100, atol=1e-3)
        assert seen[0].flags == SampleFlag.SIMULATED
        outlet.close()
        outlet.close()
        with pytest.raises(BoardDisconnectedError, match="sender went away"):
            collect(board, 1)


def test_stamps_follow_the_boards_regular_time():
    outlet = LslOutlet()
    outlet._info = msgspec.structs.replace(INFO, speed=1.0)
    late = [0.004, 0.0, 0.03, 0.002]
    stamps = [
        outlet._stamp_s(
            CopSample(i, round((50.0 + i / 100 + delay_s) * 1e9), i / 100, *[0.0] * 7, 0)
        )
        for i, delay_s in enumerate(late)
    ]
    assert stamps == pytest.approx([50.004, 50.01, 50.02, 50.03])


def test_no_files_name_is_on_the_wire():
    named = msgspec.structs.replace(INFO, board_id="dual-replay-mrs-smith-sim-a")
    assert stream_name(named) == "BalanceArcade-replay"
