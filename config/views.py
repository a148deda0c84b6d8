"""Pages that belong to no room: the first page, signing in and out, the own password, health."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView

from config.forms import OwnPasswordForm, SignInForm
from config.health import health
from config.home.figures import count_of
from config.home.page import home_page, trend_picture
from ledger.selectors.numbers import office_numbers
from office import trail
from office.actions.accounts import change_own_password, set_large_type
from office.actions.sign_in import note_sign_in
from office.client_address import client_address
from office.session_limits import begin
from office.urls_registry import page_before


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"title": "工作台", **home_page(request.user, today=timezone.localdate())})


@require_GET
def home_trend(request: HttpRequest) -> HttpResponse:
    """The small picture of the first page, for `<img>`: counting twelve months must not hold up the page itself."""
    picture = trend_picture(request.user, today=timezone.localdate())
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8")


@require_GET
def home_figure(request: HttpRequest, key: str) -> HttpResponse:
    """One number of the first page, alone: those that look into every case in hand are asked for once it stands."""
    number = count_of(key, request.user, today=timezone.localdate(), numbers=office_numbers())
    if number is None:
        raise Http404("您的工作台没有这个数字。")
    return HttpResponse(str(number), content_type="text/plain; charset=utf-8")


class SignIn(LoginView):
    """Signing in is one event of the trail, in the transaction that opens the browser's session."""

    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True
    extra_context = {"title": "登录"}  # noqa: RUF012 read only

    def form_valid(self, form: SignInForm) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            begin(self.request.session, now=timezone.now())
            note_sign_in(account=form.get_user(), address=client_address(self.request))
        return response


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        with transaction.atomic():
            response = super().post(request, *args, **kwargs)
            if user is not None:
                trail.record("sign_out", by=user)
        return response


class OwnPassword(FormView):
    """The own password; the only page that opens while the password is a one-time one."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change.html"
    extra_context = {"title": "修改密码"}  # noqa: RUF012 read only

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        change_own_password(account=self.request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, "密码已修改，下次登录请用新密码。")
        return redirect("home")


@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Larger letters on or off, and back to the page where that was asked for."""
    set_large_type(account=request.user, on="on" in request.POST)
    return redirect(page_before(request))


@require_GET
def here(_request: HttpRequest) -> HttpResponse:
    """Somebody types: being asked is what keeps them signed in."""
    return HttpResponse(status=204)


def healthz(_request: HttpRequest) -> HttpResponse:
    found = health(now=timezone.now())
    answer = {
        "ok": found.is_well,
        **found.checks,
        "warnings": found.warnings,
        "worker": {
            "last_run": _instant(found.reminders_sent_at),
            "seen_at": _instant(found.worker_seen_at),
            "imports_waiting": found.imports_waiting,
        },
    }
    return JsonResponse(answer, status=200 if found.is_well else 503, json_dumps_params={"ensure_ascii": False})


def _instant(at: datetime | None) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None


def favicon(_request: HttpRequest) -> HttpResponse:
    """Browsers ask for it on pages that name no icon, e.g. beside a download."""
    return redirect(static("img/favicon.svg"), permanent=True)
