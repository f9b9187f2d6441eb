"""Between password and session: the second factor."""

import json
from typing import Any

from allauth.mfa.base.views import AuthenticateView
from django.contrib.auth.models import AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onaccount.delivery.office.second_factor_form import TOO_MANY, CodeForm, ShownPasskey
from onaccount.delivery.ui.passwords import come_again
from onaccount.domain.people.queries import staff_actor
from onaccount.domain.people.queries.second_factor import has_passkey


class Code(AuthenticateView):
    """The page that asks for a code or a passkey. A refused one is 422, and 429 when it has to wait."""

    template_name = "office/login_code.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def get_webauthn_form_class(self) -> type[ShownPasskey]:
        return ShownPasskey

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A customer's session of the same browser is none of the office; it lasts until the log-in is through."""
        if request.user.is_authenticated and staff_actor(request.user) is None:
            request.user = AnonymousUser()
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        is_exhausted = any(error.code == TOO_MANY for errors in form.errors.as_data().values() for error in errors)
        return come_again(response) if is_exhausted else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = context.get("js_data", {}).get("request_options")
        passkey = has_passkey(self.stage.login.user.pk)
        return context | {"options": json.dumps(options, cls=DjangoJSONEncoder) if passkey else ""}


code = never_cache(require_http_methods(["GET", "HEAD", "POST"])(Code.as_view()))
