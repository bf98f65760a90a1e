"""What a person can do with the load under their two sides, for games whose goal is a share of it.

The place of the centre of pressure from side to side and the share of the load that the left side
bears are one quantity on a plate with a cell in each corner: the share falls by one board width
from the left cells to the right ones.
"""

from __future__ import annotations

import msgspec

EVEN = 0.5
"""Share of the left side where both bear the same."""


class LoadRange(msgspec.Struct, frozen=True):
    """Shares of the load on the left side that a person gives.

    Attributes
    ----------
    rest : float
        In quiet stance.
    left, right : float
        At the own limit straight to the left and straight to the right.

    Examples
    --------
    >>> LoadRange(0.5, 0.7, 0.3).share_at(-0.5), LoadRange(0.5, 0.7, 0.3).place_of(0.6)
    (0.6, -0.5)
    """

    rest: float = EVEN
    left: float = 0.7
    right: float = 0.3

    def share_at(self, x: float) -> float:
        """Share of the left side at a place in the unit disc, x to the right."""
        return self.rest + abs(x) * ((self.right if x > 0.0 else self.left) - self.rest)

    def place_of(self, share: float) -> float:
        """Place in the unit disc, x to the right, at which the left side bears a share."""
        limit = self.left if share > self.rest else self.right
        if limit == self.rest:
            return 0.0
        away = (share - self.rest) / (limit - self.rest)
        return -away if share > self.rest else away

    def within(self, share: float, cap: float) -> float:
        """Bring a share to what the person gives within a share of their own limits.

        Parameters
        ----------
        share : float
            Wanted share of the left side.
        cap : float
            Of the own limit, 0 to 1; `balance_arcade.games.safety.reach_cap` says how much is safe.

        Examples
        --------
        >>> round(LoadRange(0.38, 0.46, 0.28).within(0.5, 0.95), 3)
        0.456
        """
        return min(self.share_at(-cap), max(self.share_at(cap), share))
