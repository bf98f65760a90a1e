"""Typed options of a board's address: read by name, checked, unknown ones refused."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError

_TRUE = ("1", "yes", "true", "on")
_FALSE = ("0", "no", "false", "off")


class Options:
    """Reads options one by one and remembers which names exist.

    Take every option the board knows, then call `refuse_unknown`: a misspelt name is an error that
    lists the known names; no option is ignored silently.

    Parameters
    ----------
    address : str
        The whole address, for messages.
    values : mapping of str to str
        Options as they were written.

    Examples
    --------
    >>> options = Options("sim:?rate=50", {"rate": "50"})
    >>> options.take_float("rate", default=100.0, minimum=1.0)
    50.0
    >>> options.take_int("seed", default=1)
    1
    >>> options.refuse_unknown()
    """

    def __init__(self, address: str, values: Mapping[str, str]) -> None:
        self._address = address
        self._values = dict(values)
        self._known: list[str] = []

    def has(self, name: str) -> bool:
        """Whether the address has the option."""
        return name in self._values

    def take_text(self, name: str, *, default: str) -> str:
        """Return an option as text."""
        # Also where it is not given, so that `refuse_unknown` can list all there are.
        self._known.append(name)
        return self._values.get(name, default)

    def take_choice(self, name: str, choices: Sequence[str], *, default: str) -> str:
        """Return one of several words.

        Raises
        ------
        ConfigError
            The word is not one of them; the message lists them.
        """
        value = self.take_text(name, default=default)
        if value not in choices:
            raise self.fault(
                name, f"It must be one of {', '.join(choices)}{_guess(value, choices)}."
            )
        return value

    def take_bool(self, name: str, *, default: bool) -> bool:
        """Return a yes or no; 1, true and on are yes, 0, false and off are no."""
        value = self.take_text(name, default=_TRUE[0] if default else _FALSE[0]).lower()
        if value in _TRUE:
            return True
        if value in _FALSE:
            return False
        raise self.fault(name, "It must be yes or no.")

    def take_int(
        self, name: str, *, default: int, minimum: int | None = None, maximum: int | None = None
    ) -> int:
        """Return a whole number.

        Raises
        ------
        ConfigError
            It is not a whole number from ``minimum`` to ``maximum`` (both included).
        """
        text = self.take_text(name, default=str(default))
        wanted = f"It must be a whole number{_bounds(minimum, maximum)}."
        try:
            value = int(text)
        except ValueError as error:
            raise self.fault(name, wanted) from error
        if _outside(value, minimum, maximum):
            raise self.fault(name, wanted)
        return value

    def take_float(
        self,
        name: str,
        *,
        default: float,
        minimum: float | None = None,
        maximum: float | None = None,
    ) -> float:
        """Return a finite number.

        Raises
        ------
        ConfigError
            It is not a number from ``minimum`` to ``maximum`` (both included).
        """
        # The default may lie outside of the limits on purpose: 0 for "not given".
        if not self.has(name):
            self._known.append(name)
            return default
        return self._numbers(name, self.take_text(name, default=""), 1, minimum, maximum)[0]

    def take_window(self, name: str) -> tuple[float, float] | None:
        """Return a stretch of time ``from,to`` in seconds, or None without the option.

        Raises
        ------
        ConfigError
            It is not two numbers of which the second is greater.
        """
        text = self.take_text(name, default="")
        if not self.has(name):
            return None
        start, stop = self._numbers(name, text, 2, 0.0, None)
        if stop <= start:
            raise self.fault(
                name, "It must be two times in seconds, the later one second, like 10,12."
            )
        return start, stop

    def take_spacing(self) -> Geometry | None:
        """Return the spacing of the cells from ``width`` and ``length``, None without them.

        Raises
        ------
        ConfigError
            One of the two is missing, or is no length in millimetres.
        """
        width_mm = self.take_float("width", default=0.0, minimum=50.0, maximum=5000.0)
        length_mm = self.take_float("length", default=0.0, minimum=50.0, maximum=5000.0)
        if self.has("width") != self.has("length"):
            one, other = ("width", "length") if self.has("width") else ("length", "width")
            raise self.fault(one, f"Add {other}=, in millimetres: the two belong together.")
        return Geometry(width_mm, length_mm) if width_mm else None

    def refuse_unknown(self) -> None:
        """Check that every option of the address was taken.

        Raises
        ------
        ConfigError
            An option is unknown: it is misspelt or belongs to another board.
        """
        for name in self._values:
            if name not in self._known:
                known = ", ".join(sorted(self._known)) or "none"
                raise ConfigError(
                    f"'{self._address}' has the unknown option '{name}'"
                    f"{_guess(name, self._known)}.",
                    hint=f"Known options: {known}.",
                )

    def fault(self, name: str, hint: str) -> ConfigError:
        """Make the error about an option's value; ``hint`` says in a sentence what to write."""
        return ConfigError(
            f"In '{self._address}' the option {name}={self._values.get(name, '')} is not valid.",
            hint=hint,
        )

    def _numbers(
        self, name: str, text: str, count: int, minimum: float | None, maximum: float | None
    ) -> list[float]:
        noun = "a number" if count == 1 else f"{count} numbers separated by commas"
        wanted = f"It must be {noun}{_bounds(minimum, maximum)}."
        try:
            values = [float(part) for part in text.split(",")]
        except ValueError as error:
            raise self.fault(name, wanted) from error
        # `float` takes nan and inf: the first passes every limit, the second where there is none.
        if len(values) != count or any(
            not math.isfinite(value) or _outside(value, minimum, maximum) for value in values
        ):
            raise self.fault(name, wanted)
        return values


def _outside(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is not None and value < minimum) or (maximum is not None and value > maximum)


def _bounds(minimum: float | None, maximum: float | None) -> str:
    if minimum is not None and maximum is not None:
        return f" from {minimum:.10g} to {maximum:.10g}"
    if minimum is not None:
        return f", at least {minimum:.10g}"
    if maximum is not None:
        return f", at most {maximum:.10g}"
    return ""


def _guess(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f" (did you mean '{near[0]}'?)" if near else ""
