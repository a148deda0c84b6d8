"""How a signed-in account is read, once for each page."""

from django.contrib.auth.backends import ModelBackend

from office.models import User


class AccountBackend(ModelBackend):
    """Accounts come with their unit, which the head of every page names: asked for in the same query."""

    def get_user(self, user_id: int) -> User | None:
        account = User.objects.select_related("unit").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
