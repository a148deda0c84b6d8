"""The security officer's page of 账号复核: every account in use, kept or disabled one by one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from office.account_life import REVIEW_MONTHS, UNUSED_DAYS
from office.actions.reviews import review_account
from office.models import User
from office.refusals import Refused
from office.reviews import accounts_to_review


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    rows = accounts_to_review(today=timezone.localdate())
    context = {
        "title": "账号复核",
        "rows": rows,
        "waiting": sum(row.needs_a_look for row in rows),
        "months": REVIEW_MONTHS,
        "days": UNUSED_DAYS,
    }
    return render(request, "office/account_reviews.html", context)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(User, pk=pk)
    keep = "keep" in request.POST
    if keep == ("disable" in request.POST):
        raise Refused("请选择保留还是停用。")
    review_account(account=account, keep=keep, by=request.user)
    said = (
        "已复核，账号保留"
        if keep
        else "的账号已停用，正在用的页面下一次点击时退出；误点的，在“账号”中打开它、勾上“有效”即恢复"
    )
    messages.success(request, f"{account}（{account.username}）{said}。")
    return redirect("account_reviews")
