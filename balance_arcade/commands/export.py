"""``balance-arcade export``: a file's samples in a form that other programs open."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note
from balance_arcade.commands.read_flags import Reading, add_read_arguments, reading
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables import TrialData, read_trial
from balance_arcade.files.tables.reader import is_recording
from balance_arcade.files.whole import write_whole
from balance_arcade.records.exchange.bids import Labels, label_of
from balance_arcade.records.exchange.bids_folder import add_to_dataset
from balance_arcade.records.exchange.c3d import c3d_of_trial
from balance_arcade.records.exchange.facts import Dated, dated
from balance_arcade.records.exchange.sample_files import json_of_trial, parquet_of_trial
from balance_arcade.records.exchange.xdf import xdf_of_trial
from balance_arcade.records.export_csv import csv_of_trial
from balance_arcade.records.export_mcap import mcap_of_trial
from balance_arcade.records.tidy import check_parquet


class Form(NamedTuple):
    """A form to export to.

    Attributes
    ----------
    flag : str
        Names it on the command line, without the dashes.
    help : str
        What comes out.
    write : callable
        Reads the first path, as the third argument says, and writes the second; returns what was
        written, as the end of a sentence.
    """

    flag: str
    help: str
    write: Callable[[Path, Path, Reading], str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", metavar="FILE", help="anything that analyze reads")
    forms = parser.add_mutually_exclusive_group(required=True)
    for form in FORMS:
        forms.add_argument(f"--{form.flag}", metavar="OUT", help=form.help)
    forms.add_argument("--bids", metavar="FOLDER", help="a dataset, made or added to")
    parser.add_argument("--subject", default="", metavar="LABEL", help="whose, in a BIDS dataset")
    parser.add_argument("--task", default="", metavar="LABEL", help="what was done, in one")
    add_read_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Write the samples, whole or not at all."""
    how = reading(args)
    labels = Labels(args.subject, args.task)
    if any(labels) and args.bids is None:
        raise ConfigError("--subject and --task are for --bids.", hint="Leave them out.")
    if args.bids is not None:
        note(_write_bids(Path(args.file), args.bids, how, labels))
    for form in FORMS:
        name = getattr(args, form.flag)
        if name is not None:
            path = out_file(name, f"--{form.flag}", inputs=[args.file])
            note(f"{path}: {form.write(Path(args.file), path, how)}")
    return 0


def _write_csv(file: Path, out: Path, how: Reading) -> str:
    trial = read_trial(file, **how)
    write_whole(out, csv_of_trial(trial), "The table")
    return f"{trial.n_samples} samples of {file.name}"


def _write_mcap(file: Path, out: Path, how: Reading) -> str:
    trial, recording = _read(file, how)
    write_whole(out, mcap_of_trial(trial, recording), "The file")
    return _told(trial, recording)


def _write_xdf(file: Path, out: Path, how: Reading) -> str:
    trial, recording = _read(file, how)
    write_whole(out, xdf_of_trial(trial, recording), "The file")
    return _told(trial, recording)


def _write_c3d(file: Path, out: Path, how: Reading) -> str:
    trial, recording = _read(file, how)
    data, left_out = c3d_of_trial(trial, recording)
    write_whole(out, data, "The file")
    return "; left out: ".join((_told(trial, recording), *left_out))


def _write_parquet(file: Path, out: Path, how: Reading) -> str:
    check_parquet()
    trial, recording = _read(file, how)
    write_whole(out, parquet_of_trial(trial, recording), "The table")
    return _told(trial, recording)


def _write_json(file: Path, out: Path, how: Reading) -> str:
    trial, recording = _read(file, how)
    write_whole(out, json_of_trial(trial, recording), "The file")
    return _told(trial, recording)


def _write_bids(file: Path, folder: str, how: Reading, labels: Labels) -> str:
    for flag, label in labels._asdict().items():
        if label_of(label) != label:
            raise ConfigError(
                f"--{flag} {label} holds more than 64 letters and digits.",
                hint=f"BIDS takes {label_of(label) or 'p017'}, for example.",
            )
    trial, recording = _read(file, how)
    place = add_to_dataset(Path(folder), trial, recording, labels)
    return f"{Path(folder, place.samples)}: {_told(trial, recording)}"


def _read(file: Path, how: Reading) -> tuple[TrialData, Dated | None]:
    """Read a trial, and what only a recording of ours says besides."""
    recording = None
    if is_recording(file):
        recording = dated(file, from_first=how["rate_hz"] is not None)
    return read_trial(file, **how), recording


def _told(trial: TrialData, recording: Dated | None) -> str:
    when = recording.header.wall.iso() if recording is not None else "no date: they begin at 1970"
    return f"{trial.n_samples} samples of {trial.path.name}, {when}"


FORMS = (
    Form("csv", "raw samples as a table, units in the names", _write_csv),
    Form("parquet", "the same with events and moments in UTC (needs pyarrow)", _write_parquet),
    Form("json", "the same as one JSON object", _write_json),
    Form("mcap", "samples and events as JSON messages, times in UTC", _write_mcap),
    Form("xdf", "samples and events as streams of the Lab Streaming Layer", _write_xdf),
    Form("c3d", "a force plate of type 2, with events", _write_c3d),
)
"""Each form is one function; another is another row."""
