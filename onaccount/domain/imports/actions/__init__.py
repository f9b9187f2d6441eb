"""What is done with an import, one module per verb."""

from onaccount.domain.imports.actions.alike import keep_alike_of
from onaccount.domain.imports.actions.apply import apply_import
from onaccount.domain.imports.actions.due import claim_due_runs
from onaccount.domain.imports.actions.erase import erase_from_imports
from onaccount.domain.imports.actions.invite import invite_imported
from onaccount.domain.imports.actions.mend import (
    Mended,
    Typed,
    leave_out_row,
    mend_row,
    put_back_row,
    take_in_row,
)
from onaccount.domain.imports.actions.plan import (
    add_schedule,
    change_schedule,
    confirm_host_key,
    pause_schedule,
    remove_schedule,
    start_run,
)
from onaccount.domain.imports.actions.progress import Tell, timed
from onaccount.domain.imports.actions.rehearse import rehearse_import
from onaccount.domain.imports.actions.remember import remember_mapping
from onaccount.domain.imports.actions.run import give_up_run, run_schedule, take_back_runs
from onaccount.domain.imports.actions.settle import say_of_alike, say_of_all_alike, unsay_of_alike
from onaccount.domain.imports.actions.start import (
    approve_as_asked,
    approve_import,
    cancel_import,
    change_import,
    start_import,
)
from onaccount.domain.imports.actions.take_back import forget_stages, give_up_import, take_back_unfinished
from onaccount.domain.imports.actions.tell import send_schedule_letter
from onaccount.domain.imports.actions.undo import ask_undo, undo_import

__all__ = [
    "Mended",
    "Tell",
    "Typed",
    "add_schedule",
    "apply_import",
    "approve_as_asked",
    "approve_import",
    "ask_undo",
    "cancel_import",
    "change_import",
    "change_schedule",
    "claim_due_runs",
    "confirm_host_key",
    "erase_from_imports",
    "forget_stages",
    "give_up_import",
    "give_up_run",
    "invite_imported",
    "keep_alike_of",
    "leave_out_row",
    "mend_row",
    "pause_schedule",
    "put_back_row",
    "rehearse_import",
    "remember_mapping",
    "remove_schedule",
    "run_schedule",
    "say_of_alike",
    "say_of_all_alike",
    "send_schedule_letter",
    "start_import",
    "start_run",
    "take_back_runs",
    "take_back_unfinished",
    "take_in_row",
    "timed",
    "undo_import",
    "unsay_of_alike",
]
