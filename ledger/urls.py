"""Addresses of the ledger: the case, its acts, its files. The list is the admin's `admin:ledger_case_changelist`."""

from ledger.views.acts import act, claim_act
from ledger.views.assign_session import assign_session
from ledger.views.case import (
    case_clocks,
    case_escalation,
    case_history,
    case_leader,
    case_oversight,
    case_page,
    case_papers,
    case_payments,
    case_print,
    case_procedures,
    case_progress,
    case_stability,
)
from ledger.views.export import case_export, ledger_export
from ledger.views.files import download
from ledger.views.funds import (
    fund,
    fund_close,
    fund_enter,
    fund_open,
    fund_print,
    fund_reverse,
    funds,
    guarantee_add,
    guarantee_end,
)
from ledger.views.list_export import list_export, lists
from ledger.views.messages import inbox, open_message, read_all
from ledger.views.print import ledger_print
from ledger.views.procedures import procedure_slip
from ledger.views.review import review
from ledger.views.same_project import same_project, same_project_count
from ledger.views.saved_views import delete as delete_view
from ledger.views.saved_views import save as save_view
from ledger.views.search import duplicate_hint, search, suggest
from ledger.views.stability import (
    incident,
    incident_add,
    incident_void,
    lead,
    lead_add,
    stability,
    stability_print,
    warning,
)
from office.roles import ACTS, CASE_READERS, CASE_ROLES, Role
from office.urls_registry import route

app_name = "ledger"


def _claim(act_name: str):
    def view(request, pk: int):
        return claim_act(request, pk, act_name)

    return view


urlpatterns = [
    route("cases/<int:pk>/", case_page, name="case", roles=CASE_READERS),
    # Before the acts, whose names these seven are not.
    route("cases/<int:pk>/payments/", case_payments, name="case_payments", roles=CASE_READERS),
    route("cases/<int:pk>/papers/", case_papers, name="case_papers", roles=CASE_READERS),
    route("cases/<int:pk>/progress/", case_progress, name="case_progress", roles=CASE_READERS),
    route("cases/<int:pk>/oversight/", case_oversight, name="case_oversight", roles=CASE_READERS),
    route("cases/<int:pk>/escalation/", case_escalation, name="case_escalation", roles=CASE_READERS),
    route("cases/<int:pk>/leader/", case_leader, name="case_leader", roles=CASE_READERS),
    route("cases/<int:pk>/stability/", case_stability, name="case_stability", roles=CASE_READERS),
    route("cases/<int:pk>/clocks/", case_clocks, name="case_clocks", roles=CASE_READERS),
    route("cases/<int:pk>/history/", case_history, name="case_history", roles=CASE_READERS),
    route("cases/<int:pk>/print/", case_print, name="case_print", roles=ACTS["print_case"][1]),
    route("cases/<int:pk>/procedures/", case_procedures, name="case_procedures", roles=CASE_READERS),
    route(
        "cases/<int:pk>/procedures/<int:procedure>/slip/",
        procedure_slip,
        name="procedure_slip",
        roles=ACTS["print_slip"][1],
    ),
    route("cases/<int:pk>/export/<slug:what>/", case_export, name="case_export", roles=ACTS["export_cases"][1]),
    route("cases/<int:pk>/<slug:act>/", act, name="act", roles=CASE_ROLES),
    route("sessions/<int:pk>/assign/", assign_session, name="assign_session", roles={Role.HEAD}),
    route("funds/", funds, name="funds", roles=ACTS["view_funds"][1]),
    route("funds/open/", fund_open, name="fund_open", roles=ACTS["open_fund"][1]),
    route("funds/<int:pk>/", fund, name="fund", roles=ACTS["view_funds"][1]),
    route("funds/<int:pk>/print/", fund_print, name="fund_print", roles=ACTS["view_funds"][1]),
    route("funds/<int:pk>/enter/", fund_enter, name="fund_enter", roles=ACTS["enter_fund"][1]),
    route("funds/<int:pk>/close/", fund_close, name="fund_close", roles=ACTS["close_fund"][1]),
    route("funds/entries/<int:pk>/reverse/", fund_reverse, name="fund_reverse", roles=ACTS["enter_fund"][1]),
    route("funds/guarantees/add/", guarantee_add, name="guarantee_add", roles=ACTS["register_guarantee"][1]),
    route("funds/guarantees/<int:pk>/end/", guarantee_end, name="guarantee_end", roles=ACTS["end_guarantee"][1]),
    route("stability/", stability, name="stability", roles=ACTS["view_stability"][1]),
    route("stability/print/", stability_print, name="stability_print", roles=ACTS["view_stability"][1]),
    route("stability/leads/add/", lead_add, name="lead_add", roles=ACTS["register_lead"][1]),
    route("stability/leads/<int:pk>/", lead, name="lead", roles=ACTS["view_stability"][1]),
    route("stability/incidents/add/", incident_add, name="incident_add", roles=ACTS["close_incident"][1]),
    route("stability/incidents/<int:pk>/", incident, name="incident", roles=ACTS["close_incident"][1]),
    route("stability/incidents/<int:pk>/void/", incident_void, name="incident_void", roles=ACTS["void_incident"][1]),
    route("stability/warnings/<int:pk>/", warning, name="warning", roles=ACTS["view_stability"][1]),
    route("same-project/count/", same_project_count, name="same_project_count", roles=ACTS["decide_same_matter"][1]),
    route("same-project/", same_project, name="same_project", roles=ACTS["decide_same_matter"][1]),
    route("review/", review, name="review", roles=ACTS["complete"][1]),
    route("claims/<int:pk>/void/", _claim("void_claim"), name="claim_void", roles={Role.HEAD}),
    route("claims/<int:pk>/merge/", _claim("merge_duplicate"), name="claim_merge", roles={Role.HEAD}),
    route("search/", search, name="search", roles=ACTS["find_person"][1]),
    route("search/suggest/", suggest, name="search_suggest", roles=ACTS["find_person"][1]),
    route("claims/similar/", duplicate_hint, name="duplicate_hint", roles=ACTS["register_claim"][1]),
    route("lists/", lists, name="lists", roles=ACTS["export_cases"][1]),
    route("lists/<slug:slug>/", list_export, name="list_export", roles=ACTS["export_cases"][1]),
    route("export/", ledger_export, name="export", roles=ACTS["export_cases"][1]),
    route("print/", ledger_print, name="print", roles=ACTS["print_ledger"][1]),
    route("views/save/", save_view, name="save_view", roles=ACTS["save_view"][1]),
    route("views/<int:pk>/delete/", delete_view, name="delete_view", roles=ACTS["delete_view"][1]),
    route("messages/", inbox, name="messages", roles=CASE_ROLES),
    route("messages/<int:pk>/", open_message, name="message", roles=CASE_ROLES),
    route("messages/read/", read_all, name="messages_read", roles=CASE_ROLES),
    route("files/<uuid:token>/", download, name="file", roles=CASE_ROLES),
]
