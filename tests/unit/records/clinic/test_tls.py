"""Off this computer a server proves which it is, or is not spoken to."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import make_url

from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.tls import secured

HERE = [
    ("postgresql://a@localhost/c", {}),
    ("postgresql://a@127.0.0.9:5433/c", {}),
    ("postgresql://a@[::1]/c", {}),
    ("postgresql://a@/c?host=/run/postgresql", {}),
    ("postgresql:///c", {}),
    ("postgresql://a@127.0.0.1/c?sslmode=disable", {}),
]

ELSEWHERE = [
    ("postgresql://a@10.0.0.5/c", {}),
    ("postgresql://a@centre.example/c", {}),
    ("postgresql://a@[fe80::1]/c", {}),
    ("postgresql://a@/c?host=localhost:5432&host=centre.example:5433", {}),
    ("postgresql://a@/c?host=localhost,centre.example", {}),
    # What the address leaves out, PostgreSQL's own client takes from elsewhere.
    ("postgresql:///c", {"PGHOST": "centre.example"}),
    ("postgresql://a@localhost/c", {"PGHOSTADDR": "10.0.0.5"}),
    ("postgresql://a@localhost/c?hostaddr=10.0.0.5", {}),
    ("postgresql:///?service=centre", {}),
    ("postgresql:///c", {"PGSERVICE": "centre"}),
]


@pytest.mark.parametrize(("address", "environment"), HERE)
def test_on_this_computer_the_address_stays_as_it_is(
    address: str, environment: dict[str, str]
) -> None:
    url = make_url(address)
    assert secured(url, environment) == url


@pytest.mark.parametrize(("address", "environment"), ELSEWHERE)
def test_elsewhere_the_certificate_is_checked(address: str, environment: dict[str, str]) -> None:
    url = make_url(address)
    assert secured(url, environment).query["sslmode"] == "verify-full"
    asked = url.update_query_dict({"sslmode": "verify-ca"})
    assert secured(asked, environment) == asked
    for less in ("disable", "allow", "prefer", "require"):
        with pytest.raises(ConfigError, match="checked certificate alone"):
            secured(url.update_query_dict({"sslmode": less}), environment)


def test_an_address_that_asks_for_less_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(ConfigError, match="checked certificate") as caught:
        Database("postgresql://clinic:hush@centre.invalid/c?sslmode=require")
    assert "hush" not in str(caught.value)
