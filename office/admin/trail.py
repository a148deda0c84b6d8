"""The trail for the auditor: read-only, newest first, never counted."""

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from office.models import Event
from office.roles import ACTS
from office.scoped_admin import KeysetChangeList, ScopedAdmin
from office.trail_words import ACT_LABELS, act_label, facts_text


class ActFilter(admin.SimpleListFilter):
    title = "操作"
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ACT_LABELS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(act=self.value()) if self.value() in ACT_LABELS else queryset


class DaysFilter(admin.SimpleListFilter):
    """Days of Beijing time, today included."""

    title = "时间"
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "今天"), ("7", "近 7 天"), ("30", "近 30 天"), ("365", "近一年")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in {"1", "7", "30", "365"}:
            return queryset
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.filter(at__gte=midnight - timedelta(days=int(self.value()) - 1))


class EventChangeList(KeysetChangeList):
    key = "number"


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    roles = ACTS["read_trail"][1]
    list_display = ("number", "time", "who", "act_text", "object_text", "facts")
    list_display_links = ("number",)
    list_select_related = ("by",)
    list_filter = (DaysFilter, ActFilter)
    ordering = ("-number",)
    fields = ("number", "time", "who", "act_text", "object_text", "facts", "previous_digest", "digest")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[EventChangeList]:
        return EventChangeList

    @admin.display(description="时间")
    def time(self, event: Event) -> str:
        return f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"

    @admin.display(description="操作人")
    def who(self, event: Event) -> str:
        """By name alone: the stock field links to the account, which is another role's page."""
        return str(event.by) if event.by else "服务器命令"

    @admin.display(description="操作")
    def act_text(self, event: Event) -> str:
        return act_label(event.act)

    @admin.display(description="对象")
    def object_text(self, event: Event) -> str:
        """By the office's own number where the event holds it; the key of a row says nothing to a reader."""
        if not event.object_type:
            return "—"
        return f"{_model_label(event.object_type)} {event.data.get('number') or event.object_id}"

    @admin.display(description="内容")
    def facts(self, event: Event) -> str:
        return facts_text(event.data) or "—"


def _model_label(object_type: str) -> str:
    """The model's Chinese name; a model that is gone since is shown as it was stored."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)
    except LookupError:
        return object_type
