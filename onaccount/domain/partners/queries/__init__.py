"""Reads of dealers and their people."""

from onaccount.domain.partners.queries.partners import (
    PartnerRow,
    active_partners,
    demo_partners,
    locked_partner,
    partner_label,
    partner_row,
    partner_rows,
    partner_with_code,
)
from onaccount.domain.partners.queries.users import (
    PortalUser,
    UserRow,
    locked_user,
    portal_user,
    require_portal,
    told_of,
    user_row,
    users_of,
)

__all__ = [
    "PartnerRow",
    "PortalUser",
    "UserRow",
    "active_partners",
    "demo_partners",
    "locked_partner",
    "locked_user",
    "partner_label",
    "partner_row",
    "partner_rows",
    "partner_with_code",
    "portal_user",
    "require_portal",
    "told_of",
    "user_row",
    "users_of",
]
