"""Picks the scene of the moment, hands the game its own view, and lets one flow into the next."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import msgspec
import pygame

from balance_arcade.core.events import Phase
from balance_arcade.games.contract import ControlInput, GameView
from balance_arcade.games.guard import MISBEHAVIOUR
from balance_arcade.games.kit import Kit, Theme
from balance_arcade.games.kit.budget import FRAME_S, Budget, LaterError
from balance_arcade.window import between, chrome, menu, ready, standing
from balance_arcade.window.away import away, is_away
from balance_arcade.window.gallery import Gallery, ViewMaker
from balance_arcade.window.limits import limits
from balance_arcade.window.next_cards import next_picture
from balance_arcade.window.painter import Painter
from balance_arcade.window.screen import ScreenModel

FLOW_S: Final = 0.25
"""How long one scene takes to flow into the next."""

READY_S: Final = 0.6
"""How long the instruction has stood before the game's own picture is made ready."""

Scene = Callable[[Kit, pygame.Surface, ScreenModel], None]
MAX_BEHIND: Final = 15
"""After so many frames of making its pictures a scene is drawn, whatever is left to be made."""

STILL_S: Final = 0.3
"""A window that is being drawn larger or smaller gets new pictures once it has kept its size."""

_SCENES: Final[dict[Phase, Scene]] = {
    Phase.SELF_CHECK: standing.self_check,
    Phase.ZERO: standing.zero,
    Phase.STEP_ON: standing.step_on,
    Phase.SETTLE: standing.settle,
    Phase.CENTRE: standing.centre,
    Phase.LIMITS: limits,
    Phase.COUNTDOWN: ready.countdown,
    Phase.PAUSED: between.paused,
    Phase.REST: between.rest,
    Phase.RESULT: between.result,
    Phase.ENDED: between.ended,
}
_log = logging.getLogger(__name__)
_NO_TIME: Final = frozenset({Phase.SELF_CHECK, Phase.PLAY})
"""The painter has most to do in the first, the frames in the other; no pause follows the first."""

_NOWHERE: Final = (0, 0, 0, 0)
_STILL: Final = ControlInput(0.0, 0.0, 0.0)


class Director:
    """Draws whole frames.

    Parameters
    ----------
    size : tuple of int
        Pixels of the window; `resize` tells of a new one.
    theme : Theme
        Colours and manners.
    view_of : callable
        ``view_of(name)`` gives the class of a game's view, as
        `balance_arcade.games.registry.view_class` does.
    on_failure : callable, optional
        Told of a view that raised, with the error; it is not asked again.
    painter : Painter, optional
        Paints games' pictures off this thread; without it the frame that needs one paints it.
    """

    def __init__(
        self,
        size: tuple[int, int],
        theme: Theme,
        view_of: ViewMaker,
        *,
        on_failure: Callable[[BaseException], None] | None = None,
        painter: Painter | None = None,
    ) -> None:
        self._on_failure = on_failure
        self._failed: set[str] = set()
        self.kit = Kit(size, theme)
        self._view_of, self._painter = view_of, painter
        self._gallery = Gallery(size, theme, view_of, painter=painter)
        self._before: Gallery | None = None
        self._plain: dict[str, GameView] = {}
        self._ready: set[str] = set()
        self._shown: object = None
        self._old: pygame.Surface | None = None
        self._changed_s, self._is_first = 0.0, True
        self._n_behind = self._n_rehearsals = 0
        # Made here and not in the first frame, which has enough to make.
        self._spare = pygame.Surface(size) if painter is not None else None
        self._is_pause_ready = False

    def resize(self, size: tuple[int, int], theme: Theme | None = None) -> None:
        """Draw for another size, and theme, from now on.

        A game under way keeps its old picture until the new one is painted.
        """
        old, theme = self._gallery, theme or self.kit.theme
        # While a window is drawn larger most sizes are never painted: the last one shown is kept.
        if self._before is None or any(old.has(name) for name in self._ready):
            self._let_go()
            self._before = old
        else:
            old.close()
        self.kit = Kit(size, theme)
        self._gallery = Gallery(size, theme, self._view_of, painter=self._painter, after_s=STILL_S)
        self._plain.clear()
        self._ready.clear()
        self._old = self._spare = None
        self._is_pause_ready = False

    def want(self, names: Sequence[str], *, marked: bool, resting: bool = False) -> None:
        """Let the pictures of games be made ready.

        Parameters
        ----------
        names : sequence of str
            The game under way or next, then those after it.
        marked : bool
            Whether SIMULATED or REPLAY stands on the screen.
        resting : bool
            Begin nothing now that can wait.
        """
        if self._painter is not None:
            self._painter.is_resting = resting
            self._gallery.want(names, self._card_size(marked=marked))

    def is_ready(self, name: str) -> bool:
        """Whether a game's picture can be shown at once, or never will be."""
        return name in self._failed or self._gallery.is_ready(name)

    def card(self, name: str, size: tuple[int, int]) -> pygame.Surface | None:
        """Picture of a game's place; None while it is being painted, or cannot be."""
        got: list[pygame.Surface | None] = []
        self._try(name, lambda: got.append(self._gallery.card(name, size)))
        return got[0] if got else None

    def close(self) -> None:
        """Let go of the games' pictures, and of those that are still to be painted."""
        self._let_go()
        self._gallery.close()

    def _let_go(self) -> None:
        if self._before is not None:
            self._before.close()
            self._before = None

    def _menu_card(self, name: str, size: tuple[int, int]) -> pygame.Surface | None:
        """Picture of a card of the menu, or of the choice after a game."""
        return next_picture(self.kit, name, size, self.card)

    def draw(
        self,
        surface: pygame.Surface,
        screen: ScreenModel,
        *,
        model: Any = None,
        control: ControlInput | None = None,
        alpha: float = 0.0,
        attract: bool = False,
    ) -> None:
        """Draw one frame.

        Parameters
        ----------
        surface : pygame.Surface
            Of the director's size.
        screen : ScreenModel
            What scenes may know.
        model, control
            The game's model and the newest control, needed while it is played.
        alpha : float
            Share of a model step that time is ahead of the model, 0 to 1.
        attract : bool
            Nobody has been here for a while: invite instead.
        """
        shown = "attract" if attract else screen.asked or screen.state.phase
        if is_away(screen):
            shown = "away"
        if shown != self._shown:
            # The frame that stands on the surface flows into the new one; the first scene does not.
            self._is_first = self._shown is None
            # A game's own draw is never broken off in play; it was rehearsed. And whoever steps off
            # reads what to do at once.
            at_once = shown == "away" or screen.state.phase in {Phase.PLAY, Phase.PAUSED}
            in_pieces = self._painter is not None and not at_once
            self._old = self._kept(surface) if in_pieces or not self._is_first else None
            self._n_behind = 1 if in_pieces else 0
            self._shown, self._changed_s = shown, screen.now_s
            # A scene's own pictures may have taken the place of a pause's.
            self._is_pause_ready = False
        scene = (surface, screen, attract, model, control or _STILL, alpha)
        if self.is_behind and self._old is not None:
            if not self._in_pieces(lambda: self._draw_scene(*scene)):
                self._old.set_alpha(None)
                surface.blit(self._old, (0, 0))
                return
            self._changed_s = -math.inf if self._is_first else screen.now_s
        else:
            self._draw_scene(*scene)
            self._make_pause_ready(surface, screen)
        self._flow(surface, screen.now_s)

    def _kept(self, surface: pygame.Surface) -> pygame.Surface:
        """Copy of what stands on the screen, in the same memory each time: new one costs more."""
        spare = self._spare
        if spare is None or spare.get_size() != surface.get_size():
            self._spare = spare = surface.copy()
        else:
            spare.blit(surface, (0, 0))
        return spare

    def _make_pause_ready(self, surface: pygame.Surface, screen: ScreenModel) -> None:
        """Make the pictures of a pause, one a frame: it comes up at once when it comes.

        Nothing of it is seen: it is drawn where nothing may be drawn.
        """
        if self._painter is None or self._is_pause_ready or screen.state.phase in _NO_TIME:
            return
        pause = msgspec.structs.replace(screen.state, phase=Phase.PAUSED, reason="", prompt="")
        clip = surface.get_clip()
        surface.set_clip(_NOWHERE)
        with contextlib.suppress(LaterError), Budget(0.0).in_use():
            between.paused(self.kit, surface, dataclasses.replace(screen, state=pause))
            self._is_pause_ready = True
        surface.set_clip(clip)

    @property
    def is_behind(self) -> bool:
        """Whether the scene before stands still: the new one's pictures are being made."""
        return self._n_behind > 0

    def _in_pieces(self, draw: Callable[[], None]) -> bool:
        """Draw if the pictures for it can be made within this frame's time; else make some."""
        budget = Budget(FRAME_S if self._n_behind < MAX_BEHIND else math.inf)
        try:
            with budget.in_use():
                draw()
        except LaterError:
            self._n_behind += 1
            return False
        self._n_behind = 0
        return True

    def _draw_scene(
        self,
        surface: pygame.Surface,
        screen: ScreenModel,
        attract: bool,
        model: Any,
        control: ControlInput,
        alpha: float,
    ) -> None:
        phase = screen.state.phase
        if is_away(screen):
            away(self.kit, surface, screen)
        elif attract:
            between.attract(self.kit, surface, screen)
        elif screen.menu is not None:
            menu.draw_menu(self.kit, surface, screen, self._menu_card)
        elif phase is Phase.PLAY and model is not None:
            self._play(surface, screen, model, control, alpha)
        elif phase in _SCENES:
            _SCENES[phase](self.kit, surface, screen)
        else:
            self._make_ready(surface, screen, model, control)
            ready.instruct(self.kit, surface, screen, self._instruct_card(screen))

    def _make_ready(
        self, surface: pygame.Surface, screen: ScreenModel, model: Any, control: ControlInput
    ) -> None:
        """Let the game draw once under the instruction, so that play begins without a stall."""
        name = screen.state.activity
        is_ready = name in self._ready and self._gallery.has(name)
        if model is None or is_ready or screen.phase_age_s < READY_S:
            return
        if self.is_ready(name):
            self._plain.pop(name, None)
            draw = partial(self._show, name, surface, (model, control, 0.0))
            if self._painter is None:
                self._ready.add(name)
                self._try(name, draw)
            elif self._is_rehearsed(name, draw):
                self._ready.add(name)

    def _is_rehearsed(self, name: str, draw: Callable[[], None]) -> bool:
        """Let a game make what fits into this frame; the instruction is drawn over it anyway."""
        if not self._gallery.has(name):
            self._try(name, lambda: self._gallery.view(name))
            return name in self._failed
        self._n_rehearsals += 1
        budget = Budget(FRAME_S if self._n_rehearsals < MAX_BEHIND else math.inf)
        try:
            with budget.in_use():
                self._try(name, draw)
        except LaterError:
            return False
        self._n_rehearsals = 0
        return True

    def _instruct_card(self, screen: ScreenModel) -> pygame.Surface | None:
        if not screen.state.activity:
            return None
        return self.card(screen.state.activity, self._card_size(marked=bool(screen.mark)))

    def _card_size(self, *, marked: bool) -> tuple[int, int]:
        """Pixels of the large picture under an instruction."""
        head = chrome.title_box(self.kit, marked=marked)
        frame = ready.picture_rect(self.kit, head.bottom)
        edge = round(12 * self.kit.u)
        return frame.width - edge, frame.height - edge

    def _play(
        self,
        surface: pygame.Surface,
        screen: ScreenModel,
        model: Any,
        control: ControlInput,
        alpha: float,
    ) -> None:
        name = screen.state.activity
        if not self._try(name, lambda: self._show(name, surface, (model, control, alpha))):
            chrome.backdrop(self.kit, surface)
        self.kit.numbers(surface, screen.clock, screen.score, shade=True)
        words = screen.caption or screen.prompt
        chrome.sentence(self.kit, surface, words, screen.phase_age_s, shade=True)
        chrome.mark(self.kit, surface, screen)

    def _show(
        self, name: str, surface: pygame.Surface, moment: tuple[Any, ControlInput, float]
    ) -> None:
        """Draw a game; one whose picture is not ready in its old size, or without its scenery."""
        view = None if name in self._plain else self._gallery.view(name)
        if view is not None:
            self._let_go()
            view.draw(surface, *moment)
            self._ready.add(name)
        elif self._before is not None and self._before.has(name):
            self._show_fitted(name, surface, moment)
        else:
            if name not in self._plain:
                theme = dataclasses.replace(self.kit.theme, plain=True)
                self._plain[name] = self._view_of(name)(self.kit.size, theme)
            self._plain[name].draw(surface, *moment)

    def _show_fitted(
        self, name: str, surface: pygame.Surface, moment: tuple[Any, ControlInput, float]
    ) -> None:
        """Draw a game as large as the window was before, and fit that into the window."""
        before = self._before
        view = before.view(name) if before is not None else None
        if before is None or view is None:
            return
        large = pygame.Surface(before.size, 0, 32)
        view.draw(large, *moment)
        share = min(surface.get_width() / before.size[0], surface.get_height() / before.size[1])
        fitted = pygame.transform.smoothscale_by(large, share)
        chrome.backdrop(self.kit, surface)
        surface.blit(fitted, fitted.get_rect(center=surface.get_rect().center))

    def _try(self, name: str, draw: Callable[[], object]) -> bool:
        """Let a game draw; one that raises is named once and not asked again."""
        if name in self._failed:
            return False
        try:
            draw()
        except MISBEHAVIOUR as error:
            self._failed.add(name)
            _log.error("The picture of the game %s failed: %s.", name, type(error).__name__)
            _log.debug("Where the picture of %s failed:", name, exc_info=error)
            if self._on_failure is not None:
                self._on_failure(error)
            return False
        return True

    def _flow(self, surface: pygame.Surface, now_s: float) -> None:
        if self._old is None:
            return
        share = (now_s - self._changed_s) / FLOW_S
        if not 0.0 <= share < 1.0:
            self._old = None
            return
        level = round(255 * (1.0 - share))
        # At full strength SDL blends with a slow path, 20 ms at 1920 x 1080, and None copies.
        self._old.set_alpha(level if level < 255 else None)
        surface.blit(self._old, (0, 0))
