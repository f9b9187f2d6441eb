"""What an import can be in, and which step leads where."""

from enum import Enum

from onaccount.foundation.refusals import Refused


class ImportState(Enum):
    UPLOADED = "uploaded"  # the file is here, or was mapped anew; a rehearsal is to begin
    READING = "reading"
    REHEARSED = "rehearsed"  # nothing is written yet; somebody looks at what would be
    APPROVED = "approved"
    APPLYING = "applying"
    STOPPING = "stopping"  # cancelled while it was written: what was written is being taken back
    APPLIED = "applied"
    UNDOING = "undoing"  # somebody wants it taken back; it goes on until it is, whoever is killed meanwhile
    UNDONE = "undone"
    FAILED = "failed"
    CANCELLED = "cancelled"


IMPORT_MOVES: dict[ImportState, set[ImportState]] = {
    ImportState.UPLOADED: {ImportState.READING, ImportState.FAILED, ImportState.CANCELLED},
    ImportState.READING: {ImportState.REHEARSED, ImportState.FAILED, ImportState.CANCELLED},
    # Approved by a page, it waits for the worker; a command goes straight on.
    ImportState.REHEARSED: {
        ImportState.APPROVED,
        ImportState.APPLYING,
        ImportState.UPLOADED,
        ImportState.CANCELLED,
    },
    ImportState.APPROVED: {ImportState.APPLYING, ImportState.FAILED, ImportState.CANCELLED},
    ImportState.APPLYING: {ImportState.APPLIED, ImportState.FAILED, ImportState.STOPPING},
    ImportState.STOPPING: {ImportState.CANCELLED},
    ImportState.APPLIED: {ImportState.UNDOING},
    # Back to applied where something was in the way: what is taken back already stays so, the rest can be asked again.
    ImportState.UNDOING: {ImportState.UNDONE, ImportState.APPLIED},
    ImportState.UNDONE: set(),
    ImportState.FAILED: {ImportState.UPLOADED, ImportState.CANCELLED},
    ImportState.CANCELLED: set(),
}

RUNNING = frozenset({ImportState.READING, ImportState.APPLYING, ImportState.STOPPING})  # a process is at work

# Nobody is about to read the file again: what it says of somebody who is erased goes at once.
ENDED = frozenset({ImportState.APPLIED, ImportState.UNDONE, ImportState.FAILED, ImportState.CANCELLED})


class Outcome(Enum):
    """What a rehearsal says of one row. Each row has exactly one."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REPEATED = "repeated"
    REJECT = "reject"


class NotInThisState(Refused):
    code = "import_state"
    sentence = "This import is {now}, so it cannot be {to}."
    cure = "Reload the page to see how it stands."
    status = 409


class NotWritten(Refused):
    code = "import_not_applied"
    sentence = "This import is {now}: nothing of it is in the books that could be taken back."
    cure = "Only an import that has been written can be taken back."
    status = 409


class TakenBackAlready(Refused):
    code = "import_undone"
    sentence = "This import has been taken back already."
    cure = "Bring the file again to take it in once more."
    status = 409


class NoSuchImport(Refused):
    code = "no_such_import"
    sentence = "There is no such import."
    status = 404


class RowsGone(Refused):
    """They stand in a file beside the books: old ones are removed, and a backup does not hold them."""

    code = "rows_gone"
    sentence = "What this rehearsal worked out is not here any more."
    cure = "Rehearse it again."
    status = 409


class RowsRejected(Refused):
    code = "rows_rejected"
    sentence = "{rejected} of {read} rows cannot be taken in, so nothing is written."
    cure = "Mend the rejected rows and upload the file again, or take in only the good ones."


class AnotherImportApplies(Refused):
    code = "another_import"
    sentence = "Another import is being written just now."
    cure = "Wait until it is done, then approve this one again."
    status = 409


class ChangedSinceRehearsal(Refused):
    """What was approved is no longer what would happen. Nothing is written, and the first difference is said."""

    code = "changed_since_rehearsal"
    sentence = "Customers have changed since this file was rehearsed: {difference} Nothing is written."
    cure = "Rehearse it again, and approve what it says then."
    status = 409


class Interrupted(Refused):
    code = "import_interrupted"
    sentence = "{work} was stopped before its end. Nothing is written."
    cure = "Rehearse it again."


class Stopped(Refused):
    code = "import_cancelled"
    sentence = "This import was stopped. What was written of it has been taken back."
    status = 409


class UndoInterrupted(Refused):
    code = "undo_interrupted"
    sentence = "Taking back was stopped before its end, so a part of this import still stands."
    cure = "Take it back again: it goes on where it was."


class Cancelled(Exception):  # noqa: N818 - somebody wanted it so
    """The import was let go while it was being read or written."""


def check_import_move(now: ImportState, to: ImportState) -> None:
    if to not in IMPORT_MOVES[now]:
        raise NotInThisState(now=now.value, to=to.value)
