"""``calibrate`` on an emulated board whose cells are wired wrongly: it says which, and stops."""

from __future__ import annotations

from dataclasses import dataclass

from test_calibrate_pty import Bench, Person, calibrate, pytestmark

__all__ = ["calibrate", "pytestmark"]


@dataclass
class Wired(Bench):
    """A board whose cells are wired to the converters in another way."""

    signs: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    order: tuple[int, ...] = (0, 1, 2, 3)

    def counts(self, t_s):
        cells = super().counts(t_s)
        return [round(sign * cells[k]) for sign, k in zip(self.signs, self.order, strict=True)]


def test_a_reversed_cell_is_named_at_the_first_load(calibrate, capsys):
    bench = Wired(signs=(1.0, 1.0, -1.0, 1.0))
    with bench.peer() as device:
        person = Person(bench)
        assert calibrate(f"arduino:{device.port}", person) == 1
    said = "The rear left cell reads less under load: change its two signal wires over."
    assert said in capsys.readouterr().err
    assert [e["event"] for e in person.events] == ["prompt", "taken", "prompt", "hint"]
    assert said in person.events[-1]["text"]


def test_swapped_cells_are_named_and_waited_for(calibrate, capsys):
    bench = Wired(order=(2, 1, 0, 3))
    with bench.peer() as device:
        person = Person(bench)
        assert calibrate(f"arduino:{device.port}", person, "--patience", "1") == 1
    said = "What the rear left cell should bear shows up on the front left cell."
    assert said in capsys.readouterr().err
    assert said in person.events[-1]["text"]
