"""Norms in reports: place, band and source where they apply, each reason once where not."""

from balance_arcade.assess import norms
from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.assess.norms import NoNorm, NormPerson, NormPlace, norm_of, norm_told
from balance_arcade.reports.norm_part import MOST_NORMS, norm_blocks
from balance_arcade.reports.sheet import Sheet
from balance_arcade.reports.wording import translated

METHOD = guided_test("norm-stance").protocol.describe()
PLACE = NormPlace("force plate", {"heel_width_mm": 100.0, "foot_angle_deg": 20.0})
NAMES = [
    f"{what}_{eyes}_firm"
    for what in ("mean_velocity_mm_s", "ellipse_area_mm2")
    for eyes in ("eo", "ec")
]


def texts(told, language="en"):
    sheet = Sheet("T", (), "2026-01-01T00:00:00+00:00", tuple(norm_blocks(told)))
    return [str(block.text) for block in translated(sheet, language).blocks]


def of(name, value, age_y=70):
    return norm_told(norm_of(name, METHOD, NormPerson((age_y, age_y)), PLACE), value)


def test_those_that_apply_stand_with_their_source_once():
    lines = texts({name: of(name, 15.0) for name in NAMES} | {"more": of(NAMES[0], 9.0)})
    assert len(lines) == MOST_NORMS + 1
    assert "75th to 95th percentile; norm 6.86 to 20.6 mm/s" in lines[0]
    assert lines[-1].count("10.7717/peerj.2648") == 1
    assert lines[-1].endswith("no diagnosis")
    german = texts({NAMES[0]: of(NAMES[0], 15.0)}, "de")
    assert "75. bis 95. Perzentil; Norm 6,86 bis 20,6 mm/s" in german[0]
    assert german[-1].endswith("keine Diagnose")


def test_reasons_stand_once_each_and_what_nobody_knows_only_alone():
    nothing = norm_told(NoNorm(norms.NOTHING), 1.0)
    young = {name: of(name, 15.0, 50) for name in NAMES[:2]}
    assert texts({**young, "x": nothing}) == ["No norm: the source has nobody of this age"]
    assert texts({"x": nothing}) == ["No norm that may be cited is known of this"]
    some = texts({**young, "y": of(NAMES[0], 9.0)})
    assert some[-1] == f"2 outcomes: {norms.OTHER_AGE}"
    assert texts({}) == []
