"""What the counter is shown with stars comes back with stars: the stored value is meant, never the stars."""

from dataclasses import replace

from office.models import User
from office.refusals import refuse_if
from reception.actions.claim_data import PersonData
from reception.identity import STAR, mask_account, mask_address, mask_id, mask_phone
from reception.names import tidy_person
from reception.selectors.known import stored_person

MASKS = {"id_number": mask_id, "phone": mask_phone, "address": mask_address, "account": mask_account}
LABELS = {"id_number": "身份证号", "phone": "手机", "address": "住址", "account": "银行账号"}
OF_A_PERSON = ("id_number", "phone", "address")


def with_stored_values(person: PersonData, *, known_person: str, by: User) -> PersonData:
    """The person with every masked value as it stands on the earlier row the form was filled from (`known_person`).

    Raises:
        Refused: stars that are not the mask of that row, a row the account does not see, or another name than its.
    """
    masked = {name: value for name in OF_A_PERSON if STAR in (value := getattr(person, name).strip())}
    if not masked:
        return person
    stored = stored_person(known_person, user=by)
    if stored is not None and stored.name != tidy_person(person.name):
        stored = None
    values = {name: getattr(stored, name, "") for name in masked}
    refuse_if(
        f"{LABELS[name]}含有星号，又不是从登记过的同一个人带出来的：请填写完整的内容。"
        for name, shown in masked.items()
        if not values[name] or MASKS[name](values[name]) != shown
    )
    return replace(person, **values)
