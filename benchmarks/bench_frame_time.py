"""What a frame costs: every scene and every game, drawn into memory at two sizes.

Run with ``python benchmarks/bench_frame_time.py [--json]``; prints a table. Times are of the
process's own processor time, without the flip: a screen's own cost depends on the screen. The
first frame makes the pictures that all later ones use.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from balance_arcade.core.events import Phase, SessionState
from balance_arcade.core.samples import CopSample
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import NIGHT
from balance_arcade.games.registry import game_spec, known_games, make_model, view_class
from balance_arcade.window.director import Director
from balance_arcade.window.display import open_display
from balance_arcade.window.screen import MenuScreen, ScreenModel

SIZES = ((1280, 720), (1920, 1080))
N_FRAMES = 240
PERSON = CopSample(1, 0, 5.0, 30.0, 20.0, 700.0, 0.45, 0.55, 30.0, 20.0)


def cpu_ms(work) -> float:
    """Processor time of one call in milliseconds."""
    start_s = time.process_time()
    work()
    return (time.process_time() - start_s) * 1e3


def row(name: str, size: tuple[int, int], costs: list[float]) -> dict[str, object]:
    """One line of the table; the first cost is the one that makes the pictures."""
    later = sorted(costs[1:])
    return {
        "scene": name,
        "size": f"{size[0]}x{size[1]}",
        "first_ms": round(costs[0], 1),
        "p50_ms": round(statistics.median(later), 2),
        "p99_ms": round(later[int(0.99 * len(later))], 2),
    }


def scene_rows(size: tuple[int, int]) -> list[dict[str, object]]:
    """Every scene that is not a game."""
    display = open_display(size, headless=True)
    titles = tuple(game_spec(name).title for name in known_games())
    rows = []
    for name in [phase.value for phase in Phase if phase is not Phase.PLAY] + ["attract", "menu"]:
        director = Director(size, NIGHT, view_class)
        phase = Phase.STEP_ON if name in {"attract", "menu"} else Phase(name)
        state = SessionState(
            1, 0.0, phase, activity="star-reach", title="Star Reach", stars=2, time_left_s=20.0
        )
        menu = MenuScreen(known_games(), titles, 1, held=0.5) if name == "menu" else None
        costs = []
        for k in range(N_FRAMES):
            screen = ScreenModel(
                state, sample=PERSON, now_s=k / 60, phase_age_s=k / 60, progress=k / N_FRAMES,
                countdown=3, lean_direction=1, reached_mm=(60.0, 20.0 + k / 10), menu=menu,
                origin="simulated",
            )  # fmt: skip
            attract = name == "attract"
            draw = director.draw
            costs.append(
                cpu_ms(lambda s=screen, a=attract, d=draw: d(display.surface, s, attract=a))
            )
        rows.append(row(name, size, costs))
    return rows


def game_rows(size: tuple[int, int]) -> list[dict[str, object]]:
    """Every game while a person follows its goal at once."""
    display = open_display(size, headless=True)
    rows = []
    for name in known_games():
        director, model = Director(size, NIGHT, view_class), make_model(name)
        state = SessionState(1, 0.0, Phase.PLAY, activity=name, time_left_s=60.0, trials=3)
        costs, x, y = [], 0.0, 0.0
        for k in range(4 * N_FRAMES):
            goal = model.goal() or (0.0, 0.0)
            x, y = x + 0.05 * (goal[0] - x), y + 0.05 * (goal[1] - y)
            control = ControlInput(k / 60, x, y)
            for _ in range(round(1 / 60 / DT_S)):
                model.step(control)
            model.drain_events()
            screen = ScreenModel(state, sample=PERSON, now_s=k / 60, origin="simulated")
            costs.append(
                cpu_ms(
                    lambda s=screen, m=model, c=control, d=director.draw: d(
                        display.surface, s, model=m, control=c
                    )
                )
            )
        rows.append(row(f"game {name}", size, costs))
    return rows


def main() -> None:
    """Measure everything and print it."""
    rows = [line for size in SIZES for line in scene_rows(size) + game_rows(size)]
    if "--json" in sys.argv[1:]:
        print(json.dumps({"rows": rows}))
        return
    print(f"pygame {pygame.version.ver}, SDL {'.'.join(map(str, pygame.get_sdl_version()))}")
    print(f"{'scene':<20}{'size':>11}{'first ms':>10}{'p50 ms':>9}{'p99 ms':>9}")
    for line in rows:
        print(
            f"{line['scene']:<20}{line['size']:>11}{line['first_ms']:>10}"
            f"{line['p50_ms']:>9}{line['p99_ms']:>9}"
        )


if __name__ == "__main__":
    main()
