"""A place that fills the screen, painted once for a size and a theme."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.painting import paint_place
from balance_arcade.games.scenery.keepsakes import with_kept


def place(kit: Kit, name: str, paint: Callable[[Kit, pygame.Surface], None]) -> pygame.Surface:
    """Picture of a whole place, from the kit's store.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    name : str
        Name of the place; with whatever changes its look, apart from size and theme.
    paint : callable
        ``paint(kit, picture)`` paints it; on very large screens at half size with a kit of its own.

    Returns
    -------
    pygame.Surface
        To be drawn at (0, 0) each frame; with what has grown there, where a person has played the
        game before.

    Examples
    --------
    >>> import pygame
    >>> from balance_arcade.games import scenery
    >>> from balance_arcade.games.kit import NIGHT, Kit
    >>> def paint_pond(kit, picture):
    ...     width, height = picture.get_size()
    ...     sky = pygame.Rect(0, 0, width, height // 2)
    ...     pond = pygame.Rect(0, height // 2, width, height // 2)
    ...     scenery.paint_sky(kit, picture, sky, scenery.NIGHT_SKY)
    ...     scenery.paint_hills(kit, picture, sky, (0x14, 0x1C, 0x38), level=0.8, swing=0.2)
    ...     scenery.paint_water(kit, picture, pond, (0x22, 0x2E, 0x50), (0x0A, 0x10, 0x20))
    ...     scenery.paint_reflection(kit, picture, pond)
    >>> scenery.place(Kit((320, 180), NIGHT), "pond", paint_pond).get_size()
    (320, 180)
    """
    key = ("place", name, kit.theme.name, kit.theme.is_high_contrast)
    picture = kit.backdrop(key, kit.size, lambda picture: paint_place(kit, picture, paint))
    return with_kept(kit, key, picture)
