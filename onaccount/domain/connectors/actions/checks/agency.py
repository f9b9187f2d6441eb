"""An agency in the shape of Creditsafe Connect: log in, search, and order a report by the company's id there.

An order carries our id as `callRef`. What became of an order whose answer was lost is asked by it. Creditsafe's own
pages name no such question (their people can look it up by the reference): where nobody answers it, a person decides.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from onaccount.domain.connectors.actions.checks.asking import DENIED, Line, is_token
from onaccount.domain.connectors.actions.wire import Reply, Unheard
from onaccount.domain.connectors.queries.applicants import HOME, number_there
from onaccount.domain.connectors.rules.answers.creditsafe import candidates_of, chosen, not_one, report_of
from onaccount.domain.connectors.rules.answers.reading import Unreadable, member, text
from onaccount.domain.connectors.rules.checks import Applicant, CannotTell, NotLetIn, Report, TurnIsOver, Unknown
from onaccount.domain.connectors.rules.next_door import NotAnswered, NotTaken

TOKEN_LASTS = 3600  # seconds, as their pages say; the answer does not
NOT_TAKEN = frozenset({400, 402, 404, 405, 409, 410, 422})


class Agency:
    def __init__(self, line: Line) -> None:
        self.line = line

    def test(self) -> None:
        self.line.token(self._log_in, but_not=self.line.known_token())  # anew, whatever token is there

    def check(self, applicant: Applicant, /, *, order: str, leaves: Callable[[], bool]) -> Report:
        candidates, document = self._search(applicant)
        found = chosen(candidates, applicant, number_there(applicant))
        if len(found) != 1:
            return not_one(order, len(found), document)
        self._token()  # before the order leaves: what is not sent is not unknown
        if not leaves():
            raise TurnIsOver
        return self._order(found[0].id, order)

    def find(self, order: str, /) -> Report | None:
        reply = self._asked(self.line.read, "/orders", {"callRef": order})
        if reply.status != 200:
            raise CannotTell(f"it does not say what became of an order (it answers {reply.status})")
        orders = member(self.line.say(reply), "orders")
        if not isinstance(orders, list):
            raise self.line.unreadable()
        if not orders:
            return None
        company = text(orders[0], "companyId")
        try:
            return report_of(orders[0], company, order, reply.body)
        except Unreadable:
            raise CannotTell("the order is there, and its report cannot be read") from None

    # --- how ---

    def _search(self, applicant: Applicant) -> tuple[list[Any], bytes]:
        query = {"countries": applicant.country or HOME, "pageSize": "50"}
        if number := number_there(applicant):
            query["regNo"] = number
        else:
            query["name"] = applicant.name
            if applicant.postcode:
                query["postCode"] = applicant.postcode
        reply = self._asked(self.line.read, "/companies", query)
        if reply.status in NOT_TAKEN:
            raise NotTaken(_words(reply))
        try:
            if reply.status == 200:
                return list(candidates_of(self.line.say(reply))), reply.body
        except Unreadable:
            pass
        raise self.line.unreadable()

    def _order(self, company: str, order: str) -> Report:
        reply = self._asked(self.line.buy, f"/companies/{quote(company, safe='')}", {"callRef": order})
        if reply.status in NOT_TAKEN:
            raise NotTaken(_words(reply))
        try:
            if reply.status == 200:
                return report_of(reply.json(), company, order, reply.body)
        except (Unheard, Unreadable, RecursionError):
            pass
        raise Unknown("what came is no report that can be read")

    def _asked(self, verb: Callable[..., Reply], path: str, query: dict[str, str]) -> Reply:
        """With a token; one that is refused is replaced, once. A refusal proves that nothing was done."""
        token = self._token()
        reply = verb(path, query=query, headers={"Authorization": f"Bearer {token}"})
        if reply.status in DENIED:
            token = self.line.token(self._log_in, but_not=token)
            reply = verb(path, query=query, headers={"Authorization": f"Bearer {token}"})
        if reply.status in DENIED:
            raise NotAnswered(f"it answers {reply.status}")
        return reply

    def _token(self) -> str:
        return self.line.token(self._log_in)

    def _log_in(self) -> tuple[str, int]:
        kept = self.line.secrets()
        body = {"username": str(kept.get("username", "")), "password": str(kept.get("password", ""))}
        reply = self.line.post("/authenticate", body=body, headers={})
        if reply.status in DENIED or reply.status == 400:
            raise NotLetIn("it does not take the user name and the password")
        token = member(self.line.say(reply), "token") if reply.status == 200 else None
        if not is_token(token):
            raise self.line.unreadable()
        return str(token), TOKEN_LASTS


def _words(reply: Reply) -> str:
    try:
        said = reply.json()
    except (Unheard, RecursionError):
        said = None
    told = text(said, "message") or text(said, "details")
    return f"it answers {reply.status} {told}".strip()
