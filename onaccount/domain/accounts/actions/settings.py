"""An account is opened, allowed, limited; and what the business wants of all of them."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction

from onaccount.domain.accounts.actions.four_eyes import ask_second, is_above
from onaccount.domain.accounts.actions.held import held
from onaccount.domain.accounts.models import AccountPolicy, CustomerAccount
from onaccount.domain.accounts.queries.standing import family_accounts
from onaccount.domain.accounts.rules import Door, Exposure, OverLimitPolicy
from onaccount.domain.customers.models import Customer
from onaccount.domain.customers.rules.status import Merged, NoSuchCustomer
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.ledger.actions import open_customer_account
from onaccount.domain.people.actions import allow
from onaccount.domain.people.permissions import FrontRight, Right
from onaccount.domain.people.queries import require, require_front
from onaccount.domain.people.rules.codes import Deed
from onaccount.foundation.money import Money, plain
from onaccount.foundation.refusals import Refused

Limit = Money | None  # None is unlimited


class AccountThere(Refused):
    code = "account_there"
    sentence = "No. {customer} has an account already."
    cure = "Look at it on the customer's page."
    status: ClassVar[int] = 409


class LimitInOtherCurrency(Refused):
    code = "limit_in_other_currency"
    sentence = "The account is kept in {kept}, and this limit is in {given}."
    cure = "Give the limit in {kept}."
    field = "limit"


class AccountChanged(Refused):
    code = "account_changed"
    sentence = "Somebody changed this account since it was shown."
    cure = "Look at it again."
    status: ClassVar[int] = 412


@action
def open_account(
    *,
    customer: int,
    currency: str,
    limit: Limit,
    by: Actor,
    at: datetime,
    is_allowed: bool = True,
    approval: UUID | None = None,
    till: int | None = None,
) -> None:
    """Let a customer trade on account: prepaid with a limit of nothing. A limit needs the right to set limits too,
    and one that takes two people waits for the second, while the account is prepaid. `till` is where a code was given,
    where it was given at one.
    """
    need = require_front(by, FrontRight.ADD_ACCOUNT)
    if limit is None or limit.minor:
        require(by, Right.SET_LIMITS)
    about = Deed(Subject("customer", str(customer)), till)
    approver = allow(need, by, FrontRight.ADD_ACCOUNT, about=about, at=at, approval=approval)
    _check_currency(limit, currency)
    found = Customer.objects.select_for_update(no_key=True).filter(number=customer).first()
    if found is None:
        raise NoSuchCustomer(customer=customer)
    if found.merged_into_id is not None:
        raise Merged(customer=customer, survivor=found.merged_into_id)
    if family_accounts(customer):  # of one who was merged into them: it is the family's, with its limit
        raise AccountThere(customer=customer)
    wanted, nothing = limit, Money(0, currency)
    takes_second = is_above(customer, currency, was=nothing, to=limit, at=at)
    limit = nothing if takes_second else limit
    try:
        with transaction.atomic():
            account = CustomerAccount.objects.create(
                customer=found,
                ledger_account_id=open_customer_account(currency=currency, at=at),
                is_allowed=is_allowed,
                is_unlimited=limit is None,
                limit_minor=limit.minor if limit else 0,
                opened_at=at,
            )
    except IntegrityError:
        raise AccountThere(customer=customer) from None
    changes: dict[str, tuple[Any, Any]] = {
        "currency": (None, currency),
        "allowed": (None, is_allowed),
        "limit": (None, _words(limit)),
    }
    if approver:
        changes["approved_by"] = (None, f"{approver.kind}:{approver.key}")
    record("account.opened", Subject("account", str(customer)), by=by, at=at, changes=changes)
    if takes_second:
        ask_second(account, wanted, survivor=customer, by=by, at=at)


@action
def set_account(
    *, customer: int, limit: Limit, is_allowed: bool, by: Actor, at: datetime, expected: int | None = None
) -> None:
    """Allow the account or not, and set its limit. Lowering it below what is owed is allowed: no new use until that is
    paid down (D-07). `expected` is the version that was shown. A limit that takes two people waits for the second.
    """
    require(by, Right.KEEP_ACCOUNTS)
    family = held(customer, door=Door.OFFICE, at=at)
    account = CustomerAccount.objects.select_for_update(no_key=True).get(pk=family.number)
    if expected is not None and expected != account.version:
        raise AccountChanged
    currency = family.standing.currency
    _check_currency(limit, currency)
    was: Limit = None if account.is_unlimited else Money(account.limit_minor, currency)
    changes: dict[str, tuple[Any, Any]] = {}
    if was != limit:
        require(by, Right.SET_LIMITS)
        if is_above(family.number, currency, was=was, to=limit, at=at):
            ask_second(account, limit, survivor=family.survivor, by=by, at=at)
            limit = was
        else:
            changes["limit"] = (_words(was), _words(limit))
    if account.is_allowed != is_allowed:
        changes["allowed"] = (account.is_allowed, is_allowed)
    if not changes:
        return
    account.is_unlimited, account.limit_minor = limit is None, limit.minor if limit else 0
    account.is_allowed, account.version = is_allowed, account.version + 1
    account.save(update_fields=["is_unlimited", "limit_minor", "is_allowed", "version"])
    record("account.changed", Subject("account", str(family.survivor)), by=by, at=at, changes=changes)


def _check_currency(limit: Limit, currency: str) -> None:
    if limit is not None and limit.currency != currency:
        raise LimitInOtherCurrency(kept=currency, given=limit.currency)


def _words(limit: Limit) -> str:
    return "unlimited" if limit is None else f"{plain(limit.minor, limit.currency)} {limit.currency}"


@action
def settle_policy(
    *,
    counts: Collection[Exposure],
    over_limit_in_app: OverLimitPolicy,
    over_limit_in_office: OverLimitPolicy,
    four_eyes: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """What counts as used, what becomes of who would go over the limit, and above which amount one takes two people."""
    require(by, Right.EDIT_BUSINESS)
    policy, _ = AccountPolicy.objects.select_for_update(no_key=True).get_or_create(pk=1)
    now: dict[str, Any] = {
        "counts": sorted(each.value for each in counts),
        "over_limit_in_app": over_limit_in_app.value,
        "over_limit_in_office": over_limit_in_office.value,
        "four_eyes_mills": None if four_eyes is None else int(four_eyes * 1000),
    }
    was = {name: getattr(policy, name) for name in now}
    changes = {name: (was[name], value) for name, value in now.items() if was[name] != value}
    if mills := changes.pop("four_eyes_mills", None):
        changes["four_eyes"] = _digits(mills[0]), _digits(mills[1])
    if changes:
        AccountPolicy.objects.filter(pk=1).update(**now)
        record("business.account_policy_changed", Subject("business", "1"), by=by, at=at, changes=changes)


def _digits(mills: int | None) -> str | None:
    """As history keeps an amount."""
    return None if mills is None else f"{(Decimal(mills) / 1000).normalize():f}"
