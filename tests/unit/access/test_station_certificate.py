"""The station's certificate: made, kept, renewed; one that was given, right and wrong."""

from __future__ import annotations

import datetime
import hashlib
import os
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station.access import certificate as made
from balance_arcade.server.station.access.certificate import (
    given_certificate,
    own_certificate,
    own_names,
)

NAMES = ("192.0.2.7", "clinic-pc.local", "localhost", "127.0.0.1", "::1")
NOW = datetime.datetime(2026, 5, 4, 9, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def pair(tmp_path):
    found = own_certificate(tmp_path / "first", NAMES, NOW)
    return found.certificate, found.key


def test_our_own_is_made_once_for_all_names_with_a_closed_key(tmp_path):
    first = own_certificate(tmp_path, NAMES, NOW)
    assert first.is_own
    assert first.is_new
    assert first.names == set(NAMES)
    assert first.key.stat().st_mode & 0o777 == 0o600 or os.name != "posix"
    again = own_certificate(tmp_path, NAMES, NOW + 300 * DAY)
    assert not again.is_new
    assert again.fingerprint == first.fingerprint
    digest = hashlib.sha256(first.der).hexdigest()
    assert first.fingerprint.replace("-", "") == digest


def test_it_is_what_browsers_take_and_says_nothing_of_anybody(tmp_path):
    found = own_certificate(tmp_path, NAMES, NOW)
    parsed = x509.load_der_x509_certificate(found.der)
    assert parsed.not_valid_after_utc - parsed.not_valid_before_utc <= datetime.timedelta(days=398)
    assert parsed.subject.rfc4514_string() == "CN=Balance Arcade station"
    usage = parsed.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]
    assert not parsed.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(found.certificate, found.key)


@pytest.mark.parametrize("days", [391, 397, 5000])
def test_it_is_renewed_when_it_has_ended_or_is_about_to(tmp_path, days):
    first = own_certificate(tmp_path, NAMES, NOW)
    renewed = own_certificate(tmp_path, NAMES, NOW + days * DAY)
    assert renewed.is_new
    assert renewed.fingerprint != first.fingerprint
    assert renewed.until > NOW + days * DAY


def test_another_address_is_a_reason_another_name_of_the_same_computer_is_none(tmp_path):
    first = own_certificate(tmp_path, NAMES, NOW)
    assert not own_certificate(tmp_path, (NAMES[0], "other.local"), NOW).is_new
    moved = own_certificate(tmp_path, ("192.0.2.8", *NAMES[1:]), NOW)
    assert moved.is_new
    assert moved.fingerprint != first.fingerprint


@pytest.mark.parametrize("which", ["certificate", "key"])
@pytest.mark.parametrize("content", [b"", b"\xff\x00 rubbish", None])
def test_files_of_ours_that_are_damaged_or_gone_are_made_anew(tmp_path, which, content):
    first = own_certificate(tmp_path, NAMES, NOW)
    path = getattr(first, which)
    path.unlink() if content is None else path.write_bytes(content)
    assert own_certificate(tmp_path, NAMES, NOW).is_new


def test_a_given_one_is_read_and_left_as_it_is(pair):
    found = given_certificate(*pair, NOW)
    assert not found.is_own
    assert not found.is_new
    assert "clinic-pc.local" in found.names


def refused(pair, match, now=NOW):
    with pytest.raises(ConfigError, match=match) as info:
        given_certificate(*pair, now)
    assert info.value.hint
    assert "PRIVATE" not in info.value.message


def test_a_given_one_that_has_ended_or_not_begun_is_refused_with_the_day(pair):
    refused(pair, "ended on 2027-06-05", NOW + 400 * DAY)
    refused(pair, "begins on 2026-05-03", NOW - 30 * DAY)


def test_files_that_are_wrong_are_refused_each_in_its_own_words(pair, tmp_path):
    certificate, key = pair
    refused((tmp_path / "none.pem", key), "cannot be read")
    refused((certificate, tmp_path / "none.key"), "private key .* cannot be read")
    refused((key, key), "holds no certificate")
    refused((certificate, certificate), "holds no private key")
    refused((tmp_path, key), "cannot be read")
    rubbish = tmp_path / "rubbish"
    rubbish.write_bytes(os.urandom(1000))
    refused((rubbish, key), "holds no certificate")
    refused((certificate, rubbish), "holds no private key")
    other = own_certificate(tmp_path / "other", NAMES, NOW)
    refused((certificate, other.key), "does not belong to the certificate")


def test_a_key_with_a_password_is_refused(pair, tmp_path):
    locked = tmp_path / "locked.key"
    locked.write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"secret"),
        )
    )
    refused((pair[0], locked), "locked with a password")


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_given_key_that_everybody_can_read_is_refused(pair):
    pair[1].chmod(0o640)
    given_certificate(*pair, NOW)
    pair[1].chmod(0o644)
    refused(pair, "every user of this computer")


def test_a_given_one_that_names_no_host_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(made, "_general", lambda name: x509.RFC822Name("a@example.org"))
    with pytest.raises(ConfigError, match="names no host"):
        own_certificate(tmp_path, NAMES, NOW)
    refused((tmp_path / made.CERTIFICATE_NAME, tmp_path / made.KEY_NAME), "names no host")


def test_the_address_that_is_served_comes_first_and_loopback_is_never_missing():
    assert own_names("192.0.2.9")[0] == "192.0.2.9"
    assert {"localhost", "127.0.0.1", "::1"} <= set(own_names("0.0.0.0"))
    assert "0.0.0.0" not in own_names("0.0.0.0")
