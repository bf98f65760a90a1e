"""The groups of descriptors that a trial is measured by, besides the basic metrics."""

from __future__ import annotations

from collections.abc import Callable

from balance_arcade.cop.dfa import dfa_group
from balance_arcade.cop.diffusion import diffusion_group
from balance_arcade.cop.entropy import entropy_group
from balance_arcade.cop.fractal import fractal_group
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.quijoux2021 import PRESET
from balance_arcade.cop.quijoux_diffusion import paper_diffusion_group
from balance_arcade.cop.signals import Finding, Signals
from balance_arcade.cop.spectrum import spectral_group


def _diffusion(signals: Signals, pipeline: Pipeline) -> dict[str, Finding]:
    """Our diffusion, where the preset is not the paper's that has its own way to fit."""
    found = diffusion_group(signals, pipeline)
    return found | (paper_diffusion_group(signals) if pipeline.name == PRESET else {})


Group = Callable[[Signals, Pipeline], dict[str, Finding]]

# A group gives all its names for every record, refused or not; no two groups share a name.
GROUPS: tuple[Group, ...] = (
    spectral_group,
    _diffusion,
    dfa_group,
    entropy_group,
    fractal_group,
)
