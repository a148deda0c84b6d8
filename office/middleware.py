"""What holds for every page: nothing personal stays in a shared computer's cache, and refusals speak Chinese."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from office.refusals import Conflict, Refused
from office.urls_registry import page_before

Handler = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """`no-store` on everything a signed-in person sees; an action's refusal becomes a page that names what is missing."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "user", None) and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 409 if isinstance(exception, Conflict) else 422
        context = {"missing": exception.missing, "conflict": status == 409, "back": page_before(request)}
        return render(request, "refused.html", context, status=status)


class OneTimePassword:
    """While the password is one that somebody else has seen, only the page that changes it opens."""

    OPEN = frozenset({"password_change", "logout", "healthz", "favicon"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is not None and match.view_name in self.OPEN:
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return redirect("password_change")
        return None
