"""What the business wants of all accounts."""

from dataclasses import dataclass
from decimal import Decimal

from onaccount.domain.accounts.models import AccountPolicy
from onaccount.domain.accounts.rules import Exposure, OverLimitPolicy


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts as used beside what is owed, and what becomes of who would go over the limit."""

    counts: frozenset[Exposure]
    over_limit_in_app: OverLimitPolicy
    over_limit_in_office: OverLimitPolicy
    four_eyes: Decimal | None = None  # above which a limit takes two people


def account_policy() -> Policy:
    """As it was settled, or with its defaults."""
    kept = AccountPolicy.objects.filter(pk=1).first() or AccountPolicy()
    return Policy(
        counts=frozenset(Exposure) if kept.counts is None else frozenset(map(Exposure, kept.counts)),
        over_limit_in_app=OverLimitPolicy(kept.over_limit_in_app),
        over_limit_in_office=OverLimitPolicy(kept.over_limit_in_office),
        four_eyes=None if kept.four_eyes_mills is None else Decimal(kept.four_eyes_mills) / 1000,
    )
