"""What stands behind a figure: a page of its lines, whichever page the figure came from."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from reception.identity import mask_name
from reports.figures.figure import Figure, LeftOut, Line, Unit
from reports.selectors import claims_behind, sessions_behind

LINES_PER_PAGE = 100
# What is printed in one go; a longer list is printed page by page of that many.
LINES_TO_PRINT = 2_000


def figure_context(request: HttpRequest, found: Figure) -> dict[str, Any]:
    """A page of the lines of a figure, and of what was left out, with their claims as far as the account sees them."""
    user = request.user
    per_page = LINES_TO_PRINT if "all" in request.GET else LINES_PER_PAGE
    page = Paginator(found.lines, per_page).get_page(request.GET.get("page"))
    left_out = Paginator(found.left_out, per_page).get_page(request.GET.get("left"))
    shown: list[Line | LeftOut] = [*page.object_list, *left_out.object_list]
    is_sessions = found.key == "sessions"
    pks = {line.fact.pk for line in shown}
    rows: Mapping[int, Any] = sessions_behind(pks, user=user) if is_sessions else claims_behind(pks, user=user)
    return {
        "figure": found,
        "sum": _sum_text(found),
        "page": page,
        "left_out_page": left_out,
        "lines": [_shown(line, rows) for line in page],
        "left_out": [_shown(line, rows) for line in left_out],
        "is_sessions": is_sessions,
        "differing_rolls": _differing_rolls(found, rows),
    }


def _shown(line: Line | LeftOut, known: Mapping[int, Any]) -> dict[str, Any]:
    row = known.get(line.fact.pk)
    person = getattr(row, "petitioner", None)
    case = getattr(getattr(row, "caseclaim", None), "case", None)
    return {"line": line, "row": row, "name": mask_name(person.name) if person else "", "case": case}


def _sum_text(found: Figure) -> str:
    """`31 − 重复 1 = 30 人`."""
    less = sum(line.value for line in found.lines if line.value < 0)
    total = f"{found.value:,} {found.unit}"
    return f"{found.value - less:,} − 重复 {-less} = {total}" if less else f"合计 {total}"


def _differing_rolls(found: Figure, claims: Mapping[int, Any]) -> list[Any]:
    if found.unit != Unit.PERSONS:
        return []
    return [claim for claim in claims.values() if claim.roll_size not in (0, claim.workers_count)]
