"""Who is behind a pseudonym: name, birth date and contact, in a database of their own.

Nothing of it stands in the records, in recordings, on the wire or in a log. Every person is one
sealed text (`balance_arcade.records.clinic.sealing`) beside the pseudonym; without the passphrase
the file tells pseudonyms, how many people there are, and nothing else. Names are searched after
they were opened, in memory.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Final

import msgspec
from sqlalchemy import LargeBinary, MetaData, String, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.columns import UtcTime
from balance_arcade.records.clinic.database import WRITES, Database, fault_of
from balance_arcade.records.clinic.keeping import is_text, utc_now
from balance_arcade.records.clinic.sealing import Lock, Sealer, new_lock, open_lock
from balance_arcade.records.person_store import check_pseudonym

MOST_LETTERS: Final = 10_000
"""Of a name or a contact at most."""


class _Base(DeclarativeBase):
    metadata = MetaData()


class _LockRow(_Base):
    __tablename__ = "identity_lock"

    id: Mapped[int] = mapped_column(primary_key=True)
    lock: Mapped[bytes] = mapped_column(LargeBinary)


class _IdentityRow(_Base):
    __tablename__ = "identity"

    pseudonym: Mapped[str] = mapped_column(String(32), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    changed: Mapped[dt.datetime] = mapped_column(UtcTime)


class Identity(msgspec.Struct, frozen=True):
    """Who a person is.

    Attributes
    ----------
    pseudonym : str
        By which the records know them.
    name : str
        In any script.
    born : datetime.date or None
        Birth date.
    contact : str
        Address, telephone: as the clinic writes it.

    Raises
    ------
    ValueError
        A name is missing, or something is too long.
    """

    pseudonym: str
    name: str
    born: dt.date | None = None
    contact: str = ""

    def __post_init__(self) -> None:
        """Check what the type cannot say."""
        if not self.name.strip():
            raise ValueError("A name must not be empty.")
        if not is_text(self.name + self.contact):
            raise ValueError("A name holds letters alone, not bytes that are none.")
        if max(len(self.name), len(self.contact)) > MOST_LETTERS:
            raise ValueError(f"A name or contact has {MOST_LETTERS} letters at most.")

    def __repr__(self) -> str:
        """Show the pseudonym alone: what is printed or logged by accident names nobody."""
        return f"Identity({self.pseudonym!r})"


class IdentityDatabase(Database):
    """A database for identities alone, so that it can be kept, backed up and destroyed apart."""

    def _bring_up_to_date(self) -> None:
        try:
            with self.engine.execution_options(**{WRITES: True}).begin() as connection:
                _Base.metadata.create_all(connection)
        except SQLAlchemyError as error:
            raise fault_of("be opened", error) from error


class Identities:
    """Identities of people, opened by a passphrase.

    Parameters
    ----------
    database : IdentityDatabase
        Open.
    passphrase : str
        The first one that is given becomes that of the store.
    now : callable
        Wall clock, with its zone.

    Raises
    ------
    ConfigError
        The passphrase is another one or, of a new store, too short; or `cryptography` is missing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with IdentityDatabase(f"{folder}/identities.db") as database:
    ...         people = Identities(database, "four calm green herons")
    ...         people.put(Identity("p-017", "Łucja Example"))
    ...         [one.pseudonym for one in people.find("lucja")]
    ['p-017']
    """

    def __init__(
        self,
        database: IdentityDatabase,
        passphrase: str,
        *,
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self.database, self._now = database, now
        with database.write() as work:
            row = work.scalars(select(_LockRow)).first()
            if row is None:
                lock, self._key = new_lock(passphrase)
                work.add(_LockRow(lock=msgspec.msgpack.encode(lock)))
            else:
                self._key = open_lock(msgspec.msgpack.decode(row.lock, type=Lock), passphrase)
        self._sealer = Sealer(self._key)

    def put(self, identity: Identity, *, known: bool = False) -> None:
        """Keep who somebody is.

        Parameters
        ----------
        identity : Identity
            Instead of what was kept before.
        known : bool
            Somebody is kept under the pseudonym already, and may be: not somebody else by mistake.

        Raises
        ------
        ConfigError
            The pseudonym looks like a name, is taken, or, with `known`, is not.
        """
        check_pseudonym(identity.pseudonym)
        text = msgspec.json.encode(identity).decode("utf-8")
        with self.database.write() as work:
            row = work.get(_IdentityRow, identity.pseudonym)
            if (row is not None) != known:
                raise ConfigError(
                    f"Somebody is called {identity.pseudonym} already."
                    if row is not None
                    else f"Nobody is called {identity.pseudonym} in the identities."
                )
            if row is None:
                row = _IdentityRow(pseudonym=identity.pseudonym)
                work.add(row)
            row.sealed = self._sealer.seal(text, identity.pseudonym)
            row.changed = self._now()

    def of(self, pseudonym: str) -> Identity | None:
        """Say who somebody is; None where it is not known."""
        with self.database.work() as work:
            row = work.get(_IdentityRow, pseudonym)
            return None if row is None else self._opened(row.pseudonym, row.sealed)

    def find(self, text: str, *, first: int = 0, most: int = 50) -> list[Identity]:
        """People in whose pseudonym, name or contact a text stands, by name.

        Capitals and accents do not count: ``lucja`` finds ``Łucja``.

        Parameters
        ----------
        text : str
            Empty for everybody.
        first, most : int
            A page: how many are left out before it, and how many it has at most.
        """
        wanted = folded(text)
        with self.database.work() as work:
            rows = work.execute(select(_IdentityRow.pseudonym, _IdentityRow.sealed)).all()
        people = [self._opened(name, sealed) for name, sealed in rows]
        found = [one for one in people if wanted in _searched(one)]
        found.sort(key=lambda one: (folded(one.name), one.pseudonym))
        return found[first : first + most]

    def change_passphrase(self, passphrase: str) -> None:
        """Let another passphrase open the store, and no longer the one of before.

        Raises
        ------
        ConfigError
            It is too short.
        """
        lock, _ = new_lock(passphrase, self._key)
        with self.database.write() as work:
            work.scalars(select(_LockRow)).one().lock = msgspec.msgpack.encode(lock)

    def _opened(self, pseudonym: str, sealed: bytes) -> Identity:
        return msgspec.json.decode(self._sealer.open(sealed, pseudonym), type=Identity)


def forget(database: IdentityDatabase, pseudonym: str) -> bool:
    """Erase who somebody is; needs no passphrase. Returns whether it was known."""
    with database.write() as work:
        row = work.get(_IdentityRow, pseudonym)
        if row is not None:
            work.delete(row)
        return row is not None


def folded(text: str) -> str:
    """Fold a text for a search: no capitals, no accents.

    Examples
    --------
    >>> folded("Ñandú"), folded("Łucja"), folded("ß")
    ('nandu', 'lucja', 'ss')
    """
    # Strokes are no accents to Unicode, which people who search do not know.
    plain = text.casefold().translate(_STROKES)
    apart = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_STROKES: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i"})


def _searched(one: Identity) -> str:
    return "\n".join(map(folded, (one.pseudonym, one.name, one.contact)))
