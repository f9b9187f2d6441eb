"""The agencies and registers that can be asked: where they are, what lets us in, and whether that is in order."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from onaccount.domain.connectors.rules.checks import Source
from onaccount.foundation.refusals import Refused

LONGEST_ADDRESS = 200
LONGEST_CREDENTIAL = 300


@dataclass(frozen=True, slots=True)
class Service:
    """`credentials` are the names of what has to be typed in before it can be on."""

    source: Source
    address: str
    credentials: tuple[str, ...] = ()


SERVICES: dict[Source, Service] = {
    each.source: each
    for each in (
        Service(Source.CREDITSAFE, "https://connect.creditsafe.com/v1", ("username", "password")),
        Service(Source.COMPANIES_HOUSE, "https://api.company-information.service.gov.uk", ("key",)),
        Service(Source.HMRC, "https://api.service.hmrc.gov.uk", ("client_id", "client_secret")),
        Service(Source.VIES, "https://ec.europa.eu/taxation_customs/vies/rest-api"),
    )
}


class AddressImpossible(Refused):
    code = "address_impossible"
    sentence = '"{text}" is no address that can be asked.'
    cure = "Write one that begins with https:// and has no name, password, question mark or # in it."
    field = "address"


class CredentialsMissing(Refused):
    code = "credentials_missing"
    sentence = "Without its credentials {source} cannot be asked."
    cure = "Type them in. After a change of the address they have to be typed again."


class CredentialTooLong(Refused):
    code = "credential_too_long"
    sentence = "A credential has at most {most} characters."
    cure = "Look whether more was pasted than it."


def clean_address(text: str) -> str:
    """The address without the slash at its end. Https, but for a machine that asks itself; raises AddressImpossible.

    Credentials go there: so no other machine of the own network by its number either.
    """
    address = text.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise AddressImpossible(text=text[:80]) from None
    is_own = host in ("localhost", "127.0.0.1", "::1")
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment or ";" in address)
    if not is_plain:
        raise AddressImpossible(text=text[:80])
    if len(address) > LONGEST_ADDRESS or not host or not address.isascii() or any(map(str.isspace, address)):
        raise AddressImpossible(text=text[:80])
    if parts.scheme != "https" and not (parts.scheme == "http" and is_own):
        raise AddressImpossible(text=text[:80])
    if not is_own and _is_inside(host):
        raise AddressImpossible(text=text[:80])
    return address


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False
