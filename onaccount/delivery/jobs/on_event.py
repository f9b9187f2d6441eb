"""What follows from what: one table."""

ON_EVENT: dict[str, tuple[str, ...]] = {
    "letter.queued": ("send_letter",),
    "login.corrected": ("write_to_login",),
    "application.confirmed": ("tell_staff",),
    "import.started": ("rehearse_upload",),
    "import.approved": ("apply_upload",),
    "import.stopped": ("take_back_stopped",),
    "import.undo_asked": ("undo_import",),
    "import.applied": ("invite_by_import",),
    "schedule.due": ("run_due",),
}
