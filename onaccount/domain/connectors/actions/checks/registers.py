"""Registers: Companies House, HMRC and VIES. To ask twice costs nothing, so nothing of it is ever unknown."""

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote

from onaccount.domain.connectors.actions.checks.asking import DENIED, Line, is_token
from onaccount.domain.connectors.actions.wire import Reply
from onaccount.domain.connectors.queries.applicants import HOME
from onaccount.domain.connectors.rules.answers import companies_house as house
from onaccount.domain.connectors.rules.answers import vat
from onaccount.domain.connectors.rules.answers.reading import Unreadable, member, text, whole
from onaccount.domain.connectors.rules.checks import Applicant, NotLetIn, Report
from onaccount.domain.connectors.rules.next_door import NotAnswered, NotTaken
from onaccount.domain.connectors.rules.numbers import company_number, vat_number

KNOWN_COMPANY = "00000006"  # whether there is one or not, the register answers
HMRC_ACCEPT = "application/vnd.hmrc.2.0+json"
HMRC_SCOPE = "read:vat"
LOOKUP = "/organisations/vat/check-vat-number/lookup"


class Register:
    """What they share: nothing ever leaves that cannot be taken back."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def find(self, order: str, /) -> Report | None:
        return None


class CompaniesHouse(Register):
    def test(self) -> None:
        self._profile(KNOWN_COMPANY)

    def check(self, applicant: Applicant, /, *, order: str, leaves: Callable[[], bool]) -> Report:
        number = company_number(applicant.registration_number) or ""
        return self._profile(number) or house.no_such_company(number, b"")

    def _profile(self, number: str) -> Report | None:
        key = f"{self.line.secrets().get('key', '')}:"
        headers = {"Authorization": f"Basic {b64encode(key.encode()).decode()}"}
        reply = self.line.read(f"/company/{quote(number, safe='')}", headers=headers)
        if reply.status in DENIED:
            raise NotLetIn("it does not take the key")
        said = self.line.say(reply)
        try:
            if reply.status == 200:
                return house.report_of(said, number, reply.body)
        except Unreadable:
            raise self.line.unreadable() from None
        if reply.status == 404 and house.says_not_there(said):
            return None
        raise NotAnswered(f"it answers {reply.status}")


class Hmrc(Register):
    def test(self) -> None:
        self.line.token(self._log_in, but_not=self.line.known_token())

    def check(self, applicant: Applicant, /, *, order: str, leaves: Callable[[], bool]) -> Report:
        found = vat_number(applicant.tax_id, applicant.country or HOME)
        number = found[1] if found else ""
        token = self.line.token(self._log_in)
        reply = self._look_up(number, token)
        if reply.status == 401:
            reply = self._look_up(number, self.line.token(self._log_in, but_not=token))
        said = self.line.say(reply)
        if reply.status == 404 and vat.hmrc_says_not_there(said):
            return vat.not_valid(f"GB{number}", reply.body)
        if reply.status == 400:
            raise NotTaken(f"it does not take the number ({text(said, 'code')})")
        try:
            if reply.status == 200:
                return vat.hmrc_report(said, number, reply.body)
        except Unreadable:
            raise self.line.unreadable() from None
        raise NotAnswered(f"it answers {reply.status} {text(said, 'code')}".strip())

    def _look_up(self, number: str, token: str) -> Reply:
        headers = {"Authorization": f"Bearer {token}", "Accept": HMRC_ACCEPT}
        return self.line.read(f"{LOOKUP}/{number}", headers=headers)

    def _log_in(self) -> tuple[str, int]:
        kept = self.line.secrets()
        form = {
            "grant_type": "client_credentials",
            "client_id": str(kept.get("client_id", "")),
            "client_secret": str(kept.get("client_secret", "")),
            "scope": HMRC_SCOPE,
        }
        reply = self.line.post("/oauth/token", form=form, headers={})
        if reply.status in (400, *DENIED):
            raise NotLetIn("it does not take the client id and the secret")
        said = self.line.say(reply) if reply.status == 200 else None
        token, lasts = member(said, "access_token"), whole(said, "expires_in")
        if not is_token(token) or lasts is None:
            raise self.line.unreadable()
        return str(token), lasts


class Vies(Register):
    def test(self) -> None:
        reply = self.line.read("/check-status", headers={})
        if reply.status != 200 or member(self.line.say(reply), "vow", "available") is not True:
            raise NotAnswered(f"it answers {reply.status}, and not that it is available")

    def check(self, applicant: Applicant, /, *, order: str, leaves: Callable[[], bool]) -> Report:
        land, number = vat_number(applicant.tax_id, applicant.country or HOME) or ("", "")
        reply = self.line.read(f"/ms/{land}/vat/{quote(number, safe='')}", headers={})
        said = self.line.say(reply)
        trouble = vat.vies_trouble(said)
        if trouble in vat.NOT_TAKEN:
            raise NotTaken(f"it does not take the number ({trouble})")
        if trouble:
            raise NotAnswered(f"the register of {land} does not answer ({trouble})")
        try:
            if reply.status == 200:
                return vat.vies_report(said, land, number, reply.body)
        except Unreadable:
            raise self.line.unreadable() from None
        raise NotAnswered(f"it answers {reply.status}")
