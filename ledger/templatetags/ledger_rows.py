"""The rows of the ledger's list, written in one go: fifty rows of nine cells are a third of the page's work."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ledger.templatetags.ledger_shows import with_key
from office.amounts import show_yuan

register = template.Library()

NOTHING = "—"
ROW = (
    '<tr><th scope="row"><a href="{}">{}</a></th><td title="{}">{}</td><td title="{}">{}{}</td><td title="{}">{}</td>'
    '<td title="{}">{}</td><td class="num">{}</td><td class="num">{}</td><td><span class="{}">{}</span></td>'
    "<td>{}{}</td></tr>\n"
)
MAJOR = format_html(' <span class="tag major">{}</span>', "重大")
NOT_LED = format_html(' <span class="tag overdue" title="{}">{}</span>', "重大案件还没有包案领导", "无包案")
LOW_INCOME = format_html('<span class="tag soon">{}</span> ', "低收入")


@register.simple_tag
def ledger_rows(rows: Iterable[Mapping[str, Any]], address: str) -> SafeString:
    """Rows of the list out of `line_of`; `address` is that of a case with 0 in place of its key."""
    return format_html_join("", ROW, (_cells(row, with_key(address, row["pk"])) for row in rows))


def _cells(row: Mapping[str, Any], address: str) -> tuple[object, ...]:
    petitioner, project, unit, officer = row["petitioner"], row["project"], row["unit"], row["officer"]
    has_claims, level = row["claims_count"], row["due_level"]
    return (
        address, row["number"],
        petitioner, f"{petitioner} 等 {has_claims} 件" if has_claims > 1 else petitioner,
        project, _marks(row), project or NOTHING,
        unit, unit or "未交办",
        officer, officer or NOTHING,
        row["workers_count"] if has_claims else NOTHING,
        show_yuan(row["amount_yuan"]) if has_claims else NOTHING,
        f"tag {level}" if level else "muted", row["due_text"],
        row["status"], _major(row),
    )  # fmt: skip


def _marks(row: Mapping[str, Any]) -> str:
    days = row["days_sent"]
    sent = "" if days is None else format_html('<span class="tag soon">报送 {} 天</span> ', days)
    return format_html("{}{}", sent, LOW_INCOME if row["is_low_income"] else "")


def _major(row: Mapping[str, Any]) -> str:
    if not row["is_major"]:
        return ""
    return MAJOR + NOT_LED if row["lacks_leader"] else MAJOR
