"""Read a trial from any file: `read_trial` returns its content or says why it cannot."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.look import whole
from balance_arcade.files.named import no_file
from balance_arcade.files.tables.bids import events_of, is_bids, read_bids_file
from balance_arcade.files.tables.c3d import is_c3d, read_c3d
from balance_arcade.files.tables.column_map import ColumnMap
from balance_arcade.files.tables.cut import Cut, cut_trial
from balance_arcade.files.tables.encoding import read_text_file
from balance_arcade.files.tables.exported import is_exported, read_exported
from balance_arcade.files.tables.formats import read_text_trial
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate_frame import PlateOptions
from balance_arcade.files.tables.recordings import read_recording
from balance_arcade.files.tables.trial import TrialData
from balance_arcade.files.tables.xdf import read_xdf
from balance_arcade.files.tables.xdf_file import is_xdf
from balance_arcade.files.tables.zero import zero_trial

_MCAP_MAGIC = b"\x89MCAP0\r\n"


def read_trial(
    path: str | os.PathLike[str],
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
    plate: PlateOptions | None = None,
    cut: Cut | None = None,
    columns: ColumnMap | None = None,
) -> TrialData:
    r"""Read one trial from a file.

    Parameters
    ----------
    path : str or path-like
        A recording of ours (``.mcap``, or ``.part`` while it was not closed), a text file of the
        public balance data set, a CSV or TSV with unit-suffixed headers, a C3D file with force
        plates, a text export of a plate, a motion capture program or a logger, an XDF file of the
        Lab Streaming Layer, a continuous recording of a BIDS dataset (``_physio.tsv.gz``), or
        samples that we exported as Parquet or JSON.
    rate_hz : float, optional
        Sampling rate in hertz; goes before the times of the file.
    geometry : Geometry, optional
        Spacing of the corners, only for a table that does not say it.
    plate : PlateOptions, optional
        What the file of a force plate does not say; only for C3D and for exports with Fz, Mx, My.
    cut : Cut, optional
        Which seconds count, and in which the board was empty.
    columns : ColumnMap, optional
        Which column of a table is what; only for text.

    Returns
    -------
    TrialData
        Looked at (`balance_arcade.files.look.whole`), so that every format is judged alike: what is
        wrong with its samples stands in its `faults`.

    Raises
    ------
    RecordingError
        There is no such file, or it cannot be understood; message and hint say why.
    ConfigError
        What was said does not fit the file.

    Notes
    -----
    The formats are described in `balance_arcade.files.tables.bds`,
    `balance_arcade.files.tables.columns`, `balance_arcade.files.tables.c3d`,
    `balance_arcade.files.tables.plate_text`, `balance_arcade.files.tables.xdf` and, by program, in
    `balance_arcade.files.tables.formats`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "walk.csv"
    ...     _ = path.write_text("t_s;cop_ml_cm;cop_ap_cm\n0,00;0,1;2\n0,01;0,2;2\n")
    ...     trial = read_trial(path)
    >>> trial.rate_hz, trial.cop_mm.tolist()
    (100.0, [[1.0, 20.0], [2.0, 20.0]])
    """
    path = Path(path)
    if wrong := no_file(path):
        raise RecordingError(wrong[0], hint=wrong[1])
    cut, plate = cut or Cut(), plate or PlateOptions()
    if columns is not None and (is_recording(path) or is_c3d(path)):
        raise ConfigError(
            f"{path.name} is no table of text, so its columns cannot be named.",
            hint="Leave --columns out (columns= in an address).",
        )
    if is_recording(path):
        return whole.look_at(read_recording(path, rate_hz=rate_hz, cut=cut))
    how = HowToRead(rate_hz, geometry, plate, columns, cut.zero_s)
    # Seconds mean something on a clock that goes forward, and what is cut off is not named.
    trial = whole.mend_samples(_read(path, how))
    # A plate's reader takes the empty plate off itself, before it sees which sign is load.
    if trial.format not in ("c3d", "plate"):
        trial = zero_trial(trial, cut.zero_s)
    trial = cut_trial(trial, cut) if cut.given else trial
    return whole.name_faults(trial, front=plate.front)


def _read(path: Path, how: HowToRead) -> TrialData:
    """Read a file that is no recording of ours, by what it looks like."""
    if is_c3d(path):
        return read_c3d(
            path, how.plate, rate_hz=how.rate_hz, geometry=how.geometry, zero_s=how.zero_s
        )
    if is_xdf(path):
        return read_xdf(path, how.plate, rate_hz=how.rate_hz, geometry=how.geometry)
    if is_bids(path):
        trial = read_text_trial(read_bids_file(path), how)
        return dataclasses.replace(trial, events=events_of(path))
    if is_exported(path):
        text, events = read_exported(path)
        return dataclasses.replace(read_text_trial(text, how), events=events)
    return read_text_trial(read_text_file(path), how)


def is_recording(path: Path) -> bool:
    """Whether a file is one of our recordings, by its name or its first bytes.

    Raises
    ------
    RecordingError
        The file cannot be opened.
    """
    if ".mcap" in path.suffixes[-2:]:
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(_MCAP_MAGIC)) == _MCAP_MAGIC
    except OSError as error:
        raise RecordingError(
            f"{path.name} cannot be read: {error.strerror}.", hint="Check the file's permissions."
        ) from error
