"""Who was erased here is not brought back from next door, and somebody is told to erase them there (I25)."""

import pytest

from onaccount.domain.connectors.actions import ask_for_link, push_links, settle_task
from onaccount.domain.connectors.actions.erase import erase_next_door
from onaccount.domain.connectors.actions.xero.mirror import Run, keep_contacts
from onaccount.domain.connectors.models import Connection, Contact, Link, Task
from onaccount.domain.connectors.queries import contact_of
from onaccount.domain.connectors.rules.tasks import Outcome
from onaccount.domain.customers.rules.status import Status
from onaccount.domain.vetting.actions import set_status
from tests.stage import AT, COMMAND, LATER, sign_up

pytestmark = pytest.mark.django_db


def test_the_mirror_passes_over_whom_a_task_names_also_when_it_is_settled(door):
    number = sign_up()
    set_status(number=number, to=Status.ACTIVE, by=COMMAND, at=AT)
    ask_for_link(number=number, at=AT)
    push_links(door, clock=lambda: AT + LATER)
    door.mirror(at=AT)
    known = contact_of(number)
    assert known
    assert erase_next_door([number], by=COMMAND, at=AT).contacts == [known.contact_id]
    assert not Contact.objects.exists()
    assert list(Link.objects.values_list("contact_id", "ours", "theirs", "next_try_at")) == [("", {}, {}, None)]
    assert list(Task.objects.values_list("kind", "contact_id", "values")) == [("erase", known.contact_id, {})]
    keep_contacts(Connection.objects.get(), door.contacts.values(), Run(), at=AT)
    settle_task(key=Task.objects.get().pk, outcome=Outcome.ERASED, by=COMMAND, at=AT)
    keep_contacts(Connection.objects.get(), door.contacts.values(), Run(), at=AT)
    assert not Contact.objects.exists()
    assert erase_next_door([number], by=COMMAND, at=AT).changed == 0
