"""Tables in odd encodings, quotes and line ends, with other lines among the rows; and no tables."""

from __future__ import annotations

import numpy as np
import pytest
from table_kit import AP_MM, COP_MM, LOAD_N, ML_MM, RATE_HZ, T_S, N, rows

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import read_trial
from balance_arcade.files.tables.fast_rows import parse_plain_rows

HEAD = "t_s,cop_ml_mm,cop_ap_mm\n"
BODY = rows([T_S, ML_MM, AP_MM])
LINES = BODY.split("\n")
HALVES = ("\n".join(LINES[:100]) + "\n", "\n".join(LINES[100:]))
SEMICOLONS = HEAD.replace(",", ";") + rows([T_S, ML_MM, AP_MM], sep=";", comma=True)


def read(tmp_path, data, **how):
    path = tmp_path / "trial.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_trial(path, **how)


def assert_true(trial):
    assert trial.n_samples == N
    np.testing.assert_allclose(trial.cop_mm, COP_MM, atol=1e-6)
    assert trial.rate_hz == RATE_HZ


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + BODY).encode("utf-16-le"),
        (HEAD + BODY).encode("utf-16-be"),
        ("計測 時間\n" + HEAD + BODY).encode("cp932"),
        ("Größe: José\n" + HEAD + BODY).encode("latin-1"),
        (HEAD + BODY).replace("\n", "\r"),
        (HEAD + BODY).replace("\n", "\r\r\n"),
        (HEAD + BODY).replace("\n", ",\n"),
        SEMICOLONS,
        SEMICOLONS.replace("\n", ";\r\n"),
        HEAD + rows([T_S, ML_MM, AP_MM], comma=True, quote=True),
        HEAD.replace(",", "\t") + rows([T_S, ML_MM, AP_MM], sep="\t", comma=True, quote=True),
        HEAD + rows([T_S, ML_MM, AP_MM], form=lambda value: f"{value:.12e}"),
        "".join(f"Line {i}: some, {i} words\n" for i in range(59)) + HEAD + BODY,
        "% " + HEAD + BODY,
        HEAD + "---,---,---\n" + BODY,
        HEAD + rows([T_S, ML_MM, AP_MM], sep=";", comma=True),
        "t,cop_ml,cop_ap\ns,mm,mm\n" + BODY,
        (HEAD + BODY).replace("\n", "\n\n"),
        "Sampling rate: 100 Hz\ncop_ml_mm,cop_ap_mm\n" + rows([ML_MM, AP_MM]),
    ],
    ids=[
        "utf16le",
        "utf16be",
        "shift-jis",
        "latin-1",
        "cr",
        "crcrlf",
        "trailing-comma",
        "decimal-comma",
        "trailing-semicolon",
        "quoted-decimal-comma",
        "tab-quotes",
        "exponents",
        "names-in-line-60",
        "remark-of-names",
        "rule-under-names",
        "names-by-commas-rows-by-semicolons",
        "line-of-units",
        "empty-lines",
        "rate-in-head",
    ],
)
def test_the_same_trial_however_it_is_written(tmp_path, data):
    assert_true(read(tmp_path, data))


def test_three_decimals_are_no_thousands_where_1000_has_no_comma(tmp_path):
    lines = [
        f"{10 * i};{ml / 10 + 2:.3f};{ap / 10 + 4:.3f}".replace(".", ",")
        for i, (ml, ap) in enumerate(COP_MM.tolist())
    ]
    trial = read(tmp_path, "t_ms;cop_ml_cm;cop_ap_cm\n" + "\n".join(lines) + "\n")
    np.testing.assert_allclose(trial.cop_mm - [20, 40], COP_MM, atol=0.0051)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (HEAD + BODY + "Mean,1,2\nMax,3,4\n", "('Mean') was not read"),
        (HEAD + BODY + "\nMittelwert,1,2\n", "line 303 on ('Mittelwert')"),
        (HEAD + BODY + "\nExported by somebody\n", "('Exported by somebody')"),
        (HEAD + BODY + "\n15,1.0,2.0\n0,1.0,2.0\n", "below the empty line 302"),
        (HEAD + BODY + ",1.0,2.0\n", "1 rows at the end have no time"),
        (HEAD + HALVES[0] + HEAD + HALVES[1], "statistics among the rows, from line 102"),
        (HEAD + HALVES[0] + "# a, b\n% c\n// d\n" + HALVES[1], "3 lines of remarks"),
        (HEAD + "Mean,1,2\nSD,1,1\n" + BODY, "2 lines of remarks, repeated names or statistics"),
        ((HEAD + BODY + "3.00,1").encode() + b"\0" * 500, "the file was not closed"),
    ],
    ids=[
        "mean",
        "german",
        "words",
        "unnamed",
        "untimed",
        "names-again",
        "remarks",
        "above",
        "zeros",
    ],
)
def test_what_stands_beside_the_samples_is_left_out_and_said(tmp_path, data, note):
    trial = read(tmp_path, data)
    assert_true(trial)
    assert any(note in text for text in trial.notes), trial.notes


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        ('{"t": 0.1, "tl": 3}\n{"t": 0.2, "tl": 3}\n', "holds JSON", "CSV"),
        ("<html><body>\n", "holds XML or HTML", "Export"),
        (b"PK\x03\x04rest", "a workbook", "Save the sheet as CSV"),
        (
            "t_s;cop_ml_mm;cop_ap_mm;fz_n\n0;1;2;1,234\n1;1;2;1,235\n",
            "'1,234' may be a decimal sign or part thousands",
            "decimal point",
        ),
        ("t_s;cop_ml_mm;cop_ap_mm\n0;1 234;2\n1;1;2\n", "'1 234' is not a number", "thousands"),
        (HEAD + '0,1,"1,234.5"\n1,1,"1,235.5"\n', "mixes commas and points", "thousands"),
        (
            "a file\n\ntime_units,x,y\n0.0,1,2\n0.1,1,2\n",
            "corner columns; line 3 has 'time_units', 'x', 'y'",
            "--columns ml=x,ap=y",
        ),
        ("words and words\nmore words\n", "no table of numbers", "--columns"),
        (HEAD + '0,1,"' + "2," * 80_000 + "\n", "line 2: 80002 values under 3", "semicolons"),
        (HEAD + HALVES[0] + "an odd line\n" + HALVES[1], "line 102: 'an odd line'", "Delete"),
    ],
)
def test_what_is_no_table_is_said_with_the_way_out(tmp_path, data, message, hint):
    with pytest.raises(RecordingError, match=message) as caught:
        read(tmp_path, data)
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)


SPELLED = ["-0.000", "+1.5", ".5", "-.25", "7.", "0", "000012.5", "123456789.012345"]


def spelled(seed, n_cells):
    """Decimals of 1 to 15 digits with the point anywhere, and some odd spellings."""
    rng = np.random.default_rng(seed)
    cells = []
    for _ in range(n_cells):
        digits = str(rng.integers(0, 10 ** int(rng.integers(1, 16))))
        at = int(rng.integers(0, len(digits) + 1))
        sign = "-" if rng.random() < 0.5 else ""
        cells.append(f"{sign}{digits[:at]}.{digits[at:]}")
    return cells + SPELLED + [str(rng.integers(10**14))]


@pytest.mark.parametrize("separator", [",", ";", "\t", None])
def test_plain_rows_are_what_python_reads_to_the_last_bit(separator):
    # More than one piece of the parser's.
    cells = spelled(7, 15_000 - len(SPELLED) - 1)
    table = np.array(cells).reshape(-1, 3)
    body = "\n".join((separator or "  ").join(row) for row in table).encode()
    values = parse_plain_rows(body, 3, separator)
    wanted = np.array([[float(cell) for cell in row] for row in table])
    assert values is not None
    assert values.tobytes() == wanted.tobytes()


@pytest.mark.parametrize("n_points", ["some", "all", "none"])
def test_digits_read_eight_at_once_are_what_python_reads(n_points):
    """Up to eight before and up to eight behind the point; a longer number goes another way."""
    rng = np.random.default_rng(11)
    cells = ["0", "-0", "12345678", "-1", "+99999999", "10000000", "7"]
    for _ in range(1_493):
        whole = str(rng.integers(10 ** int(rng.integers(1, 8))))
        cells.append(f"{rng.choice(['-', '+', ''])}{whole}")
    if n_points != "none":
        behind = [f".{'0' * int(rng.integers(6))}{rng.integers(10)}" for _ in cells]
        cells = [
            cell + (point if n_points == "all" or rng.random() < 0.5 else "")
            for cell, point in zip(cells, behind, strict=True)
        ]
    rows = np.array(cells).reshape(-1, 3)
    values = parse_plain_rows("\n".join(map("\t".join, rows)).encode(), 3, "\t")
    assert values is not None
    assert values.tobytes() == np.array([float(cell) for cell in cells]).tobytes()


@pytest.mark.parametrize(
    "body",
    [
        "1,2,3\n4,5\n6,7,8,9\n",
        "1,2 3,4\n5,,6\n",
        "1,,3\n4,5,6\n",
        "1,2,3\n\n4,5,6\n",
        "1,2-3,4\n",
        "1,2.3.4,5\n",
        "1,-,3\n",
        "1,.,3\n",
        "1,- 2,3\n",
        "1,nan,3\n",
        "1,1e5,3\n",
        "1,12345678901234567,3\n",
        '1,"2",3\n',
        "",
    ],
)
def test_other_rows_are_left_to_the_parser_that_names_faults(body):
    assert parse_plain_rows(body.encode(), 3, ",") is None


def test_missing_numbers_as_spreadsheets_and_windows_write_them(tmp_path):
    trial = read(tmp_path, HEAD + BODY + "3.00,#N/A,1.#QNAN\n3.01,-1.#IND,NaN\n")
    assert (trial.n_samples, trial.quality.n_nan) == (N + 2, 2)


def test_a_load_in_kilonewtons_beside_a_place(tmp_path):
    trial = read(tmp_path, "t_s,ml_mm,ap_mm,Fz (kN)\n" + rows([T_S, ML_MM, AP_MM, LOAD_N / 1000]))
    assert_true(trial)
    np.testing.assert_allclose(trial.fz_n, LOAD_N, rtol=1e-6)
