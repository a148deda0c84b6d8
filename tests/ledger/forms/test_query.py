"""What the query bar of the ledger offers."""

from django.test import Client

from office.models import User


def test_a_units_list_opens_while_it_has_no_case(client: Client, liaison: User) -> None:
    client.force_login(liaison)
    page = client.get(f"/admin/ledger/case/?unit={liaison.unit_id}&status=open")
    assert (page.status_code, page.context["rows"]) == (200, [])
