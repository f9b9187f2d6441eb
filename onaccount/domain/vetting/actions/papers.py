"""Proofs that dealers bring with an application."""

import uuid
from datetime import datetime

from onaccount.domain.files.actions import forget_file, store_paper
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.partners.queries import require_portal
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.vetting.models import Application, Paper
from onaccount.domain.vetting.queries.dealers import draft_application
from onaccount.domain.vetting.rules.dealers import NoSuchDraft
from onaccount.domain.vetting.rules.papers import MOST_PAPERS, TooManyPapers


@action
def add_paper(*, draft: uuid.UUID, name: str, content: bytes, by: Actor, at: datetime) -> None:
    """Keep a proof with a draft. Raises NotAPaper, PaperTooLarge, PaperUnclean, TooManyPapers."""
    user = require_portal(by, PortalRight.SUBMIT)
    application = draft_application(user.partner, draft, for_update=True)
    keep_paper(application, name=name, content=content, by=by, at=at)


def keep_paper(application: Application, *, name: str, content: bytes, by: Actor, at: datetime) -> None:
    """Part of an action that holds the application: one more proof."""
    if application.papers.count() >= MOST_PAPERS:
        raise TooManyPapers(most=MOST_PAPERS)
    stored, kind = store_paper(name=name, content=content, by=by, at=at)
    Paper.objects.create(application=application, file=stored, kind=kind, at=at)
    record("application.paper_added", Subject("application", str(application.pk)), by=by, at=at)


@action
def remove_paper(*, draft: uuid.UUID, paper: uuid.UUID, by: Actor, at: datetime) -> None:
    """Take a proof out of a draft again, and its file with it."""
    user = require_portal(by, PortalRight.SUBMIT)
    application = draft_application(user.partner, draft, for_update=True)
    found = application.papers.select_related("file").filter(pk=paper).first()
    if found is None:
        raise NoSuchDraft
    _forget(found)
    record("application.paper_removed", Subject("application", str(application.pk)), by=by, at=at)


def forget_papers(application: Application) -> None:
    for paper in application.papers.select_related("file"):
        _forget(paper)


def forget_loose_papers() -> int:
    """Take out the proofs of applications that are gone, as when their customer was deleted; how many."""
    loose = list(Paper.objects.filter(application=None).select_related("file"))
    for paper in loose:
        _forget(paper)
    return len(loose)


def _forget(paper: Paper) -> None:
    stored = paper.file
    paper.delete()
    forget_file(stored)
