"""集体访: how many came, and who speaks for them beside the petitioner.

依据：《信访工作条例》第二十条，推选代表不得超过五人。
"""

from typing import Any

from django import forms

from reception.actions.claims import RepresentativeData
from reception.forms.fields import short_text
from reception.models import Representative

GROUP = "group"
# The petitioner is the first.
OTHERS = tuple(range(2, Representative.MOST + 1))


class GroupForm(forms.Form):
    """同行人数 and up to four more representatives; all of it may stay empty."""

    use_required_attribute = False

    people_present = forms.IntegerField(
        label="同行人数",
        required=False,
        min_value=1,
        help_text="到场的人数，含来访人本人",
        error_messages={"invalid": "同行人数请填整数。", "min_value": "同行人数至少为 1 人。"},
        widget=forms.TextInput(attrs={"class": "count", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in OTHERS:
            self.fields[f"name_{number}"] = short_text("姓名", length=40, **{"aria-label": f"第 {number} 名代表姓名"})
            self.fields[f"phone_{number}"] = short_text(
                "手机", length=30, **{"aria-label": f"第 {number} 名代表手机", "inputmode": "tel"}
            )

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Number, name and phone of each, for the page."""
        return [(number, self[f"name_{number}"], self[f"phone_{number}"]) for number in OTHERS]

    def is_filled(self) -> bool:
        """True if there is anything to be seen, so that the part is not folded over it."""
        values = (self[name].value() for name in self.fields)
        return bool(self.errors) or any(value not in (None, "") for value in values)

    def values(self) -> dict[str, Any]:
        """As `ClaimData` takes them; lines left empty are passed over."""
        typed = [(self.cleaned_data[f"name_{number}"], self.cleaned_data[f"phone_{number}"]) for number in OTHERS]
        return {
            "people_present": self.cleaned_data["people_present"],
            "representatives": tuple(
                RepresentativeData(name=name, phone=phone) for name, phone in typed if name or phone
            ),
        }

    def faults(self) -> list[str]:
        """Each fault with its place."""
        return [
            f"{self.fields[name].widget.attrs.get('aria-label', self.fields[name].label)}：{message}"
            for name, messages in self.errors.items()
            for message in messages
        ]
