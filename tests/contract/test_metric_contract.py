"""Our own groups of metrics keep to the contract that other packages are held to."""

import pytest

from balance_arcade.cop.dfa import DFA
from balance_arcade.cop.entropy import ENTROPY
from balance_arcade.cop.fractal import FRACTAL
from balance_arcade.cop.groups import built_in_groups, own_rows
from balance_arcade.cop.groups_diffusion import DIFFUSION
from balance_arcade.cop.groups_entropy import IRREGULARITY
from balance_arcade.cop.groups_nonlinear import NONLINEAR
from balance_arcade.cop.groups_spectrum import SPECTRUM
from balance_arcade.cop.groups_sway import SWAY
from balance_arcade.testing.metric_contract import MetricContract, row_faults


class TestSway(MetricContract):
    group = SWAY


class TestSpectrum(MetricContract):
    group = SPECTRUM


class TestDiffusion(MetricContract):
    group = DIFFUSION


class TestScaling(MetricContract):
    group = DFA


class TestEntropy(MetricContract):
    group = ENTROPY


class TestDimensions(MetricContract):
    group = FRACTAL


class TestIrregularity(MetricContract):
    group = IRREGULARITY


class TestNonlinear(MetricContract):
    group = NONLINEAR


def test_no_group_of_ours_is_left_out():
    held = [test.group for test in MetricContract.__subclasses__() if test.__module__ == __name__]
    assert held == [named.group for named in built_in_groups()]


@pytest.mark.parametrize("name", sorted(own_rows()))
def test_every_row_is_complete(name):
    """Those of the live window, and of what needs corners, shear, feet or height, too."""
    row = own_rows()[name]
    assert row.name == name
    assert row_faults(row, "balance_arcade.cop") == []
