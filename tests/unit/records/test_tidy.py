"""The table of results: a row a file, units in the names, null where there is no value."""

import csv
import io
import json
import sys

import pyarrow.parquet
import pytest

from balance_arcade import __version__
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.analyze import analyze_file
from balance_arcade.records.tidy import TidyTable, check_parquet


def written(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


SPELLED = {"%": "pct", "%/s": "pct_s", "1/s": "per_s", "Hz": "hz"}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    file = tmp_path_factory.mktemp("tidy") / "S1_eo.csv"
    rows = [f"{i / 50},{(i % 7) / 2},{(i % 11) / 3}" for i in range(300)]
    file.write_text("t_s,cop_ml_mm,cop_ap_mm\n" + "\n".join(rows) + "\n")
    made = TidyTable(("subject", "condition"))
    made.add(analyze_file(file), {"subject": "S1", "condition": "eo"})
    made.add_refused("odd.csv", {}, 'odd.csv is empty, and "quoted".')
    return made


def test_every_column_in_order_and_of_one_type(table):
    names = list(table.columns())
    assert names[:4] == ["file", "subject", "condition", "not_measured"]
    for name in ("rate_hz", "n_samples", "duration_s", "pipeline", "version"):
        assert name in names
    assert {"quality_n_used", "quality_path_ratio", "quality_rate_jitter"} < set(names)
    assert {"notes", "refused", "faults"} < set(names)
    assert len(names) - len(table.units) < 40 < len(table.units)


def test_names_of_metrics_end_with_their_units(table):
    named = {name: unit for name, unit in table.units.items() if unit != "mixed"}
    # The phase plane and its two axes add squares of unlike things.
    assert len(named) == len(table.units) - 3
    for name, unit in named.items():
        ending = SPELLED.get(unit, unit).replace("/", "_").lower()
        assert name.endswith(ending), (name, unit)


def test_csv_holds_the_numbers_and_the_reasons(table):
    measured, refused = csv.DictReader(io.StringIO(written(table.write_csv).decode()))
    (result,) = (row for row in table.rows if row.values)
    for name, value in result.values.items():
        assert measured[name] == ("" if value is None else repr(value))
    why = json.loads(measured["refused"])
    assert {name for name, value in result.values.items() if value is None} == set(why)
    assert json.loads(measured["faults"]) == []
    assert (measured["subject"], measured["not_measured"]) == ("S1", "")
    assert (measured["n_samples"], measured["rate_hz"], measured["duration_s"]) == (
        "300",
        "50.0",
        "6.0",
    )
    assert (measured["format"], measured["origin"], measured["version"]) == (
        "table",
        "real",
        __version__,
    )
    assert measured["quality_n_used"] == "300"
    assert refused["not_measured"] == 'odd.csv is empty, and "quoted".'
    assert refused["rms_mm"] == refused["subject"] == refused["pipeline"] == ""


def test_parquet_holds_the_same_with_nulls_and_units(table, tmp_path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(written(table.write_parquet))
    read = pyarrow.parquet.read_table(path)
    assert read.column_names == list(table.columns())
    for name in read.column_names:
        assert read[name].to_pylist() == table.column(name), name
    assert read["rms_mm"].null_count == 1
    assert read.schema.field("rms_mm").metadata == {b"unit": b"mm"}
    assert str(read.schema.field("quality_n_used").type) == "int64"
    assert not {"nan", "NaN", "inf"} & set(written(table.write_csv).decode().split(","))


def test_without_pyarrow_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pip install 'balance-arcade\[parquet\]'"):
        check_parquet()


def test_a_table_without_rows_is_one_line_of_names():
    assert len(written(TidyTable().write_csv).decode().splitlines()) == 1
