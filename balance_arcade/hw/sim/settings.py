"""Options of ``sim:`` addresses."""

from __future__ import annotations

import msgspec

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.options import Options
from balance_arcade.hw.sim.presence import Presence
from balance_arcade.hw.sim.profiles import PROFILES, Profile, seated

# Spacing of the Wii Balance Board's cells, the board most people know; published programs take it
# from Leach and others 2014 (doi 10.3390/s141018244).
GEOMETRY = Geometry(433.0, 238.0)

_MAX_SEED = 2**63 - 1


class SimSettings(msgspec.Struct, frozen=True):
    """Settings of a ``sim:`` address.

    Attributes
    ----------
    text : str
        The address.
    profile : str
        Kind of person.
    seed : int
        Which person, and which course of chance.
    rate_hz : float
        Samples a second.
    speed : float
        Speed of the board's clock against the wall's; 0 is as fast as it is read.
    presence : Presence
        When the person is on the board.
    vanish_s : float or None
        The board is pulled out then.
    mute_s, nan_s : tuple of float or None
        From when to when samples are lost, and one cell fails.
    seated : bool
        The person sits on a stool on the board.
    """

    text: str
    profile: str = "healthy"
    seed: int = 1
    rate_hz: float = 100.0
    speed: float = 1.0
    presence: Presence = Presence()
    vanish_s: float | None = None
    mute_s: tuple[float, float] | None = None
    nan_s: tuple[float, float] | None = None
    seated: bool = False

    @property
    def zeroed(self) -> bool:
        """Whether the empty board reads zero: it does if it is never empty at the start."""
        return self.presence.step_on_s <= 0.0


def sim_settings(address: BoardAddress) -> SimSettings:
    """Read the options of an address.

    Parameters
    ----------
    address : BoardAddress
        ``sim:?seed=1&profile=healthy&rate=100&speed=1&step_on=0``. Faults to be tried out:
        ``vanish=T`` (pulled out), ``mute=T1,T2`` (samples lost), ``nan=T1,T2`` (a cell fails),
        ``step_off=T1,T2`` (the person steps down and up again). Times in seconds on the board's
        clock. ``seated=1`` sits the person on a stool on the board.

    Returns
    -------
    SimSettings

    Raises
    ------
    ConfigError
        An option is unknown or does not fit.
    """
    refuse_path(address)
    options = address.reader()
    settings = take_settings(address, options)
    options.refuse_unknown()
    return settings


def kind_of(settings: SimSettings) -> Profile:
    """Kind of person that the settings ask for, standing or seated."""
    kind = PROFILES[settings.profile]
    return seated(kind) if settings.seated else kind


def refuse_path(address: BoardAddress) -> None:
    """Refuse a file or a port; raises ConfigError."""
    if address.path:
        raise ConfigError(
            f"'{address.text}' contains '{address.path}', but a simulation has no file or port.",
            hint=f"Write options after a question mark: {address.scheme}:?profile=older.",
        )


def take_settings(address: BoardAddress, options: Options) -> SimSettings:
    """Take the options of `sim_settings`; what is left over is the caller's to take or refuse."""
    step_on_s = options.take_float("step_on", default=0.0, minimum=0.0)
    vanish_s = options.take_float("vanish", default=0.0, minimum=0.0)
    return SimSettings(
        text=address.text,
        profile=options.take_choice("profile", tuple(PROFILES), default="healthy"),
        seed=options.take_int("seed", default=1, minimum=0, maximum=_MAX_SEED),
        rate_hz=options.take_float("rate", default=100.0, minimum=10.0, maximum=1000.0),
        speed=options.take_float("speed", default=1.0, minimum=0.0, maximum=1000.0),
        presence=Presence(step_on_s, options.take_window("step_off")),
        # 0 is a time too: the board may be pulled out before the first sample.
        vanish_s=vanish_s if options.has("vanish") else None,
        mute_s=options.take_window("mute"),
        nan_s=options.take_window("nan"),
        seated=options.take_choice("seated", ("0", "1"), default="0") == "1",
    )
