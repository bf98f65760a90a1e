"""What a person or a device may do at the station."""

from __future__ import annotations

import enum

ALWAYS_TAKEN = frozenset({"stop"})
"""Orders of everybody who is let in: whoever sees a patient in danger must be able to end it."""


class Role(enum.StrEnum):
    """Rights of somebody who is let in."""

    VIEWER = "viewer"
    CONTROLLER = "controller"


def refusal(role: Role, order: str) -> str:
    """Why an order of this role is refused, as a clause; empty if it is taken.

    Parameters
    ----------
    role : Role
        Of whoever gives the order.
    order : str
        Name of the order, see `balance_arcade.core.events.CommandName`.

    Returns
    -------
    str

    Examples
    --------
    >>> refusal(Role.VIEWER, "pause")
    'you are here to watch; ask a controller'
    >>> refusal(Role.VIEWER, "stop"), refusal(Role.CONTROLLER, "pause")
    ('', '')
    """
    if role is Role.CONTROLLER or order in ALWAYS_TAKEN:
        return ""
    return "you are here to watch; ask a controller"
