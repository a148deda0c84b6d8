"""资金: accounts with what they hold, each with its entries on the screen and on paper; guarantees with their light."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from ledger.forms.funds import (
    CloseFundForm,
    EndGuaranteeForm,
    EntryForm,
    GuaranteeForm,
    MoneyForm,
    OpenFundForm,
    ReverseForm,
)
from ledger.models import FundAccount
from ledger.selectors.funds import (
    account_for,
    account_rows,
    balance_of,
    entries_of,
    entry_for,
    guarantee_for,
    guarantee_rows,
    with_balances,
)
from ledger.selectors.numbers import office_numbers
from office.refusals import Refused
from office.roles import may

ENTRIES_PER_PAGE = 50


@require_GET
def funds(request: HttpRequest) -> HttpResponse:
    """Every account and every guarantee of the user's areas."""
    days = office_numbers().guarantee_remind_days
    context = {
        "title": "资金",
        "accounts": account_rows(request.user),
        "guarantees": guarantee_rows(request.user, today=timezone.localdate(), remind_days=days),
        "remind_days": days,
        **_rights(request),
    }
    return render(request, "ledger/funds.html", context)


@require_GET
def fund(request: HttpRequest, pk: int) -> HttpResponse:
    """One account with its entries, the newest first."""
    account = account_for(request.user, pk)
    page = Paginator(entries_of(account), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    rows = with_balances(account, page.object_list)
    return render(request, "ledger/fund.html", _account(request, account) | {"rows": rows, "page": page})


@require_GET
def fund_print(request: HttpRequest, pk: int) -> HttpResponse:
    """All entries of one account on paper."""
    account = account_for(request.user, pk)
    rows = with_balances(account, entries_of(account))
    return render(request, "ledger/fund.html", _account(request, account) | {"rows": rows, "paper": True})


@require_http_methods(["GET", "POST"])
def fund_open(request: HttpRequest) -> HttpResponse:
    return _form(request, OpenFundForm, back=reverse("ledger:funds"))


@require_http_methods(["GET", "POST"])
def fund_enter(request: HttpRequest, pk: int) -> HttpResponse:
    account = account_for(request.user, pk)
    back = reverse("ledger:fund", args=[account.pk])
    return _form(request, EntryForm, back=back, about=str(account), account=account)


@require_http_methods(["GET", "POST"])
def fund_close(request: HttpRequest, pk: int) -> HttpResponse:
    account = account_for(request.user, pk)
    about = f"{account}　余额 {balance_of(account):,.2f} 元"
    return _form(request, CloseFundForm, back=reverse("ledger:fund", args=[account.pk]), about=about, account=account)


@require_http_methods(["GET", "POST"])
def fund_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """冲正 of one entry."""
    entry = entry_for(request.user, pk)
    back = reverse("ledger:fund", args=[entry.account_id])
    about = f"{entry.account}　{entry.on:%Y-%m-%d} {entry.get_kind_display()} {entry.amount_yuan:,.2f} 元　{entry.text}"
    return _form(request, ReverseForm, back=back, about=about, entry=entry)


@require_http_methods(["GET", "POST"])
def guarantee_add(request: HttpRequest) -> HttpResponse:
    return _form(request, GuaranteeForm, back=reverse("ledger:funds"))


@require_http_methods(["GET", "POST"])
def guarantee_end(request: HttpRequest, pk: int) -> HttpResponse:
    guarantee = guarantee_for(request.user, pk)
    about = f"{guarantee.project}　{guarantee}"
    return _form(request, EndGuaranteeForm, back=reverse("ledger:funds"), about=about, guarantee=guarantee)


def _form(request: HttpRequest, form_class: type[MoneyForm], *, back: str, about: str = "", **of: Any) -> HttpResponse:
    """One act: the form, what is said when it is refused, and back to where its result is seen."""
    form = form_class(request.POST or None, request.FILES or None, user=request.user, **of)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, form.save())
        except Refused as refusal:
            refused = refusal.missing
        else:
            return redirect(back)
    context = {
        "title": form.label, "form": form, "refused": refused, "back": back, "about": about,
        "lost_files": bool(request.FILES),
    }  # fmt: skip
    return render(request, "ledger/fund_form.html", context, status=422 if request.method == "POST" else 200)


def _account(request: HttpRequest, account: FundAccount) -> dict[str, Any]:
    return {
        "title": f"资金账户 {account}",
        "account": account,
        "balance_yuan": balance_of(account),
        "printed_on": timezone.localdate(),
        **_rights(request),
    }


def _rights(request: HttpRequest) -> dict[str, bool]:
    acts = ("open_fund", "enter_fund", "close_fund", "register_guarantee", "end_guarantee")
    return {f"may_{act}": may(request.user, act) for act in acts}
