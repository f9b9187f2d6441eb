"""What the business has chosen for its accounts."""

from onaccount.domain.accounts.models import AccountPolicy


def current_policy() -> AccountPolicy:
    """As it stands, or with the defaults before anybody has chosen."""
    return AccountPolicy.objects.filter(pk=1).first() or AccountPolicy()
