"""One outcome of several tests: each row says which, and a norm that applies is not hidden."""

from __future__ import annotations

import re

from test_sheets import MADE, course, words_of

from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.assess.norms import NormPerson, NormPlace, norm_of, norm_told
from balance_arcade.records.clinic.progress import Course
from balance_arcade.reports.person_sheet import DENSE_ROWS, MOST_ROWS, outcome_blocks
from balance_arcade.reports.sheet import Figures, Sheet, Table, Words
from balance_arcade.reports.sheet_pdf import sheet_pdf

VELOCITY = "mean_velocity_mm_s_eo_firm"
PLACE = NormPlace("force plate", {"heel_width_mm": 100.0, "foot_angle_deg": 20.0})


def of_test(name: str) -> Course:
    """Velocity of a test, with its norm or the reason for none."""
    method = f"test: {name} {guided_test(name).protocol.describe()}"
    norm = norm_told(norm_of(VELOCITY, method, NormPerson((72, 72)), PLACE), 10.0)
    return course((12.0, 10.0), None, name=VELOCITY, method=method, norm=norm)


def test_rows_of_one_outcome_name_their_test_and_the_norm_is_that_of_the_test_it_is_of() -> None:
    several = [of_test(name) for name in ("mctsib", "norm-stance", "romberg")]
    _, table, said, *_ = outcome_blocks(several)
    assert isinstance(table, Table)
    assert [row[0].rsplit(", ", 1)[1] for row in table.rows] == ["mCTSIB", "3 x 60 s", "Romberg"]
    assert isinstance(said, Words)
    assert "Mean velocity, mm/s, open eyes, 3 x 60 s: 25th to 50th percentile" in said.text
    (_, alone, *_) = outcome_blocks(several[1:2])
    assert isinstance(alone, Table)
    assert alone.rows[0][0] == "Mean velocity, mm/s, open eyes"


def test_a_dense_page_has_no_charts_and_says_how_many_rows_are_left_out() -> None:
    many = [course((12.0, 10.0), None, name=f"rms_{k}_mm") for k in range(MOST_ROWS)]
    usual, dense = outcome_blocks(many), outcome_blocks(many, dense=True)
    assert isinstance(usual[-1], Figures)
    assert dense[-1] == Words(
        f"{MOST_ROWS - DENSE_ROWS} more outcomes stand in the research report.", small=True
    )


def test_what_does_not_fit_gives_way_to_the_dense_page_and_else_each_page_says_its_number() -> None:
    def printed(dense: int) -> tuple[int, str]:
        line = Words("All is well with this line, which is long enough to be read.")
        sheet = Sheet("S", (), MADE, (line,) * 80, one_page=True, dense=(line,) * dense)
        data = sheet_pdf(sheet)
        return len(re.findall(rb"/Type /Page\b", data)), words_of(data)

    assert printed(20)[0] == 1
    n_pages, said = printed(75)
    assert n_pages == 2
    assert re.search("page 1 of +2", said)
