"""Xero's contacts one at a time: found, made and changed, each with what became of it (I20)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from onaccount.domain.connectors.actions.wire import Reply, Unheard, Unreached, Wire
from onaccount.domain.connectors.actions.xero.asking import Clock, Closed, ask
from onaccount.domain.connectors.actions.xero.mirror import read_page
from onaccount.domain.connectors.rules.contacts import NotAContact, contact_of, is_name_taken, words_of
from onaccount.domain.connectors.rules.next_door import Answer, Heard, NotAnswered, NotTaken, Theirs

LONGEST_KEY = 128  # of an Idempotency-Key
PAGE, MOST_PAGES = 100, 5
LEAVES_WITHIN = timedelta(seconds=60)  # with the longest answer that is shorter than LEASE of rules.patience
REFUSED = frozenset({400, 405, 406, 412, 413, 414, 415, 422})  # the question itself
_MARKS = frozenset({"x-minlimit-remaining", "x-daylimit-remaining", "x-appminlimit-remaining"})  # of the API
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
        return self._one(
            contact_id, lambda: self._listed({"IDs": contact_id}, lambda each: each.contact_id, contact_id)
        )

    def by_number(self, number: str, /) -> Theirs | None:
        """The contact that bears our number. A number that looks like one of their ids would find another."""
        found = self._one(
            number, lambda: self._listed({"searchTerm": number}, lambda each: each.contact_number, number)
        )
        return found if found is not None and found.contact_number == number else None

    def by_name(self, name: str, /) -> Sequence[Theirs]:
        """The active contacts of exactly this name, whatever its case."""
        return self._active("Name", name, lambda each: each.name)

    def by_email(self, email: str, /) -> Sequence[Theirs]:
        return self._active("EmailAddress", email, lambda each: each.email)

    def create(self, body: Mapping[str, Any], /, *, key: str) -> Answer:
        """Make a contact. The key keeps a second try from making a second one, for a while: look it up all the same."""
        return self._write("PUT", "/Contacts", body, key)

    def update(self, contact_id: str, body: Mapping[str, Any], /, *, key: str) -> Answer:
        """Change what the body names of a contact; the rest stays as it is there."""
        return self._write("POST", f"/Contacts/{quote(contact_id, safe='')}", body, key)

    # --- how ---

    def _one(self, key: str, looked_up: Callable[[], Theirs | None]) -> Theirs | None:
        """That there is none is believed of the API alone: whatever else stands on the way says 404 too, and then
        a second contact would be made. Without its marks the lists are asked."""
        reply = self._read(f"/Contacts/{quote(key, safe='')}", {})
        if reply.status == 404:
            return None if not _MARKS.isdisjoint(reply.headers) else looked_up()
        found = self._contacts(reply)
        return found[0] if found else None

    def _listed(self, query: Mapping[str, str], of: Callable[[Theirs], str], wanted: str) -> Theirs | None:
        """The one of a list that is read to its end; raises NotAnswered where it is too long for that."""
        found, is_whole = self._those({**query, "includeArchived": "true"}, of, wanted)
        if not found and not is_whole:
            raise NotAnswered("it says that there is none, and not as it does")
        return found[0] if found else None

    def _active(self, element: str, text: str, of: Callable[[Theirs], str]) -> list[Theirs]:
        if not _folded(text):
            return []
        return [each for each in self._those(_filter(element, text), of, text)[0] if each.is_active]

    def _those(self, query: Mapping[str, str], of: Callable[[Theirs], str], wanted: str) -> tuple[list[Theirs], bool]:
        """Those of a list who are the wanted, and whether all of it was read."""
        found: list[Theirs] = []
        for page in range(1, MOST_PAGES + 1):
            reply = self._read("/Contacts", {**query, "page": str(page), "pageSize": str(PAGE)})
            try:
                contacts, is_last = read_page(reply)
            except Unheard as silence:
                raise NotAnswered(str(silence)) from None
            found += [each for each in contacts if _folded(of(each)) == _folded(wanted)]
            if is_last:
                return found, True
        return found, False

    def _read(self, path: str, query: Mapping[str, str]) -> Reply:
        for left in reversed(range(TRIES)):
            try:
                reply = ask(self.wire, "GET", path, clock=self.clock, query=query)
                if reply.status in REFUSED:
                    raise NotTaken(_words(reply))
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


def _words(reply: Reply) -> str:
    try:
        said = words_of(reply.json())
    except Unheard:
        said = ""
    return said or f"it answers {reply.status}"


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
