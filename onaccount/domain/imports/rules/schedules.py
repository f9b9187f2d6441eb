"""What a timed import can be asked to do, what a run of it can be in, and when a run stops by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from onaccount.domain.imports.rules.said import Said
from onaccount.foundation.refusals import Refused


class SourceKind(Enum):
    FOLDER = "folder"
    HTTPS = "https"
    SFTP = "sftp"


class WhenClean(Enum):
    """What becomes of a list that no guard stops."""

    APPLY = "apply"
    REHEARSE = "rehearse"


class TellWhen(Enum):
    """Of which runs a letter tells. TROUBLE is stopped, failed and skipped; CHANGES is that and what was changed."""

    ALWAYS = "always"
    CHANGES = "changes"
    TROUBLE = "trouble"


class RunState(Enum):
    WAITING = "waiting"
    FETCHING = "fetching"
    IMPORTING = "importing"
    DONE = "done"
    REHEARSED = "rehearsed"  # as it was asked for: somebody looks and approves
    STOPPED = "stopped"  # by a guard; somebody looks and approves, or lets it go
    NOTHING_NEW = "nothing_new"
    SKIPPED = "skipped"  # the run before was still at work
    FAILED = "failed"


# What becomes of a list after REHEARSED and STOPPED is its import's story, not the run's.
SCHEDULE_RUN_MOVES: dict[RunState, set[RunState]] = {
    RunState.WAITING: {RunState.FETCHING, RunState.SKIPPED, RunState.FAILED},
    RunState.FETCHING: {RunState.IMPORTING, RunState.NOTHING_NEW, RunState.FAILED},
    RunState.IMPORTING: {RunState.DONE, RunState.REHEARSED, RunState.STOPPED, RunState.FAILED},
    RunState.DONE: set(),
    RunState.REHEARSED: set(),
    RunState.STOPPED: set(),
    RunState.NOTHING_NEW: set(),
    RunState.SKIPPED: set(),
    RunState.FAILED: set(),
}
AT_WORK = frozenset({RunState.FETCHING, RunState.IMPORTING})  # a process of its own is at it
UNFINISHED = AT_WORK | {RunState.WAITING}
TROUBLE = frozenset({RunState.STOPPED, RunState.FAILED, RunState.SKIPPED})


class NoSuchSchedule(Refused):
    code = "no_such_schedule"
    sentence = "There is no such timed import."
    status = 404


class RunCutOff(Refused):
    code = "run_cut_off"
    sentence = "The run was stopped before its end. Nothing is written."
    cure = "It runs again at its next time, or try it now."


class AtWorkAlready(Refused):
    code = "schedule_at_work"
    sentence = "{name} is at work already."
    cure = "Wait until that run is done."
    status = 409


class ListLetGo(Refused):
    code = "list_let_go"
    sentence = "Somebody let the list go while it was at work."
    cure = "It runs again at its next time, or try it now."


class RunNotWaiting(Refused):
    code = "run_not_waiting"
    sentence = "This run is {now} already."
    cure = "Reload the page to see how it stands."
    status = 409


STILL_AT_WORK = Said("", "The run before this one was still at work, so this one was left out.")
SAME_FILE = Said("", "{name} is the same file as last time.")


@dataclass(frozen=True, slots=True)
class Guards:
    """In percent; None switches a guard off."""

    shrink: int | None = 50
    change: int | None = 20
    same_header: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What a rehearsal found in a file: its rows, its headings, and of its known customers how many would change."""

    rows: int
    header: Sequence[str]
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


def guard_reasons(guards: Guards, now: Content, last: Content | None, *, may_leave_out: bool) -> list[Said]:
    """Why a list must not go in by itself. `last` is what the same schedule brought in before, None the first time."""
    found = []
    if last and guards.same_header and list(now.header) != list(last.header):
        found.append(
            Said("", "The headings are not those of last time: {what}.", values={"what": difference(last, now)})
        )
    if last and guards.shrink is not None and (last.rows - now.rows) * 100 >= guards.shrink * max(last.rows, 1):
        template = "The list has {now} rows; last time it had {last}. That is {percent} % fewer."
        percent = (last.rows - now.rows) * 100 // last.rows
        found.append(Said("", template, values={"now": now.rows, "last": last.rows, "percent": percent}))
    known = now.updated + now.unchanged
    if guards.change is not None and now.updated * 100 > guards.change * known:
        template = "{updated} of {known} known customers would change: more than {percent} %."
        values = {"updated": now.updated, "known": known, "percent": guards.change}
        found.append(Said("", template, values=values))
    if now.rejected and not may_leave_out:
        template = "{rejected} of {rows} rows cannot be taken in."
        found.append(Said("", template, values={"rejected": now.rejected, "rows": now.rows}))
    return found


def difference(last: Content, now: Content) -> str:
    """The headings that came and went, in words short enough for a letter."""
    gone = [name for name in last.header if name not in now.header]
    new = [name for name in now.header if name not in last.header]
    parts = [f"{word} {', '.join(names[:5])[:120]}" for word, names in (("without", gone), ("new", new)) if names]
    return "; ".join(parts) or "the same, in another order"


def is_told(tell: TellWhen, state: RunState, *, written: int) -> bool:
    if tell is TellWhen.ALWAYS or state in TROUBLE:
        return True
    return tell is TellWhen.CHANGES and (written > 0 or state is RunState.REHEARSED)
