"""The select boxes of the query bar."""

from django import forms

from ledger.forms.widgets import FlatSelect


def test_box_is_written_as_the_framework_writes_it() -> None:
    choices = [("", "全部"), (2, "<住建>"), ("a&b", "水务")]
    for value in (None, "", 2, "2", "a&b", "unknown"):
        ours = FlatSelect(choices=choices).render("unit", value, {"id": "id_unit"})
        assert _pieces(ours) == _pieces(forms.Select(choices=choices).render("unit", value, {"id": "id_unit"}))


def _pieces(html: str) -> list[str]:
    return html.replace("\n", "").replace("  ", "").split("<")
