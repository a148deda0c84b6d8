"""The pages that are measured: what the program and the plain admin are asked for, over the same rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from itertools import cycle
from operator import or_
from random import Random
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from benchmarks.data import AREA, CLERK, HEAD, LIAISON, PLAIN
from benchmarks.people import COMMON, NAMES, PLANTED, company_name, made_up_id, made_up_phone, project_name
from benchmarks.plain import PlainCaseAdmin
from ledger.admin.cases import PAGE_SIZE
from ledger.forms.query_text import seal_words
from ledger.models import Case
from ledger.selectors.search import cases_mentioning
from office.models import Area, Code, User
from reception.models import Claim

PLAIN_LIST = "/plain/ledger/case/"
LIST = "admin:ledger_case_changelist"
NOBODY = "龘龘"
SEARCH_ALONE = "search, without its page"
DEPTH = 0.9
VARIANTS = 25
_ROWS, _NOTHING, _PLAIN_ROWS = 'class="grid ledger"', "没有符合这些条件的案件", 'id="result_list"'


@dataclass(frozen=True)
class Request:
    """One request of an account; with `data` it is a POST. `shows` must stand in the answer: an empty page is fast."""

    username: str
    path: str
    data: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    shows: str = ""


@dataclass(frozen=True)
class Work:
    """Something that is done without a page; what it returns must not be empty."""

    act: Callable[[], Sequence[Any]]


Source = Callable[[], Iterator[Request | Work]]


def product_sources() -> dict[str, Source]:
    """By name of the operation, an endless stream of requests to the program."""
    deep, (first, last) = _deep_pk(), _days()
    listed = {
        "list: first page": {},
        "list: deep page": {"after": deep},
        "list: status, match": {"status": "assigned"},
        "list: status, no match": {"status": "void"},
        "list: unit, match": {"unit": _unit()},
        "list: unit + status, no match": {"unit": _unit(), "status": "registered"},
        "list: dates, match": {"received_from": first, "received_to": last},
        "list: dates, no match": {"received_from": "2100-01-01"},
        "list: low income": {"low_income": "on"},
        "list: overdue, by deadline": {"due": "overdue", "order": "due"},
    }
    return {
        **{name: _list(HEAD, query, _NOTHING if "no match" in name else _ROWS) for name, query in listed.items()},
        "list: 2 characters": lambda: cycle(
            Request(HEAD, f"{reverse(LIST)}?{urlencode({'text': _sealed(name)})}", shows=name) for name in PLANTED
        ),
        "list of a liaison": _list(LIAISON, {}, _ROWS),
        "search: 2 characters": lambda: cycle(_typed("ledger:search", name, name) for name in PLANTED),
        "search: no match": lambda: cycle([_typed("ledger:search", NOBODY, "没有")]),
        SEARCH_ALONE: _searches,
        "suggestions": lambda: cycle(_typed("ledger:search_suggest", name, name) for name in PLANTED),
        "duplicate hint": lambda: _hints(PLANTED),
        "duplicate hint, common name": lambda: _hints([COMMON]),
        "duplicate hint, by number": _hints_by_number,
        "case page": lambda: cycle(Request(HEAD, reverse("ledger:case", args=[pk])) for pk in _pks()),
        "intake: form": lambda: cycle([Request(CLERK, reverse("reception:claim_create"))]),
        "intake: POST": _intakes,
        "home page": lambda: cycle([Request(HEAD, reverse("home"))]),
        "monthly table": lambda: cycle([Request(HEAD, f"{reverse('reports:monthly_table')}?{urlencode(_month())}")]),
    }


def plain_sources() -> dict[str, Source]:
    """The same of the plain admin, as far as it has the like."""
    first, last = _days()
    listed = {
        "list: first page": {},
        "list: deep page": {"p": int(Case.objects.count() * DEPTH) // 50},
        "list: status, match": {"status__exact": "assigned"},
        "list: status, no match": {"status__exact": "void"},
        "list: unit, match": {"responsible_unit__id__exact": _unit()},
        "list: unit + status, no match": {"responsible_unit__id__exact": _unit(), "status__exact": "registered"},
        "list: dates, match": {
            "case_claims__claim__received_on__gte": first,
            "case_claims__claim__received_on__lt": last + timedelta(days=1),
        },
        "list: dates, no match": {"case_claims__claim__received_on__gte": "2100-01-01"},
        "list: low income": {"case_claims__claim__is_low_income__exact": 1},
    }  # fmt: skip
    return {
        **{name: _plain_list(query, "" if "no match" in name else _PLAIN_ROWS) for name, query in listed.items()},
        **{f"{place}: 2 characters": _plain_searches for place in ("list", "search")},
        "search: no match": _plain_list({"q": NOBODY}, ""),
        SEARCH_ALONE: _plain_looks,
        "case page": lambda: cycle(Request(PLAIN, f"{PLAIN_LIST}{pk}/change/") for pk in _pks()),
        "intake: form": lambda: cycle([Request(PLAIN, f"{PLAIN_LIST}add/")]),
        "intake: POST": _plain_adds,
    }


def _list(username: str, query: dict[str, Any], shows: str) -> Source:
    url = f"{reverse(LIST)}?{urlencode(query)}"
    return lambda: cycle([Request(username, url, shows=shows)])


def _sealed(words: str) -> str:
    """Words as the address of the list holds them after the query bar was sent."""
    return seal_words(words, reader=User.objects.get(username=HEAD))


def _plain_list(query: dict[str, Any], shows: str) -> Source:
    return lambda: cycle([Request(PLAIN, f"{PLAIN_LIST}?{urlencode(query)}", shows=shows)])


def _searches() -> Iterator[Work]:
    """Which cases mention a name: what the search asks its index, scoped to the reader."""
    head, today = User.objects.get(username=HEAD), timezone.localdate()
    for name in cycle(PLANTED):
        yield Work(lambda name=name: _found(head, name, today))


def _found(reader: User, name: str, today: date) -> Sequence[int]:
    cases = Case.objects.visible_to(reader).filter(cases_mentioning(name, reader=reader, today=today))
    return cases.order_by("-pk").values_list("pk", flat=True)[: PAGE_SIZE + 1]


def _plain_looks() -> Iterator[Work]:
    """The same with `icontains` over the same columns, without the count that the stock list adds."""
    for name in cycle(PLANTED):
        conditions = [Q(**{f"{column}__icontains": name}) for column in PlainCaseAdmin.search_fields]
        cases = Case.objects.filter(pk__in=Case.objects.filter(reduce(or_, conditions)).values("pk"))
        yield Work(lambda cases=cases: cases.order_by("-pk").values_list("pk", flat=True)[: PAGE_SIZE + 1])


def _plain_searches() -> Iterator[Request]:
    return cycle(Request(PLAIN, f"{PLAIN_LIST}?{urlencode({'q': name})}", shows=name) for name in PLANTED)


def _typed(view: str, text: str, shows: str) -> Request:
    return Request(HEAD, reverse(view), {"text": text}, shows=shows)


def _hints(names: Sequence[str]) -> Iterator[Request]:
    """What the intake form asks while somebody types: a person who came before, on the same project, with namesakes."""
    claims = Claim.objects.filter(petitioner__name__in=names, project__isnull=False).order_by("pk")
    rows = claims.values("petitioner__name", "project__name", "employer__name", "number")
    for row in cycle(rows[:: max(1, rows.count() // VARIANTS)]):
        data = {"name": row["petitioner__name"], "project_name": row["project__name"]}
        data["employer_name"] = row["employer__name"]
        yield Request(CLERK, reverse("ledger:duplicate_hint"), data, shows=row["number"])


def _hints_by_number() -> Iterator[Request]:
    """The same person by ID number and phone, with the event that goes with it: each form has a mark of its own."""
    claims = Claim.objects.select_related("petitioner").order_by("pk")
    for claim in cycle(claims[:: max(1, claims.count() // VARIANTS)]):
        person = claim.petitioner
        data = {"name": person.name, "id_number": person.id_number, "phone": person.phone, "submission": str(uuid4())}
        yield Request(CLERK, reverse("ledger:duplicate_hint"), data, shows=claim.number)


def _deep_pk() -> int:
    """The case below which a tenth of the ledger lies."""
    return Case.objects.order_by("-pk").values_list("pk", flat=True)[int(Case.objects.count() * DEPTH)]


def _unit() -> int:
    return User.objects.get(username=LIAISON).unit_id


def _days() -> tuple[date, date]:
    """The days in the middle of the years on which two hundred people came: more than a page, however large the ledger."""
    days = Claim.objects.order_by("received_on").values_list("received_on", flat=True)
    middle = days.count() // 2
    return days[middle], days[middle + 200]


def _pks() -> list[int]:
    pks = Case.objects.order_by("pk").values_list("pk", flat=True)
    return list(pks[:: max(1, len(pks) // VARIANTS)])


def _month() -> dict[str, str]:
    today = timezone.localdate()
    return {"area": AREA, "month": f"{today.year - 1}-{today.month:02d}"}


def _intakes() -> Iterator[Request]:
    """Somebody new each time: who has been here before is asked about first."""
    channel = Code.objects.get(kind="channel", key="daily").pk
    random = Random()
    while True:
        number = random.randrange(10**6)
        data = {
            "submission": str(uuid4()), "session": "", "received_on": f"{timezone.localdate():%Y-%m-%d}",
            "channel": channel, "name": random.choice(NAMES), "project_name": project_name(number),
            "employer_name": company_name(number), "workers_count": "1", "amount_yuan": "1.25万",
            "owed_from": "2020年11月", "demand": "支付拖欠的工资", "id_number": made_up_id(random, is_new=True),
            "phone": made_up_phone(random, is_new=True), "roll-TOTAL_FORMS": 0, "roll-INITIAL_FORMS": 0,
        }  # fmt: skip
        yield Request(CLERK, reverse("reception:claim_create"), data, status=302)


def _plain_adds() -> Iterator[Request]:
    """One row of one table, with none of the people, numbers and steps that the program writes with it."""
    today = timezone.localdate()
    common = {
        "area": Area.objects.get(code=AREA).pk, "origin": "counter", "status": "registered",
        "opened_on": str(today), "opened_at_0": str(today), "opened_at_1": "09:00:00",
        "opened_by": User.objects.get(username=PLAIN).pk,
    }  # fmt: skip
    start = Case.objects.order_by("-pk")[0].pk
    for number in range(start, 10**9):
        yield Request(PLAIN, f"{PLAIN_LIST}add/", common | {"number": f"P{number}"}, status=302)
