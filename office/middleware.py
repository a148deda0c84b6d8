"""What holds for every page: nothing personal stays in a shared computer's cache, and refusals speak Chinese."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from office.actions.sign_in import note_timeout
from office.password_age import needs_new_password
from office.refusals import Conflict, Refused
from office.security_profile import second_factor_required
from office.session_limits import BY_SERVICE, SECOND_FACTOR, keep, over
from office.urls_registry import page_before

Handler = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """`no-store` on everything a signed-in person sees, and on whatever says nothing of keeping; an action's refusal
    becomes a page that names what is missing."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_theirs = getattr(request, "user", None) and request.user.is_authenticated
        if is_theirs or not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 409 if isinstance(exception, Conflict) else 422
        context = {"missing": exception.missing, "conflict": status == 409, "back": page_before(request)}
        return render(request, "refused.html", context, status=status)


class SignedInFor:
    """Whoever has been away too long, or signed in too long ago, is signed out; what was asked for leads to the sign-in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_arguments: Any) -> None:
        if not request.user.is_authenticated:
            return
        now = timezone.now()
        if why := over(request.session, now=now):
            with transaction.atomic():
                account = request.user
                logout(request)
                note_timeout(account=account, now=now)
            messages.info(request, why)
        elif not _is_passive(view):
            keep(request.session, now=now)


class OneTimePassword:
    """While the password is one that somebody else has seen, or is too old, only the page that changes it opens; after
    that, where the office asks for a second factor, only the page that sets it up."""

    OPEN = frozenset({"password_change", "logout", "healthz", "favicon"})
    OPEN_TO_SET_UP = OPEN | {"second_factor_setup", "second_factor_picture"}

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or name in self.OPEN:
            return None
        by_service = request.session.get(BY_SERVICE)
        if not by_service and needs_new_password(request.user, today=timezone.localdate()):
            return redirect("password_change")
        if second_factor_required() and not request.session.get(SECOND_FACTOR) and name not in self.OPEN_TO_SET_UP:
            return redirect("second_factor_setup")
        return None


def _is_passive(view: Any) -> bool:
    access = getattr(view, "access", None)
    return access is not None and access.passive
