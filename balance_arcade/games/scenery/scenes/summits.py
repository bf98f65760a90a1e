"""Heights to leap on, with much sky above them: before a range of peaks, over a bay of the sea."""

from __future__ import annotations

import numpy as np
import pygame

from balance_arcade.games import painting
from balance_arcade.games.kit import Kit
from balance_arcade.games.scenery.clouds import paint_cloud_sea
from balance_arcade.games.scenery.far import paint_peaks
from balance_arcade.games.scenery.land import hill_line, paint_ground, paint_hills
from balance_arcade.games.scenery.lights import paint_vignette
from balance_arcade.games.scenery.scenes.site import Site, scene
from balance_arcade.games.scenery.shore import paint_lighthouse, paint_palm
from balance_arcade.games.scenery.sky import (
    paint_clouds,
    paint_shine,
    paint_sky,
    paint_stars,
)
from balance_arcade.games.scenery.things import paint_birds, paint_boat
from balance_arcade.games.scenery.water import paint_light_path, paint_water

_COLD_DAWN = (
    (0.0, (0x0C, 0x24, 0x40)),
    (0.5, (0x22, 0x4C, 0x68)),
    (0.85, (0x50, 0x78, 0x86)),
    (1.0, (0x7C, 0x94, 0x94)),
)
_LATE_SUN = (
    (0.0, (0x2A, 0x18, 0x40)),
    (0.45, (0x5C, 0x2E, 0x58)),
    (0.8, (0x9C, 0x54, 0x5A)),
    (1.0, (0xBC, 0x80, 0x58)),
)


@scene("snow range")
def paint_snow_range(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint two ranges of peaks in the first light, mist at their foot, pines before it."""
    width, height = site.box.size
    paint_sky(kit, picture, site.band(0.0, 0.74), _COLD_DAWN)
    paint_stars(kit, picture, site.band(0.0, 0.30), seed=81, n_stars=70)
    paint_shine(kit, picture, (width * 0.84, height * 0.50), height * 0.7, (70, 66, 44), flat=0.5)
    for top, foot, rock, snow, seed in (
        (0.28, 0.74, (0x3E, 0x62, 0x7A), (0x9C, 0xB4, 0xBC), 84),
        (0.40, 0.86, (0x26, 0x48, 0x62), (0x7C, 0x98, 0xA6), 89),
    ):
        peaks = site.band(top, foot)
        paint_peaks(kit, picture, peaks, rock, snow, level=0.51, swing=0.66, seed=seed)
    whole, mist = site.box, ((0x5A, 0x7C, 0x8C), (0x2A, 0x4A, 0x5E))
    paint_cloud_sea(kit, picture, whole, *mist, level=0.735, size=0.030, seed=90)
    valley = site.band(0.68, 1.0)
    paint_hills(kit, picture, valley, (0x1A, 0x38, 0x4C), level=0.30, swing=0.30, seed=91)
    paint_hills(
        kit, picture, valley, (0x10, 0x26, 0x36), level=0.46, swing=0.35, pines=0.14, seed=93
    )
    site.on_shore()
    paint_vignette(kit, picture, strength=0.42, middle=(0.5, 0.42))


@scene("sea cliff")
def paint_sea_cliff(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a bay in the evening, seen from above: the sun's path on it, a far cape, palms."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _LATE_SUN)
    sun = (width * 0.20, site.horizon - 0.055 * height)
    paint_shine(kit, picture, sun, 0.8 * height, (110, 56, 20), flat=0.6)
    clouds = site.band(0.20, 0.50)
    paint_clouds(kit, picture, clouds, (0xB8, 0x70, 0x6C), seed=86, amount=0.45, strength=0.4)
    kit.disc(picture, sun, 0.044 * height, (0xD4, 0x90, 0x68))
    cape = pygame.Rect(round(0.66 * width), 0, width - round(0.66 * width), site.horizon)
    # It rises out of the sea towards the edge of the picture.
    t = np.linspace(1.0, 0.0, cape.width * painting.FINE, dtype=np.float32)
    line = hill_line(cape, 1.0 - 0.055 * height / site.horizon, 0.02, seed=88, wave=0.1)
    tops = np.asarray(line + 0.06 * height * t**3, np.float32)
    paint_ground(kit, picture, cape, tops, (0x4C, 0x2C, 0x4C), (0x40, 0x26, 0x46))
    paint_lighthouse(kit, picture, (width * 0.90, site.horizon - 0.030 * height), 0.13 * height)
    paint_water(
        kit, picture, site.below, (0x6C, 0x48, 0x5C), (0x1C, 0x1A, 0x38), glint=(220, 160, 120),
        strength=0.16, seed=87,
    )  # fmt: skip
    paint_light_path(kit, picture, site.below, sun[0], (0xD0, 0x98, 0x68), width=0.05)
    paint_boat(kit, picture, (width * 0.74, site.horizon + 0.075 * height), 54.0 * kit.u)
    birds = pygame.Rect(round(0.66 * width), round(0.30 * height), round(0.16 * width), 0)
    birds.height = round(0.09 * height)
    paint_birds(kit, picture, birds, (0x3A, 0x22, 0x40), n_birds=4, seed=5)
    site.on_shore()
    for x, tall, lean, seed in ((0.050, 0.40, 0.16, 3), (0.115, 0.28, -0.10, 6)):
        paint_palm(
            kit, picture, (width * x, height * 1.01), height * tall, lean=lean,
            bark=(0x24, 0x16, 0x26), green=(0x22, 0x26, 0x36), seed=seed,
        )  # fmt: skip
    paint_vignette(kit, picture, strength=0.42, middle=(0.5, 0.42))
