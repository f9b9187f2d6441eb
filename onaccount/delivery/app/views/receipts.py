"""Whoever holds a receipt asks the books for it: amount, time and number, and no names (B-07)."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onaccount.domain.ledger.queries import receipt_of
from onaccount.domain.ledger.rules.receipts import NotAReceipt

SIGNS = re.compile(r"[^0-9A-Za-z]+")  # no other stands in a code, nor leads to another page
LONGEST = 60


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Where a code is typed from paper."""
    code = request.GET.get("code", "").strip()
    if not code:
        return render(request, "app/receipts.html")
    return redirect("receipt", code=SIGNS.sub("-", code)[:LONGEST] or "-")


@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """A code of 52 secret bits beside an id that nobody counts up to needs no other lock."""
    try:
        found = receipt_of(code)
    except NotAReceipt:
        return render(request, "app/receipt.html", {"code": code[:LONGEST]}, status=404)
    return render(request, "app/receipt.html", {"code": code[:LONGEST], "receipt": found, "is_ok": found.ok})
