"""What only the demo does: let somebody of a partner's in by hand, and take its partners out."""

from onaccount.domain.history.actions import action, erase_details
from onaccount.domain.history.rules import Actor
from onaccount.domain.letters.actions import remove_letters
from onaccount.domain.partners.models import Partner, PartnerUser
from onaccount.domain.partners.queries import demo_partners
from onaccount.domain.people.actions import set_password
from onaccount.domain.people.models import Principal
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import require


@action
def let_partner_user_in(*, user: int, password: str, by: Actor) -> None:
    """With a password that is known beforehand; the invitation is not needed then."""
    require(by, Right.MANAGE_PARTNERS)
    set_password(PartnerUser.objects.select_related("principal").get(principal=user).principal, password)
    remove_letters("principal", [str(user)])


@action
def remove_demo_partners(*, by: Actor) -> None:
    """Delete the demo's partners with their people and tokens. Nothing points at them any more."""
    require(by, Right.MANAGE_PARTNERS)
    partners = demo_partners()
    people = list(PartnerUser.objects.filter(partner__in=partners).values_list("principal_id", flat=True))
    PartnerUser.objects.filter(partner__in=partners).delete()
    Principal.objects.filter(pk__in=people).delete()
    remove_letters("principal", [str(key) for key in people])
    erase_details("partner", [str(key) for key in partners])
    Partner.objects.filter(pk__in=partners).delete()
