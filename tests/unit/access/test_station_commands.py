"""``station-users`` and the options of ``station --lan``: what they do, and how they go wrong."""

from __future__ import annotations

import io
import json
import threading

import pytest
from access_kit import GOOD, OTHER, quick_passwords

from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station import run_station
from balance_arcade.server.station.access import accounts, serving
from balance_arcade.server.station.access.accounts import Accounts
from balance_arcade.server.station.access.certificate import own_certificate
from balance_arcade.server.station.access.plan import LanPlan
from balance_arcade.server.station.access.roles import Role


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BALANCE_ARCADE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("BALANCE_ARCADE_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(accounts, "Passwords", quick_passwords)
    return tmp_path / "keys"


def users(monkeypatch, *words, password=""):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["station-users", *words])


def test_accounts_are_added_listed_changed_and_removed(folder, monkeypatch, capsys):
    assert users(monkeypatch, "add", "Anna", "--role", "controller", password=GOOD) == 0
    assert users(monkeypatch, "add", "vera", "--role", "viewer", password=GOOD) == 0
    capsys.readouterr()
    assert users(monkeypatch, "list", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["name"], row["role"]) for row in rows] == [
        ("anna", "controller"),
        ("vera", "viewer"),
    ]
    assert users(monkeypatch, "password", "anna", password=OTHER) == 0
    assert users(monkeypatch, "role", "vera", "--role", "controller") == 0
    book = Accounts(folder, quick_passwords())
    assert quick_passwords().fits(book.find("anna").hash, OTHER)
    assert book.find("vera").role is Role.CONTROLLER
    assert users(monkeypatch, "remove", "anna") == 0
    assert users(monkeypatch, "remove", "vera") == 0
    capsys.readouterr()
    assert users(monkeypatch, "list") == 0
    assert "No accounts. Add one" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "password", "said"),
    [
        (("add", "anna", "--role", "viewer"), "short", "less than 12"),
        (("add", "anna", "--role", "viewer"), "", "less than 12"),
        (("add", "a b", "--role", "viewer"), GOOD, "no name of an account"),
        (("password", "bob"), GOOD, "no such account"),
        (("remove", "bob"), "", "no such account"),
        (("role", "bob", "--role", "viewer"), "", "no such account"),
    ],
)
def test_what_cannot_be_done_is_one_line(folder, monkeypatch, capsys, words, password, said):
    assert users(monkeypatch, *words, password=password) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not folder.exists()


def test_wrong_usage_is_told(folder, monkeypatch, capsys):
    for words in ((), ("add",), ("add", "anna"), ("add", "a", "--role", "king"), ("forget", "a")):
        assert users(monkeypatch, *words) == 2
        assert "station-users" in capsys.readouterr().err


def test_a_password_is_asked_for_twice_at_a_terminal(folder, monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    typed = [GOOD, OTHER, GOOD, GOOD]
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt: typed.pop(0))
    assert main(["station-users", "add", "anna", "--role", "viewer"]) == 1
    assert "differ" in capsys.readouterr().err
    assert main(["station-users", "add", "anna", "--role", "viewer"]) == 0
    assert GOOD not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "127.0.0.1"), "--host is for the network. Add --lan"),
        (("--idle-minutes", "5"), "--idle-minutes is for the network"),
        (("--lan",), "Nobody has an account"),
        (("--lan", "--idle-minutes", "0"), "logged out after 0 minutes"),
        (("--lan", "--idle-minutes", "nan"), "logged out after nan minutes"),
        (("--lan", "--port", "70000"), "70000"),
    ],
)
def test_options_that_make_no_sense_are_one_line(folder, capsys, words, said):
    here = ("--here-port", "0") if "--lan" in words else ()
    assert main(["station", *here, *words]) == 1
    assert said in capsys.readouterr().err


@pytest.fixture
def people(folder):
    Accounts(folder, quick_passwords()).add("anna", Role.CONTROLLER, GOOD)
    return folder


def refused(folder, match, **more):
    stop = threading.Event()
    stop.set()
    with pytest.raises(ConfigError, match=match):
        run_station(port=0, stop=stop, lan=LanPlan(folder, "127.0.0.1", 0, **more))


def test_what_keeps_the_station_from_the_network_is_said_at_the_start(people, tmp_path):
    refused(tmp_path / "empty", r"Nobody has an account.*station-users add")
    own = own_certificate(tmp_path / "other", ("127.0.0.1",))
    refused(people, "go together", certificate=own.certificate)
    refused(people, "go together", key=own.key)
    refused(people, "cannot be read", certificate=tmp_path / "none", key=own.key)
    refused(people, "holds no certificate", certificate=own.key, key=own.key)
    stop = threading.Event()
    stop.set()
    with pytest.raises(ConfigError, match=r"cannot be served at 192\.0\.2\.1"):
        run_station(port=0, stop=stop, lan=LanPlan(people, "192.0.2.1", 0))


def test_without_the_libraries_the_way_to_them_is_said(people, monkeypatch):
    monkeypatch.setitem(
        __import__("sys").modules, "balance_arcade.server.station.access.serving", None
    )
    refused(people, r"pip install 'balance-arcade\[lan\]'")


@pytest.mark.parametrize(
    ("names", "host", "found"),
    [
        (("192.0.2.9", "localhost"), "192.0.2.9", "192.0.2.9"),
        (("pc.clinic.example",), "0.0.0.0", "pc.clinic.example"),
        (("*.clinic.example",), "pc.clinic.example", "pc.clinic.example"),
        (("localhost", "127.0.0.1", "::1"), "::1", "::1"),
        (("*.clinic.example",), "0.0.0.0", None),
        (("*.clinic.example",), "pc.other.example", None),
    ],
)
def test_tablets_are_sent_to_a_name_that_the_certificate_is_for(tmp_path, names, host, found):
    certificate = own_certificate(tmp_path, names)
    if found is not None:
        assert serving._offered_name(certificate, host) == found
        return
    with pytest.raises(ConfigError, match=r"alone, and no name of this computer.*--host pc"):
        serving._offered_name(certificate, host)


class Wire:
    """A connection of a stranger."""

    def __init__(self, address):
        self.address = address
        self.aborted = False

    def get_extra_info(self, name, default=None):
        return {"peername": (self.address, 5000), "sockname": ("127.0.0.1", 1)}.get(name, default)

    def abort(self):
        self.aborted = True

    def close(self):
        self.aborted = True


@pytest.fixture
def protocols(monkeypatch):
    """Makes connections of one server; what was to be called later is in `.later`."""
    import uvicorn
    from uvicorn.server import ServerState

    later = []

    async def nothing(scope, receive, send):
        raise AssertionError("nothing is asked")

    class Loop:
        def call_later(self, seconds, call):
            later.append((seconds, call))

    monkeypatch.setattr(serving.asyncio, "get_running_loop", Loop)
    config, state = (
        uvicorn.Config(nothing, lifespan="off", ws="none", log_config=None),
        ServerState(),
    )
    config.load()

    def connect(address):
        protocol = serving.BoundedProtocol(config, state, {}, Loop())
        wire = Wire(address)
        protocol.connection_made(wire)
        return protocol, wire

    connect.later = later
    return connect


def test_one_address_opens_48_connections_and_all_together_128(protocols):
    wires = [protocols("192.0.2.1")[1] for _ in range(60)]
    assert [wire.aborted for wire in wires] == [False] * 48 + [True] * 12
    wires = [protocols(f"198.51.100.{i}")[1] for i in range(100)]
    assert sum(not wire.aborted for wire in wires) == 128 - 48


def test_a_connection_that_ends_makes_room_also_one_that_was_refused(protocols):
    kept = [protocols("192.0.2.1") for _ in range(49)]
    assert kept[-1][1].aborted
    kept[-1][0].connection_lost(None)
    kept[0][0].connection_lost(None)
    assert not protocols("192.0.2.1")[1].aborted
    assert protocols("192.0.2.1")[1].aborted


def test_who_says_nothing_for_ten_seconds_is_closed(protocols):
    protocol, wire = protocols("192.0.2.1")
    ((seconds, call),) = protocols.later
    assert seconds == 10.0
    protocol.headers = [(b"host", b"pc")]
    call()
    assert not wire.aborted
    protocol.headers = []
    call()
    assert wire.aborted
