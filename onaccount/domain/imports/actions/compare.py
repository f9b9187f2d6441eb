"""What a row would change of a customer that is there already. Blank cells never erase (D-12)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from onaccount.domain.customers.actions.known import OWN, PERSON, PLACE, Known, Person, Place
from onaccount.domain.customers.rules.fields import name_customer
from onaccount.domain.imports.actions.row import EMAIL, Row, folded_name, place_of, reads_as_person, take_for_contact
from onaccount.domain.imports.rules.kinds import COMPANY
from onaccount.domain.imports.rules.options import Options
from onaccount.domain.imports.rules.rows import address_key

MAIN, DELIVERY, FURTHER = "main", "delivery", "further"
PREFIX = {MAIN: "", DELIVERY: "delivery_"}
NO_PLACE: Place = ("",) * len(PLACE)


@dataclass(slots=True)
class Difference:
    """What is to be written. `known` is the key of the row to correct, None for a new one; `changes` is for people."""

    own: dict[str, str]
    places: list[tuple[int | None, str, Place]] = field(default_factory=list)
    contacts: list[tuple[int | None, Person]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)


def difference(row: Row, known: Known) -> Difference:
    if known.own["kind"] == COMPANY and reads_as_person(row):
        take_for_contact(row)
    own = corrected_own(row, known)
    found = Difference(own)
    found.changes = {name: (known.own[name], own[name]) for name in OWN if own[name] != known.own[name]}
    compare_places(row, known, found)
    compare_contacts(row.contacts, known, found)
    compare_tags(row.values.get("tags", ""), known, found)
    return found


def corrected_own(row: Row, known: Known) -> dict[str, str]:
    """The customer's fields with the filled cells over them, and an individual's name made again of its parts."""
    told = {name: row.values[name] for name in OWN if row.values.get(name)}
    if not row.kind_is_said:
        told.pop("kind", None)
    if told.get("external_id") in known.aliases:
        told.pop("external_id")  # it leads here already, and belongs to who was merged
    kind = told.get("kind", known.own["kind"])
    if kind == "individual" and (told.get("given_name") or told.get("family_name")):
        told.pop("name", None)  # it was made of this row's parts alone
    own = {**known.own, **told}
    name_customer(own)
    return own


def compare_places(row: Row, known: Known, found: Difference) -> None:
    places = {}
    for use, prefix in PREFIX.items():
        key, old = known.places.get(use, (None, NO_PLACE))
        place = tuple(new or was for new, was in zip(place_of(row.values, prefix), old, strict=True))
        places[use] = place
        if place != old:
            found.places.append((key, use, place))
            names = (prefix + name for name in PLACE)
            found.changes |= {n: (a, b) for n, a, b in zip(names, old, place, strict=True) if a != b}
    stand = {key_of_place(place) for place in (*places.values(), *known.further)}
    for place in row.further:
        if (same := key_of_place(place)) not in stand:
            stand.add(same)
            found.places.append((None, FURTHER, place))
            found.changes[f"further_address_{len(known.further) + len(found.places)}"] = ("", said_place(place))


def key_of_place(place: Place) -> str:
    """Two addresses are one when their keys are the same: blanks, case and accents aside."""
    return address_key(dict(zip(PLACE, place, strict=True)))


def said_place(place: Place) -> str:
    return ", ".join(filter(None, place))


def compare_contacts(
    persons: Sequence[Person], known: Known, found: Difference, written: Collection[str] = ("create", "update")
) -> list[str]:
    """Note what is new of the persons, as far as it is `written`; return for each: create, update or unchanged."""
    outcomes = []
    for person, (key, old) in zip(persons, matched_contacts(persons, known), strict=True):
        new = tuple(told or was for told, was in zip(person, old, strict=True))
        outcomes.append("unchanged" if new == old else "create" if key is None else "update")
        if outcomes[-1] in written:
            found.contacts.append((key, new))
            label = f"contact {folded_name(new) or new[EMAIL]}"
            found.changes[label] = (" ".join(filter(None, old)), " ".join(filter(None, new)))
    return outcomes


def matched_contacts(persons: Sequence[Person], known: Known) -> list[tuple[int | None, Person]]:
    """The contact that each person is: by e-mail first, for all of them, then by name among those that are left.

    Two persons of one name with an e-mail each are two persons; one whose e-mail has changed is found by the name.
    """
    free = dict(known.contacts)
    matches: dict[int, tuple[int, Person]] = {}
    for same in (same_email, same_name):
        for index, person in enumerate(persons):
            if index not in matches and (key := next((k for k, each in free.items() if same(person, each)), None)):
                matches[index] = key, free.pop(key)
    return [matches.get(index, (None, ("",) * len(PERSON))) for index in range(len(persons))]


def same_email(one: Person, other: Person) -> bool:
    return bool(one[EMAIL]) and one[EMAIL].lower() == other[EMAIL].lower()


def same_name(one: Person, other: Person) -> bool:
    name = folded_name(one)
    return bool(name) and name == folded_name(other)


def compare_tags(text: str, known: Known, found: Difference) -> None:
    stand = {tag.casefold() for tag in known.tags}
    found.tags = [tag for tag in tags_of(text) if tag.casefold() not in stand]
    if found.tags:
        found.changes["tags"] = ("; ".join(known.tags), "; ".join([*known.tags, *found.tags]))


def compare_with_list(found: Difference, known: Known, options: Options, *, said: Sequence[str] = ()) -> None:
    """What is said of the whole list, beside the row's own tags: a category where there is none, and its tags."""
    if options.category and not found.own["category"]:
        found.own = {**found.own, "category": options.category}
        found.changes["category"] = ("", options.category)
    if options.tags:
        compare_tags("; ".join([*said, *options.tags]), known, found)


def tags_of(text: str) -> list[str]:
    return [tag for piece in text.split(";") if (tag := piece.strip())]
