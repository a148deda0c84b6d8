"""What one may open beyond the plain addresses: conditions, searches, exports, acts, each as a request."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ledger.forms.acts import ACT_FORMS
from ledger.selectors.case_export import COLUMNS
from ledger.selectors.named_lists import NamedList
from ledger.workflow import Status
from tests.access.canaries import SONG
from tests.access.world import Office, World

LIST = "/admin/ledger/case/"
MODELS = (
    "ledger/leader", "reception/company", "reception/project", "reception/campaign", "office/unit", "office/user",
    "office/event", "office/deputy", "ledger/unitroute",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    fields: dict[str, Any] = field(default_factory=dict)


def beyond(world: World) -> Iterator[Asked]:
    """Every list by each of its conditions, every search for a canary, every file, every act, with foreign keys too."""
    cases = (world.own.case.pk, world.secret.pk)
    yield from _lists(world.own, world.foreign)
    yield from _searches(world.foreign)
    yield from _files(cases)
    yield from _acts(cases, world.foreign)


def _lists(own: Office, foreign: Office) -> Iterator[Asked]:
    conditions: list[dict[str, Any]] = [
        *({"list": name} for name in NamedList.values), *({"status": name} for name in ("open", *Status.values)),
        *({"due": name} for name in ("overdue", "today", "soon", "incomplete")), *({"order": name} for name in ("oldest", "due")),
        {"unit": foreign.liaison.unit_id}, {"unit": own.liaison.unit_id}, {"major": "on"}, {"low_income": "on"}, {"count": "on"},
        {"received_from": "2021-04-01", "received_to": "2021-12-31"},
    ]  # fmt: skip
    for asked in conditions:
        yield Asked("GET", LIST, asked)
        yield Asked("GET", "/ledger/print/", asked)
        yield Asked("GET", "/ledger/export/", asked)
    for model in MODELS:
        for asked in ({"q": SONG}, {"is_active__exact": "1"}, {"o": "1"}, {"all": ""}, {"p": "0"}):
            yield Asked("GET", f"/admin/{model}/", asked)
    for state in ("open", "done", "read"):
        yield Asked("GET", "/ledger/stability/", {"state": state, "year": "2021"})
    for month in ("2021-03", "2021-04", "2021-05"):
        for page in ("monthly", "groups", "statistics", "assessment", "settings", "public", "city", "tables"):
            yield Asked("GET", f"/reports/{page}/", {"month": month, "quarter": "2021-Q2", "from": month, "to": month})
            yield Asked("GET", f"/reports/{page}/", {"month": month, "area": foreign.area.code})
        for key in ("sessions", "claims", "workers", "amount", "solved_flow", "closing", "beside"):
            yield Asked("GET", f"/reports/monthly/{key}/", {"month": month})
    yield Asked("GET", "/reception/claims/new/", {"session": foreign.session.pk})


def _searches(foreign: Office) -> Iterator[Asked]:
    for text in (SONG, foreign.case.number, "19800000002", "1980"):
        yield Asked("POST", LIST, {"q": text})
        yield Asked("POST", "/ledger/search/", {"text": text})
        yield Asked("POST", "/ledger/search/suggest/", {"text": text})
        yield Asked("POST", "/reception/claims/known/people/", {"text": text})
        yield Asked("POST", "/reception/claims/known/projects/", {"text": text})
        yield Asked("POST", "/ledger/claims/similar/", {"name": text, "project_name": text, "employer_name": text})


def _files(cases: Iterable[int]) -> Iterator[Asked]:
    columns = [key for key, column in COLUMNS.items() if not column.is_personal]
    personal = [key for key, column in COLUMNS.items() if column.is_personal]
    for sheet in ("list", "visit"):
        for chosen in ([], personal):
            yield Asked(
                "POST", "/ledger/export/", {"sheet": sheet, "columns": columns, "personal": chosen, "purpose": "报领导"}
            )
    for case in cases:
        for what in ("roll", "payments"):
            yield Asked(
                "POST",
                f"/ledger/cases/{case}/export/{what}/",
                {"purpose": "报领导", "clear": "on", "with_identity": "on"},
            )
    for page in ("monthly", "statistics", "assessment", "groups"):
        yield Asked("POST", f"/reports/{page}/xlsx/", {"month": "2021-04", "from": "2021-04", "to": "2021-05"})


def _acts(cases: Iterable[int], foreign: Office) -> Iterator[Asked]:
    pages = (
        "payments",
        "papers",
        "progress",
        "oversight",
        "escalation",
        "leader",
        "stability",
        "clocks",
        "history",
        "print",
        "procedures",
    )
    for case in cases:
        for page in ("", *(f"{name}/" for name in pages)):
            yield Asked("GET", f"/ledger/cases/{case}/{page}")
        for act in ACT_FORMS:
            yield Asked("GET", f"/ledger/cases/{case}/{act}/", {"other": foreign.case.number})
        for name, other in (("gather", "claim"), ("merge_duplicate", "into"), ("split_off", "claim")):
            yield Asked(
                "POST", f"/ledger/cases/{case}/{name}/", {other: foreign.rows["claim"], "number": foreign.case.number}
            )
