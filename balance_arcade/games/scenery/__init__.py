"""One vocabulary of places for all games: sky, land, water, plants, wood, lights and things.

Each ``paint_...`` takes the kit, the picture and a box or a place in pixels, then its colours;
equal arguments give equal pixels. They are for pictures that are painted once (`place`); each
``draw_...`` is cheap enough for every frame. In high contrast they leave out what is only beautiful
and draw the rest as plain shapes. The table of all stands in ``docs/write_a_game.md``.
"""

from balance_arcade.games.scenery.basket import draw_basket_front, draw_basket_mouth, draw_pile
from balance_arcade.games.scenery.bell import draw_bell
from balance_arcade.games.scenery.bloom import Blooms, GoalLights
from balance_arcade.games.scenery.brass import draw_cup, draw_goal_cup, draw_marble, paint_level
from balance_arcade.games.scenery.clouds import draw_cloud, paint_cloud_sea
from balance_arcade.games.scenery.constellation import (
    STAR_UNITS,
    draw_constellation,
    draw_outline,
    draw_star,
)
from balance_arcade.games.scenery.drum import DRUM_TALL, draw_drum
from balance_arcade.games.scenery.far import paint_aurora, paint_dunes, paint_peaks, paint_skyline
from balance_arcade.games.scenery.figure import draw_figure, pose_at
from balance_arcade.games.scenery.floors import paint_lawn, paint_paving, paint_raked, paint_rug
from balance_arcade.games.scenery.fruit import draw_flies, draw_fruit, draw_twig, fruit_radius_px
from balance_arcade.games.scenery.gathered import Gathered
from balance_arcade.games.scenery.keepsakes import draw_keepsake, with_kept
from balance_arcade.games.scenery.land import (
    hill_line,
    paint_ground,
    paint_hills,
    paint_sand,
    paint_snow,
    paint_terrace_wall,
    paint_terraces,
    paint_wall,
    with_dome,
    with_pines,
)
from balance_arcade.games.scenery.lights import (
    paint_lamp_light,
    paint_lantern,
    paint_shafts,
    paint_vignette,
    paint_window,
)
from balance_arcade.games.scenery.petals import paint_petals
from balance_arcade.games.scenery.place import place
from balance_arcade.games.scenery.plants import (
    LEAVES,
    leaf_points,
    paint_foliage,
    paint_lily_pads,
    paint_reeds,
    paint_tree,
    paint_tufts,
    shade_below,
    stamp_leaves,
    stamp_pines,
)
from balance_arcade.games.scenery.scenes import paint_scene
from balance_arcade.games.scenery.shore import paint_lighthouse, paint_palm, paint_stones
from balance_arcade.games.scenery.sky import (
    DAWN_SKY,
    DUSK_SKY,
    DUSTY_SKY,
    MORNING_SKY,
    NIGHT_SKY,
    draw_breathing_stars,
    paint_clouds,
    paint_moon,
    paint_nebula,
    paint_shine,
    paint_sky,
    paint_stars,
)
from balance_arcade.games.scenery.spot import draw_home, draw_spot
from balance_arcade.games.scenery.tally import draw_tally
from balance_arcade.games.scenery.things import paint_birds, paint_boat, paint_house, paint_jetty
from balance_arcade.games.scenery.tray import Spread, TrayWood, lay_tray, spread_of
from balance_arcade.games.scenery.trees import (
    Bower,
    bower_of,
    paint_bower,
    paint_tree_row,
    plant_row,
)
from balance_arcade.games.scenery.walls import TrayWalls
from balance_arcade.games.scenery.water import (
    draw_rings,
    draw_swell,
    paint_light_path,
    paint_reflection,
    paint_water,
    swell,
)
from balance_arcade.games.scenery.wood import (
    BRASS,
    brass_light,
    draw_brass_ring,
    grain,
    paint_planks,
)

__all__ = [
    "BRASS",
    "DAWN_SKY",
    "DRUM_TALL",
    "DUSK_SKY",
    "DUSTY_SKY",
    "LEAVES",
    "MORNING_SKY",
    "NIGHT_SKY",
    "STAR_UNITS",
    "Blooms",
    "Bower",
    "Gathered",
    "GoalLights",
    "Spread",
    "TrayWalls",
    "TrayWood",
    "bower_of",
    "brass_light",
    "draw_basket_front",
    "draw_basket_mouth",
    "draw_bell",
    "draw_brass_ring",
    "draw_breathing_stars",
    "draw_cloud",
    "draw_constellation",
    "draw_cup",
    "draw_drum",
    "draw_figure",
    "draw_flies",
    "draw_fruit",
    "draw_goal_cup",
    "draw_home",
    "draw_keepsake",
    "draw_marble",
    "draw_outline",
    "draw_pile",
    "draw_rings",
    "draw_spot",
    "draw_star",
    "draw_swell",
    "draw_tally",
    "draw_twig",
    "fruit_radius_px",
    "grain",
    "hill_line",
    "lay_tray",
    "leaf_points",
    "paint_aurora",
    "paint_birds",
    "paint_boat",
    "paint_bower",
    "paint_cloud_sea",
    "paint_clouds",
    "paint_dunes",
    "paint_foliage",
    "paint_ground",
    "paint_hills",
    "paint_house",
    "paint_jetty",
    "paint_lamp_light",
    "paint_lantern",
    "paint_lawn",
    "paint_level",
    "paint_light_path",
    "paint_lighthouse",
    "paint_lily_pads",
    "paint_moon",
    "paint_nebula",
    "paint_palm",
    "paint_paving",
    "paint_peaks",
    "paint_petals",
    "paint_planks",
    "paint_raked",
    "paint_reeds",
    "paint_reflection",
    "paint_rug",
    "paint_sand",
    "paint_scene",
    "paint_shafts",
    "paint_shine",
    "paint_sky",
    "paint_skyline",
    "paint_snow",
    "paint_stars",
    "paint_stones",
    "paint_terrace_wall",
    "paint_terraces",
    "paint_tree",
    "paint_tree_row",
    "paint_tufts",
    "paint_vignette",
    "paint_wall",
    "paint_water",
    "paint_window",
    "place",
    "plant_row",
    "pose_at",
    "shade_below",
    "spread_of",
    "stamp_leaves",
    "stamp_pines",
    "swell",
    "with_dome",
    "with_kept",
    "with_pines",
]
