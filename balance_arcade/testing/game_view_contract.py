"""What every game's pictures keep to; see `balance_arcade.testing.game_contract`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pygame
import pytest

from balance_arcade.games.contract import DT_S, GameModel
from balance_arcade.games.entry import GameEntry
from balance_arcade.games.kit import HIGH_CONTRAST, NIGHT, Theme
from balance_arcade.testing.game_play import at, dreamy, load, make
from balance_arcade.testing.seeing import MAX_FLASHES, FlashCounter

SIZES = ((1280, 720), (1920, 1080), (900, 500))
CARDS = ((420, 260), (300, 400), (900, 420))
UNPAINTED = (255, 0, 255)
THEMES = (NIGHT, HIGH_CONTRAST)

each_size = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)


def pixels(surface: pygame.Surface) -> npt.NDArray[np.int16]:
    """Colours of a surface, shape (width, height, 3)."""
    return pygame.surfarray.array3d(surface).astype(np.int16)


def light(surface: pygame.Surface) -> npt.NDArray[np.float64]:
    """Luma of every pixel, 0 to 255."""
    shares = np.array([0.2126, 0.7152, 0.0722])
    return np.asarray(pixels(surface).astype(np.float64) @ shares, dtype=np.float64)


def n_unpainted(surface: pygame.Surface) -> int:
    """Count the pixels that still have the colour of nobody's paint."""
    # Whole pixels as numbers: a hundred times faster than by their three colours.
    found: npt.NDArray[np.bool_] = pygame.surfarray.array2d(surface) == surface.map_rgb(UNPAINTED)
    return int(np.count_nonzero(found))


class GameViewContract:
    """Tests of one game's pictures; a derived class names the ``entry``."""

    entry: ClassVar[GameEntry]

    def view(self, size: tuple[int, int], theme: Theme) -> Any:
        """Fresh view of the game."""
        return load(self.entry.view)(size, theme)

    def play_on(self, model: GameModel, n_steps: int) -> Any:
        """Step the model; returns the last control."""
        for _ in range(n_steps):
            control = dreamy(model, model.n_steps * DT_S)
            model.step(control)
        return control

    @each_theme
    @each_size
    def test_draws_the_whole_screen_and_changes_nothing(
        self, size: tuple[int, int], theme: Theme
    ) -> None:
        """Every pixel is painted, the surface is left as it was found, the model is untouched."""
        surface, model, alone = pygame.Surface(size), make(self.entry), make(self.entry)
        picture = self.view(size, theme)
        for frame in range(12):
            control = self.play_on(model, 100)
            self.play_on(alone, 100)
            surface.fill(UNPAINTED)
            picture.draw(surface, model, control, (frame % 4) / 4.0)
            left = n_unpainted(surface)
            assert not left, f"{left} pixels were not painted."
            assert surface.get_clip().size == size, "The view leaves a clip on the surface."
        assert alone.state_bytes() == model.state_bytes(), "Drawing changes the model."
        assert alone.drain_events() == model.drain_events(), "Drawing takes the model's events."
        assert light(surface).std() > 3.0, "There is nothing to see."

    @each_theme
    def test_shows_where_the_person_is_at_once(self, theme: Theme) -> None:
        """Another place of the person is another picture, in the very next frame."""
        size = (900, 500)
        surface, model, picture = pygame.Surface(size), make(self.entry), self.view(size, theme)
        shown = []
        # Both ways at once: a game may hear one of them alone.
        for x in (-0.4, 0.4):
            picture.draw(surface, model, at(0.0, x, x), 0.0)
            shown.append(pixels(surface))
        moved = (np.abs(shown[0] - shown[1]).max(axis=2) > 40).sum()
        assert moved > 100, f"Only {moved} pixels show that the person has moved."

    def test_high_contrast_is_dark_with_bright_things(self) -> None:
        """The high-contrast theme keeps a dark ground, on which what matters is bright."""
        size = (900, 500)
        surface, model = pygame.Surface(size), make(self.entry)
        picture = self.view(size, HIGH_CONTRAST)
        for _ in range(20):
            picture.draw(surface, model, self.play_on(model, 60), 0.0)
        luma = light(surface)
        assert (luma < 24.0).mean() > 0.6, "Most of a high-contrast picture is dark."
        assert (luma > 150.0).sum() > 200, "Nothing in the high-contrast picture is bright."

    def test_nothing_flashes(self) -> None:
        """No leap of light over much of the picture, and three flashes a second at most (WCAG)."""
        size = (640, 360)
        surface, model, picture = pygame.Surface(size), make(self.entry), self.view(size, NIGHT)
        last, flashes = None, FlashCounter(60.0)
        for frame in range(900):
            picture.draw(surface, model, self.play_on(model, 2), 0.0)
            flashes.look(surface)
            luma = light(pygame.transform.smoothscale(surface, (64, 36)))
            if last is not None:
                leap, part = abs(luma.mean() - last.mean()), (np.abs(luma - last) > 25.5).mean()
                assert leap < 2.0, f"The picture's light leaps by {leap:.1f} at frame {frame}."
                assert part < 0.05, f"{part:.0%} of the picture leap at frame {frame}."
            last = luma
        worst = f"{flashes.worst:.1%} of the picture flash more than {MAX_FLASHES} times a second."
        assert flashes.worst < 0.005, worst

    def test_equal_play_is_an_equal_picture(self) -> None:
        """Pictures move on the game's time, not on the wall's."""
        size, shown = (640, 360), []
        for _ in range(2):
            surface, model, picture = pygame.Surface(size), make(self.entry), self.view(size, NIGHT)
            for _ in range(60):
                picture.draw(surface, model, self.play_on(model, 12), 0.25)
            shown.append(pixels(surface))
        assert np.array_equal(shown[0], shown[1]), "Two equal games look different."

    def test_view_made_during_play_draws(self) -> None:
        """A window that was resized gets a new view, which knows nothing but the model."""
        model = make(self.entry)
        control = self.play_on(model, 2400)
        surface = pygame.Surface((900, 500))
        self.view((900, 500), replace(NIGHT, reduced_motion=True)).draw(
            surface, model, control, 0.0
        )
        assert light(surface).std() > 3.0, "There is nothing to see."

    @each_theme
    @pytest.mark.parametrize("card", CARDS, ids=lambda size: f"{size[0]}x{size[1]}")
    def test_card_fills_its_surface(self, card: tuple[int, int], theme: Theme) -> None:
        """The menu's card shows the game's place at any size."""
        surface = pygame.Surface(card)
        surface.fill(UNPAINTED)
        self.view((900, 500), theme).card(surface)
        left = n_unpainted(surface)
        assert not left, f"{left} pixels of the card were not painted."
        assert light(surface).std() > 3.0, "There is nothing to see on the card."
