"""Other places for the games of this project: each another land, painted once by its name.

`paint_scene` paints the one that the theme names. A game paints its first place itself.
"""

from __future__ import annotations

from collections.abc import Callable

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.scenery.scenes import gardens, grounds, lakes, shores, skies, summits
from balance_arcade.games.scenery.scenes.site import SCENES, Site, nothing

__all__ = ["SCENES", "paint_scene"]

_PAINTERS = (gardens, grounds, lakes, shores, skies, summits)
"""They enter their scenes when they are imported."""


def paint_scene(
    kit: Kit,
    picture: pygame.Surface,
    *,
    horizon: float = 0.5,
    foot: float = 1.0,
    middle: tuple[float, float] = (0.5, 0.5),
    reach: float = 0.4,
    on_shore: Callable[[], None] | None = None,
) -> bool:
    """Paint the place that the theme names over a whole picture.

    Parameters
    ----------
    kit, picture
        As everywhere.
    horizon, foot : float
        Rows where the land ends and the water begins, and where there is land again, as shares of
        the height.
    middle : tuple of float
        Where the person stands, in shares of width and height.
    reach : float
        From there to the own limit, as a share of the height.
    on_shore : callable, optional
        Draws what the game needs before the water mirrors it.

    Returns
    -------
    bool
        Whether it was painted; not so in the game's first place and in high contrast, where the
        game paints its own.
    """
    paint = SCENES.get(kit.theme.scene)
    if paint is None or kit.theme.is_high_contrast:
        return False
    width, height = picture.get_size()
    at = (middle[0] * width, middle[1] * height)
    rows = round(horizon * height), round(foot * height)
    site = Site(picture.get_rect(), *rows, at, reach * height, on_shore or nothing)
    paint(kit, picture, site)
    return True
