"""A patient reader asks a list, by conditions in its address, what a masked value is: no question has an effect.

Asked twice, once with what is stored and once with what is not; the two answers are the same to the letter.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.db import models
from django.http import QueryDict
from django.test import RequestFactory

from ledger.models import Case
from office.roles import Role
from tests.access.matrix import Asking
from tests.access.world import World

pytestmark = pytest.mark.django_db

LOOK_UPS = (
    "", "exact", "iexact", "contains", "icontains", "startswith", "istartswith", "endswith", "gt", "gte", "lt", "lte", "in",
    "range", "isnull", "regex", "iregex", "year", "date", "length",
)  # fmt: skip
# The only conditions that addresses of admin lists may carry, none of them on what is personal.
LISTED = {
    "office.User": {"is_active__exact", "role"},
    "office.Unit": {"is_active__exact"},
    "office.Code": {"is_active__exact", "kind__exact"},
    "ledger.Leader": {"is_active__exact"},
    "ledger.ProcedureKind": {"is_active__exact"},
    "office.Event": {"act"},
}
PEOPLE = (
    "petitioner__name", "petitioner__id_number", "petitioner__id_number_index", "petitioner__phone_index",
    "petitioner__address", "workers__name", "workers__id_number_index", "workers__account", "representatives__name",
    "demand", "note", "number", "receipt_code", "receipt_code_index", "is_secret", "employer__unit", "project__name",
)  # fmt: skip
OWN_LISTS = (
    "/", "/admin/ledger/case/", "/ledger/messages/", "/ledger/funds/", "/ledger/stability/", "/ledger/same-project/",
    "/ledger/review/", "/ledger/search/", "/ledger/print/", "/ledger/export/", "/reception/sessions/", "/reception/notices/",
    "/reception/sessions/year/", "/reports/monthly/", "/reports/monthly/claims/", "/reports/groups/", "/reports/tables/",
    "/reports/statistics/", "/reports/assessment/", "/reports/public/", "/reports/city/", "/reports/settings/", "/imports/",
    "/notice/",
)  # fmt: skip


_STOCK = {
    f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry if model is not Case
}  # fmt: skip


def paths_of(model: type[models.Model], depth: int = 2) -> Iterator[str]:
    """Every field by its path, over relations in both directions."""
    for each in model._meta.get_fields():
        yield each.name
        if depth > 1 and each.is_relation and each.related_model:
            yield from (f"{each.name}__{path}" for path in paths_of(each.related_model, depth - 1))


def test_admin_lists_take_the_listed_conditions_and_no_other(world: World) -> None:
    request, asked, passed = RequestFactory().get("/"), 0, {}
    for model, page in admin.site._registry.items():
        request.user = next(user for user in world.people.values() if user.is_active and user.role_set & page.roles)
        for path in paths_of(model):
            for look_up in LOOK_UPS:
                name = f"{path}__{look_up}" if look_up else path
                asked += 1
                if page.lookup_allowed(name, "1", request):
                    passed.setdefault(model._meta.label, set()).add(name)
    assert {
        label: names - LISTED.get(label, set()) for label, names in passed.items() if names - LISTED.get(label, set())
    } == {}
    assert asked > 40_000


def test_no_listed_condition_is_on_something_personal() -> None:
    names = {name.partition("__")[0] for listed in LISTED.values() for name in listed}

    assert names == {"is_active", "role", "kind", "act"}


def test_conditions_in_the_address_of_an_admin_list_have_no_effect(world: World) -> None:
    asking, told = Asking(world), []
    for model, page in admin.site._registry.items():
        who = next(who for who, user in world.people.items() if user.is_active and user.role_set & page.roles)
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for name, stored, other in _questions(model):
            if name not in LISTED.get(model._meta.label, set()) and _differs(
                asking, who, path, {name: stored}, {name: other}
            ):
                told.append(f"{path}?{name}={stored}")
    assert told == []


def test_conditions_in_the_address_of_an_own_list_have_no_effect(world: World) -> None:
    """All at once: whatever one of them did, the two answers would differ."""
    asking, told = Asking(world), []
    stored = {name: value for name, value, _other in _about_people(world)}
    other = {name: other for name, _value, other in _about_people(world)}
    assert len(stored) > 150
    for who in (Role.HEAD, Role.LIAISON, Role.CITY):
        told += [f"{who} {path}" for path in OWN_LISTS if _differs(asking, who, path, stored, other)]
    assert told == []


def test_orderings_are_by_listed_columns_alone(world: World) -> None:
    asking, told = Asking(world), []
    for model, page in admin.site._registry.items():
        who = next(who for who, user in world.people.items() if user.is_active and user.role_set & page.roles)
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for number, column in enumerate(page.list_display):
            if column not in page.sortable_by and _differs(asking, who, path, {"o": f"{number}"}, {"o": f"-{number}"}):
                told.append(f"{path}?o={number}")
    assert told == []


def _questions(model: type[models.Model]) -> Iterator[tuple[str, str, str]]:
    """For each own field: what the newest row holds, and something else."""
    row = model._default_manager.order_by("-pk").first()
    for each in model._meta.concrete_fields:
        value = str(each.value_from_object(row)) if row else "1"
        if isinstance(each, models.CharField | models.TextField):
            yield f"{each.name}__startswith", value[:2], "没有这样的"
        else:
            yield f"{each.name}__isnull", "True", "False"


def _about_people(world: World) -> Iterator[tuple[str, str, str]]:
    claim = world.own.case.case_claims.get().claim
    person = claim.petitioner
    known = {
        "name": person.name,
        "id_number": person.id_number,
        "phone_index": person.phone_index,
        "demand": claim.demand,
    }
    for lead in ("", "claim__", "case_claims__claim__"):
        for path in PEOPLE:
            value = str(known.get(path.rpartition("__")[2], "1"))
            for look_up in ("", "__startswith", "__gt", "__isnull", "__regex"):
                stored, other = ("True", "False") if look_up == "__isnull" else (value, "没有这样的")
                yield f"{lead}{path}{look_up}", stored, other
    yield "o", "1", "-1"
    yield "ordering", "petitioner__name", "-petitioner__name"


def _differs(asking: Asking, who: str, path: str, stored: dict[str, Any], other: dict[str, Any]) -> bool:
    answers = []
    for fields in (stored, other):
        status, _to, body = asking.send(who, "GET", path, fields)
        page = _without(body.decode(errors="replace"), fields)
        # The stock list repeats what it was asked in its links: of that the rows alone tell something.
        rows = re.findall(r"<tbody>.*?</tbody>", page, re.DOTALL) if path in _STOCK else [page]
        answers.append((status, rows))
    return answers[0] != answers[1]


def _without(page: str, fields: dict[str, str]) -> str:
    """The page without the token of its forms and without the address it was asked under."""
    query = QueryDict(mutable=True)
    query.update(fields)
    for written in (query.urlencode(), query.urlencode().replace("&", "&amp;")):
        page = page.replace(written, "")
    page = re.sub(r"_changelist_filters=[^\"]*", "", page)
    for name, value in fields.items():
        page = page.replace(f'name="{name}" value="{value}"', "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
