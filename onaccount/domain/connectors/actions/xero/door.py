"""Xero's contacts one at a time: found, made and changed, each with what became of it (I20)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from onaccount.domain.connectors.actions.xero.asking import Clock, Closed, ask
from onaccount.domain.connectors.actions.xero.mirror import read_page
from onaccount.domain.connectors.actions.xero.wire import Reply, Unheard, Unreached, Wire
from onaccount.domain.connectors.rules.contacts import NotAContact, contact_of, is_name_taken, words_of
from onaccount.domain.connectors.rules.next_door import Answer, Heard, NotAnswered, Theirs

LONGEST_KEY = 128  # of an Idempotency-Key
PAGE, MOST_PAGES = 100, 5
LEAVES_WITHIN = timedelta(seconds=60)  # with the longest answer that is shorter than LEASE of rules.patience
TRIES = 2  # of a question that changes nothing there


class XeroDoor:
    """What a `NextDoor` is, at Xero. Reading raises NotAnswered; writing answers, whatever happens.

    A contact is made by PUT, which never writes over the contact of the same number; by some reports it does over one
    of the same name, so the name is to be looked for before.
    """

    def __init__(self, wire: Wire, *, clock: Clock) -> None:
        self.wire, self.clock = wire, clock

    def by_id(self, contact_id: str, /) -> Theirs | None:
        """The contact, which may say that it was merged into another one."""
        return self._one(contact_id)

    def by_number(self, number: str, /) -> Theirs | None:
        """The contact that bears our number. A number that looks like one of their ids would find another."""
        found = self._one(number)
        return found if found is not None and found.contact_number == number else None

    def by_name(self, name: str, /) -> Sequence[Theirs]:
        """The active contacts of exactly this name, whatever its case."""
        return self._those("Name", name, lambda each: each.name)

    def by_email(self, email: str, /) -> Sequence[Theirs]:
        return self._those("EmailAddress", email, lambda each: each.email)

    def create(self, body: Mapping[str, Any], /, *, key: str) -> Answer:
        """Make a contact. The key keeps a second try from making a second one, for a while: look it up all the same."""
        return self._write("PUT", "/Contacts", body, key)

    def update(self, contact_id: str, body: Mapping[str, Any], /, *, key: str) -> Answer:
        """Change what the body names of a contact; the rest stays as it is there."""
        return self._write("POST", f"/Contacts/{quote(contact_id, safe='')}", body, key)

    # --- how ---

    def _one(self, key: str) -> Theirs | None:
        reply = self._read(f"/Contacts/{quote(key, safe='')}", {})
        if reply.status == 404:
            return None
        found = self._contacts(reply)
        return found[0] if found else None

    def _those(self, element: str, text: str, of: Any) -> list[Theirs]:
        wanted, query = _folded(text), _filter(element, text)
        if not wanted:
            return []
        found: list[Theirs] = []
        for page in range(1, MOST_PAGES + 1):
            reply = self._read("/Contacts", {**query, "page": str(page), "pageSize": str(PAGE)})
            try:
                contacts, is_last = read_page(reply)
            except Unheard as silence:
                raise NotAnswered(str(silence)) from None
            found += [each for each in contacts if _folded(of(each)) == wanted and each.is_active]
            if is_last:
                break
        return found

    def _read(self, path: str, query: Mapping[str, str]) -> Reply:
        for left in reversed(range(TRIES)):
            try:
                reply = ask(self.wire, "GET", path, clock=self.clock, query=query)
                if reply.status < 500 or not left:
                    return reply
            except Closed as closed:
                raise NotAnswered(closed.words, closed.until) from None
            except (Unreached, Unheard) as silence:
                if not left:
                    raise NotAnswered(str(silence)) from None
        raise AssertionError("the last try answers or raises")

    def _contacts(self, reply: Reply) -> list[Theirs]:
        try:
            return _read_contacts(reply)
        except Unheard as silence:
            raise NotAnswered(str(silence)) from None

    def _write(self, method: str, path: str, body: Mapping[str, Any], key: str) -> Answer:
        assert 0 < len(key) <= LONGEST_KEY, "a key that they take"
        headers = {"Idempotency-Key": key}
        whole, begin_by = {"Contacts": [dict(body)]}, self.clock() + LEAVES_WITHIN
        try:
            reply = ask(self.wire, method, path, clock=self.clock, body=whole, headers=headers, begin_by=begin_by)
        except Closed as closed:
            return Answer(Heard.NOT_SENT, words=closed.words, until=closed.until)
        except Unreached as silence:
            return Answer(Heard.NOT_SENT, words=str(silence))
        except Unheard as silence:
            return Answer(Heard.UNKNOWN, words=str(silence))
        return _answer(reply)


def _answer(reply: Reply) -> Answer:
    """What a write came to. Of an answer that cannot be read nobody knows whether it was carried out."""
    if reply.status >= 500:
        return Answer(Heard.UNKNOWN, words=f"it answers {reply.status}")
    try:
        if reply.status == 200:
            words = words_of(reply.json())
            if not words and (contacts := _read_contacts(reply)):
                return Answer(Heard.DONE, contacts[0])
        else:
            words = words_of(reply.json())
    except Unheard as silence:
        unread = Heard.UNKNOWN if reply.status < 400 else Heard.REFUSED
        return Answer(unread, words=f"{reply.status}: {silence}")
    if not words:
        unread = Heard.UNKNOWN if reply.status < 400 else Heard.REFUSED
        return Answer(unread, words=f"it answers {reply.status}")
    return Answer(Heard.NAME_TAKEN if is_name_taken(words) else Heard.REFUSED, words=words)


def _read_contacts(reply: Reply) -> list[Theirs]:
    said = reply.json()
    if reply.status != 200 or not isinstance(said, dict) or not isinstance(said.get("Contacts"), list):
        raise Unheard(f"it answers {reply.status} {words_of(said)}".strip())
    try:
        return [contact_of(each) for each in said["Contacts"]]
    except NotAContact:
        raise Unheard("what came is no contact that can be read") from None


def _filter(element: str, text: str) -> dict[str, str]:
    """By an element that is quick there; a text with signs that a filter would read as its own is searched for."""
    if any(sign in text for sign in '"\\'):
        return {"searchTerm": text}
    return {"where": f'{element}=="{text}"'}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
