"""The only writers of customers, one module per verb; of their parts, one per noun."""

from onaccount.domain.customers.actions.add import add_customer
from onaccount.domain.customers.actions.addresses import add_address, change_address, remove_address
from onaccount.domain.customers.actions.contacts import add_contact, change_contact, remove_contact
from onaccount.domain.customers.actions.correct import correct_customer
from onaccount.domain.customers.actions.erase import erase_customers
from onaccount.domain.customers.actions.labels import (
    delete_category,
    delete_tag,
    make_category,
    make_tag,
    rename_category,
    rename_tag,
)
from onaccount.domain.customers.actions.login import (
    new_location,
    open_login,
    rename_location,
    set_login_email,
    take_location,
)
from onaccount.domain.customers.actions.match_keys import write_missing_keys
from onaccount.domain.customers.actions.notes import add_note, remove_note
from onaccount.domain.customers.actions.persons import (
    add_person,
    choose_person,
    remove_person,
    remove_pin,
    rename_person,
    set_day_limit,
    set_pin,
)
from onaccount.domain.customers.actions.points import remove_map_point, set_map_point
from onaccount.domain.customers.actions.remove import delete_customer, remove_customers
from onaccount.domain.customers.actions.reseller import choose_reseller
from onaccount.domain.customers.actions.stage import move_stage
from onaccount.domain.customers.actions.status import move_status, take_back_status
from onaccount.domain.customers.actions.tags import add_tag, remove_tag

__all__ = [
    "add_address",
    "add_contact",
    "add_customer",
    "add_note",
    "add_person",
    "add_tag",
    "change_address",
    "change_contact",
    "choose_person",
    "choose_reseller",
    "correct_customer",
    "delete_category",
    "delete_customer",
    "delete_tag",
    "erase_customers",
    "make_category",
    "make_tag",
    "move_stage",
    "move_status",
    "new_location",
    "open_login",
    "remove_address",
    "remove_contact",
    "remove_customers",
    "remove_map_point",
    "remove_note",
    "remove_person",
    "remove_pin",
    "remove_tag",
    "rename_category",
    "rename_location",
    "rename_person",
    "rename_tag",
    "set_day_limit",
    "set_login_email",
    "set_map_point",
    "set_pin",
    "take_back_status",
    "take_location",
    "write_missing_keys",
]
