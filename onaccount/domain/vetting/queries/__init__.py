"""Reads of vetting."""

from onaccount.domain.vetting.queries.applications import (
    Step,
    Tracked,
    application_of,
    check_given_proof,
    how_many_applications,
    policy_of,
    signup_policy,
    tracked,
)
from onaccount.domain.vetting.queries.by_hand import customer_asked_for
from onaccount.domain.vetting.queries.moves import LastMove, can_undo, last_move
from onaccount.domain.vetting.queries.waves import (
    Member,
    Membership,
    MembersPage,
    WaveCard,
    WavesPage,
    joinable_waves,
    letters_to_leave,
    members_page,
    membership_of,
    wave_card,
    wave_named,
    waves_page,
    waves_to_turn_to,
)

__all__ = [
    "LastMove",
    "Member",
    "MembersPage",
    "Membership",
    "Step",
    "Tracked",
    "WaveCard",
    "WavesPage",
    "application_of",
    "can_undo",
    "check_given_proof",
    "customer_asked_for",
    "how_many_applications",
    "joinable_waves",
    "last_move",
    "letters_to_leave",
    "members_page",
    "membership_of",
    "policy_of",
    "signup_policy",
    "tracked",
    "wave_card",
    "wave_named",
    "waves_page",
    "waves_to_turn_to",
]
