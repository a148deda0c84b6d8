"""What the office keeps, as other rooms ask for it."""

import pytest

from office.models import Parameter
from office.selectors import contact


@pytest.mark.parametrize(
    ("officer", "phone", "text"),
    [
        ("示例联络人", "0883-0000000", "示例联络人 0883-0000000"),
        ("示例联络人", "", "示例联络人"),
        ("", "0883-0000000", "0883-0000000"),
        ("", "", ""),
    ],
)
def test_contact_is_whom_the_parameters_name(reference, django_assert_num_queries, officer, phone, text) -> None:
    Parameter.objects.filter(key="contact_officer").update(value=officer)
    Parameter.objects.filter(key="contact_phone").update(value=phone)
    with django_assert_num_queries(1):
        assert contact().officer == officer
    assert str(contact()) == text
