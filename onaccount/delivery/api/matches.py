"""Whom a party looks like: asked before a customer is added, and told with the answer to one that was."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from pydantic import Field, create_model

from onaccount.delivery.api.access import ApiRequest
from onaccount.delivery.api.door import told
from onaccount.delivery.api.problems import FieldError, NotUsable
from onaccount.delivery.api.resource import Resource
from onaccount.delivery.api.shapes import EXAMPLE_SENT, NEW_CUSTOMER, Matches, Taken, example, given_texts
from onaccount.delivery.ui.likeness import ShownLikeness
from onaccount.domain.customers.rules.fields import FIELDS, answer_of, clean_fields
from onaccount.domain.matching.queries import SHOWN, Candidate, candidates
from onaccount.domain.matching.rules import Answer, Likeness, NothingTelling, as_compared
from onaccount.domain.people.permissions import Right

resource = Resource("Matches")
ONE = "/api/v1/customers/{}"
MOST = 20
TOLD = (Answer.SAME, Answer.LIKELY, Answer.MAYBE)
OF_QUESTION = ("limit", "threshold", "answers")


class _Party(Taken):
    model_config = example({**EXAMPLE_SENT, "limit": 3, "answers": ["same", "likely"]})


Party = create_model(
    "Party",
    __base__=_Party,
    __doc__="Somebody who may be a customer already: the fields of a customer, as many as are known. At least a name, "
    "an e-mail address, a telephone number, a website, a tax id, a registration number or an external id.",
    **NEW_CUSTOMER
    | {
        "kind": (Literal["", "company", "individual"], Field("", description=FIELDS["kind"].help)),
        "limit": (int, Field(SHOWN, ge=1, le=MOST, description="How many matches at most.")),
        "threshold": (
            Annotated[float, Field(ge=0, le=1)],
            Field(0, description="Only matches of at least this score."),
        ),
        "answers": (
            list[Literal["same", "likely", "maybe"]],
            Field([each.value for each in TOLD], description="Only matches with one of these answers."),
        ),
    },
)


@resource.post(
    "/customers/matches",
    right=Right.SEE_CUSTOMERS,
    answer=Matches,
    status=200,
    summary="Ask who may be a customer already",
    is_question=True,
)
def find_matches(request: ApiRequest, party: Party) -> HttpResponse:  # type: ignore[valid-type]
    """The customers who may be this party, the surest first, each with the reasons. Nothing is written, so no key is
    needed. `same` rests on an identifier that is unique by law or by us; `likely` and `maybe` are for a person to
    decide: do not merge or link by them alone. Who was merged into another is told as the other.
    """
    asked = given_texts(party, but_not=OF_QUESTION)
    _check(asked)
    if not as_compared(asked):
        raise NothingTelling
    answers = {Answer(each) for each in party.answers}  # type: ignore[attr-defined]
    least = max(answers, key=TOLD.index, default=Answer.SAME)
    found = [
        each
        for each in candidates(asked, limit=MOST, least=least)
        if each.likeness.answer in answers and each.likeness.score >= party.threshold  # type: ignore[attr-defined]
    ]
    return told(200, {"items": [shown(each) for each in found[: party.limit]]})  # type: ignore[attr-defined]


def _check(given: dict[str, str]) -> None:
    """What the field table refuses: a field that was sent and left aside would be believed in."""
    answers = {name: answer_of(FIELDS["email" if name == "login_email" else name].clean, given[name]) for name in given}
    if refusals := clean_fields(answers).refusals:
        raise NotUsable([FieldError.of(name, refusal) for name, refusal in refusals])


def shown(candidate: Candidate) -> dict[str, Any]:
    """A candidate as the shape `Match` says it."""
    return {
        "number": candidate.number,
        "name": candidate.name,
        "status": candidate.status.value,
        "answer": candidate.likeness.answer.value,
        "score": candidate.likeness.score,
        "reasons": reasons_of(candidate.likeness),
        "found_as": candidate.merged,
        "links": {"self": ONE.format(candidate.number)},
    }


def reasons_of(likeness: Likeness) -> list[dict[str, Any]]:
    """All reasons, as the shape `MatchReason` says them."""
    found = ShownLikeness.of(likeness, most=len(likeness.reasons))
    return [{"code": each.code, "sentence": each.text, "is_against": each.is_against} for each in found.reasons]
