"""The certificate of the page: our own, made at the first start, or one that was given."""

from __future__ import annotations

import dataclasses
import datetime
import ipaddress
import logging
import os
import socket
import ssl
import stat
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.folder import write_private

_log = logging.getLogger(__name__)

CERTIFICATE_NAME = "station-certificate.pem"
KEY_NAME = "station-certificate.key"
LIFE = datetime.timedelta(days=397)
"""Apple takes no certificate of more than 825 days, whoever signed it; other browsers 398."""

# The clock of a tablet may be behind by so much.
_BACKDATED = datetime.timedelta(days=1)
_RENEWED_BEFORE = datetime.timedelta(days=7)
_SAYS_NOTHING_OF_US = "Balance Arcade station"


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate with its key, in files, checked.

    Attributes
    ----------
    certificate, key : Path
        PEM files.
    fingerprint : str
        SHA-256 of the certificate, all of it, in groups.
    der : bytes
        The certificate.
    names : frozenset of str
        Host names and addresses that it is for, in small letters.
    until : datetime
        When it ends, UTC.
    is_own : bool
        Whether we made it.
    is_new : bool
        Whether we made it just now: tablets that knew the one before will ask.
    """

    certificate: Path
    key: Path
    fingerprint: str
    der: bytes
    names: frozenset[str]
    until: datetime.datetime
    is_own: bool
    is_new: bool = False


def now_utc() -> datetime.datetime:
    """Wall clock."""
    return datetime.datetime.now(datetime.UTC)


def own_names(host: str = "") -> tuple[str, ...]:
    """Names and addresses of this computer; the first is what other computers should ask for.

    Parameters
    ----------
    host : str
        The one address that is served, where it is one.

    Returns
    -------
    tuple of str
        Without those twice. No packet is sent for it.
    """
    served = [] if host in ("", "0.0.0.0", "::") else [host]  # noqa: S104 - compared, not bound
    outward = [found for found in (_outward(socket.AF_INET), _outward(socket.AF_INET6)) if found]
    name = socket.gethostname().lower()
    named = [name] if "." in name else [f"{name}.local", name]
    return tuple(dict.fromkeys([*served, *outward, *named, "localhost", "127.0.0.1", "::1"]))


def _outward(family: socket.AddressFamily) -> str:
    """Address by which this computer would leave its network; empty where it has none."""
    # Addresses that are reserved for documents: nothing is sent, connecting UDP only asks for the
    # route.
    target = "192.0.2.1" if family == socket.AF_INET else "2001:db8::1"
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((target, 9))
            return str(sock.getsockname()[0]).partition("%")[0]
    except OSError:
        return ""


def own_certificate(
    folder: Path, names: Iterable[str], now: datetime.datetime | None = None
) -> Certificate:
    """Return our own certificate: the one that is there, or a new one.

    A new one is made at the first start, when the one before has ended or ends within a week, when
    it is not for the first of the names, and when its files are damaged.

    Parameters
    ----------
    folder : Path
        Where both files are kept; the key is closed to other users (0600).
    names : iterable of str
        Host names and addresses it has to be for; the first counts most.
    now : datetime, optional
        Wall clock, UTC.

    Returns
    -------
    Certificate

    Raises
    ------
    ConfigError
        The folder cannot be written.
    """
    names, now = tuple(names), now or now_utc()
    files = folder / CERTIFICATE_NAME, folder / KEY_NAME
    if all(path.exists() for path in files):
        try:
            found = _read(*files, now, is_own=True)
        except ConfigError as error:
            _log.warning("the station's certificate is made anew: %s", error)
        else:
            if names[0].lower() in found.names and found.until - now > _RENEWED_BEFORE:
                return found
            _log.warning("the station's certificate is made anew: it ends, or the address changed")
    _make(*files, names, now)
    return dataclasses.replace(_read(*files, now, is_own=True), is_new=True)


def given_certificate(
    certificate: Path, key: Path, now: datetime.datetime | None = None
) -> Certificate:
    """Read a certificate that somebody else has signed.

    Parameters
    ----------
    certificate : Path
        PEM file; those that signed it may follow in it.
    key : Path
        PEM file of its private key, without a password.
    now : datetime, optional
        Wall clock, UTC.

    Returns
    -------
    Certificate

    Raises
    ------
    ConfigError
        A file is missing, is no such file, does not fit the other one or is open to everybody; or
        the certificate has ended, has not begun, or names no host.
    """
    found = _read(certificate, key, now or now_utc(), is_own=False)
    if os.name == "posix" and key.stat().st_mode & stat.S_IROTH:
        raise ConfigError(
            f"The private key {key} can be read by every user of this computer.",
            hint=f"Close it with: chmod 640 {key}",
        )
    return found


def _read(certificate: Path, key: Path, now: datetime.datetime, *, is_own: bool) -> Certificate:
    parsed = _parse_certificate(certificate)
    _check_pair(parsed, certificate, key)
    if now >= parsed.not_valid_after_utc:
        raise ConfigError(
            f"The certificate {certificate} ended on {parsed.not_valid_after_utc:%Y-%m-%d}.",
            hint="Renew it, or leave out --cert and --key for one of our own.",
        )
    if now < parsed.not_valid_before_utc:
        raise ConfigError(
            f"The certificate {certificate} begins on {parsed.not_valid_before_utc:%Y-%m-%d}.",
            hint="Check this computer's date, and the certificate.",
        )
    names = _names_of(parsed)
    if not names:
        raise ConfigError(
            f"The certificate {certificate} names no host.",
            hint="Browsers want names or addresses in its subjectAltName; have it made anew.",
        )
    der = parsed.public_bytes(serialization.Encoding.DER)
    return Certificate(
        certificate=certificate,
        key=key,
        fingerprint=fingerprint(der, n_bytes=32),
        der=der,
        names=names,
        until=parsed.not_valid_after_utc,
        is_own=is_own,
    )


def _parse_certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(_bytes_of(path, "certificate"))[0]
    except ValueError as error:
        raise ConfigError(
            f"{path} holds no certificate in PEM form.",
            hint="It begins with -----BEGIN CERTIFICATE-----; did you name the key instead?",
        ) from error


def _check_pair(parsed: x509.Certificate, certificate: Path, key: Path) -> None:
    data = _bytes_of(key, "private key")
    try:
        private = serialization.load_pem_private_key(data, password=None)
    except TypeError as error:
        raise ConfigError(
            f"The private key {key} is locked with a password.",
            hint="Take a copy without one, closed to others: openssl pkey -in KEY -out PLAIN",
        ) from error
    except ValueError as error:
        raise ConfigError(
            f"{key} holds no private key in PEM form.",
            hint="It begins with -----BEGIN PRIVATE KEY----- or -----BEGIN EC PRIVATE KEY-----.",
        ) from error
    if _public(private.public_key()) != _public(parsed.public_key()):
        raise ConfigError(
            f"The private key {key} does not belong to the certificate {certificate}.",
            hint="Name the key that the certificate was asked for with.",
        )
    try:
        # What the server will do; it refuses kinds of keys that it cannot use.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        raise ConfigError(
            f"TLS refuses the certificate {certificate} with its key ({error}).",
            hint="Use a key of the kind EC P-256, or RSA of 2048 bits or more.",
        ) from error


def _bytes_of(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"The {what} {path} cannot be read ({error.strerror}).", hint="Check the path."
        ) from error


def _public(key: object) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_bytes(serialization.Encoding.DER, form))  # type: ignore[attr-defined]


def _names_of(certificate: x509.Certificate) -> frozenset[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return frozenset()
    hosts = found.get_values_for_type(x509.DNSName)
    addresses = found.get_values_for_type(x509.IPAddress)
    return frozenset([*(host.lower() for host in hosts), *(str(one) for one in addresses)])


def _make(certificate: Path, key: Path, names: tuple[str, ...], now: datetime.datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    # Of the computer it says only what its users have to type anyway.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _SAYS_NOTHING_OF_US)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(usage, True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .sign(private, hashes.SHA256())
    )
    secret = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    # The key first: a certificate without its key would be found damaged and made anew.
    write_private(key, secret.decode())
    write_private(certificate, made.public_bytes(serialization.Encoding.PEM).decode())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
