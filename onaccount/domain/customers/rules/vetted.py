"""At which stage of credit a customer begins (D-01)."""

from onaccount.domain.business.rules import Vetted
from onaccount.domain.customers.rules.status import Kind, Origin, Stage


def stage_at_start(*, vets: Vetted, origin: Origin, kind: Kind) -> Stage:
    """New where the business vets such a customer, else None. A type is vetted whatever the door, a list too."""
    is_vetted = {
        Vetted.PARTNERS: origin is Origin.PARTNER,
        Vetted.COMPANIES: kind is Kind.COMPANY,
        Vetted.INDIVIDUALS: kind is Kind.INDIVIDUAL,
        Vetted.EVERYONE: True,
        Vetted.NOBODY: False,
    }
    return Stage.NEW if is_vetted[vets] else Stage.NONE
