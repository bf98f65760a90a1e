"""How a file was measured, as a key: the version of what measured it, and every parameter.

Together with the hash of what was read (`balance_arcade.files.content.content_hash`) it says which
result it is: the same three give the same numbers, so that nothing has to be measured twice.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.cop.groups import foreign_versions
from balance_arcade.cop.pipelines import pipeline_named


class Manner(msgspec.Struct, frozen=True):
    """How files are measured.

    Attributes
    ----------
    version : str
        Of this program, and of the packages whose metrics are measured too.
    parameters : str
        All of them as JSON with sorted names, the preset with its version.
    """

    version: str
    parameters: str

    @property
    def key(self) -> str:
        """SHA-256 of both."""
        return hashlib.sha256(f"{self.version}\n{self.parameters}".encode()).hexdigest()


def manner_of(**parameters: Any) -> Manner:
    """Say how files are measured.

    Parameters
    ----------
    **parameters
        Arguments of `balance_arcade.records.analyze.analyze_file` but for the path.

    Returns
    -------
    Manner
        Equal for equal parameters, in whatever order they are named.

    Raises
    ------
    ConfigError
        There is no such preset.

    Examples
    --------
    >>> manner_of(preset="raw", rate_hz=None).parameters
    '{"preset":"raw/2","rate_hz":null}'
    """
    named = {**parameters, "preset": pipeline_named(parameters.get("preset", "default")).id}
    text = msgspec.json.encode(named, order="sorted", enc_hook=_plain).decode()
    return Manner(algorithm_version(), text)


def algorithm_version() -> str:
    """Name the versions of this program and of the packages whose metrics are measured too."""
    return ", ".join((f"balance_arcade {__version__}", *foreign_versions()))


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"A parameter of the analysis is a {type(value).__name__}.")
