"""What is done with an import, one module per verb."""

from onaccount.domain.imports.actions.apply import apply_import
from onaccount.domain.imports.actions.invite import invite_imported
from onaccount.domain.imports.actions.mend import (
    Mended,
    Typed,
    leave_out_row,
    mend_row,
    put_back_row,
    take_in_row,
)
from onaccount.domain.imports.actions.progress import Tell, timed
from onaccount.domain.imports.actions.rehearse import rehearse_import
from onaccount.domain.imports.actions.remember import remember_mapping
from onaccount.domain.imports.actions.start import (
    approve_import,
    cancel_import,
    change_import,
    start_import,
)
from onaccount.domain.imports.actions.take_back import forget_stages, give_up_import, take_back_unfinished
from onaccount.domain.imports.actions.undo import ask_undo, undo_import

__all__ = [
    "Mended",
    "Tell",
    "Typed",
    "apply_import",
    "approve_import",
    "ask_undo",
    "cancel_import",
    "change_import",
    "forget_stages",
    "give_up_import",
    "invite_imported",
    "leave_out_row",
    "mend_row",
    "put_back_row",
    "rehearse_import",
    "remember_mapping",
    "start_import",
    "take_back_unfinished",
    "take_in_row",
    "timed",
    "undo_import",
]
