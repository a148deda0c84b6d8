"""`manage.py authz_matrix`: who may open what, as the URLs declare it."""

from typing import Any

from office.command import Answer, OfficeCommand
from office.roles import Role
from office.urls_registry import declared_urls

ANYBODY, NOBODY = "任何人", "未声明（不能打开）"


class Command(OfficeCommand):
    help = "列出每个网址允许哪些岗位打开"

    def answer(self, **_: Any) -> Answer:
        rows = [
            {
                "route": f"/{url.route}",
                "name": url.name,
                "declared": url.access is not None,
                "anonymous": bool(url.access and url.access.anonymous),
                "roles": _allowed(url.access),
            }
            for url in declared_urls()
        ]
        undeclared = [row["route"] for row in rows if not row["declared"]]
        if undeclared:
            faults = [f"{route} 没有声明岗位。" for route in undeclared]
            return Answer({"urls": rows, "error": "；".join(faults), "errors": faults}, faults, failed=True)
        return Answer({"urls": rows}, [f"{row['route']}  {_shown(row)}" for row in rows])


def _allowed(access: Any) -> list[str]:
    if access is None:
        return []
    return [role.value for role in Role if access.anonymous or role in access.roles]


def _shown(row: dict[str, Any]) -> str:
    return ANYBODY if row["anonymous"] else "、".join(Role(role).label for role in row["roles"]) or NOBODY
