"""Where the results of ``analyze`` go: the screen, tables of files, tables of groups."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from balance_arcade.commands.analyze_groups import describe_groups
from balance_arcade.commands.analyze_jobs import Shown
from balance_arcade.commands.analyze_plots import Pictures, plan_pictures
from balance_arcade.commands.crew import Outcome
from balance_arcade.commands.out_file import out_file
from balance_arcade.commands.output import note, print_json
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import BalanceArcadeError, ConfigError
from balance_arcade.files.whole import write_whole_by
from balance_arcade.records.grouping import SUBJECT, NamePattern, group_rows, groups_csv
from balance_arcade.records.tidy import TidyTable, check_parquet


def add_output_flags(parser: argparse.ArgumentParser) -> None:
    """Declare where the results go."""
    group = parser.add_argument_group("results")
    group.add_argument("--json", action="store_true", help="one JSON object a file")
    group.add_argument("--csv", metavar="OUT", help="a table: one row a file, units in the names")
    group.add_argument("--parquet", metavar="OUT", help="the same as Parquet (needs pyarrow)")
    group.add_argument(
        "--group",
        metavar="PATTERN",
        help="means by the fields of file names: '{subject}_{condition}_*.txt'",
    )
    group.add_argument("--plot", metavar="DIR", help="pictures of each trial, as SVG and PNG")
    group.add_argument("--group-csv", metavar="OUT", help="those means as a table")


def out_paths(args: argparse.Namespace) -> list[str]:
    """Files that are asked for, as they were typed."""
    return [name for name in (args.csv, args.parquet, args.group_csv) if name is not None]


class Outputs:
    """Takes outcomes as they come and writes the tables at the end, also where it is cut short.

    Parameters
    ----------
    args : argparse.Namespace
        As parsed after `add_output_flags`.
    files : sequence of str
        Every file that is read.
    fields : tuple of str
        Columns of the table that come from `labels`.
    labels : mapping of str to mapping, optional
        Of each file, by its path; those of its name by default, where there is a pattern.
    command : str
        Which says what is said.
    elsewhere : bool
        Whether the numbers are kept elsewhere too, so that nobody has to print them.
    clock : Clock, optional
        This process's own by default.

    Raises
    ------
    ConfigError
        A table cannot be written where it was asked for, or a pattern cannot be understood. It is
        raised before anything is measured.
    """

    def __init__(
        self,
        args: argparse.Namespace,
        files: Sequence[str],
        *,
        fields: tuple[str, ...] = (),
        labels: Mapping[str, Mapping[str, str]] | None = None,
        command: str = "analyze",
        elsewhere: bool = False,
        clock: Clock | None = None,
    ) -> None:
        self._n_files, self._clock = len(files), clock or MonotonicClock()
        self._start_ns = self._clock.now_ns()
        self._json, self._labels, self._elsewhere = bool(args.json), labels, elsewhere
        self._command = f"balance-arcade {command}"
        # Not every command that measures has groups and pictures.
        group, group_csv = getattr(args, "group", None), getattr(args, "group_csv", None)
        self._pattern = None if group is None else NamePattern(group)
        if group_csv is not None and self._pattern is None:
            raise ConfigError(
                "--group-csv says nothing without --group.",
                hint="Add for example --group '{subject}_{condition}_*.txt'.",
            )
        self._refuse_a_pattern_of_none(files)
        self._table = TidyTable(self._pattern.fields if self._pattern else fields)
        self._csv, self._parquet, self._group_csv = (
            None if name is None else out_file(name, flag, inputs=files)
            for name, flag in (
                (args.csv, "--csv"),
                (args.parquet, "--parquet"),
                (group_csv, "--group-csv"),
            )
        )
        self._refuse_one_for_two()
        if self._parquet is not None:
            check_parquet()
        self.pictures = self._plan_pictures(getattr(args, "plot", None), files)
        self.n_measured = self.n_refused = self.n_failed = self.n_undrawn = 0
        self.n_empty = 0
        """Of which every value was refused."""
        self.n_kept = 0
        """Among the measured and refused: in an earlier run."""

    def _refuse_a_pattern_of_none(self, files: Sequence[str]) -> None:
        pattern = self._pattern
        if pattern is None or not files or any(pattern.labels(file) for file in files):
            return
        raise ConfigError(
            f"No file fits the pattern {pattern.pattern!r}, so there is nothing to group: the "
            f"first one is {files[0]}.",
            hint="Each {name} holds a part of the name, * anything; try --group '{subject}.*'.",
        )

    @staticmethod
    def _plan_pictures(folder: str | None, files: Sequence[str]) -> Pictures | None:
        if folder is None:
            return None
        pictures, why_no_png = plan_pictures(folder, files)
        if why_no_png:
            note(f"balance-arcade analyze: {why_no_png}")
        return pictures

    def _refuse_one_for_two(self) -> None:
        named = [path.resolve() for path in self._paths()]
        if len(set(named)) < len(named):
            raise ConfigError("Two results would be written to one file.", hint="Name two files.")

    def _paths(self) -> list[Path]:
        paths = (self._csv, self._parquet, self._group_csv)
        return [path for path in paths if path is not None]

    def begin(self) -> None:
        """Begin to count time: what was prepared before is no part of the pace."""
        self._start_ns = self._clock.now_ns()

    @property
    def keep(self) -> bool:
        """Whether the numbers of each file are needed at the end."""
        return bool(self._paths() or self._pattern)

    @property
    def show(self) -> Shown:
        """What is printed of each file: its values only where no table takes them."""
        if self._json:
            return "json"
        return "" if self.keep or self._elsewhere else "text"

    def take(self, outcome: Outcome) -> None:
        """Print what is printed of a file, and keep what a table needs."""
        labels = self._labels_of(outcome.file)
        for remark in outcome.notes:
            note(f"{self._command}: {remark}")
            self.n_undrawn += 1
        if outcome.problem:
            self.n_failed += outcome.failed
            self.n_refused += not outcome.failed
            note(f"{self._command}: {outcome.problem}")
            self._table.add_refused(outcome.file, labels, outcome.problem)
            return
        self.n_measured += not outcome.empty
        self.n_empty += outcome.empty
        self.n_kept += outcome.kept
        if outcome.shown:
            sys.stdout.write(outcome.shown)
            sys.stdout.flush()
        if outcome.result is not None:
            if outcome.empty and not outcome.shown:
                # Elsewhere it is only a cell of the table.
                why = Counter(outcome.result.quality.refused.values()).most_common(1)[0][0]
                name = Path(outcome.file).name
                note(f"{self._command}: {name}: every value is refused: {why}.")
            self._table.add(outcome.result, labels)

    def _labels_of(self, file: str) -> Mapping[str, str]:
        if self._labels is not None:
            return self._labels.get(file, {})
        return self._pattern.labels(file) if self._pattern else {}

    def close(self) -> None:
        """Write the tables, and say how many files stand in them.

        Raises
        ------
        BalanceArcadeError
            A table could not be written; the others were, and the file of before is kept.
        """
        faults: list[BalanceArcadeError] = []
        for path, write, what in (
            (self._csv, self._table.write_csv, "The table"),
            (self._parquet, self._table.write_parquet, "The table"),
            (self._group_csv, self._write_groups, "The table of groups"),
        ):
            if path is None:
                continue
            try:
                write_whole_by(path, write, what)
            except BalanceArcadeError as error:
                faults.append(error)
        # After the tables: whoever reads what is printed may go away (`| head`).
        if self._pattern is not None:
            self._tell_groups(self._pattern)
        # One file needs no sum, and stderr stays empty where all is well.
        if self._n_files != 1:
            note(self._sum())
        if faults:
            raise faults[0]

    def _tell_groups(self, pattern: NamePattern) -> None:
        groups = group_rows(self._table.rows, self._table.units)
        n_strange = sum(not row.labels for row in self._table.rows)
        if n_strange:
            does = "file does not fit" if n_strange == 1 else "files do not fit"
            note(f"{n_strange} {does} the pattern {pattern.pattern!r}: left out of the groups.")
        if self._json:
            print_json({"group": pattern.pattern, "groups": groups})
        else:
            print(describe_groups(groups, self._table.units, subjects=SUBJECT in pattern.fields))

    def _write_groups(self, file: BinaryIO) -> None:
        groups = group_rows(self._table.rows, self._table.units)
        file.write(groups_csv(groups, self._table.fields, self._table.units))

    def _sum(self) -> str:
        n_refused = self.n_refused + self.n_empty
        n_done = self.n_measured + n_refused + self.n_failed
        took_s = (self._clock.now_ns() - self._start_ns) / 1e9
        pace = f", {n_done / took_s:.3g} files/s" if n_done and took_s > 0.0 else ""
        whole = f"{n_done}" if n_done == self._n_files else f"{n_done} of {self._n_files}"
        kept = f" ({self.n_kept} of them earlier)" * (self.n_kept > 0)
        return (
            f"{whole} files: {self.n_measured} measured{kept}, {n_refused} refused, "
            f"{self.n_failed} failed; {took_s:.1f} s{pace}."
        )
