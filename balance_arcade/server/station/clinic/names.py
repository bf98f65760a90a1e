"""Names beside pseudonyms, where the clinic's identities were unlocked for the station.

They go to a browser and nowhere else: not to a board, a log, a file or a report. Each page with
names on it stands in the audit log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance_arcade.core.errors import ConfigError

if TYPE_CHECKING:
    from balance_arcade.records.clinic.identities import Identities, Identity
    from balance_arcade.records.clinic.keeping import Records

MOST_FOUND: Final = 60
"""People that a search by name shows at most."""


class Names:
    """Says who is behind a pseudonym, or nothing where that is locked away.

    Parameters
    ----------
    identities : Identities, optional
        Unlocked.
    """

    def __init__(self, identities: Identities | None = None) -> None:
        self._identities = identities

    def __bool__(self) -> bool:
        """Whether names can be shown at all."""
        return self._identities is not None

    def shown(self, records: Records, pseudonym: str) -> str:
        """Give a person's name and birth date for their pages, and write down that it was shown."""
        found = self._of(pseudonym)
        if found is None:
            return ""
        records.told("identity.shown", pseudonym)
        return f"{found.name}, {found.born}" if found.born else found.name

    def listed(self, records: Records, pseudonyms: list[str]) -> dict[str, str]:
        """Give the names of a list of people, and write down that they were shown."""
        found = {one: who.name for one in pseudonyms if (who := self._of(one)) is not None}
        if found:
            records.told("identity.listed", "")
        return found

    def find(self, records: Records, text: str) -> list[str]:
        """Give the pseudonyms of people in whose name or contact a text stands, by name."""
        if self._identities is None or not text.strip():
            return []
        records.told("identity.searched", "")
        return [one.pseudonym for one in self._identities.find(text.strip(), most=MOST_FOUND)]

    def put(self, records: Records, pseudonym: str, name: str) -> None:
        """Keep who somebody new is.

        Raises
        ------
        ConfigError
            The name cannot be kept, somebody else is called so, or names are locked away.
        """
        from balance_arcade.records.clinic.identities import Identity

        if self._identities is None:
            raise ConfigError("Names are locked away.")
        try:
            identity = Identity(pseudonym, name)
        except ValueError as error:
            raise ConfigError(str(error)) from error
        self._identities.put(identity)
        records.told("identity.added", pseudonym)

    def _of(self, pseudonym: str) -> Identity | None:
        return None if self._identities is None else self._identities.of(pseudonym)
