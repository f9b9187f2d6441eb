"""What is known of a customer is taken out for them: all of it, readable, and nothing of anybody else."""

import io
import json
import zipfile
from typing import Any

import pytest

from onaccount.domain.customers.actions import add_note
from onaccount.domain.customers.rules.status import Kind, NoSuchCustomer
from onaccount.domain.history.models import Event
from onaccount.domain.matching.actions import merge_customers
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.privacy.actions.export import Exported, export_person
from onaccount.domain.vetting.actions.dealers import start_dealer_draft, submit_dealer_draft
from onaccount.domain.vetting.actions.papers import add_paper
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealer_rules import CONSUMER, PDF
from tests.stage import AT, COMMAND, INES, TOM, hire, let_in, sign_up

pytestmark = pytest.mark.django_db


def taken_out(number: int, *, by=COMMAND, **more: Any) -> tuple[Exported, dict[str, Any], dict[str, bytes]]:
    out = io.BytesIO()
    made = export_person(number=number, out=out, by=by, at=AT, **more)
    with zipfile.ZipFile(out) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    return made, json.loads(files.pop("person.json")), files


def brought() -> int:
    lena = dealer_user(dealer(), right=PortalRight.SUBMIT)
    draft = start_dealer_draft(kind=Kind.INDIVIDUAL, by=lena, at=AT)
    add_paper(draft=draft, name="passport.pdf", content=PDF, by=lena, at=AT)
    return submit_dealer_draft(draft=draft, typed=CONSUMER, by=lena, at=AT)


def test_all_that_is_known_is_in_it_and_of_others_nothing():
    tom = hire(TOM)
    number, other = let_in(by=tom), sign_up(login="other@widgets.example", name="Other Ltd")
    add_note(number=number, text="Pays on Fridays.", by=tom, at=AT)
    made, told, _ = taken_out(number)
    text = json.dumps(told)
    assert [note["text"] for note in told["known"]["notes"]] == ["Pays on Fridays."]
    assert told["known"]["notes"][0]["by_kind"] == "staff"
    assert "graham@widgets.example" in text
    assert not [word for word in (TOM.name, TOM.email, "Other Ltd", f'"{other}"', "argon2", "pbkdf2") if word in text]
    assert {"customer.activated", "note.added"} & {event["what"] for event in told["known"]["history"]}
    assert made.rows == sum(map(len, told["known"].values()))
    assert Event.objects.get(name="customer.exported").subject_key == str(number)


def test_whoever_was_merged_is_in_it_with_their_papers():
    survivor, loser = sign_up(), brought()
    merge_customers(loser=loser, survivor=survivor, by=COMMAND, at=AT)
    made, told, files = taken_out(loser)
    assert (made.number, made.numbers) == (survivor, [survivor, loser])
    assert {each["number"] for each in told["known"]["customer"]} == {survivor, loser}
    assert files == {"papers/1-passport.pdf": PDF}


def test_what_is_under_lock_takes_a_right_and_is_put_down():
    number = brought()
    _, told, _ = taken_out(number)
    assert "sensitive" not in told
    assert "23/10/1984" not in json.dumps(told)
    _, told, _ = taken_out(number, sensitive=True)
    assert "1984" in json.dumps(told["sensitive"])
    assert Event.objects.filter(name="customer.sensitive_seen", subject_key=str(number)).count() == 1


def test_only_who_has_the_right_exports():
    number = sign_up()
    with pytest.raises(NotAllowed):
        taken_out(number, by=hire(INES))
    with pytest.raises(NoSuchCustomer):
        taken_out(number + 1000)
