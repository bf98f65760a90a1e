"""The text of ``analyze``: every value once, both axes beside each other, eighty columns."""

import math

import pytest

from balance_arcade.commands.analyze_text import describe_result, value_table
from balance_arcade.records.analyze import analyze_file


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    file = tmp_path_factory.mktemp("analyze") / "lissajous.csv"
    rows = [f"{i / 50},{3 * math.sin(i / 20)},{2 * math.cos(i / 33)}" for i in range(1500)]
    file.write_text("t_s,cop_ml_mm,cop_ap_mm\n" + "\n".join(rows) + "\n")
    return analyze_file(str(file))


def test_every_value_stands_there_once(result):
    values = [metric for metric in result.metrics.values() if metric.value is not None]
    table = describe_result(result).split("metric  ")[1].split("\nno value")[0]
    rows = [line[31:].split() for line in table.splitlines()[1:] if line.startswith("  ")]
    n_units = sum(any(not _is_number(word) for word in row) for row in rows)
    assert sum(len(row) for row in rows) - n_units == len(values) > 100


def test_no_line_is_wider_than_a_terminal(result):
    assert max(len(line) for line in describe_result(result).splitlines()[1:]) <= 80


def test_axes_stand_side_by_side():
    header, _, row = value_table({"f50_ap_hz": ("2", "Hz"), "f50_ml_hz": ("1", "Hz")}).splitlines()
    assert row.split() == ["f50_hz", "1", "2", "Hz"]
    assert (row.index("1"), row.index("2")) == (header.index("ml"), header.index("ap"))


def _is_number(word):
    try:
        float(word)
    except ValueError:
        return False
    return True
