"""How the ledger's pages write money."""

from decimal import Decimal

from django import template

from office.amounts import show_yuan

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """``1,234.50``; 不详 for None."""
    return show_yuan(amount)
