"""The one base of every admin page: rows by `visible_to`, acts by role, nothing deleted, nothing written in bulk.

The stock admin answers questions nobody asked: any local field as a condition in the address, any unique field as
`_to_field`, any column as an order. Each would let a patient reader guess a masked value, so only what is listed passes.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin import ShowFacets, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from office import trail
from office.models import Event
from office.refusals import Refused
from office.roles import Role, holds
from office.trail_words import act_label

HISTORY_LENGTH = 200
# What a select box of the stock admin shows for nothing chosen.
STOCK_EMPTY = "---------"


class ListedOrderings(ChangeList):
    """`?o=` orders by listed columns only; the stock list orders by hidden ones too."""

    def get_ordering_field(self, field_name: Any) -> Any:
        return super().get_ordering_field(field_name) if field_name in (self.sortable_by or ()) else None


class KeysetChangeList(ListedOrderings):
    """Pages by a unique key, newest first: one row more than a page is read, nothing is counted."""

    key = "pk"
    OLDER, NEWER = "older_than", "newer_than"

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        found = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in (self.OLDER, self.NEWER)}

    def get_results(self, request: HttpRequest) -> None:
        older, newer = self._place(self.OLDER), self._place(self.NEWER)
        if newer is not None:
            found = self.queryset.filter(**{f"{self.key}__gt": newer}).order_by(self.key)
        else:
            found = self.queryset if older is None else self.queryset.filter(**{f"{self.key}__lt": older})
        rows = list(found[: self.list_per_page + 1])
        more, rows = len(rows) > self.list_per_page, rows[: self.list_per_page]
        if newer is not None:
            rows.reverse()
        self.result_list, self.result_count = rows, len(rows)
        self.full_result_count = None
        self.show_full_result_count = self.show_admin_actions = self.can_show_all = self.multi_page = False
        has_older, has_newer = (True, more) if newer is not None else (more, older is not None)
        self.older_page = self._page(self.OLDER, rows[-1]) if rows and has_older else ""
        self.newer_page = self._page(self.NEWER, rows[0]) if rows and has_newer else ""

    def _place(self, name: str) -> int | None:
        text = self.params.get(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= 18):
            raise IncorrectLookupParameters("not a key of a row")
        return int(text)

    def _page(self, name: str, row: models.Model) -> str:
        other = self.NEWER if name == self.OLDER else self.OLDER
        return self.get_query_string({name: getattr(row, self.key), other: None})


class _PlainForm:
    """Labels without the stock colon, and an empty field named in the office's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.error_messages["required"] = "请填写。"


class ScopedAdmin(admin.ModelAdmin):
    """Options of subclasses: `roles` (who may look), `edit_roles` (who may add and change; empty = read-only).

    `allowed_lookups` are the conditions an address may carry besides those of the listed filters; `sortable_by` the
    columns one may order by; `traced_fields` those whose new value is kept in the trail (never a personal one).
    """

    roles: frozenset[Role] = frozenset()
    edit_roles: frozenset[Role] = frozenset()
    actions = None
    show_full_result_count = False
    show_facets = ShowFacets.NEVER
    view_on_site = False
    list_per_page = 50
    list_max_show_all = 0
    sortable_by: tuple[str, ...] = ()
    allowed_lookups: tuple[str, ...] = ()
    traced_fields: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)
        scope = getattr(queryset, "visible_to", None)
        return scope(request.user) if scope else queryset

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Yes and no in words: the stock icon's text alternative is English."""
        return [self._in_words(name) for name in super().get_list_display(request)]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ListedOrderings

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (_PlainForm, form), {})

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only listed look-ups: any local field would let a patient reader guess masked values."""
        return lookup in self.allowed_lookups or lookup in {
            entry.parameter_name
            for entry in self.list_filter
            if isinstance(entry, type) and issubclass(entry, SimpleListFilter)
        }

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.model._meta.pk.name

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices without the stock links that add or change the chosen row in a second window; none chosen in words."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if getattr(field, "empty_label", None) == STOCK_EMPTY:
            field.empty_label = "请选择" if field.required else "未填"
        return field

    def has_module_permission(self, request: HttpRequest) -> bool:
        return holds(request.user, self.roles)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, self.roles)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return holds(request.user, self.edit_roles)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(request.user, self.edit_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Forms check what they show; a rule that also takes a fixed field (area, kind) is left to the database."""
        try:
            with transaction.atomic():
                super().save_model(request, obj, form, change)
        except IntegrityError as error:
            raise Refused(f"“{obj}”与已有的{self.opts.verbose_name}重复：请修改已有的那一项，或换一个名称。") from error

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        """The trail instead of Django's own log; runs last in the transaction of the page."""
        trail.record("add_reference", by=request.user, obj=obj, **self._facts(obj, message))

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        trail.record("change_reference", by=request.user, obj=obj, **self._facts(obj, message))

    def log_deletion(self, request: HttpRequest, obj: models.Model, object_repr: str) -> None:
        raise PermissionDenied("资料只能停用，不能删除。")

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        raise PermissionDenied("资料只能停用，不能删除。")

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A foreign row is answered as an absent one, and as on every other page (the stock page names what was asked for)."""
        raise Http404("没有这项资料，或者不属于您的工作范围。")

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What the trail says of this object, newest first."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404("没有这项资料，或者不属于您的工作范围。")
        events = Event.objects.filter(object_type=self.opts.label_lower, object_id=str(obj.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.opts.verbose_name}的修改记录",  # not the row: a company may be a person
            "events": [(event, act_label(event.act)) for event in events.select_related("by")[:HISTORY_LENGTH]],
            "object": obj,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def _in_words(self, name: Any) -> Any:
        fields = {field.name: field for field in self.opts.fields if isinstance(field, models.BooleanField)}
        if name not in fields:
            return name

        @admin.display(description=fields[name].verbose_name)
        def said(row: models.Model) -> str:
            return "是" if getattr(row, name) else "否"

        return said

    def _facts(self, obj: models.Model, message: Any) -> dict[str, Any]:
        changed = [name for part in message if "changed" in part for name in part["changed"].get("fields", [])]
        values = {name: str(getattr(obj, name)) for name in self.traced_fields}
        return {name: fact for name, fact in (("fields", changed), ("values", values)) if fact}
