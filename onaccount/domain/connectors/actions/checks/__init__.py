"""Customers checked at agencies and in registers: ordered, answered, void; and who is asked."""

from onaccount.domain.connectors.actions.checks.filling import fill_from_register
from onaccount.domain.connectors.actions.checks.ordering import note_check, order_check, void_check, void_outdated
from onaccount.domain.connectors.actions.checks.policy import (
    decide_by_policy,
    keep_rules,
    rehearse_policy,
    switch_policy,
)
from onaccount.domain.connectors.actions.checks.sources import ask_for_test, set_service
from onaccount.domain.connectors.actions.checks.turns import push_checks, try_services

__all__ = [
    "ask_for_test",
    "decide_by_policy",
    "fill_from_register",
    "keep_rules",
    "note_check",
    "order_check",
    "push_checks",
    "rehearse_policy",
    "set_service",
    "switch_policy",
    "try_services",
    "void_check",
    "void_outdated",
]
