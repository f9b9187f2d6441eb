"""What follows from what: one table."""

ON_EVENT: dict[str, tuple[str, ...]] = {
    "letter.queued": ("send_letter",),
    "customer.added": ("look_for_duplicates",),
    "customer.activated": ("link_next_door",),
    "customer.made_admin": ("link_next_door",),  # staff order for them, so they are invoiced (S0-15)
    "customer.corrected": ("tell_next_door", "look_for_duplicates"),
    "customer.merged": ("look_at_merged", "link_next_door", "tell_next_door", "look_for_duplicates"),
    "customer.unmerged": ("look_at_unmerged", "link_next_door", "tell_next_door", "look_for_duplicates"),
    "connection.mirrored": ("look_at_mirrored",),
    "address.added": ("tell_next_door", "look_for_duplicates"),
    "address.corrected": ("tell_next_door", "look_for_duplicates"),
    "address.removed": ("tell_next_door", "look_for_duplicates"),
    "login.corrected": ("write_to_login",),
    "application.confirmed": ("tell_staff",),
    "import.started": ("rehearse_upload",),
    "import.approved": ("apply_upload",),
    "import.stopped": ("take_back_stopped",),
    "import.undo_asked": ("undo_import",),
    "import.applied": ("invite_by_import", "keep_alike_pairs", "look_through_list"),
    "import.undone": ("look_through_list",),
    "schedule.due": ("run_due",),
    "connection.refused": ("tell_that_it_is_refused",),
}
