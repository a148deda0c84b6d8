"""登记 and 更正: the form, the wage roll under it, and what is said after saving."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from office.models import Area
from office.refusals import Conflict, Refused
from office.roles import Role, holds
from reception.actions.claims import correct_claim, register_claim
from reception.actions.corrections import may_correct
from reception.actions.duplicates import LikelyDuplicates, note_shown_duplicates
from reception.duplicates import Similar, mark_of
from reception.forms.correction import CorrectionForm, stored_group, stored_rows, stored_values
from reception.forms.drafts import draft_form, draft_roll
from reception.forms.intake import ClaimForm, first_values
from reception.forms.roll import RollRows
from reception.models import Claim, Draft, ReceptionSession
from reception.selectors import known_names, session_at_work
from reception.selectors.drafts import kept_drafts, typed_fields
from reception.views.queue import served_by_claim

ROLL = "roll"
# In the address: a visit on another day, though a session may be open.
NO_SESSION = "none"


def _not_wired(**_values: object) -> None:
    raise ImproperlyConfigured(
        "登记和更正没有接到台账：请在 config/urls.py 中交给 urlpatterns_with(on_registered=…, before_correction=…, after_correction=…)。"
    )


class ClaimCreate(View):
    """登记诉求. The composition root hands in what a registered claim sets off in the ledger."""

    on_registered: Callable[..., object] = staticmethod(_not_wired)

    def get(self, request: HttpRequest) -> HttpResponse:
        area = _own_area(request)
        if "draft" in request.GET:
            draft = Draft.objects.get_for(request.user, mark_of(request.GET["draft"]))
            fields = typed_fields(draft)
            form, roll = draft_form(fields, area=area), draft_roll(fields, prefix=ROLL)
            return _page(request, form, roll, title="登记诉求", area=area, draft=draft)
        form = ClaimForm(area=area, initial=first_values(_session_asked_for(request)))
        return _page(request, form, RollRows(prefix=ROLL), title="登记诉求", area=area)

    def post(self, request: HttpRequest) -> HttpResponse:
        """A page that sends by script is told where to go on; what it must show itself it asks for once more."""
        answer = self._answer(request)
        if answer.status_code == 302 and "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"url": answer.headers["Location"]})
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        area = _own_area(request)
        form, roll = ClaimForm(request.POST, area=area), RollRows(request.POST, prefix=ROLL)
        if _are_valid(form, roll):
            submission = form.cleaned_data["submission"]
            try:
                claim = self._register(request, form, roll)
            except LikelyDuplicates as likely:
                note_shown_duplicates(shown=likely.similar, submission=submission, by=request.user)
                return _page(request, form, roll, title="登记诉求", area=area, similar=likely.similar)
            except Refused as refused:
                form.add_error(None, refused.missing)  # type: ignore[arg-type]
            else:
                return self._done(request, claim, form, roll)
        return _page(request, form, roll, title="登记诉求", area=area)

    def _register(self, request: HttpRequest, form: ClaimForm, roll: Any) -> Claim:
        return register_claim(
            area=request.user.area,
            by=request.user,
            data=roll.complete(form.claim_data()),
            on_registered=self.on_registered,
            submission=form.cleaned_data["submission"],
            seen_duplicates=request.POST.get("seen_duplicates", "").split(","),
            known_person=form.cleaned_data["known_person"],
        )

    def _done(self, request: HttpRequest, claim: Claim, form: ClaimForm, roll: Any) -> HttpResponse:
        messages.success(request, f"已登记，登记编号 {claim.number}，并已列入台账。")
        served_by_claim(request, claim)
        _warn(request, form, roll)
        if "print" in request.POST:
            return redirect("reception:claim_receipt", pk=claim.pk)
        return redirect("reception:claim", pk=claim.pk)


class ClaimCorrect(View):
    """更正登记, with the values as stored and personal numbers masked. The ledger is asked first, as for `ClaimCreate`."""

    before_correction: Callable[..., object] = staticmethod(_not_wired)
    after_correction: Callable[..., object] = staticmethod(_not_wired)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = _correctable(request, pk)
        form = CorrectionForm(area=claim.area, needs_reason=_needs_reason(request), initial=stored_values(claim))
        roll = RollRows(prefix=ROLL, initial=stored_rows(claim), group=stored_group(claim))
        return _page(request, form, roll, title=f"更正 {claim.number}", area=claim.area, claim=claim)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = _correctable(request, pk)
        form = CorrectionForm(request.POST, area=claim.area, needs_reason=_needs_reason(request))
        roll = RollRows(request.POST, prefix=ROLL)
        status = 422
        if _are_valid(form, roll):
            try:
                self._correct(request, claim, form, roll)
            except Refused as refused:
                form.add_error(None, refused.missing)  # type: ignore[arg-type]
                status = 409 if isinstance(refused, Conflict) else 422
            else:
                return redirect("reception:claim", pk=claim.pk)
        return _page(request, form, roll, title=f"更正 {claim.number}", area=claim.area, claim=claim, status=status)

    def _correct(self, request: HttpRequest, claim: Claim, form: CorrectionForm, roll: Any) -> None:
        data = roll.complete(form.claim_data())
        correct_claim(
            claim=claim,
            by=request.user,
            data=data,
            reason=form.reason_given,
            expected_corrections=form.corrections_seen,
            before_correction=self.before_correction,
            after_correction=self.after_correction,
        )
        messages.success(request, f"{claim.number} 已更正，更正前的内容已留存。")
        _warn(request, form, roll)


def _own_area(request: HttpRequest) -> Area:
    if request.user.area is None:
        raise PermissionDenied("您的账号没有设定行政区划，不能登记：请联系安全管理员。")
    return request.user.area


def _session_asked_for(request: HttpRequest) -> ReceptionSession | None:
    """The held session named in the address, else the one that is open."""
    asked = request.GET.get("session", "")
    rows = ReceptionSession.objects.visible_to(request.user).opened()
    if asked == NO_SESSION:
        return None
    named = rows.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
    return named or session_at_work(request.user.area)


def _correctable(request: HttpRequest, pk: int) -> Claim:
    claim = Claim.objects.get_for(request.user, pk)
    if not may_correct(request.user, claim, today=timezone.localdate()):
        raise Refused(f"{claim.number} 现在不能更正：本场接访结束后由主任写明原因更正，已作废或已判重的不再更正。")
    return claim


def _needs_reason(request: HttpRequest) -> bool:
    return not holds(request.user, {Role.CLERK})


def _are_valid(form: ClaimForm, roll: Any) -> bool:
    """Both are looked at, so that all faults are named at once."""
    sound = form.is_valid()
    if not roll.is_valid():
        form.add_error(None, [*roll.row_faults(), *roll.non_form_errors()])
        sound = False
    return sound


def _warn(request: HttpRequest, form: ClaimForm, roll: Any) -> None:
    for sentence in [*form.personal_warnings(), *roll.personal_warnings()]:
        messages.warning(request, f"已保存，请核对：{sentence}")


def _page(
    request: HttpRequest, form: ClaimForm, roll: Any, *, title: str, area: Area, claim: Claim | None = None,
    status: int = 422, similar: Sequence[Similar] = (), draft: Draft | None = None,
) -> HttpResponse:  # fmt: skip
    projects, companies = known_names(area)
    _focus_first(form)
    context = {
        "title": title, "form": form, "roll": roll, "claim": claim, "projects": projects, "companies": companies,
        "at_session": form["session"].value() if form.is_bound else form.initial.get("session"),
        "roll_open": roll.is_bound and bool(draft or roll.workers() or roll.pasting.remarks) or roll.initial_form_count(),
        "draft": draft, "drafts": [] if form.is_bound or claim else kept_drafts(request.user),
        "print_wanted": "print" in request.POST, "similar": similar, "seen_duplicates": ",".join(row.claim.number for row in similar),
    }  # fmt: skip
    return render(request, "reception/claim_form.html", context, status=status if form.errors or similar else 200)


def _focus_first(form: ClaimForm) -> None:
    """The keyboard starts at the first fault, else at the name."""
    first = next((name for name in form.fields if name in form.errors), "name") if form.is_bound else "name"
    form.fields[first].widget.attrs["autofocus"] = True
