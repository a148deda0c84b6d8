"""Signing in by 统一身份认证: sent to the service, and back with a ticket that is asked for there."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from config.sign_in import go_on
from office.account_life import is_open
from office.actions.identity import note_refusal
from office.client_address import client_address
from office.models import User
from office.single_sign_on import Denied, is_on, service
from office.throttle import Limit, allow

# One way out allows one way back, so both are counted here.
PER_ADDRESS = Limit("sign_in.service", tries=50, per_seconds=15 * 60)
STATE, NEXT = "asked_service", "asked_service_next"
NOT_VOUCHED = "统一身份认证没有通过，请重新登录；多次不行的，请联系系统管理员。"
NO_ACCOUNT = "统一身份认证已通过，但本程序没有您的账号，或账号已停用、已到期：请联系安全管理员。"
TOO_OFTEN = "登录过于频繁，请过 15 分钟再试。"


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Off to the service; what it must bring back stands in the browser's session."""
    if not is_on():
        return redirect("login")
    if not allow(PER_ADDRESS, client_address(request), now=timezone.now()):
        return _refuse(request, TOO_OFTEN)
    state = request.session[STATE] = secrets.token_urlsafe(16)
    onwards = request.GET.get("next", "")
    request.session[NEXT] = onwards if url_has_allowed_host_and_scheme(onwards, {request.get_host()}) else ""
    return HttpResponseRedirect(service().sign_in_address(back=_back(request, state)))


@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """From the service: the ticket is asked for, the account found, and the way is that of a right password."""
    state, given = request.session.pop(STATE, ""), request.GET.get("state", "")
    onwards = request.session.pop(NEXT, "") or reverse("home")
    if not is_on() or not state or not constant_time_compare(state, given):
        return _refuse(request, NOT_VOUCHED)
    address, now = client_address(request), timezone.now()
    try:
        name = service().external_id(ticket=request.GET.get("ticket", ""), back=_back(request, state))
    except Denied as denied:
        note_refusal(account=None, address=address, why=str(denied), now=now)
        return _refuse(request, NOT_VOUCHED)
    account = User.objects.filter(external_id=name).first()
    if account is None or not is_open(account, now=now):
        note_refusal(account=account, address=address, why="no account in use", now=now)
        return _refuse(request, NO_ACCOUNT)
    return go_on(request, account, onwards=onwards, by_service=True)


def _back(request: HttpRequest, state: str) -> str:
    return f"{request.build_absolute_uri(reverse('service_return'))}?state={state}"


def _refuse(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect("login")
