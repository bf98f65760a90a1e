"""What a session is joined with: every part of the host is a switch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from balance_arcade.app.records_feed import RecordsSwitch
from balance_arcade.assess.ages import check_age
from balance_arcade.assess.norms import Sex
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.person_store import check_pseudonym
from balance_arcade.server.endpoints import DEFAULT_CTL, DEFAULT_LIVE, DEFAULT_STATION_PORT
from balance_arcade.server.keys.access import BoardAccess

ANY_PORT = "tcp://127.0.0.1:0"


@dataclass(frozen=True, slots=True)
class Switches:
    """Which parts a host has, and where they are.

    Attributes
    ----------
    publish : bool
        Publish the stream and take orders.
    live, ctl : str
        Endpoints of the stream and of the control port.
    folder : Path or None
        Where recordings, log and summary go; None keeps nothing.
    lsl : str
        Scope of the Lab Streaming Layer's stream; empty for none.
    station : bool
        Start the therapist's page beside the session.
    station_port : int
        Port of the page; 0 takes a free one.
    browse : bool
        Open the page in the browser.
    summary : bool
        Write a page about every session; wants a folder.
    person : str
        Pseudonym, written into recordings and summary and never sent; empty for none.
    age_y : int or None
        Age of the person in whole years, for norms; written into recordings and never sent.
    sex : {"", "female", "male"}
        Likewise; empty where it was not told.
    programme : str
        Name of the training programme that stations may begin; empty for none.
    name : str
        What the board is called on the stream; empty for its own name.
    access : BoardAccess or None
        Keys that stations have to show; None lets in who is on this computer, and nobody else.
    records : RecordsSwitch or None
        The clinic's records that get what is recorded; wants a folder.

    Raises
    ------
    ConfigError
        A pseudonym that cannot be one.
    """

    publish: bool = True
    live: str = DEFAULT_LIVE
    ctl: str = DEFAULT_CTL
    folder: Path | None = None
    lsl: str = ""
    station: bool = False
    station_port: int = DEFAULT_STATION_PORT
    browse: bool = False
    summary: bool = True
    person: str = ""
    age_y: int | None = None
    sex: Sex = ""
    programme: str = ""
    name: str = ""
    access: BoardAccess | None = None
    records: RecordsSwitch | None = None

    def __post_init__(self) -> None:
        """Refuse what looks like a name, and what contradicts itself."""
        if self.person:
            check_pseudonym(self.person)
        if self.age_y is not None:
            check_age(self.age_y)
        if self.station and not self.publish:
            raise ConfigError(
                "A station was asked for, and nothing is published for it.",
                hint="Leave --no-publish or --station out.",
            )
