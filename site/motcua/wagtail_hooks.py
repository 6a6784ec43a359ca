"""What only the demonstration has in the CMS: the mails that it did not send."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from forms.queue.cases import works_cases
from motcua.demo import mailbox


class MailsMenuItem(MenuItem):
    """Shown to those who work on cases."""

    def __init__(self) -> None:
        url = reverse_lazy("demo_mails")
        label = _("Thư đã gửi")
        super().__init__(label, url, "demo-mails", icon_name="mail", order=160)

    def is_shown(self, request: HttpRequest) -> bool:
        return works_cases(request.user)


def mail_urls() -> list[URLPattern]:
    return [
        path("thu-da-gui/", mailbox.mails, name="demo_mails"),
        path("thu-da-gui/<int:pk>/", mailbox.mail, name="demo_mail"),
    ]


if settings.DEMO:
    hooks.register("register_admin_urls", mail_urls)
    hooks.register("register_admin_menu_item", MailsMenuItem)
