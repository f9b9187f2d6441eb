"""What follows from what: one table."""

from onaccount.domain.customers.rules.stages import STAGE_EVENTS

ON_EVENT: dict[str, tuple[str, ...]] = {
    "letter.queued": ("send_letter",),
    "customer.added": ("look_for_duplicates",),
    "customer.activated": ("link_next_door",),
    "customer.made_inactive": ("recall_lent",),
    "customer.made_admin": ("link_next_door", "recall_lent"),  # staff order for them, so they are invoiced (S0-15)
    **dict.fromkeys(STAGE_EVENTS.values(), ("recall_lent",)),  # who trades prepaid now is lent nothing of a limit
    "customer.corrected": ("void_outdated_checks", "tell_next_door", "look_for_duplicates"),
    "customer.stage_referred": ("look_at_referred", "recall_lent"),
    "customer.removed": ("forget_papers",),
    "customer.merged": (
        "void_outdated_checks",
        "look_at_merged",
        "link_next_door",
        "tell_next_door",
        "look_for_duplicates",
        "recall_lent",
    ),
    "customer.unmerged": (
        "void_outdated_checks",
        "look_at_unmerged",
        "link_next_door",
        "tell_next_door",
        "look_for_duplicates",
        "recall_lent",
    ),
    "account.changed": ("recall_lent", "release_orders"),
    # Whatever makes room may release what waits for it.
    "account.deposited": ("take_in_money", "release_orders"),
    "account.refunded": ("release_orders",),
    "account.reversed": ("take_in_money", "release_orders"),
    "account.hold_released": ("release_orders",),
    "account.suspension_lifted": ("release_orders",),
    "account.limit_raised": ("recall_lent", "release_orders"),
    "account.rise_ended": ("recall_lent",),
    "account.suspended": ("recall_lent",),
    "business.account_policy_changed": ("recall_all_lent",),
    "check.answered": ("look_at_answer",),
    "check.noted": ("look_at_answer",),
    "connection.mirrored": ("look_at_mirrored",),
    "address.added": ("void_outdated_checks", "tell_next_door", "look_for_duplicates"),
    "address.corrected": ("void_outdated_checks", "tell_next_door", "look_for_duplicates"),
    "address.removed": ("void_outdated_checks", "tell_next_door", "look_for_duplicates"),
    "login.corrected": ("write_to_login",),
    "application.confirmed": ("tell_staff",),
    "import.started": ("rehearse_upload",),
    "import.approved": ("apply_upload",),
    "import.stopped": ("take_back_stopped",),
    "import.undo_asked": ("undo_import",),
    "import.applied": ("invite_by_import", "keep_alike_pairs", "look_through_list", "void_checks_of_list"),
    "import.undone": ("look_through_list", "void_checks_of_undone"),
    "schedule.due": ("run_due",),
    "connection.refused": ("tell_that_it_is_refused",),
}
