"""What follows from sign-ups: staff are told, and what nobody confirmed ends."""

from django.utils import timezone

from onaccount.domain.history.rules import SYSTEM
from onaccount.domain.vetting.actions import expire_applications, tell_of_signup


def tell_staff(key: str) -> None:
    """Have those told who are to hear of a sign-up. Told twice, the second time finds the letters there."""
    tell_of_signup(application=key, at=timezone.now())


def end_late() -> bool:
    """End what was not confirmed in time; whether there was any. Two looks at short indexes where there is none."""
    return expire_applications(by=SYSTEM, at=timezone.now()) > 0
