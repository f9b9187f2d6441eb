"""The pages of docs/ that are drawn from the code say what the code says."""

from onaccount.delivery.commands.docs import CATALOGUE, drawn_pages
from tests.house.rooms import ROOT


def test_the_drawn_pages_are_up_to_date():
    old = [
        page
        for page, text in drawn_pages().items()
        if page != CATALOGUE and (ROOT / page).read_text(encoding="utf-8") != text
    ]
    assert not old, "draw them again: ./dev fix"


def test_a_drawn_page_does_not_speak_of_the_machine_that_drew_it():
    assert not [page for page, text in drawn_pages().items() if str(ROOT) in text]
