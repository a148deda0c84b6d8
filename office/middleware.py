"""What holds for every page: nothing personal stays in a shared computer's cache, and refusals speak Chinese."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from office.refusals import Conflict, Refused

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
        return render(request, "refused.html", {"missing": exception.missing, "conflict": status == 409}, status=status)
