"""The link of a quote's letter: what is offered, and one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onaccount.delivery.ui.refusals import Shown, in_words
from onaccount.domain.billing.actions import accept_quote, decline_quote
from onaccount.domain.billing.queries import QuoteCard, quote_by_link, today_on
from onaccount.domain.billing.rules.quotes import QuoteState, Way
from onaccount.domain.catalogue.rules.quantities import quantity
from onaccount.domain.history.rules import Actor
from onaccount.foundation.money import plain
from onaccount.foundation.refusals import Refused

WHO_HAS_THE_LINK = Actor("link", "quote", "Whoever has the link")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the link reads the quote, and accepts or declines it once."""
    at = timezone.now()
    card = quote_by_link(token, today=today_on(at))
    if request.method != "POST":
        return _page(request, card)
    answer = accept_quote if request.POST.get("answer") == "accept" else decline_quote
    try:
        answer(quote=card.number, how=Way.LINK, token=token, by=WHO_HAS_THE_LINK, at=at)
    except Refused as refusal:
        return _page(request, card, refusal=in_words(refusal), status=refusal.status)
    return _page(request, quote_by_link(token, today=today_on(at)))


def _page(request: HttpRequest, card: QuoteCard, *, refusal: Shown | None = None, status: int = 200) -> HttpResponse:
    context = {
        "number": card.number,
        "name": card.name,
        "state": card.state.value,
        "is_open": card.state is QuoteState.SENT,
        "valid_until": card.valid_until,
        "words": card.words,
        "currency": card.currency,
        "lines": [
            (line.name, quantity(line.quantity_milli), plain(line.amount_minor, card.currency)) for line in card.lines
        ],
        "tax": plain(card.tax_minor, card.currency),
        "total": plain(card.total_minor, card.currency),
        "refusal": refusal,
    }
    return render(request, "app/quote.html", context, status=status)
