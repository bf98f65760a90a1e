"""Every fault of samples that is named, in one table: what it is, what is done, the way out.

``docs/data-faults.md`` shows the same table; a test keeps the two and the code alike.
"""

from __future__ import annotations

from typing import NamedTuple

from balance_arcade.core.data_faults import FaultEffect


class KnownFault(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    name : str
        As `balance_arcade.core.data_faults.DataFault` bears it.
    what : str
        What is wrong, and by what it is told.
    effects : tuple of str
        What is done about it; several where it depends on how bad it is.
    way_out : str
        What a user can do.
    """

    name: str
    what: str
    effects: tuple[FaultEffect, ...]
    way_out: str


_ROWS = (
    KnownFault(
        "clock_wraps",
        "a step back by the range of a 32-bit counter (4294.967296 s of `micros()`, 49.7 days of "
        "`millis()`); rarer counters where the step fits to half of itself",
        ("mended",),
        "none needed: the range is added",
    ),
    KnownFault(
        "stamps_out_of_place",
        "up to 20 times that lie too low or too high while the rows around them are at the usual "
        "rate",
        ("mended",),
        "none needed: they are put between their neighbours",
    ),
    KnownFault(
        "rows_out_of_order",
        "rows moved by up to 20 places; in the order of their times all steps are usual ones",
        ("mended",),
        "none needed: they are sorted",
    ),
    KnownFault(
        "clock_begins_again",
        "a step back of more than 0.1 s and 10 steps that is none of the above",
        ("kept",),
        "`--from`, `--to` for one part; `--rate` if samples were taken all the time",
    ),
    KnownFault(
        "clock_runs_back",
        "times that lie before an earlier one and fit nothing above",
        ("left out",),
        "`--rate`",
    ),
    KnownFault(
        "rows_doubled",
        "rows that repeat time and numbers of the row above, all others being regular",
        ("left out",),
        "none needed",
    ),
    KnownFault(
        "times_rounded",
        "times of few digits, some alike; count and span agree with one rate",
        ("mended",),
        "`--rate` where the rate is known better",
    ),
    KnownFault(
        "times_in_bursts",
        "times of arrival: some samples at once, then a pause; count and span agree",
        ("mended",),
        "`--rate` where the rate is known better",
    ),
    KnownFault(
        "times_jitter",
        "times that swing about a regular clock by more than 12 % of a step; count and span agree",
        ("mended",),
        "`--rate` where the rate is known better",
    ),
    KnownFault(
        "times_irregular",
        "more than 5 % of the steps are odd, and count and span agree with no one rate",
        ("kept",),
        "`--rate`, or `--preset quijoux2021`",
    ),
    KnownFault(
        "time_unit",
        "a rate below 2 Hz or above 20 kHz: seconds that are milliseconds, or the reverse, or "
        "numbers of samples",
        ("refused",),
        "name the column by its unit (`t_ms`, `t_us`, `t_s`), or `--rate`",
    ),
    KnownFault(
        "value_is_a_mark",
        "-9999, 9999, 32767, 1e30 and their kind, apart from all other values",
        ("left out",),
        "none needed",
    ),
    KnownFault(
        "place_stands_still",
        "a centre of pressure that is exactly the same for 1 s, and moves at other times: a logger "
        "that writes 0, 0 for nobody, or the last value again",
        ("left out",),
        "none needed",
    ),
    KnownFault(
        "load_below_10_n",
        "less than 10 N: nobody is on the board, also where the centre of pressure is given",
        ("left out",),
        "none needed",
    ),
    KnownFault(
        "load_missing",
        "a load that is blank or no number",
        ("left out",),
        "remove the column if the load was not measured",
    ),
    KnownFault(
        "load_is_negative",
        "the load, or each of the four corners, is negative in nine of ten samples with somebody "
        "on",
        ("mended",),
        "none needed: all forces and moments are inverted",
    ),
    KnownFault(
        "load_unit",
        "a load of 15 to 120 N most of the time (kilograms?), above 5000 N (grams, counts?), or "
        "never 10 N (kilonewtons?)",
        ("kept", "left out"),
        "name the unit (`fz_kg`, `tl_kg`, `fz_kn`), or calibrate the board",
    ),
    KnownFault(
        "empty_board_not_zero",
        "at least 0.75 s of an empty board inside the record that read more than 10 N, or 8 N in a "
        "corner, of either sign",
        ("kept", "left out"),
        "`--zero FROM,TO` with the seconds that are said",
    ),
    KnownFault(
        "empty_plate_off_zero",
        "a C3D file names frames in which its plates are empty, and they were, and read 1 N or "
        "more then",
        ("mended",),
        "`--zero FROM,TO` for other seconds",
    ),
    KnownFault(
        "several_plates",
        "more than one plate of the file bears load; all of them are measured together, or the "
        "one that was asked for",
        ("kept", "left out"),
        "`--plate N` for one",
    ),
    KnownFault(
        "several_trials",
        "a column `trial`, `condition`, `subject` or the like says different things of different "
        "rows: a table of many trials, which is measured as one",
        ("kept",),
        "`--from`, `--to` for one, as the sentence says",
    ),
    KnownFault(
        "steps_on_inside",
        "the load rises for more than 0.05 s until it stays within a tenth of its usual value",
        ("kept",),
        "`--trim`, or `--from`",
    ),
    KnownFault(
        "steps_off_inside",
        "the same at the end",
        ("kept",),
        "`--trim`, or `--to`",
    ),
    KnownFault(
        "cell_reversed",
        "one corner is below -10 N while somebody stands, and with its sign turned the sum of all "
        "four moves half as much or less",
        ("mended",),
        "change the cell's two signal wires over, calibrate again",
    ),
    KnownFault(
        "cell_below_zero",
        "a corner is below -10 N (live: -29 N) and not for its sign; there are no shares of load",
        ("kept",),
        "`--zero FROM,TO`; see to its wires",
    ),
    KnownFault(
        "cell_does_not_move",
        "a corner stands still for 2 s (live: 1 s) while others move; at 0 N only if always",
        ("kept",),
        "see to its cell and wires, measure again",
    ),
    KnownFault(
        "cell_saturates",
        "a corner's values pile up at their largest",
        ("kept",),
        "a smaller gain, or cells for a larger load",
    ),
    KnownFault(
        "cell_is_noisy",
        "live: a corner jumps from sample to sample by more than its known noise",
        ("kept",),
        "see to its wires and to the supply",
    ),
    KnownFault(
        "cell_gives_no_numbers",
        "live: half of a corner's values are no numbers",
        ("left out",),
        "see to its wires",
    ),
    KnownFault(
        "counts_for_newtons",
        "live: a corner of more than 5000 N",
        ("kept",),
        "calibrate the board",
    ),
    KnownFault(
        "place_off_the_plate",
        "most samples lie outside the corners; refused where they move farther than the plate is "
        "wide",
        ("kept", "refused"),
        "check the units of moments and centre of pressure, the origin, and the spacing",
    ),
    KnownFault(
        "place_unit",
        "without known corners: a sway below 0.05 mm or above 2 m, which is refused",
        ("kept", "refused"),
        "name the columns by their unit (`cop_ml_m`, `cop_ap_cm`)",
    ),
    KnownFault(
        "place_jumps",
        "up to 5 % of the samples lie 100 mm or more, and farther than all sway, from those "
        "beside them, and the next ones (within three samples and 0.05 s) are back",
        ("kept",),
        "correct or empty those cells, or `--from`, `--to`",
    ),
    KnownFault(
        "place_outside_base",
        "most samples lie outside the base of support that was given",
        ("kept",),
        "check its unit, its origin, and which axis is which",
    ),
    KnownFault(
        "other_axis_is_up",
        "a level force of 150 N or more that is 1.5 times the load or more",
        ("refused",),
        "`--up y`",
    ),
)

KNOWN_FAULTS: dict[str, KnownFault] = {row.name: row for row in _ROWS}
"""By name."""
