"""The rows of all tables that are said of one family, found by the foreign keys that lead to its customers.

A table that a room above customers adds is found by itself: nobody has to name it here.
"""

from typing import Any

from django.db.models import Model, Q

from onaccount.domain.connectors.models import Contact
from onaccount.domain.customers.models import Customer
from onaccount.domain.files.models import StoredFile
from onaccount.domain.history.models import EventDetail
from onaccount.domain.ledger.models import LedgerAccount, Posting, PostingNote
from onaccount.domain.letters.models import Letter
from onaccount.domain.matching.models import Pair
from onaccount.domain.people.models import Principal
from onaccount.domain.privacy.queries.family import Family
from onaccount.domain.vetting.models import Application, Paper

Rows = dict[type[Model], Q]
OF_TWO = {Pair}  # what is said of two customers is exported with neither


def rows_of(family: Family) -> Rows:
    """Of each table that has any to say, which rows are this family's."""
    rows: Rows = {
        Customer: Q(pk__in=family.numbers),
        Application: Q(pk__in=family.applications),
        Principal: Q(pk__in=family.principals),
        LedgerAccount: Q(pk__in=family.ledger_accounts),
    }
    waiting: list[type[Model]] = list(rows)
    while waiting:
        parent = waiting.pop(0)
        for child, name in _children(parent):
            if child in OF_TWO or child is parent or child in (Customer, Principal, LedgerAccount):
                continue
            which = Q(**{f"{name}__in": parent._base_manager.filter(rows[parent]).values("pk")})
            if child not in rows:
                waiting.append(child)
                rows[child] = which
            else:
                rows[child] |= which
    postings = Posting.objects.filter(owner__in=family.ledger_accounts).values("pk")
    papers = Paper.objects.filter(application__in=family.applications).values("file")
    rows[PostingNote] = Q(posting__in=postings)
    rows[StoredFile] = Q(pk__in=papers)
    rows[Contact] = Q(contact_id__in=family.contacts)
    rows[Letter] = _letters(family)
    rows[EventDetail] = _details(family)
    return rows


def _children(parent: type[Model]) -> list[tuple[Any, str]]:
    pointing: list[tuple[Any, str]] = [
        (each.related_model, each.field.name) for each in parent._meta.related_objects if not each.many_to_many
    ]
    return pointing + [(each.remote_field.through, each.m2m_field_name()) for each in parent._meta.local_many_to_many]


def _letters(family: Family) -> Q:
    return (
        Q(subject_kind="customer", subject_key__in=_keys(family.numbers))
        | Q(subject_kind="application", subject_key__in=_keys(family.applications))
        | Q(subject_kind="principal", subject_key__in=_keys(family.principals))
        | Q(recipient__in=_keys(family.principals)) & ~Q(recipient="")
        | Q(to__in=family.emails)
    )


def _details(family: Family) -> Q:
    return (
        Q(event__subject_kind="customer", event__subject_key__in=_keys(family.numbers))
        | Q(event__subject_kind="account", event__subject_key__in=_keys(family.numbers))
        | Q(event__subject_kind="application", event__subject_key__in=_keys(family.applications))
        | Q(event__subject_kind="principal", event__subject_key__in=_keys(family.principals))
        | Q(event__subject_kind="contact", event__subject_key__in=family.contacts)
    )


def _keys(keys: Any) -> list[str]:
    return [str(key) for key in keys]
