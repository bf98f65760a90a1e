"""Samples and events of a trial as Parquet and as JSON, with units, nulls and moments in UTC.

The columns are those of the CSV. A value that is missing is null in both: pandas makes null of NaN
in Parquet and pyarrow keeps it, and whoever reads then counts and filters differently.
"""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.exported import EVENTS, FACTS, SAMPLES, TIME_UTC
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.records.exchange.facts import (
    Dated,
    Fact,
    events_within,
    facts_of,
    utc_text,
)
from balance_arcade.records.export_csv import sample_columns
from balance_arcade.records.tidy import check_parquet


def json_of_trial(trial: TrialData, recording: Dated | None = None) -> bytes:
    r"""Write samples and events as one JSON object.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it.
    recording : Dated, optional
        Of a recording of ours; other files do not date their samples.

    Returns
    -------
    bytes
        ``columns`` has an array for each column, ``units`` its unit.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from balance_arcade.files.tables import read_trial
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "walk.csv"
    ...     _ = path.write_text("t_s,cop_ml_mm,cop_ap_mm\n0.0,0.1,2\n0.01,,2\n0.02,1,2\n")
    ...     json.loads(json_of_trial(read_trial(path)))["columns"]["cop_ml_mm"]
    [0.1, None, 1.0]
    """
    columns = sample_columns(trial)
    whole = {
        "format": SAMPLES,
        FACTS: _facts(trial, recording),
        "units": {name: unit_of(name) for name in columns},
        EVENTS: msgspec.to_builtins(events_within(trial, recording)),
        "columns": {name: _nulls(values) for name, values in columns.items()},
    }
    # Events may hold what is no number, too.
    return msgspec.json.encode(whole) + b"\n"


def parquet_of_trial(trial: TrialData, recording: Dated | None = None) -> bytes:
    """Write samples as a Parquet table; units stand in the fields' metadata, events in the table's.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it.
    recording : Dated, optional
        Of a recording of ours: its samples get their moment, in UTC with its zone.

    Returns
    -------
    bytes

    Raises
    ------
    ConfigError
        The extra ``parquet`` is not installed.
    """
    check_parquet()
    import pyarrow
    import pyarrow.parquet

    columns = sample_columns(trial)
    fields = [
        pyarrow.field(name, pyarrow.float64(), metadata={"unit": unit_of(name)}) for name in columns
    ]
    cells = [pyarrow.array(values, from_pandas=True) for values in columns.values()]
    if recording is not None:
        since_us = recording.start_ns // 1000 + np.rint(trial.t_s * 1e6).astype(np.int64)
        kind = pyarrow.timestamp("us", tz="UTC")
        fields.append(pyarrow.field(TIME_UTC, kind, metadata={"about": "moment of the sample"}))
        cells.append(pyarrow.array(since_us).cast(kind))
    events = msgspec.json.encode(events_within(trial, recording)).decode()
    told = {
        "format": SAMPLES,
        FACTS: json.dumps(_facts(trial, recording), ensure_ascii=False),
        EVENTS: events,
    }
    table = pyarrow.table(cells, schema=pyarrow.schema(fields, metadata=told))
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


def unit_of(name: str) -> str:
    """Give the unit of a column of samples by its name; empty for a mark.

    Examples
    --------
    >>> unit_of("cop_ml_mm"), unit_of("tl_n"), unit_of("simulated")
    ('mm', 'N', '')
    """
    return {"s": "s", "n": "N", "mm": "mm", "nmm": "Nmm"}.get(name.rpartition("_")[2], "")


def _facts(trial: TrialData, recording: Dated | None) -> dict[str, Fact]:
    facts = {"version": __version__, **facts_of(trial, recording)}
    if recording is not None:
        facts["second_0"] = utc_text(recording.start_ns)
    return facts


def _nulls(values: FloatArray) -> list[Any]:
    return [value if math.isfinite(value) else None for value in values.tolist()]
