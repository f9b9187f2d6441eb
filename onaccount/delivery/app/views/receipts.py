"""Whoever holds a receipt asks the books for it: amount, time and number, and no names (B-07)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onaccount.domain.ledger.queries import receipt_of
from onaccount.domain.ledger.rules.receipts import NotAReceipt


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """A code of 52 secret bits beside an id that nobody counts up to needs no other lock."""
    try:
        found = receipt_of(code)
    except NotAReceipt:
        return render(request, "app/receipt.html", {"code": code[:60]}, status=404)
    return render(request, "app/receipt.html", {"code": code[:60], "receipt": found, "is_ok": found.ok})
