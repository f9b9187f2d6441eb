"""How the accounts of many customers stand, in a fixed number of statements: for lists and for the copies of tills.

A charge asks `standing_of`, which holds for one customer what this tells of many.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum

from onaccount.domain.accounts.models import AccountPolicy, CustomerAccount, Rise
from onaccount.domain.accounts.queries.standing import Row, standing_from
from onaccount.domain.accounts.rules import Door, Standing
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.queries.batches import among
from onaccount.domain.ledger.models import Hold
from onaccount.domain.ledger.queries import heads_of
from onaccount.domain.ledger.rules import HoldKind, HoldState

COLUMNS = (
    "customer", "customer__merged_into", "is_allowed", "is_unlimited", "limit_minor", "suspended_at", "version",
    "ledger_account", "ledger_account__currency",
)  # fmt: skip


def standings_of(survivors: Collection[int], *, door: Door, at: datetime) -> dict[int, Standing]:
    """How the accounts of these families stand, by the survivor's number; who has none is left out. Six statements."""
    if not survivors:
        return {}
    of: Any = Customer.objects.filter(number__in=among(survivors)).values_list("number", "status", "stage")
    states = {number: (status, stage) for number, status, stage in of}
    own = Q(customer__in=among(survivors)) | Q(customer__merged_into__in=among(survivors))
    accounts = list(CustomerAccount.objects.filter(own).order_by("customer").values_list(*COLUMNS))
    ledger = [account[-2] for account in accounts]
    balances = {key: head.balance_minor or 0 for key, head in heads_of(ledger).items()}
    held, rises = _held(ledger, at), _rises([account[0] for account in accounts], at)
    counts = AccountPolicy.objects.filter(pk=1).values_list("counts", flat=True).first()
    rows: dict[int, list[Row]] = defaultdict(list)
    for number, into, is_allowed, is_unlimited, limit, suspended_at, version, key, currency in accounts:
        survivor = into or number
        status, stage = states[survivor]
        rows[survivor].append(
            Row(
                is_own=number == survivor,
                survivor=survivor,
                status=status,
                stage=stage,
                number=number,
                is_allowed=is_allowed,
                is_unlimited=is_unlimited,
                limit=limit,
                is_suspended=suspended_at is not None,
                version=version,
                account=key,
                currency=currency,
                seq=None,
                hash=None,
                balance=balances[key],
                posted_at=None,
                rise=rises.get(number, 0),
                holds=held.get((key, HoldKind.RESERVATION.value), 0),
                leases=held.get((key, HoldKind.LEASE.value), 0),
                done=None,
                hold=None,
                closed=None,
                zone=None,
                counts=counts,
                over_limit_in_app=None,
                over_limit_in_office=None,
            )
        )
    return {survivor: standing_from(found, door).standing for survivor, found in rows.items()}


def _held(accounts: Collection[UUID], at: datetime) -> Mapping[tuple[UUID, str], int]:
    runs = Q(expires_at=None) | Q(expires_at__gt=at)
    holds = Hold.objects.filter(runs, account__in=accounts, state=HoldState.OPEN.value).order_by()
    rows: Any = holds.values_list("account", "kind").annotate(sum=Sum("amount_minor"))
    return {(account, kind): total for account, kind, total in rows}


def _rises(accounts: Collection[int], at: datetime) -> Mapping[int, int]:
    running = Rise.objects.filter(account__in=among(accounts), starts_at__lte=at, ends_at__gt=at, ended_at=None)
    rows: Any = running.order_by().values_list("account").annotate(sum=Sum("amount_minor"))
    return dict(rows)
