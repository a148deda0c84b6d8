"""Forms of the roster: the office's table of all units, and the liaison's own line."""

from collections.abc import Sequence
from typing import Any

from django import forms

from office.models import Unit
from reception.actions.roster import Lead, Sent
from reception.forms.fields import short_text
from reception.models import Delegate, ReceptionSession
from reception.plan_state import delegate_word, lead_word
from reception.selectors.planning import RosterLine, duty_units


def word_of(row: Delegate | None) -> str:
    """What the form sends back of a unit's line as it was shown."""
    return delegate_word(row.person, row.post, row.is_confirmed) if row else delegate_word("", "", False)


class RosterForm(forms.Form):
    """带班和参加人员 of one session: who leads, whether the chair comes, one line for each unit."""

    use_required_attribute = False

    duty_unit = forms.ModelChoiceField(Unit.objects.none(), label="带班单位", required=False, empty_label="未定")
    duty_leader = short_text("带班领导", length=40)
    chair = short_text("参加的领导小组组长", length=40, placeholder="组长不参加的不填")
    lead_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, session: ReceptionSession, lines: Sequence[RosterLine], suggested: Unit | None, **options: Any
    ) -> None:
        self.session, self.lines = session, lines
        lead = (session.duty_unit_id, session.duty_leader, session.chair)
        names = dict(zip(("duty_unit", "duty_leader", "chair"), lead, strict=True))
        initial = names | {"lead_seen": lead_word(*lead)}
        initial["duty_unit"] = session.duty_unit_id or (suggested.pk if suggested else None)
        super().__init__(*args, initial=initial, **options)
        units = Unit.objects.filter(pk=session.duty_unit_id) | duty_units(session.area)
        self.fields["duty_unit"].queryset = units
        for line in lines:
            self._add_line(line)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = field.label

    def _add_line(self, line: RosterLine) -> None:
        name, row = f"unit_{line.unit.pk}", line.delegate
        self.fields[f"{name}_person"] = short_text(f"{line.unit}参加人", length=40)
        self.fields[f"{name}_post"] = short_text(f"{line.unit}职务", length=40)
        self.fields[f"{name}_confirmed"] = forms.BooleanField(label=f"{line.unit}已确认", required=False)
        self.fields[f"{name}_seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        shown: dict[str, Any] = {"person": row.person if row else "", "post": row.post if row else ""}
        shown |= {"confirmed": line.is_confirmed, "seen": word_of(row)}
        self.initial.update({f"{name}_{part}": value for part, value in shown.items()})

    def table(self) -> list[dict[str, Any]]:
        """Each line of the page with its fields."""
        parts = ("person", "post", "confirmed", "seen")
        return [{"line": line} | {part: self[f"unit_{line.unit.pk}_{part}"] for part in parts} for line in self.lines]

    def lead(self) -> Lead:
        told = self.cleaned_data
        names = {name: told[name] for name in ("duty_unit", "duty_leader", "chair")}
        return Lead(**names, seen=told["lead_seen"] or None)

    def sent(self) -> list[Sent]:
        return [self._sent(line.unit) for line in self.lines]

    def _sent(self, unit: Unit) -> Sent:
        told = {part: self.cleaned_data[f"unit_{unit.pk}_{part}"] for part in ("person", "post", "confirmed", "seen")}
        return Sent(
            unit=unit, person=told["person"], post=told["post"], is_confirmed=told["confirmed"],
            seen=told["seen"] or None,
        )  # fmt: skip

    def look_again(self) -> None:
        """After a conflict: lines left alone show what others entered, lines typed in stand on the roster as it is now."""
        typed = self.data.copy()
        session = self.session
        lead = (session.duty_unit_id, session.duty_leader, session.chair)
        wish = self.lead()
        unit_id = wish.duty_unit.pk if wish.duty_unit else None
        if lead_word(unit_id, wish.duty_leader, wish.chair) == wish.seen:
            typed["duty_unit"], typed["duty_leader"], typed["chair"] = lead[0] or "", *lead[1:]
        typed["lead_seen"] = lead_word(*lead)
        for line in self.lines:
            self._look_at(line, typed)
        self.data = typed

    def _look_at(self, line: RosterLine, typed: Any) -> None:
        name, row, wish = f"unit_{line.unit.pk}", line.delegate, self._sent(line.unit)
        if wish.word == wish.seen:
            typed[f"{name}_person"], typed[f"{name}_post"] = (row.person, row.post) if row else ("", "")
            typed.pop(f"{name}_confirmed", None)
            if line.is_confirmed:
                typed[f"{name}_confirmed"] = "on"
        typed[f"{name}_seen"] = word_of(row)


class DelegateForm(forms.Form):
    """The liaison's own line: who comes, and as what."""

    use_required_attribute = False

    person = short_text("参加人", length=40, required=True)
    post = short_text("职务", length=40)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, row: Delegate | None, **options: Any) -> None:
        initial = {"person": row.person if row else "", "post": row.post if row else "", "seen": word_of(row)}
        super().__init__(*args, initial=initial, **options)
