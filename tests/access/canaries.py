"""Unique strings in every text of the other office and in every personal field of people who must stay unknown."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from ledger.models import Case
from office.fields import EncryptedField
from reception.actions.search import index_claims
from reception.models import Claim, Petitioner, Representative, Worker
from tests.identity_numbers import make_id

# Two characters that no page uses: what is searched for, and the beginning of every canary.
SONG = "鷃鹮"
ROOMS = ("office", "reception", "ledger", "reports")
# Written once for all and read by nobody but the program and the auditor, or known to everybody.
LEFT = {
    "office.Event", "office.TrailHead", "office.Area", "office.Code", "office.Parameter", "office.Counter",
    "office.Throttle", "reports.MonthlyTable", "reports.TableHead", "reports.TableSetting", "ledger.ClockRule",
    "ledger.ProcedureKind", "reception.ClaimText", "ledger.SavedView", "office.SpecialDay", "office.UserRole",
}  # fmt: skip
# Codes, months, numbers of papers' rows and what the program computes.
NO_TEXT = {
    "password", "username", "sha256", "digest", "previous_digest", "row_key", "key", "fingerprint", "plan_digest", "month",
    "quarter", "owed_from", "owed_until", "worked_from", "worked_until", "planned_month", "kind", "content_type", "token",
    "payload", "secret", "runner", "state", "query", "from_month", "receipt_code", "email", "first_name", "last_name",
    "move", "origin", "status", "column_b", "field",
}  # fmt: skip
PERSONAL = {
    Petitioner: "id_number phone address name",
    Worker: "id_number phone account name",
    Representative: "name phone",
}
_digits = count(101)


@dataclass
class Canaries:
    """Where each string was put: `ledger.Case.facts_clear_text`."""

    places: dict[str, str] = field(default_factory=dict)

    def found_in(self, body: str) -> Iterator[str]:
        """The strings of these that the body holds; each is looked for once."""
        known = self._pattern.findall(body)
        return (text for text in dict.fromkeys(known) if text in self.places)

    _pattern = re.compile(rf"{SONG}\d{{4}}|\d{{17}}[\dX]|1980\d{{7}}|6222\d{{15}}")

    def of(self, model: type[models.Model], name: str) -> str:
        """The next string for a field, shaped as what belongs there."""
        number = next(_digits)
        made = {
            "id_number": lambda: make_id(sequence=number),
            "phone": lambda: f"1980{number:07}",
            "account": lambda: f"6222{number:015}",
        }.get(name, lambda: f"{SONG}{number:04}")()
        self.places[made] = f"{model._meta.label}.{name}"
        return made


def row_keys() -> dict[str, set[Any]]:
    """The keys of every row there is, by model."""
    return {model._meta.label: set(model._default_manager.values_list("pk", flat=True)) for model in _models()}


def plant_in_all(rows: dict[str, Collection[Any]]) -> Canaries:
    """A string of its own in every text field of these rows."""
    canaries = Canaries()
    for model in _models():
        names = _text_fields(model)
        if names and model._meta.label not in LEFT:
            for row in model._default_manager.filter(pk__in=rows[model._meta.label]):
                _plant(row, names, canaries)
    index_claims(list(Claim.objects.filter(pk__in=rows["reception.Claim"]).values_list("pk", flat=True)))
    return canaries


def plant_in_people(cases: Iterable[Case]) -> Canaries:
    """A string of its own in every personal field of those who complain in these cases, their names in the texts too."""
    canaries = Canaries()
    claims = Claim.objects.filter(caseclaim__case__in=cases)
    people = {
        Petitioner: Petitioner.objects.filter(claim__in=claims), Worker: Worker.objects.filter(claim__in=claims),
        Representative: Representative.objects.filter(claim__in=claims),
    }  # fmt: skip
    for model, rows in people.items():
        for row in rows:
            _plant(row, PERSONAL[model].split(), canaries)
    for claim in claims.select_related("petitioner"):
        claim.demand = f"{claim.petitioner.name}要求支付工资"
        claim.save(update_fields=["demand"])
    index_claims(list(claims.values_list("pk", flat=True)))
    return canaries


def text_of(body: bytes) -> str:
    """A page as it is; of a workbook everything that stands in its parts."""
    if body[:2] != b"PK":
        return body.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(book.read(name).decode(errors="replace") for name in book.namelist())


def _plant(row: models.Model, names: Collection[str], canaries: Canaries) -> None:
    for name in names:
        before, made = getattr(row, name), canaries.of(type(row), name)
        setattr(row, name, made)
        try:
            with transaction.atomic():
                row.save(update_fields=[name, *_indexes(type(row), [name])])
        except IntegrityError:  # what only a voided or closed row may say
            setattr(row, name, before)
            del canaries.places[made]


def _indexes(model: type[models.Model], names: Collection[str]) -> list[str]:
    known = {each.name for each in model._meta.fields}
    return [f"{name}_index" for name in names if f"{name}_index" in known]


def _models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def _text_fields(model: type[models.Model]) -> list[str]:
    return [
        each.name for each in model._meta.fields
        if isinstance(each, models.CharField | models.TextField | EncryptedField)
        and not each.choices and not each.unique and each.name not in NO_TEXT and not each.name.endswith("_index")
        and (each.max_length or 99) >= 6 and not isinstance(each, models.SlugField)
    ]  # fmt: skip
