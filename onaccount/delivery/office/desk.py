"""The page of one customer, section by section: each stands for itself, and asks only when it is drawn."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from onaccount.delivery.office.candidates_shown import ShownCandidate, shown_of
from onaccount.delivery.office.checks_shown import NoteForm, ShownChecks
from onaccount.delivery.office.clash_shown import ShownClaim
from onaccount.delivery.office.duplicates_shown import shown_duplicates
from onaccount.delivery.office.history_shown import ShownFact
from onaccount.delivery.office.links_shown import ShownTask, ShownXero
from onaccount.delivery.office.listing import address_of, read_filter
from onaccount.delivery.office.map_shown import ShownMap, drawn, let_tiles_in
from onaccount.delivery.office.merge_shown import ShownMerged
from onaccount.delivery.office.parts_shown import (
    Asked,
    ShownNote,
    ShownPart,
    ShownTimeline,
    shown_part,
    timeline_tabs,
)
from onaccount.delivery.office.shown import ShownAddress, ShownCustomer, ShownLetter
from onaccount.delivery.office.staff import StaffRequest
from onaccount.delivery.office.stages import ShownStage, StageMove
from onaccount.delivery.office.waves_shown import shown_membership
from onaccount.delivery.ui.refusals import Shown
from onaccount.domain.catalogue.queries import own_level_name
from onaccount.domain.connectors.queries import prospect_of, tasks_of
from onaccount.domain.connectors.queries.checks import CheckCard, checks_of, reference_to_stand_on
from onaccount.domain.connectors.queries.sources import sources_on
from onaccount.domain.customers.queries import (
    KINDS,
    MOST,
    Some,
    addresses_of,
    contacts_of,
    customer_card,
    map_point_of,
    notes_of,
    people_by_location,
    places_of,
    tag_names,
    timeline_of,
)
from onaccount.domain.customers.rules.status import Kind, Status
from onaccount.domain.history.queries import Fact
from onaccount.domain.letters.queries import LetterNews, letters_about
from onaccount.domain.matching.queries import Candidate, PairsOf, candidates_of, merges_of, pairs_of
from onaccount.domain.partners.queries import partner_label
from onaccount.domain.people.permissions import Right
from onaccount.domain.people.queries import names_of
from onaccount.domain.vetting.queries import membership_of
from onaccount.domain.vetting.queries.clash import clash_of

EVENTS = 20  # of the timeline at a time
SECTIONS = {
    name: f"office/parts/customer_{name}.html"
    for name in ("contacts", "addresses", "locations", "notes", "tags", "timeline")
}


def customer_page(
    request: StaffRequest,
    number: int,
    *,
    refusal: Shown | None = None,
    stage_form: StageMove | None = None,
    check_form: NoteForm | None = None,
    asked: Asked | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page of a customer, with what was refused on top of it and what was asked for in its section."""
    desk = Desk(request, number, asked)
    return whole_page(desk, refusal=refusal, stage_form=stage_form, check_form=check_form, status=status)


def whole_page(
    desk: "Desk",
    *,
    refusal: Shown | None = None,
    stage_form: StageMove | None = None,
    check_form: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = desk.context() | desk.whole_context(stage_form, check_form) | {"refusal": refusal}
    return let_tiles_in(render(desk.request, "office/customer.html", context, status=status))


def section_page(request: StaffRequest, number: int, asked: Asked, *, status: int = 200, **more: Any) -> HttpResponse:
    """One section as it was asked for: alone where htmx puts it in its place, else in the whole page."""
    if request.headers.get("HX-Target") != asked.section:
        return customer_page(request, number, asked=asked, status=status)
    context = Desk(request, number, asked).context() | {"section": SECTIONS[asked.section], **more}
    return render(request, "office/parts/customer_answer.html", context, status=status)


class Desk:
    """A customer for the templates. What costs a question of its own is asked by the section that shows it."""

    def __init__(self, request: StaffRequest, number: int, asked: Asked | None = None) -> None:
        self.request = request
        self.asked = asked or Asked()
        self.queue = read_filter(request.GET)
        self.card = customer_card(number, queue=self.queue)
        self.number = self.card.customer.number  # of one who was merged, the survivor's
        self.customer = ShownCustomer(
            self.card, editable=self.may(Right.EDIT_CUSTOMERS), may_move=self.may(Right.APPROVE_CUSTOMERS)
        )

    def may(self, right: Right) -> bool:
        return right in self.request.rights

    def context(self) -> dict[str, Any]:
        """What the sections need."""
        customer = self.card.customer
        lazy: dict[str, Callable[[], Any]] = {
            "contacts": self.contacts,
            "addresses": self.addresses,
            "locations": self.locations,
            "notes": self.notes,
            "tags": self.tags,
            "timeline": self.timeline,
            "letters": lambda: [ShownLetter.of(letter) for letter in self.found_letters],
        }
        return {
            "customer": self.customer,
            "has_contacts": customer.kind == Kind.COMPANY.value,
            "may_give_logins": self.may(Right.EDIT_CUSTOMERS)
            and (customer.status != Status.ACTIVE.value or self.may(Right.GIVE_LOGINS)),
            "first_login": next((place.login_email for place in self.card.locations), ""),
            **{name: cache(section) for name, section in lazy.items()},
        }

    def whole_context(self, stage_form: StageMove | None, check_form: NoteForm | None = None) -> dict[str, Any]:
        """What stands on the page beside them."""
        prospect = prospect_of(self.card.fields, number=self.number)
        may_edit = self.may(Right.EDIT_CUSTOMERS)
        tasks = tasks_of(self.number) if prospect.is_connected else []
        return {
            "xero": ShownXero.of(prospect, status=self.card.customer.status, may_edit=may_edit),
            "link_tasks": [ShownTask.of(task, may_edit=may_edit) for task in tasks],
            "stage": ShownStage.of(
                self.card,
                may_see=self.may(Right.SEE_CREDIT),
                may_decide=self.may(Right.DECIDE_CREDIT),
                refused=stage_form,
                reference=reference_to_stand_on(self.found_checks),
            ),
            "checks": self.checks(check_form),
            "neighbours": {"previous": self.card.newer, "next": self.card.older},
            "reseller": partner_label(self.card.customer.partner_id),
            "price_level": own_level_name(self.number) if self.may(Right.SEE_CATALOGUE) else "",
            "has_address": bool(self.card.addresses.count),
            "map": self.map(),
            "may_merge": self.may(Right.MERGE_CUSTOMERS),
            "merged": self.merged(),
            "came_as": next((n for n in self.family[1:] if str(n) == self.request.GET.get("merged")), None),
            "wave": shown_membership(membership_of(self.number)),
            "duplicates_here": shown_duplicates(self.number, self.pairs.open),
            "came_from": address_of(self.queue),
            "candidates": self.candidates(),
            "clash": self.clash(),
            "may_tell_apart": self.may(Right.MERGE_CUSTOMERS),
        }

    def checks(self, refused: NoteForm | None) -> ShownChecks | None:
        """None for who may not see credit."""
        if not self.may(Right.SEE_CREDIT):
            return None
        names = names_of(card.asked_by_key for card in self.found_checks) if self.found_checks else {}
        return ShownChecks.of(
            self.found_checks,
            sources_on(),
            names,
            may_decide=self.may(Right.DECIDE_CREDIT),
            may_edit=self.may(Right.EDIT_CUSTOMERS),
            refused=refused,
        )

    def map(self) -> ShownMap | None:
        """Hidden without an address (S4-16)."""
        placed = map_point_of(self.number) if self.card.addresses.count else None
        return drawn(placed) if placed else None

    def merged(self) -> list[ShownMerged]:
        """Who was merged into it; asked only where anybody was."""
        cards = merges_of(self.number) if self.family[1:] else []
        names = names_of(card.by_key for card in cards) if cards else {}
        return [ShownMerged.of(card, names) for card in cards]

    def candidates(self) -> list[ShownCandidate]:
        """Who this customer may be: all before it is decided who it is (B-03), later whom one asks about."""
        number, is_new = self.card.customer.number, self.card.customer.status == Status.NEW.value
        return shown_of([each for each in self.found_candidates if is_new or each.is_asked_about], beside=number)

    def clash(self) -> list[ShownClaim]:
        """The claims of dealers who brought it and whom it may be; asked only where it may be somebody."""
        others = [each.number for each in self.found_candidates if each.is_asked_about]
        if not others and not self.family[1:]:
            return []
        return [ShownClaim.of(row, here=self.number) for row in clash_of(self.number, others, at=timezone.now())]

    @cached_property
    def found_candidates(self) -> list[Candidate]:
        return candidates_of(self.card.fields, number=self.card.customer.number, pairs=self.pairs)

    # --- the sections ---

    def contacts(self) -> ShownPart[Any]:
        some = self._some("contacts", self.card.people, contacts_of)
        return shown_part(some, some.items, self._asked_of("contacts"))

    def addresses(self) -> ShownPart[Any]:
        some = self._some("addresses", self.card.addresses, addresses_of)
        return shown_part(some, [ShownAddress.of(place) for place in some.items], self._asked_of("addresses"))

    def locations(self) -> ShownPart[Any]:
        some = self._some("locations", self.card.logins, places_of)
        rows = self.customer.locations_with(some.items, self.found_letters, people_by_location(self.number))
        return shown_part(some, rows, self._asked_of("locations"))

    def notes(self) -> ShownPart[ShownNote]:
        me, may_edit = self.request.actor.key, self.may(Right.EDIT_CUSTOMERS)
        rows = [ShownNote.of(note, self.names, me=me, may_edit=may_edit) for note in self.found_notes.items]
        return shown_part(self.found_notes, rows, self._asked_of("notes"))

    def tags(self) -> dict[str, Any]:
        asked = self._asked_of("tags")
        is_written = asked is not None and asked.form is not None
        return {"names": self.card.tags, "asked": asked, "known": tag_names() if is_written else []}

    def timeline(self) -> ShownTimeline:
        facts = self.facts
        return ShownTimeline(
            rows=[ShownFact.of(fact, self.names) for fact in facts[:EVENTS] if not self._is_told_twice(fact)],
            older=facts[EVENTS - 1].key if len(facts) > EVENTS else None,
            kind=self.asked.kind,
            tabs=timeline_tabs(self.asked.kind),
            is_newest=self.asked.before is None,
        )

    def _is_told_twice(self, fact: Fact) -> bool:
        """A merge is a fact about both, and on the page of the family one of them is enough."""
        return fact.name == "customer.merged" and fact.changes.get("merged", ("", ""))[1] == fact.about

    def _asked_of(self, section: str) -> Asked | None:
        return self.asked if self.asked.section == section else None

    def _some(self, section: str, first: Some[Any], more: Callable[..., Some[Any]]) -> Some[Any]:
        asked = self._asked_of(section)
        return more(self.number, start=asked.start, limit=MOST) if asked and asked.start is not None else first

    # --- what more than one of them shows ---

    @cached_property
    def family(self) -> list[int]:
        """The customer and who was merged into it."""
        return [self.number, *self.card.merged]

    @cached_property
    def found_checks(self) -> list[CheckCard]:
        return checks_of(self.number) if self.may(Right.SEE_CREDIT) else []

    @cached_property
    def pairs(self) -> PairsOf:
        return pairs_of(self.number)

    @cached_property
    def found_letters(self) -> list[LetterNews]:
        return letters_about("customer", *map(str, self.family))

    @cached_property
    def found_notes(self) -> Some[Any]:
        asked = self._asked_of("notes")
        if asked is not None and asked.start is not None:
            return notes_of(self.number, start=asked.start, limit=MOST)
        return notes_of(self.number)

    @cached_property
    def facts(self) -> list[Fact]:
        kind = self.asked.kind if self.asked.kind in KINDS else ""
        return timeline_of(
            self.number,
            sees_credit=self.may(Right.SEE_CREDIT),
            limit=EVENTS + 1,
            before=self.asked.before,
            kind=kind,
            family=self.family,
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Of all who wrote or did something here, in one question."""
        return names_of([*(note.by_key for note in self.found_notes.items), *(fact.actor_key for fact in self.facts)])
