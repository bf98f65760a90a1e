"""What we publish on LSL, read with liblsl's own inlet as any other program would."""

from __future__ import annotations

import pylsl
import pytest
from patience import until

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.hw.lsl import LslOutlet
from balance_arcade.hw.lsl.library import load_lsl

INFO = BoardInfo(
    "arduino:/dev/ttyACM0",
    "arduino-0011",
    "Arduino board",
    "0011",
    Geometry(400.0, 300.0),
    100.0,
    "device",
)


def opened(name="arduino-0011"):
    outlet = LslOutlet()
    outlet.on_info(BoardInfo(INFO.address, name, *(getattr(INFO, field) for field in FIELDS)))
    return outlet


FIELDS = ("model", "serial", "geometry", "nominal_rate_hz", "clock")


def samples(first, n):
    at_ns = [round((pylsl.local_clock() + k / 100.0) * 1e9) for k in range(n)]
    return [
        CopSample(first + k, at_ns[k], (first + k) / 100.0, 1.0, 2.0, 650.0, 0.5, 0.5, 0.0, 0.0, 0)
        for k in range(n)
    ]


def inlet_of(name, **how):
    load_lsl("lsl:", "machine")
    (found,) = until(lambda: pylsl.resolve_byprop("name", name, 1, 1.0), "the stream")
    inlet = pylsl.StreamInlet(found, **how)
    inlet.open_stream(5.0)
    return inlet


def pulled(inlet, what):
    return until(lambda: inlet.pull_sample(0.2)[0], what)


def test_every_channel_says_what_it_is_and_dropped_samples_are_owned_to():
    outlet = opened("arduino-described")
    info = inlet_of(outlet.name).info(5.0)
    assert info.get_channel_labels()[:3] == ["cop_ml", "cop_ap", "fz"]
    assert info.get_channel_types()[:3] == ["Position", "Position", "Force"]
    assert info.get_channel_units()[:3] == ["mm", "mm", "N"]
    assert all(info.get_channel_types()[3:])
    assert all(info.get_channel_units()[3:])
    said = info.desc().child("synchronization").child_value("can_drop_samples")
    assert said == "true"
    outlet.close()


def test_events_are_markers_without_words_at_the_time_of_the_samples():
    outlet = opened("arduino-marked")
    marks, forces = inlet_of(f"{outlet.name}-events"), inlet_of(outlet.name)
    info = marks.info(5.0)
    assert (info.type(), info.nominal_srate(), info.source_id()) == (
        "Markers",
        0.0,
        "BalanceArcade-arduino-marked-events",
    )
    outlet.on_samples(samples(0, 20))
    outlet.on_event(Event(0.1, "session.mark", {"text": "Mrs Smith took the rail"}))
    row, stamp_s = until(
        lambda: found if (found := marks.pull_sample(0.2))[0] else None, "the event"
    )
    assert row == ["session.mark"]
    rows, stamps = until(
        lambda: found if len((found := forces.pull_chunk(0.2))[1]) else None, "the samples"
    )
    tenth = [row[5] for row in rows].index(10.0)
    assert stamp_s == pytest.approx(stamps[tenth], abs=1e-4)
    outlet.on_event(Event(float("nan"), "board.lost"))
    assert pulled(marks, "an event without a time") == ["board.lost"]
    outlet.close()
    outlet.on_event(Event(0.2, "session.end"))


def test_a_reader_finds_a_restarted_board_again():
    outlet = opened("arduino-again")
    inlet = inlet_of(outlet.name, recover=True)
    outlet.on_samples(samples(0, 3))
    assert pulled(inlet, "the first")[5] == 0.0
    outlet.close()
    again = opened("arduino-again")

    def next_one():
        again.on_samples(samples(100, 1))
        row = inlet.pull_sample(0.2)[0]
        return row if row and row[5] >= 100.0 else None

    until(next_one, "the board that came back")
    again.close()
