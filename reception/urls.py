"""Addresses of the counter. What a registered claim sets off in a later room is handed in by the composition root."""

from collections.abc import Callable, Iterable

from django.urls import URLPattern

from office.roles import ACTS, OFFICE_ROLES, Role
from office.urls_registry import route
from reception.selectors.known_projects import UnitsBySector
from reception.views import (
    claims,
    closing,
    day,
    drafts,
    intake,
    known,
    notices,
    papers,
    planning,
    public,
    queue,
    receipts,
    roll,
    roster,
    sessions,
    table,
    visits,
)

app_name = "reception"
READERS = frozenset({Role.CLERK, Role.HEAD, Role.LIAISON})


def _for(act: str) -> Iterable[Role]:
    return ACTS[act][1]


RECEIPT_CODES = [
    route("claims/<int:pk>/receipt/qr.svg", receipts.receipt_qr, name="receipt_qr", roles=_for("print_claim")),
    route("claims/<int:pk>/receipt/code/", receipts.code_give, name="receipt_code_give", roles=_for("print_claim")),
    route(
        "claims/<int:pk>/receipt/renew/",
        receipts.code_renew,
        name="receipt_code_renew",
        roles=_for("renew_receipt_code"),
    ),
]
_HANDLE, _QUEUE = _for("handle_directly"), _for("run_queue")
# What belongs to the day itself: its live figures, its end, the table, the line of numbers.
_DAY = [
    route("sessions/<int:pk>/live/", day.session_live, name="session_live", roles=READERS, passive=True),
    route("sessions/<int:pk>/close/", closing.session_close, name="session_close", roles=_for("close_session")),
    route("sessions/<int:pk>/summary/", closing.session_summary, name="session_summary", roles=OFFICE_ROLES),
    route(
        "sessions/<int:pk>/summary/supplement/",
        closing.summary_supplement,
        name="summary_supplement",
        roles=_for("supplement_summary"),
    ),
    route("sessions/<int:pk>/claims/<int:claim>/waive/", table.handling_waive, name="handling_waive", roles=_HANDLE),
    route("claims/<int:pk>/direct/", table.claim_direct, name="claim_direct", roles=_HANDLE),
    route("claims/<int:pk>/opinion/", table.opinion_create, name="opinion_create", roles=_for("give_opinion")),
    route("sessions/<int:pk>/hall/", queue.hall, name="hall", roles=OFFICE_ROLES),
    route("sessions/<int:pk>/hall/live/", queue.hall_live, name="hall_live", roles=OFFICE_ROLES),
    route("sessions/<int:pk>/numbers/take/", queue.number_take, name="number_take", roles=_QUEUE),
    route("sessions/<int:pk>/numbers/call/", queue.number_call, name="number_call", roles=_QUEUE),
    route("sessions/<int:pk>/numbers/<int:ticket>/recall/", queue.number_recall, name="number_recall", roles=_QUEUE),
    route("sessions/<int:pk>/numbers/<int:ticket>/serve/", queue.number_serve, name="number_serve", roles=_QUEUE),
    route("sessions/<int:pk>/numbers/<int:ticket>/leave/", queue.number_leave, name="number_leave", roles=_QUEUE),
]


def urlpatterns_with(
    *,
    on_registered: Callable[..., object],
    before_correction: Callable[..., object],
    after_correction: Callable[..., object],
    units_by_sector: UnitsBySector,
) -> list[URLPattern]:
    """Every address of this room, for `include((…, "reception"))`."""
    create = intake.ClaimCreate.as_view(on_registered=on_registered)
    correct = intake.ClaimCorrect.as_view(before_correction=before_correction, after_correction=after_correction)
    known_projects = known.KnownProjects.as_view(units_by_sector=staticmethod(units_by_sector))
    return [
        *_DAY,
        route("sessions/", sessions.session_list, name="sessions", roles=READERS),
        *_planning(),
        route("sessions/<int:pk>/", sessions.session_page, name="session", roles=READERS),
        route("sessions/<int:pk>/open/", sessions.session_open, name="session_open", roles=_for("open_session")),
        route("sessions/<int:pk>/sign-in/", day.sign_in, name="sign_in", roles=_for("sign_in_unit")),
        route(
            "sessions/<int:pk>/sign-in/<int:attendance>/undo/",
            day.sign_in_undo,
            name="sign_in_undo",
            roles=_for("sign_in_unit"),
        ),
        *_notice_urls(),
        route("claims/new/", create, name="claim_create", roles=_for("register_claim")),
        route("roll/", roll.roll_read, name="roll_read", roles=_for("register_claim")),
        route("claims/known/people/", known.known_people, name="known_people", roles=_for("register_claim")),
        route("claims/known/projects/", known_projects, name="known_projects", roles=_for("register_claim")),
        route("drafts/", drafts.draft_save, name="draft_save", roles=_for("register_claim")),
        route(
            "drafts/<uuid:submission>/discard/",
            drafts.draft_discard,
            name="draft_discard",
            roles=_for("register_claim"),
        ),
        route("claims/<int:pk>/", claims.claim_page, name="claim", roles=READERS),
        route("claims/<int:pk>/reveal/", claims.claim_reveal, name="claim_reveal", roles=_for("reveal_identity")),
        route("claims/<int:pk>/correct/", correct, name="claim_correct", roles=_for("correct_claim")),
        route("claims/<int:pk>/visits/", visits.visit_create, name="visit_create", roles=_for("add_visit")),
        route("claims/<int:pk>/advice/", papers.advice_slip, name="advice_slip", roles=_for("print_advice")),
        route("claims/<int:pk>/receipt/", claims.claim_receipt, name="claim_receipt", roles=_for("print_claim")),
        route("claims/<int:pk>/form/", claims.claim_form, name="claim_form", roles=OFFICE_ROLES),
        *RECEIPT_CODES,
    ]


def _planning() -> list[URLPattern]:
    """The year plan, one session's plan, its roster and its checklist."""
    plan, cancel = _for("plan_session"), _for("cancel_session")
    confirm, tick = _for("confirm_delegate"), _for("tick_checklist")
    one = "sessions/<int:pk>/"
    return [
        route("sessions/year/", planning.year_page, name="year_plan", roles=READERS),
        route("sessions/year/days/", planning.sessions_create, name="sessions_create", roles=plan),
        route("sessions/year/months/", planning.months_create, name="months_create", roles=plan),
        route("sessions/new/", planning.session_create, name="session_create", roles=plan),
        route(f"{one}edit/", planning.session_edit, name="session_edit", roles=plan),
        route(f"{one}cancel/", planning.session_cancel, name="session_cancel", roles=cancel),
        route(f"{one}postpone/", planning.session_postpone, name="session_postpone", roles=cancel),
        route(f"{one}roster/", roster.roster_page, name="roster", roles=plan),
        route(f"{one}roster/copy/", roster.roster_copy, name="roster_copy", roles=plan),
        route(f"{one}delegates/<int:unit>/", roster.delegate_confirm, name="delegate_confirm", roles=confirm),
        route(f"{one}checklist/<int:code>/", roster.checklist_tick, name="checklist_tick", roles=tick),
    ]


def _notice_urls() -> list[URLPattern]:
    one = "sessions/<int:pk>/notice/"
    publishers, recorders = _for("publish_notice"), _for("record_posting")
    return [
        route("notices/", notices.notice_board, name="notices", roles=READERS),
        route(one, notices.notice_page, name="notice", roles=READERS),
        route(f"{one}publish/", notices.notice_publish, name="notice_publish", roles=publishers),
        route(f"{one}postings/", notices.posting_create, name="posting_create", roles=recorders),
        route(f"{one}postings/<int:posting>/proof/", notices.posting_proof, name="posting_proof", roles=READERS),
        route(f"{one}poster/", notices.notice_poster, name="notice_poster", roles=READERS),
        route(f"{one}code.svg", notices.notice_qr, name="notice_qr", roles=READERS),
        route(f"{one}text/", notices.notice_text, name="notice_text", roles=READERS),
    ]


# For people outside, at the root of the site.
PUBLIC_NOTICES = [
    route("", public.notice_list, name="list", public=True),
    route("sessions.ics", public.notice_calendar, name="calendar", public=True),
    route("<int:pk>/", public.notice_page, name="page", public=True),
]
