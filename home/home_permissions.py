"""What nobody but a superuser does to an office's front page: remove it, hide it or move it."""

from wagtail.models import PagePermissionTester


class HomePermissionTester(PagePermissionTester):
    """Editors change the front page; without it the office would have no site."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_unpublish(self) -> bool:
        return self.user.is_superuser and super().can_unpublish()

    def can_move(self) -> bool:
        return self.user.is_superuser and super().can_move()
