"""A centre behind TLS: a real server with a certificate, which is checked or not spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from clinic_kit import Make
from postgres_kit import Server

from balance_arcade.app.centre_address import CENTRE_ENVIRONMENT
from balance_arcade.cli import main
from balance_arcade.core.errors import RecordsAwayError
from balance_arcade.records.clinic.centre import CentreDatabase
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.outgoing import outbox
from balance_arcade.records.clinic.sync import sync
from balance_arcade.server.station.access.certificate import Certificate, own_certificate

NAME = "centre.example"

REFUSED = [
    (NAME, "sslrootcert={other}", "certificate verify failed. The server's certificate is not of"),
    (NAME, "sslrootcert=system", "certificate verify failed. The server's certificate is not of"),
    ("other.example", "sslrootcert={own}", "It may be another server than the one that is meant"),
    (NAME, "sslrootcert={none}", "Name the file with the authority's certificate"),
]


def _made(folder: Path) -> Certificate:
    folder.mkdir()
    return own_certificate(folder, [NAME])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Certificates: that of the server, another's, and one that is not there."""
    home = tmp_path_factory.mktemp("certificates")
    own, other = _made(home / "own"), _made(home / "other")
    return {
        "own": own.certificate,
        "key": own.key,
        "other": other.certificate,
        "none": home / "none.crt",
    }


@pytest.fixture(scope="module")
def centre(server: Server, files: dict[str, Path]) -> Iterator[str]:
    """Database of a centre that takes nobody in without TLS."""
    address = server.new_database()
    Database(address).close()
    rules = server.folder / "d" / "pg_hba.conf"
    before = rules.read_text()
    server.use_certificate(files["own"], files["key"])
    database = address.rpartition("/")[2]
    rules.write_text(f"hostnossl {database} all all reject\n{before}")
    server.restart()
    yield database
    rules.write_text(before)
    server.set(ssl="off")
    server.restart()


@pytest.fixture
def station(tmp_path: Path, make: Make) -> Iterator[Records]:
    """A station with one session that waits."""
    with Database(tmp_path / "clinic.db") as database:
        records = Records(database, tmp_path)
        records.add_recording(make("a"))
        yield records


def _address(server: Server, host: str, database: str, asked: str) -> str:
    # The name is that of the certificate; the number says where it really is.
    told = f"hostaddr=127.0.0.1&sslmode=verify-full&{asked}"
    return f"postgresql://clinic@{host}:{server.port}/{database}?{told}"


def test_a_certificate_of_the_named_authority_is_taken_and_the_session_moves(
    server: Server, centre: str, files: dict[str, Path], station: Records
) -> None:
    address = _address(server, NAME, centre, f"sslrootcert={files['own']}")
    with CentreDatabase(address) as reached:
        assert sync(station, reached).sent == {"session": 1, "person": 1}
        with reached.work() as work:
            found = work.connection().exec_driver_sql(
                "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            )
            assert found.scalar_one() is True
    assert outbox(station).sessions == 0


@pytest.mark.parametrize(("host", "asked", "said"), REFUSED)
def test_another_authority_and_another_name_are_refused_and_nothing_moves(
    server: Server,
    centre: str,
    files: dict[str, Path],
    station: Records,
    host: str,
    asked: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = _n_sessions(server, centre)
    address = _address(server, host, centre, asked.format(**files))
    monkeypatch.setenv(CENTRE_ENVIRONMENT, address.replace("clinic@", "clinic:hush@"))
    words = ["--out", str(station.folder), "--db", str(station.database.file)]
    assert main(["records", "sync", *words]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert "hush" not in told
    assert outbox(station).sessions == 1
    assert _n_sessions(server, centre) == before


def _n_sessions(server: Server, centre: str) -> int:
    with psycopg.connect(f"{server.address}/{centre}", sslmode="require") as connection:
        return connection.execute("SELECT count(*) FROM session").fetchall()[0][0]


def test_a_server_without_tls_is_not_spoken_to(
    server: Server, centre: str, files: dict[str, Path]
) -> None:
    server.set(ssl="off")
    server.restart()
    try:
        with pytest.raises(RecordsAwayError, match="Whoever runs the server switches it on"):
            CentreDatabase(_address(server, NAME, centre, f"sslrootcert={files['own']}"))
    finally:
        server.set(ssl="on")
        server.restart()
