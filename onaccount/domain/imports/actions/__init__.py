"""What is done with an import, one module per verb."""

from onaccount.domain.imports.actions.apply import apply_import
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

__all__ = [
    "Tell",
    "apply_import",
    "approve_import",
    "cancel_import",
    "change_import",
    "forget_stages",
    "give_up_import",
    "rehearse_import",
    "remember_mapping",
    "start_import",
    "take_back_unfinished",
    "timed",
]
