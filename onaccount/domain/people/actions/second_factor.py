"""Second factors, as django-allauth keeps them: codes of an app, passkeys, recovery codes.

Its own views write past history, so only what it reads and checks is used. Each of these is its owner's to do.
"""

from datetime import datetime
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn

from onaccount.domain.business.queries import current_business
from onaccount.domain.history.actions import action, record
from onaccount.domain.history.rules import Actor, Subject
from onaccount.domain.people.models import Principal, Session
from onaccount.domain.people.rules.second_factor import (
    SKEW,
    STEP,
    Factor,
    FactorThere,
    LastFactor,
    NoSuchFactor,
    NotYours,
    WrongCode,
)


@action
def add_totp(*, principal: int, secret: str, code: str, by: Actor, at: datetime) -> list[str]:
    """Set up an authenticator app that has this secret and shows this code. Answers recovery codes if these are new."""
    owner = _owner(principal, by)
    if _factors(owner, Factor.TOTP).exists():
        raise FactorThere
    counter = counter_of(secret, code, at=at)
    if counter is None:
        raise WrongCode
    app = TOTP.activate(owner, secret).instance
    app.data["counter"] = counter  # the code that was shown here lets nobody in
    app.save(update_fields=["data"])
    return _added(owner, Factor.TOTP, by=by, at=at)


@action
def add_passkey(*, principal: int, name: str, credential: dict[str, Any], by: Actor, at: datetime) -> list[str]:
    """Keep a passkey whose attestation the door has checked. Answers recovery codes if these are new."""
    owner = _owner(principal, by)
    WebAuthn.add(owner, name, credential)
    return _added(owner, Factor.PASSKEY, by=by, at=at)


@action
def remove_factor(*, principal: int, factor: int, by: Actor, at: datetime) -> None:
    """Take out an app or a passkey. With the last of them the recovery codes go."""
    owner = _owner(principal, by)
    removed = _main(owner).filter(pk=factor).first()
    if removed is None:
        raise NoSuchFactor
    kind = Factor(removed.type)
    removed.delete()
    if not _main(owner).exists():
        business = current_business()
        if business.second_factor and not business.is_demo:
            raise LastFactor
        forget_factors(owner)
    record("login.second_factor_removed", _about(owner), by=by, at=at, changes={"factor": (kind.value, "")})


@action
def renew_recovery_codes(*, principal: int, by: Actor, at: datetime) -> list[str]:
    """New recovery codes; those before are void."""
    owner = _owner(principal, by)
    if not _main(owner).exists():
        raise NoSuchFactor
    _factors(owner, Factor.RECOVERY).delete()
    record("login.recovery_codes_made", _about(owner), by=by, at=at)
    return list(RecoveryCodes.activate(owner).generate_codes())


@action
def use_code(*, principal: int, code: str, at: datetime) -> int | None:
    """Use up a code of the app or a recovery code. Answers the key of what it belongs to; None if it is none of them.

    Nobody is let in by this alone, and nobody's right is asked: a log-in stands between password and session.
    """
    owner = Principal.objects.select_for_update(no_key=True, of=("self",)).get(pk=principal)
    for found in Authenticator.objects.filter(user=owner, type__in=[Factor.TOTP.value, Factor.RECOVERY.value]):
        if found.type == Factor.TOTP.value and _use_totp(found, code, at=at):
            return int(found.pk)
        if found.type == Factor.RECOVERY.value and RecoveryCodes(found).validate_code(code):
            by = Actor(owner.kind, str(owner.pk), owner.name)
            record("login.recovery_code_used", _about(owner), by=by, at=at)
            return int(found.pk)
    return None


def _use_totp(app: Authenticator, code: str, *, at: datetime) -> bool:
    """RFC 6238, 5.2: a code that was taken once is not taken again, nor one before it. The owner's row is held."""
    counter = counter_of(decrypt(app.data["secret"]), code, at=at)
    if counter is None or counter <= app.data.get("counter", -1):
        return False
    app.data["counter"] = counter
    app.save(update_fields=["data"])
    return True


def counter_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The step to which a code belongs, if it is one of now, of just before or of just after."""
    now = int(at.timestamp()) // STEP
    steps = range(now - SKEW, now + SKEW + 1)
    return next((step for step in steps if compare_user_code(actual=code, expected=code_at(secret, step))), None)


def code_at(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, step)))


def forget_factors(owner: Principal) -> None:
    Authenticator.objects.filter(user=owner).delete()
    owner.second_factor_at = None
    owner.save(update_fields=["second_factor_at"])


def end_sessions_of(owner: Principal) -> int:
    return Session.objects.filter(principal=owner).delete()[0]


def _added(owner: Principal, factor: Factor, *, by: Actor, at: datetime) -> list[str]:
    """Since when there is one stands with the owner, where each request reads it anyway."""
    if owner.second_factor_at is None:
        owner.second_factor_at = at
        owner.save(update_fields=["second_factor_at"])
    record("login.second_factor_added", _about(owner), by=by, at=at, changes={"factor": ("", factor.value)})
    if _factors(owner, Factor.RECOVERY).exists():
        return []
    return list(RecoveryCodes.activate(owner).generate_codes())


def _owner(principal: int, by: Actor) -> Principal:
    """Nobody sets up what lets in as another: whoever manages staff can only reset it."""
    owner = Principal.objects.select_for_update(no_key=True, of=("self",)).get(pk=principal)
    if (by.kind, by.key) != (owner.kind, str(owner.pk)):
        raise NotYours
    return owner


def _factors(owner: Principal, factor: Factor) -> Any:
    return Authenticator.objects.filter(user=owner, type=factor.value)


def _main(owner: Principal) -> Any:
    return Authenticator.objects.filter(user=owner).exclude(type=Factor.RECOVERY.value)


def _about(owner: Principal) -> Subject:
    return Subject("principal", str(owner.pk))
