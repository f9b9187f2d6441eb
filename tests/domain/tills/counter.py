"""A counter on stage: a till with a device that signs, a clerk with a PIN, and what it sells."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from onaccount.domain.history.rules import Actor
from onaccount.domain.people.actions.pins import set_counter_pin
from onaccount.domain.tills.actions.contact import keep_report
from onaccount.domain.tills.actions.leases import renew_leases
from onaccount.domain.tills.actions.methods import add_menu, add_method, put_method
from onaccount.domain.tills.actions.sales import Approvals, MoneyAsked, SaleAsked, take_return, take_sale
from onaccount.domain.tills.actions.shifts import open_shift
from onaccount.domain.tills.actions.tills import add_till, give_pairing_code, pair_till
from onaccount.domain.tills.actions.transmit import transmit
from onaccount.domain.tills.queries.leases import open_leases
from onaccount.domain.tills.queries.publications import payment_methods
from onaccount.domain.tills.rules.contact import Report
from onaccount.domain.tills.rules.methods import MethodType
from onaccount.domain.tills.rules.sales import LineAsked, PaymentAsked
from tests.stage import AT, CAL, COMMAND, MARTA, hire

PIN = "4826"
USUAL = {"Cash": MethodType.CASH, "Card": MethodType.CARD, "Customer account": MethodType.ACCOUNT}


@dataclass
class Key:
    """The key of a device, as WebCrypto makes and uses it."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> str:
        der = self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def sign(self, body: bytes) -> str:
        r, s = decode_dss_signature(self.private.sign(body, ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()


@dataclass
class Counter:
    """A paired till at work: `methods` by name, as `Cash`."""

    number: int
    key: Key
    token: str
    pairing: int
    clerk: Actor
    shift: UUID
    methods: dict[str, int]
    seq: int = 0
    receipts: int = 0
    version: int = 1
    spent: dict[UUID, int] = field(default_factory=dict)

    def report(
        self, *, leases: Mapping[UUID, int] | None = None, returned: Sequence[UUID] = (), waiting: int = 0,
        at: datetime = AT, seq: int | None = None, clock: datetime | None = None,
    ) -> Report:  # fmt: skip
        """The next signed report; it names what the server holds for the till, unless `leases` says otherwise."""
        self.seq = self.seq + 1 if seq is None else seq
        named = (
            {lease.pk: self.spent.get(lease.pk, 0) for lease in open_leases(self.number)} if leases is None else leases
        )
        body = json.dumps(
            {
                "till": self.number,
                "pairing": self.pairing,
                "seq": self.seq,
                "at": (clock or at).isoformat(),
                "acknowledged": self.version,
                "waiting": waiting,
                "leases": [
                    {"id": str(key), "spent_minor": spent, "is_returned": key in returned}
                    for key, spent in named.items()
                ],
            }
        ).encode()  # fmt: skip
        return keep_report(till=self.number, body=body, signature=self.key.sign(body), at=at)

    def contact(self, *, at: datetime = AT, **more: Any) -> None:
        """Report, and be lent what is due."""
        report = self.report(at=at, **more)
        renew_leases(till=self.number, seq=report.seq, at=at)

    def asked(
        self, *payments: tuple[str, int], customer: int | None = None, lines: Sequence[LineAsked] = (), **more: Any
    ) -> SaleAsked:
        """A sale that comes to its payments, of one plain amount if no lines are given."""
        self.receipts += 1
        key = more.pop("id", None) or uuid4()
        total = sum(minor for _name, minor in payments)
        return SaleAsked(
            id=key,
            seq=more.pop("seq", self.receipts),
            made_at=more.pop("made_at", AT),
            version=self.version,
            shift=self.shift,
            lines=lines or (LineAsked("Plain amount", total),),
            payments=tuple(
                PaymentAsked(self.methods.get(name, 0), USUAL.get(name, MethodType.CASH), minor)
                for name, minor in payments
            ),
            body=more.pop("body", str(key).encode()),
            customer=customer,
            **more,
        )

    def sell(
        self, *payments: tuple[str, int], approvals: Approvals | None = None, at: datetime = AT, **more: Any
    ) -> UUID:
        return self.send(self.asked(*payments, **more), approvals=approvals, at=at)

    def send(self, asked: SaleAsked, *, approvals: Approvals | None = None, at: datetime = AT) -> UUID:
        verb = take_return if asked.of else take_sale
        return verb(till=self.number, asked=asked, by=self.clerk, at=at, approvals=approvals or Approvals())

    def money(self, customer: int, amount_minor: int, method: str = "Cash") -> MoneyAsked:
        self.receipts += 1
        key = uuid4()
        return MoneyAsked(
            id=key, seq=self.receipts, made_at=AT, version=self.version, shift=self.shift, customer=customer,
            method=self.methods[method], type=USUAL[method], amount_minor=amount_minor, body=str(key).encode(),
        )  # fmt: skip


def usual_menu() -> int:
    """A menu with the usual ways to pay, in their order."""
    menu = add_menu(name="Counter", by=COMMAND, at=AT)
    for position, (name, kind) in enumerate(USUAL.items()):
        method = add_method(name=name, type=kind, by=COMMAND, at=AT)
        put_method(menu=menu, method=method, position=position, by=COMMAND, at=AT)
    return menu


def clerk(player: Any = CAL) -> Actor:
    by = hire(player, second_factor=False)
    set_counter_pin(number=int(by.key), pin=PIN, by=by, at=AT)
    return by


def set_up(name: str = "Counter 2", *, menu: int | None = None, by: Actor | None = None) -> Counter:
    """A till that is paired, has the usual menu acknowledged, and a clerk in a shift."""
    number = add_till(name=name, menu=usual_menu() if menu is None else menu, by=COMMAND, at=AT)
    version = transmit(expected="", by=COMMAND, at=AT)
    return pair(number, by=by or clerk(), version=version)


def pair(number: int, *, by: Actor, version: int, pin: str = PIN) -> Counter:
    key = Key()
    code = give_pairing_code(till=number, by=COMMAND, at=AT)
    till, token = pair_till(code=code, key=key.public, at=AT)
    shift = open_shift(till=number, clerk=int(by.key), pin=pin, at=AT)
    methods = {method.name: method.number for method in payment_methods()}
    made = Counter(number, key, token, till.pairing, by, shift.pk, methods, version=version)
    made.report()
    return made


MANAGER = MARTA
