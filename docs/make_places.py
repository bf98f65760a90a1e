"""Draws the three places of each game beside each other: python docs/make_places.py FILE.

Somebody who plays well has played each for a while. `docs/make_pictures.py` uses it.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

import pygame

from balance_arcade.games.contract import DT_S, GameOptions
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.registry import game_spec, known_games, make_model, view_class
from balance_arcade.testing.game_play import as_asked

CELL: Final = (240, 135)
PAINTED: Final = (960, 540)
N_COLUMNS: Final = 6
TITLE: Final = 22
PLAYED_S: Final = 21.0


def draw_game(game: str) -> list[tuple[str, pygame.Surface]]:
    """Draw a game in each of its places, with the place's name."""
    spec, model = game_spec(game), make_model(game, GameOptions(seed=3, difficulty=0.4))
    at = (0.0, 0.0)
    while model.n_steps * DT_S < PLAYED_S:
        goal = model.goal() or (0.0, 0.0)
        at = (at[0] + (goal[0] - at[0]) * DT_S / 0.3, at[1] + (goal[1] - at[1]) * DT_S / 0.3)
        control = as_asked(model, model.n_steps * DT_S, *at)
        model.step(control)
    pictures = []
    for scene in ("", *spec.scenes):
        surface = pygame.Surface(PAINTED, 0, 32)
        view_class(game)(PAINTED, replace(NIGHT, scene=scene)).draw(surface, model, control, 0.0)
        pictures.append((scene or spec.scenery, surface))
    return pictures


def draw_places() -> pygame.Surface:
    """Draw all places of all games, three of one game side by side."""
    games = [game for game in known_games() if game_spec(game).scenes]
    cells = [(game, *cell) for game in games for cell in draw_game(game)]
    n_rows = -(-len(cells) // N_COLUMNS)
    sheet = pygame.Surface((N_COLUMNS * CELL[0], n_rows * (CELL[1] + TITLE)), 0, 32)
    sheet.fill((0x08, 0x0A, 0x12))
    words = Kit((1280, 720), NIGHT)
    for number, (game, name, picture) in enumerate(cells):
        left, top = number % N_COLUMNS * CELL[0], number // N_COLUMNS * (CELL[1] + TITLE)
        cell = pygame.Rect(left, top, *CELL).inflate(-4, -4)
        sheet.blit(pygame.transform.smoothscale(picture, cell.size), cell)
        title = f"{game_spec(game).title}: {name}" if number % 3 == 0 else name
        words.label(sheet, title, (left + CELL[0] / 2, top + CELL[1] + TITLE / 2 - 2), cap_px=8)
    return sheet


def main() -> None:
    """Draw the sheet into a file."""
    parser = argparse.ArgumentParser(description="Draw the three places of each game.")
    parser.add_argument("file", type=Path)
    pygame.image.save(draw_places(), str(parser.parse_args().file))


if __name__ == "__main__":
    main()
