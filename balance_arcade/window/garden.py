"""What a person has let grow, as the window shows it: in the games' places, and on the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balance_arcade.core.events import Phase
from balance_arcade.games.contract import GameView
from balance_arcade.games.keepsake import Kept
from balance_arcade.games.kit import Theme
from balance_arcade.games.looks import Sight, sight_of_visit
from balance_arcade.games.registry import game_spec
from balance_arcade.window.screen import Grown

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity
    from balance_arcade.games.run import GameRun


class Garden:
    """Makes views that show what has grown, and lets one more thing grow with each result.

    Parameters
    ----------
    view_of : callable
        Finds a game's view by its name.
    grown : mapping of str to sequence of int or None
        Stars of every time played, by game; None where nothing is kept, and nothing grows.

    Examples
    --------
    >>> from balance_arcade.games.registry import view_class
    >>> Garden(view_class, {"orchard": (2, 0)}).kept("orchard").sizes
    (3, 1)
    >>> Garden(view_class, None).kept("orchard") is None
    True
    """

    def __init__(
        self, view_of: Callable[[str], Any], grown: Mapping[str, Sequence[int]] | None
    ) -> None:
        self._view_of, self._grown = view_of, grown
        self._kept: dict[str, Kept | None] = {}
        self._counted: Activity | None = None
        self._visits: dict[str, int] = {}

    def __call__(self, name: str) -> Callable[[tuple[int, int], Theme], GameView]:
        """Return what makes a game's view: with what has grown there."""
        make: Callable[[tuple[int, int], Theme], GameView] = self._view_of(name)
        kept = self.kept(name)
        if kept is None:
            return make

        def make_grown(size: tuple[int, int], theme: Theme) -> GameView:
            with kept.in_use():
                return make(size, theme)

        return make_grown

    def kept(self, name: str) -> Kept | None:
        """Return what stands at a game's place; None where nothing is kept."""
        if self._grown is None:
            return None
        if name not in self._kept:
            keepsake = game_spec(name).keepsake
            stars = self._grown.get(name, ())
            self._kept[name] = None if keepsake is None else Kept(keepsake, stars)
        return self._kept[name]

    def on_cards(self, names: Sequence[str]) -> tuple[Grown, ...]:
        """Kind and sizes of what has grown at the places of games, for their cards in a menu."""
        found = [self.kept(name) if name else None for name in names]
        return tuple(
            ("", ()) if kept is None else (kept.keepsake.kind, kept.sizes) for kept in found
        )

    def sight_of(self, name: str) -> Sight:
        """Place and light in which a game is seen now: another one at each visit.

        Cards of the menu that show no game, and games that are played for the first time, are as
        they are painted first.
        """
        if name not in self._visits:
            self._visits[name] = len((self._grown or {}).get(name, ()))
        spec = game_spec(name)
        return sight_of_visit(spec.scenes, spec.looks, self._visits[name])

    def look(self, run: GameRun) -> Kept | None:
        """Let one thing grow when a game's result comes up, by the rule of what is remembered.

        Returns
        -------
        Kept or None
            What the result shows; None in other phases, and where nothing has grown.
        """
        activity = run.activity
        if run.phase is not Phase.RESULT or activity is None:
            return None
        # As `balance_arcade.app.person_book.PersonBook.remember` has it.
        if activity.failed or not activity.model.trials:
            return None
        kept = self.kept(activity.name)
        if activity is not self._counted:
            self._counted = activity
            self.sight_of(activity.name)  # Counts the earlier visits, if nobody has asked yet.
            self._visits[activity.name] += 1
            if kept is not None:
                kept.add(activity.stars)
        return kept
