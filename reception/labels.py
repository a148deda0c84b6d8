"""Names of a claim's columns as people know them."""

from reception.models import Claim, Petitioner

_SPECIAL = {"workers": "花名册", "representatives": "代表", "is_wages": "是否欠薪"}


def correction_labels(changed: list[str]) -> str:
    """The corrected columns in words: `["amount_yuan", "petitioner.phone"]` → `欠薪金额（元）、手机`."""
    return "、".join(_label(name) for name in changed)


def _label(name: str) -> str:
    if name in _SPECIAL:
        return _SPECIAL[name]
    model, _, field = name.rpartition(".")
    return str((Petitioner if model else Claim)._meta.get_field(field).verbose_name)
