"""Reads of the business's own settings."""

from onaccount.domain.business.models import Business


def current_business() -> Business:
    """The business, with its defaults before anybody has settled it."""
    return Business.objects.filter(pk=1).first() or Business()


def locked_business() -> Business:
    """The business, held for a change; its row is made by the first who asks."""
    Business.objects.get_or_create(pk=1)
    return Business.objects.select_for_update(no_key=True).get(pk=1)


def is_demo() -> bool:
    return Business.objects.filter(pk=1, is_demo=True).exists()


def is_settled() -> bool:
    """Whether somebody has said who the business is."""
    return Business.objects.filter(pk=1, settled_at__isnull=False).exists()
