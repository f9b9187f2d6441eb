"""The only writers of customers, one module per verb."""

from onaccount.domain.customers.actions.add import add_customer
from onaccount.domain.customers.actions.correct import correct_customer
from onaccount.domain.customers.actions.login import open_login, set_login_email
from onaccount.domain.customers.actions.remove import remove_customers
from onaccount.domain.customers.actions.stage import move_stage
from onaccount.domain.customers.actions.status import move_status, take_back_status

__all__ = [
    "add_customer",
    "correct_customer",
    "move_stage",
    "move_status",
    "open_login",
    "remove_customers",
    "set_login_email",
    "take_back_status",
]
