"""Signing in and out, the own password, the second factor."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_GET, require_http_methods
from django.views.generic import FormView

from config.forms import CodeForm, OwnPasswordForm, SetUpForm, SignInForm
from office import trail
from office.account_life import is_open, may_sign_in
from office.actions.accounts import change_own_password
from office.actions.second_factor import begin_second_factor, check_second_factor, confirm_second_factor
from office.actions.sign_in import note_sign_in
from office.client_address import client_address
from office.models import SecondFactor, User
from office.password_age import due_on, needs_new_password, reminder
from office.qr import qr_svg
from office.refusals import Refused
from office.security_profile import second_factor_required
from office.session_limits import BY_SERVICE, SECOND_FACTOR, begin
from office.single_sign_on import is_on, service
from office.totp import enrolment_address

# Between the password and the code, in the session of a browser that is not signed in.
HALF_IN = "half_in"
HALF_IN_FOR = timedelta(minutes=5)


class SignIn(LoginView):
    """Signing in is one event of the trail, in the transaction that opens the browser's session."""

    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True
    extra_context = {"title": "登录"}  # noqa: RUF012 read only

    def form_valid(self, form: SignInForm) -> HttpResponse:
        return go_on(self.request, form.get_user(), onwards=self.get_success_url(), by_service=False)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by_service = {"is_on": is_on(), "local": settings.LOCAL_SIGN_IN}
        if is_on() and "over" in self.request.GET:
            by_service["end"] = service().sign_out_address(back=self.request.build_absolute_uri(self.request.path))
        return super().get_context_data(**kwargs, by_service=by_service)


@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code after the password; five minutes for it, then the password is asked for again."""
    account = _half_in(request)
    if account is None:
        messages.info(request, "请重新输入用户名和密码。")
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_second_factor(account=account, code=form.cleaned_data["code"])
        except Refused as refused:
            form.add_error("code", refused.missing)
        else:
            mark = request.session.pop(HALF_IN)
            _sign_in(request, account, with_code=True, by_service=mark["by_service"])
            return redirect(mark["next"])
    return render(request, "registration/second_factor.html", {"title": "输入验证码", "form": form})


@require_http_methods(["GET", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """启用二次验证: the picture for the telephone, and the code that shows that it was read."""
    factor = SecondFactor.objects.filter(account=request.user.pk, confirmed_at__isnull=False).first()
    context: dict[str, Any] = {"title": "二次验证", "factor": factor, "required": second_factor_required()}
    if factor is None:
        form = context["form"] = SetUpForm(request.POST or None, asks_password=request.user.has_usable_password())
        if request.method == "POST" and form.is_valid():
            try:
                confirm_second_factor(account=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused.missing)
            else:
                request.session[SECOND_FACTOR] = True
                messages.success(request, "二次验证已启用，下次登录在密码之后输入手机上的验证码。")
                return redirect("home")
        context["secret"] = begin_second_factor(account=request.user).secret
    return render(request, "registration/second_factor_setup.html", context)


@require_GET
def second_factor_picture(request: HttpRequest) -> HttpResponse:
    """The secret as a QR code, only while it waits to be confirmed."""
    factor = SecondFactor.objects.filter(account=request.user.pk, confirmed_at=None).first()
    if factor is None:
        raise Http404("没有等待启用的二次验证。")
    address = enrolment_address(factor.secret, username=request.user.username)
    return HttpResponse(qr_svg(address), content_type="image/svg+xml; charset=utf-8")


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        over = "?over=" if request.session.get(BY_SERVICE) else ""
        with transaction.atomic():
            response = super().post(request, *args, **kwargs)
            response["Location"] += over
            if user is not None:
                trail.record("sign_out", by=user)
        # What the browser still holds of the pages goes too: the next person at this computer finds nothing.
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class OwnPassword(FormView):
    """The own password; the only page that opens while the password is a one-time one, or too old."""

    form_class = OwnPasswordForm
    template_name = "registration/password_change.html"
    extra_context = {"title": "修改密码"}  # noqa: RUF012 read only

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        needed = needs_new_password(self.request.user, today=timezone.localdate())
        return super().get_context_data(**kwargs, needed=needed, due=None if needed else due_on(self.request.user))

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        change_own_password(account=self.request.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, "密码已修改，下次登录请用新密码。")
        return redirect("home")


def go_on(request: HttpRequest, account: User, *, onwards: str, by_service: bool) -> HttpResponse:
    """The password was right, or the service of the office vouches: signed in, or on to the code of the telephone."""
    if SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists():
        request.session[HALF_IN] = {
            "account": account.pk,
            "at": int(timezone.now().timestamp()),
            "hash": account.get_session_auth_hash(),
            "next": onwards,
            "by_service": by_service,
        }
        return redirect("second_factor")
    _sign_in(request, account, with_code=False, by_service=by_service)
    return redirect(onwards)


def _sign_in(request: HttpRequest, account: User, *, with_code: bool, by_service: bool) -> None:
    with transaction.atomic():
        login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
        begin(request.session, now=timezone.now())
        if with_code:
            request.session[SECOND_FACTOR] = True
        request.session[BY_SERVICE] = by_service
        address = client_address(request)
        note_sign_in(account=account, address=address, second_factor=with_code, by_service=by_service)
    if by_service:
        return
    if soon := reminder(account, today=timezone.localdate()):
        messages.warning(request, soon)


def _half_in(request: HttpRequest) -> User | None:
    """Whose password was right a moment ago; None if that is too long ago, or the account has changed since."""
    mark = request.session.get(HALF_IN)
    if not mark or timezone.now().timestamp() - mark["at"] > HALF_IN_FOR.total_seconds():
        return None
    account = User.objects.filter(pk=mark["account"]).first()
    may_go_on = is_open if mark["by_service"] else may_sign_in
    if account is None or not may_go_on(account, now=timezone.now()):
        return None
    if not constant_time_compare(account.get_session_auth_hash(), mark["hash"]):
        return None
    return account
