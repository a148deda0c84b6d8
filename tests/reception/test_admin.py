"""The head's pages of projects: what may be chosen, what is said of an empty field."""

from office.models import Code


def test_sector_of_a_project_is_a_sector(client, head):
    client.force_login(head)
    form = client.get("/admin/reception/project/add/").context["adminform"].form
    assert {code.kind for code in form.fields["sector"].queryset} == {Code.Kind.SECTOR}


def test_empty_name_is_named_in_plain_words(client, head):
    client.force_login(head)
    form = client.post("/admin/reception/project/add/", {"name": ""}).context["adminform"].form
    assert (form.errors, form.label_suffix) == ({"name": ["请填写。"]}, "")
