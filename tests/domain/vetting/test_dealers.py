"""Dealers bring customers: drafts of their own, handed in once; secrets under lock; questions and answers."""

import json
import uuid

import pytest

from onaccount.domain.customers.actions import delete_customer
from onaccount.domain.customers.models import Customer, Location
from onaccount.domain.customers.rules.status import Kind, NoSuchCustomer, Stage
from onaccount.domain.files.models import StoredFile
from onaccount.domain.files.queries import path_of
from onaccount.domain.files.rules import NotAPaper, PaperNotScanned, PaperUnclean
from onaccount.domain.history.models import Event, EventDetail
from onaccount.domain.letters.models import Letter
from onaccount.domain.partners.models import Partner
from onaccount.domain.partners.rules import PortalRight
from onaccount.domain.people.models import Principal
from onaccount.domain.people.rules import NotAllowed
from onaccount.domain.people.rules.staff import NoSuchStaff
from onaccount.domain.vetting.actions import set_stage
from onaccount.domain.vetting.actions.assignment import assign, assign_many, claim
from onaccount.domain.vetting.actions.checklist import add_item, answer_item, settle_item
from onaccount.domain.vetting.actions.dealers import (
    Unready,
    save_dealer_draft,
    start_dealer_draft,
    submit_dealer_draft,
    withdraw_dealer_draft,
)
from onaccount.domain.vetting.actions.papers import add_paper, forget_loose_papers, remove_paper
from onaccount.domain.vetting.actions.sensitive import lock_anew, look_at_sensitive
from onaccount.domain.vetting.models import Application, Assignment, Paper
from onaccount.domain.vetting.queries.dealers import Dossier, asked_of, checklist_of, dossier_for, dossier_of
from onaccount.domain.vetting.rules.checklist import AnswerEmpty, NoSuchItem, QuestionEmpty, SettledAlready, What
from onaccount.domain.vetting.rules.dealers import NoSuchDraft
from onaccount.domain.vetting.rules.queue import NotAStaff, Taken
from tests.domain.partners.stage import dealer, dealer_user
from tests.domain.vetting.test_dealer_rules import COMPANY, CONSUMER, PDF
from tests.stage import AT, COMMAND, INES, LATER, NADIA, TOM, everything_in_the_database, hire, sign_up, work_off

pytestmark = pytest.mark.django_db

BORN = "23/10/1984"


def lena(right: PortalRight = PortalRight.SUBMIT):
    return dealer_user(dealer(), right=right)


def dossier(number: int) -> Dossier:
    found = dossier_of(number)
    assert found
    return found


def handed_in(by, kind: Kind = Kind.COMPANY, **typed: str) -> int:
    values = {**(COMPANY if kind is Kind.COMPANY else CONSUMER), **typed}
    draft = start_dealer_draft(kind=kind, by=by, at=AT)
    return submit_dealer_draft(draft=draft, typed=values, by=by, at=AT)


def test_what_is_submitted_is_new_in_both_and_the_dealers_own():
    by = lena()
    number = handed_in(by, Kind.INDIVIDUAL, email="graham@post.example")
    customer = Customer.objects.get(number=number)
    assert (customer.status, customer.stage, customer.origin) == ("new", "new", "partner")
    assert str(customer.partner) == "ABC123, Northlight"
    assert (customer.name, customer.category) == ("Graham Roy", "Private individual")
    assert Location.objects.get(customer=number).login_email == "graham@post.example"
    assert dict(Application.objects.values_list("state", "monthly_minor")) == {"submitted": None}


def test_the_revenue_is_kept_in_the_smallest_unit():
    assert dossier(handed_in(lena(), revenue="1,150.50")).monthly_minor == 115050


def test_a_draft_is_kept_half_done_and_submitted_once():
    by = lena()
    draft = start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)
    save_dealer_draft(draft=draft, typed={"name": "Graham's"}, by=by, at=AT)
    with pytest.raises(Unready) as refused:
        submit_dealer_draft(draft=draft, typed={"name": "Graham's"}, by=by, at=AT)
    assert "phone" in dict(refused.value.problems)
    assert not Customer.objects.exists()
    submit_dealer_draft(draft=draft, typed=COMPANY, by=by, at=AT)
    with pytest.raises(NoSuchDraft):
        submit_dealer_draft(draft=draft, typed=COMPANY, by=by, at=AT)
    assert Customer.objects.count() == 1


def test_an_address_that_logs_in_for_somebody_else_is_told_to_no_dealer():
    sign_up(login="taken@x.example")
    number = handed_in(lena(), email="taken@x.example")
    assert not Location.objects.filter(customer=number).exists()


@pytest.mark.parametrize("right", [PortalRight.SEE])
def test_who_may_only_look_brings_nobody(right):
    by = lena(right)
    with pytest.raises(NotAllowed):
        start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)


def test_staff_and_strangers_are_no_dealers():
    for by in (hire(TOM), COMMAND):
        with pytest.raises(NotAllowed):
            start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)


def test_another_dealers_draft_is_not_there():
    ours = lena()
    theirs = dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees")
    draft = start_dealer_draft(kind=Kind.COMPANY, by=ours, at=AT)
    for verb, values in (
        (save_dealer_draft, {"typed": {}}),
        (submit_dealer_draft, {"typed": COMPANY}),
        (withdraw_dealer_draft, {}),
        (add_paper, {"name": "a.pdf", "content": PDF}),
        (remove_paper, {"paper": uuid.uuid4()}),
    ):
        with pytest.raises(NoSuchDraft):
            verb(draft=draft, **values, by=theirs, at=AT)


def test_a_draft_that_is_taken_back_leaves_nothing_of_anybody(settings):
    by = lena()
    draft = start_dealer_draft(kind=Kind.INDIVIDUAL, by=by, at=AT)
    save_dealer_draft(draft=draft, typed=CONSUMER, by=by, at=AT)
    add_paper(draft=draft, name="passport.pdf", content=PDF, by=by, at=AT)
    withdraw_dealer_draft(draft=draft, by=by, at=AT)
    found = everything_in_the_database()
    assert "41 Castle Hill" not in found
    assert "passport.pdf" not in found


# --- secrets ----------------------------------------------------------------------------------------------------------


def test_a_date_of_birth_stands_in_no_table_no_letter_and_no_history():
    number = handed_in(lena(), Kind.INDIVIDUAL, national_id="QQ123456C")
    set_stage(number=number, to=Stage.REFERRED, credit_reference="CR-1", by=COMMAND, at=AT)
    work_off()
    found = everything_in_the_database()
    for secret in (BORN, "1984-10-23", "QQ123456C"):
        assert secret not in found
    assert dossier(number).hints == {"date_of_birth": "•••• 1984", "national_id": "•••• 456C"}


def test_looking_at_it_is_a_right_of_its_own_and_each_look_is_put_down():
    number = handed_in(lena(), Kind.INDIVIDUAL)
    for by in (hire(TOM), hire(INES)):
        with pytest.raises(NotAllowed):
            look_at_sensitive(number=number, by=by, at=AT)
    assert look_at_sensitive(number=number, by=hire(NADIA), at=AT) == {"date_of_birth": BORN}
    seen = Event.objects.filter(name="customer.sensitive_seen", subject_key=str(number))
    assert seen.count() == 1
    assert BORN not in json.dumps(list(EventDetail.objects.values_list("changes", flat=True)))


def test_a_key_can_be_followed_by_another(settings):
    old, new = settings.SENSITIVE_KEYS[0], "n" * 40
    number = handed_in(lena(), Kind.INDIVIDUAL)
    settings.SENSITIVE_KEYS = (new, old)
    assert dossier(number).hints == {"date_of_birth": "•••• 1984"}
    assert lock_anew(by=COMMAND, at=AT) == (1, "")
    settings.SENSITIVE_KEYS = (new,)
    assert look_at_sensitive(number=number, by=COMMAND, at=AT) == {"date_of_birth": BORN}
    settings.SENSITIVE_KEYS = (old,)
    assert dossier(number).hints == {}


# --- proofs -----------------------------------------------------------------------------------------------------------


def test_a_proof_is_kept_under_a_name_of_ours_and_goes_with_its_draft(django_capture_on_commit_callbacks):
    by = lena()
    draft = start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)
    add_paper(draft=draft, name="../../etc/pass\u202ewd.pdf", content=PDF, by=by, at=AT)
    stored = StoredFile.objects.get()
    assert stored.name == "passwd.pdf"
    path = path_of(stored)
    assert path.read_bytes() == PDF
    with django_capture_on_commit_callbacks(execute=True):
        remove_paper(draft=draft, paper=Paper.objects.get().pk, by=by, at=AT)
    assert not path.exists()
    with pytest.raises(NotAPaper):
        add_paper(draft=draft, name="a.pdf", content=b"MZ\x90", by=by, at=AT)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [(["/bin/false"], PaperUnclean), (["/nowhere/scan"], PaperNotScanned), (["/bin/true"], None)],
)
def test_the_operators_scan_is_asked_and_must_answer(settings, command, refusal):
    settings.SCAN_COMMAND = command
    by = lena()
    draft = start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)
    if refusal is None:
        add_paper(draft=draft, name="a.pdf", content=PDF, by=by, at=AT)
    else:
        with pytest.raises(refusal):
            add_paper(draft=draft, name="a.pdf", content=PDF, by=by, at=AT)
    assert StoredFile.objects.count() == (refusal is None)


def test_the_proofs_of_a_deleted_customer_go(django_capture_on_commit_callbacks):
    by = lena()
    draft = start_dealer_draft(kind=Kind.COMPANY, by=by, at=AT)
    add_paper(draft=draft, name="a.pdf", content=PDF, by=by, at=AT)
    number = submit_dealer_draft(draft=draft, typed=COMPANY, by=by, at=AT)
    path = path_of(StoredFile.objects.get())
    delete_customer(number=number, by=COMMAND, at=AT)
    assert not Application.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    assert not path.exists()
    assert not StoredFile.objects.exists()
    assert forget_loose_papers() == 0


# --- stages, questions, letters ---------------------------------------------------------------------------------------


def test_a_dealers_people_are_told_by_letter_that_there_is_news():
    by = lena()
    number = handed_in(by)
    set_stage(number=number, to=Stage.PASSED, credit_reference="CR-20415", by=COMMAND, at=AT)
    work_off(at=AT + LATER)
    letter = Letter.objects.get(kind="partner_stage")
    assert letter.state == "sent"
    assert f"/portal/customers/{number}/" in letter.text
    assert "CR-20415" not in letter.text
    assert Letter.objects.filter(kind="partner_stage").count() == 1


def test_no_letter_goes_for_a_customer_that_no_dealer_brought():
    number = sign_up()
    set_stage(number=number, to=Stage.NEW, by=COMMAND, at=AT)
    assert not Letter.objects.filter(kind="partner_stage").exists()


def test_a_dealer_answers_what_it_is_asked_and_nothing_else():
    ours = lena()
    theirs = dealer_user(dealer("QRY077", "Quarry"), "Quentin Rees")
    number, tom = handed_in(ours), hire(TOM)
    asked = add_item(number=number, what=What.QUESTION, words="Who owns it?", asks_partner=True, by=tom, at=AT)
    within = add_item(number=number, what=What.DEPOSIT, owner=int(tom.key), by=tom, at=AT)
    assert [item.key for item in asked_of(Partner.objects.get(code="ABC123").pk, number)] == [asked]
    with pytest.raises(NoSuchCustomer):
        answer_item(number=number, item=asked, text="Us", by=theirs, at=AT)
    with pytest.raises(AnswerEmpty):
        answer_item(number=number, item=asked, text=" ", by=ours, at=AT)
    with pytest.raises(SettledAlready):
        answer_item(number=number, item=within, text="x", by=ours, at=AT)
    with pytest.raises(NoSuchItem):
        answer_item(number=number, item=uuid.uuid4(), text="x", by=ours, at=AT)
    answer_item(number=number, item=asked, text="Elspeth does.", by=ours, at=AT)
    assert checklist_of(number)[0].answer == "Elspeth does."
    settle_item(number=number, item=asked, by=tom, at=AT)
    with pytest.raises(SettledAlready):
        settle_item(number=number, item=asked, by=tom, at=AT)
    with pytest.raises(SettledAlready):
        answer_item(number=number, item=asked, text="No", by=ours, at=AT)
    with pytest.raises(QuestionEmpty):
        add_item(number=number, what=What.QUESTION, by=tom, at=AT)
    with pytest.raises(NotAllowed):
        add_item(number=number, what=What.DEPOSIT, by=hire(INES), at=AT)


def test_what_a_dealer_handed_in_is_not_shown_to_the_next_one():
    number = handed_in(lena())
    other = dealer("QRY077", "Quarry")
    Customer.objects.filter(number=number).update(partner=other)
    assert dossier_for(other, number) is None


# --- who works on it --------------------------------------------------------------------------------------------------


def test_an_application_is_claimed_by_one_given_to_another_and_let_go():
    number, tom, nadia = handed_in(lena()), hire(TOM), hire(NADIA)
    claim(number=number, by=tom, at=AT)
    claim(number=number, by=tom, at=AT)
    with pytest.raises(Taken):
        claim(number=number, by=nadia, at=AT)
    assign(number=number, to=int(nadia.key), by=tom, at=AT)
    assert Assignment.objects.get().principal_id == int(nadia.key)
    assign(number=number, to=None, by=nadia, at=AT)
    assert not Assignment.objects.exists()
    told = Event.objects.filter(name="customer.assigned").count()
    assert told == 3
    with pytest.raises(NotAStaff):
        claim(number=number, by=COMMAND, at=AT)
    with pytest.raises(NotAllowed):
        assign(number=number, to=int(tom.key), by=hire(INES), at=AT)


def test_many_are_assigned_at_once_and_one_that_cannot_holds_up_nobody():
    by = lena()
    numbers, tom = [handed_in(by), handed_in(by)], hire(TOM)
    done = assign_many(numbers=[*numbers, 4711], to=int(tom.key), by=tom, at=AT)
    assert (done.done, [number for number, _ in done.refused]) == (numbers, [4711])
    assert set(Assignment.objects.values_list("principal", flat=True)) == {int(tom.key)}


def test_somebody_of_a_dealers_is_given_no_application():
    by = lena()
    number = handed_in(by)
    with pytest.raises(NoSuchStaff):
        assign(number=number, to=int(by.key), by=COMMAND, at=AT)
    assert Principal.objects.get(pk=by.key).kind == "partner"
