"""Principals, their passwords, and the links that let them in."""

from onaccount.domain.people.actions.answers import Answer, Given, answer_once, forget_answers
from onaccount.domain.people.actions.business import settle_business
from onaccount.domain.people.actions.counter import allow
from onaccount.domain.people.actions.erase import erase_answers, erase_principals
from onaccount.domain.people.actions.links import issue_link, void_links
from onaccount.domain.people.actions.logins import add_login, rename_login
from onaccount.domain.people.actions.passwords import (
    choose_own_password,
    choose_password,
    give_temporary_password,
    set_password,
    take_over_password,
    use_up_temporary_password,
    void_temporary_password,
)
from onaccount.domain.people.actions.persons import add_person_principal, give_pin, take_pin
from onaccount.domain.people.actions.staff import add_staff, remove_staff
from onaccount.domain.people.actions.tokens import end_token, make_token, note_use

__all__ = [
    "Answer",
    "Given",
    "add_login",
    "add_person_principal",
    "add_staff",
    "allow",
    "answer_once",
    "choose_own_password",
    "choose_password",
    "end_token",
    "erase_answers",
    "erase_principals",
    "forget_answers",
    "give_pin",
    "give_temporary_password",
    "issue_link",
    "make_token",
    "note_use",
    "remove_staff",
    "rename_login",
    "set_password",
    "settle_business",
    "take_over_password",
    "take_pin",
    "use_up_temporary_password",
    "void_links",
    "void_temporary_password",
]
