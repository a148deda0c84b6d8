"""Draws the two commonest widgets without templates: a list of sixty sessions is sixty templates to Django's renderer.

The markup is Django's own, to the letter; the forms with the most choices are drawn in a fraction of the time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_FOLDER = "django/forms/widgets"
_INPUTS = frozenset(
    f"{_FOLDER}/{name}.html" for name in ("input", "text", "number", "search", "date", "hidden", "checkbox")
)
_SELECTS = frozenset({f"{_FOLDER}/select.html"})
_OPTION = f"{_FOLDER}/select_option.html"


class LeanRenderer(DjangoTemplates):
    """`FORM_RENDERER`: inputs and lists of choices in Python, everything else as Django does."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget", {})
        if template_name in _INPUTS:
            return _input(widget)
        if template_name in _SELECTS and all(_is_plain(group) for group in widget["optgroups"]):
            return _select(widget)
        return super().render(template_name, context, request)


def _is_plain(group: tuple[Any, list[dict[str, Any]], int]) -> bool:
    return not group[0] and all(option["template_name"] == _OPTION for option in group[1])


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return mark_safe(f'<input type="{kind}" name="{name}"{value}{_attributes(widget["attrs"])}>')  # noqa: S308


def _select(widget: Mapping[str, Any]) -> SafeString:
    options = "".join(f"\n  {option}\n" for option in _options(widget))
    name, attributes = conditional_escape(widget["name"]), _attributes(widget["attrs"])
    return mark_safe(f'<select name="{name}"{attributes}>{options}\n</select>')  # noqa: S308


def _options(widget: Mapping[str, Any]) -> Iterator[str]:
    for _, options, _ in widget["optgroups"]:
        for option in options:
            attributes = _attributes(option["attrs"])
            yield f'<option value="{_text(option["value"])}"{attributes}>{conditional_escape(option["label"])}</option>'


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in attributes.items()
        if value is not False
    )


def _text(value: Any) -> SafeString:
    """As the templates write a value: `stringformat:"s"`, then escaped; what is marked safe is no exception there."""
    return conditional_escape(str(value))
