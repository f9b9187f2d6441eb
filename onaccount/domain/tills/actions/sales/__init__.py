"""Sales, returns, deposits and withdrawals at a till."""

from onaccount.domain.tills.actions.sales.asked import Approvals, SaleAsked
from onaccount.domain.tills.actions.sales.give_back import take_return
from onaccount.domain.tills.actions.sales.money import MoneyAsked, take_deposit, take_withdrawal
from onaccount.domain.tills.actions.sales.sell import take_sale

__all__ = ["Approvals", "MoneyAsked", "SaleAsked", "take_deposit", "take_return", "take_sale", "take_withdrawal"]
