"""Which unit a claim should go to, and whose regulator should supervise it: suggestions, the head decides.

依据：实施方案三“谁主管谁负责”。
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F

from ledger.models import Case, Transition, UnitRoute
from office.models import Unit
from reception.models import Claim


@dataclass(frozen=True)
class Suggestion:
    """A unit and why. `is_default` marks the leading unit where nothing speaks for another: no reason to depart is asked."""

    unit: Unit
    why: str
    is_default: bool = False

    @property
    def sentence(self) -> str:
        """What stands beside the choice of the unit."""
        if self.is_default:
            return f"没有按行业领域或登记时的建议确定的单位，默认由牵头单位{self.unit}办理，可改选。"
        return f"{self.why}建议：{self.unit}，可改选；改选其他单位的，须写明原因。"


@dataclass(frozen=True)
class Supervision:
    """A cause that is the regulator's business; `unit` None while the industry, and so its regulator, is not known."""

    cause: str
    unit: Unit | None

    @property
    def sentence(self) -> str:
        matter = f"欠薪原因“{self.cause}”属行业监管事项"
        if self.unit is None:
            return f"{matter}，但本件的行业没有对应的主管部门：请核对行业领域，再决定是否行业督办。"
        return f"{matter}，建议同时行业督办：{self.unit}。"


@dataclass(frozen=True)
class Routes:
    """The table as it applies to one area: its own units, those of the table by the same short name."""

    units: dict[int, Unit]
    rows: list[UnitRoute]

    def suggestion(self, claim: Claim) -> Suggestion | None:
        """What the counter suggested, else what cause or industry say, else the leading unit; None without any unit.

        Needs the claim's sector, cause and project's sector loaded.
        """
        named = self.units.get(claim.suggested_unit_id or 0)
        if named:
            return Suggestion(named, "登记时")
        row = self._row(claim, is_supervision=False)
        unit = self._own(row.unit) if row else None
        if row and unit:
            return Suggestion(unit, "、".join(_named(row)))
        lead = next((unit for unit in self.units.values() if unit.is_lead), None)
        return Suggestion(lead, "", is_default=True) if lead else None

    def supervision(self, claim: Claim) -> Supervision | None:
        """None unless the claim's cause goes to the industry's regulator; the table may name another unit."""
        row = self._row(claim, is_supervision=True)
        if row is None or claim.cause is None:
            return None
        return Supervision(claim.cause.label, self._own(row.unit) or self._regulator(claim))

    def _regulator(self, claim: Claim) -> Unit | None:
        sector = _sector_of(claim)
        found = [row for row in self.rows if row.sector_id == sector and row.cause_id is None]
        unit = self._own(found[0].unit) if sector and found else None
        return unit if unit and unit.is_regulator else None

    def _row(self, claim: Claim, *, is_supervision: bool) -> UnitRoute | None:
        """The row that says most: of industry and cause, of the cause, of the industry."""
        sector, cause = _sector_of(claim), claim.cause_id
        rows = {(row.sector_id, row.cause_id): row for row in self.rows if row.is_supervision == is_supervision}
        keys = [(sector, cause), (None, cause), (sector, None)]
        return next((rows[key] for key in keys if any(key) and key in rows), None)

    def _own(self, unit: Unit | None) -> Unit | None:
        if unit is None:
            return None
        return self.units.get(unit.pk) or next(
            (own for own in self.units.values() if own.short_name == unit.short_name), None
        )


def routes_for(area: int) -> Routes:
    """Two queries, whatever is then asked of how many claims."""
    units = Unit.objects.filter(area=area, is_active=True)
    rows = UnitRoute.objects.select_related("unit", "sector", "cause")
    return Routes(units={unit.pk: unit for unit in units}, rows=list(rows))


def suggested_unit(claim: Claim) -> Unit | None:
    """The unit the claim should go to; None only where the area has no leading unit."""
    found = routes_for(claim.area_id).suggestion(claim)
    return found.unit if found else None


def units_by_sector(area: int, sectors: Collection[int]) -> dict[int, int]:
    """Unit by sector, as the counter suggests it before anything else is known; sectors without a unit of their own lack."""
    routes = routes_for(area)
    found = {sector: routes.suggestion(Claim(area_id=area, sector_id=sector)) for sector in sectors}
    return {sector: item.unit.pk for sector, item in found.items() if item and not item.is_default}


def supervising_unit(claim: Claim) -> Unit | None:
    """The regulator that should supervise for the claim's cause; None if it is no such cause or no regulator is known."""
    found = routes_for(claim.area_id).supervision(claim)
    return found.unit if found else None


def routed_claims(case: Case) -> list[Claim]:
    """The live claims of the case with what routes and recusal ask of them; one query."""
    parties = ("employer__unit", "general_contractor__unit", "developer__unit", "project__general_contractor__unit")
    found = Claim.objects.live().filter(caseclaim__case=case)
    return list(found.select_related("sector", "cause", "project__sector", *parties).order_by("caseclaim__id"))


def suggestions(claims: Iterable[Claim], routes: Routes) -> list[Suggestion]:
    """One for each unit, in the order of the claims, the leading unit by default only if there is no other."""
    found: dict[int, Suggestion] = {}
    for item in sorted(filter(None, map(routes.suggestion, claims)), key=lambda item: item.is_default):
        found.setdefault(item.unit.pk, item)
    return [item for item in found.values() if not item.is_default] or list(found.values())


def suggestions_of(cases: Iterable[Case], routes: Routes) -> dict[int, Suggestion | None]:
    """The first suggestion for each case by its key; one query for all of them."""
    claims: dict[int, list[Claim]] = {case.pk: [] for case in cases}
    found = Claim.objects.live().filter(caseclaim__case__in=claims).select_related("sector", "cause", "project__sector")
    for claim in found.annotate(of_case=F("caseclaim__case")).order_by("caseclaim__id"):
        claims[claim.of_case].append(claim)
    return {pk: next(iter(suggestions(held, routes)), None) for pk, held in claims.items()}


def supervisions(claims: Iterable[Claim], routes: Routes) -> list[Supervision]:
    """Causes of these claims that are a regulator's business, each with its regulator once."""
    return list(dict.fromkeys(filter(None, map(routes.supervision, claims))))


def departures(case: Case, unit: Unit, routes: Routes) -> list[str]:
    """What takes a reason if the case first goes to this unit; the leading unit by default binds nobody. One query."""
    offered = [item for item in suggestions(routed_claims(case), routes) if not item.is_default]
    if not offered or unit in [item.unit for item in offered]:
        return []
    return [f"{offered[0].why}建议交{offered[0].unit}，改交{unit}的，请写明原因。"]


def taken_from(case: Case, unit: Unit | None) -> dict[str, str]:
    """The other unit that had the case before this one, also if it has given it back: then the step is 改派."""
    steps = Transition.objects.filter(case=case, move__in=("assign", "spot_assign")).order_by("-id")
    before = str(case.responsible_unit or "") or next((step.data.get("unit", "") for step in steps[:1]), "")
    return {"from_unit": before} if before and unit and before != str(unit) else {}


def _sector_of(claim: Claim) -> int | None:
    return claim.sector_id or (claim.project.sector_id if claim.project else None)


def _named(row: UnitRoute) -> list[str]:
    parts = (("行业领域", row.sector), ("欠薪原因", row.cause))
    return [f"按{word}“{code.label}”" for word, code in parts if code]
