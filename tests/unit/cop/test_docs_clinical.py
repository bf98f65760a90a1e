"""The documents name every test, outcome, setting and stop rule there is, as the code has them."""

from pathlib import Path

import pytest

from balance_arcade.assess.limits_of_stability import COMPOSITE_OUTCOMES, LEAN_OUTCOMES
from balance_arcade.assess.protocols import PROTOCOLS
from balance_arcade.assess.single_leg import SINGLE_LEG_OUTCOMES
from balance_arcade.assess.sit_to_stand import SIT_TO_STAND_OUTCOMES
from balance_arcade.assess.stabilisation import STABILISATION_OUTCOMES
from balance_arcade.assess.stances import (
    FOUR_TRIAL_OUTCOMES,
    MCTSIB_OUTCOMES,
    TRIAL_OUTCOMES,
)
from balance_arcade.assess.weight_bearing import BEARING_OUTCOMES
from balance_arcade.assess.weight_shift import SHIFT_OUTCOMES

TABLES = {
    "limits_of_stability": [LEAN_OUTCOMES, COMPOSITE_OUTCOMES],
    "mctsib": [TRIAL_OUTCOMES, MCTSIB_OUTCOMES],
    "rhythmic_weight_shift": [SHIFT_OUTCOMES],
    "single_leg": [SINGLE_LEG_OUTCOMES],
    "weight_bearing": [BEARING_OUTCOMES],
    "sit_to_stand": [SIT_TO_STAND_OUTCOMES],
    "stabilisation": [STABILISATION_OUTCOMES],
    "four_trial": [FOUR_TRIAL_OUTCOMES],
}
DOCS = Path(__file__).resolve().parents[3] / "docs" / "clinical-tests.md"


def section(name):
    protocol = PROTOCOLS[name]
    parts = DOCS.read_text("utf-8").split("\n## ")
    return next(part for part in parts if f"`{protocol.name}/{protocol.version}`" in part)


@pytest.mark.parametrize("name", list(PROTOCOLS))
def test_every_outcome_and_setting_is_documented(name):
    text = section(name)
    for table in TABLES[name]:
        for outcome, row in table.items():
            assert f"| `{outcome}` | {row.unit} |" in text, outcome
    for key, setting in PROTOCOLS[name].settings.items():
        shown = f"| `{key}` | {setting.value:g} {setting.unit}".rstrip()
        assert f"{shown} | {setting.checked} | {setting.source} |" in text, key
    for rule in PROTOCOLS[name].stop_rules:
        assert f"*{rule.reason}*" in text, rule
    for departure in PROTOCOLS[name].departures:
        assert departure in text


def test_no_protocol_is_without_a_section():
    assert set(TABLES) == set(PROTOCOLS)


def test_every_number_has_a_source():
    for protocol in PROTOCOLS.values():
        for key, setting in protocol.settings.items():
            assert setting.source, key
    for tables in TABLES.values():
        for table in tables:
            assert all(row.formula and row.source for row in table.values())
