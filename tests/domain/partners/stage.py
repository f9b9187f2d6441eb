"""Two dealers on stage, Northlight and Quarry, with people of theirs."""

from onaccount.domain.history.rules import Actor
from onaccount.domain.partners.actions import add_partner, add_partner_user
from onaccount.domain.partners.models import PartnerUser
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.actions import set_password
from onaccount.domain.people.queries import actor_of
from tests.stage import AT, COMMAND, PASSWORD


def dealer(code: str = "ABC123", name: str = "Northlight") -> int:
    return add_partner(code=code, name=name, by=COMMAND, at=AT)


def dealer_user(partner: int, name: str = "Lena Voss", right: PortalRight = PortalRight.SUBMIT) -> Actor:
    """Somebody of a dealer's, who can log in with PASSWORD."""
    email = f"{name.split(maxsplit=1)[0].lower()}@dealers.example"
    key = add_partner_user(partner=partner, name=name, email=email, right=right, by=COMMAND, at=AT)
    principal = PartnerUser.objects.get(principal=key).principal
    set_password(principal, PASSWORD)
    return actor_of(principal)
