"""What citizens of the demonstration ask, what they are answered, and how content they are."""

import uuid
from datetime import timedelta
from itertools import cycle

from django.db import transaction
from django.utils import timezone

from forms.citizen.rating import WITH_RESULT, keep
from forms.models import Case, Message, Rating
from forms.states import State
from forms.talking import Draft, answer, ask
from home.models import Office
from motcua.demo.cases import OFFICER, clock_at, staff, told_already

#: A question, and its answer where there is one yet.
TALKS = (
    (
        "Tôi muốn hỏi bao giờ có kết quả, vì trung tâm dự kiến khai giảng vào đầu tháng sau.",
        "Hồ sơ đang được xem xét và sẽ có kết quả đúng ngày hẹn ghi trên trang này.",
    ),
    (
        "Tôi đã đổi số điện thoại. Đơn vị có cần tôi gửi lại hồ sơ không?",
        "Bạn không phải gửi lại. Hãy đổi số liên hệ ngay trên trang tra cứu của hồ sơ.",
    ),
    ("Bản chính tôi mang đến vào buổi chiều thứ Sáu có được không?", ""),
    ("Hồ sơ của tôi còn thiếu giấy tờ nào nữa không?", ""),
)
#: Scores, with a word beside some.
VOICES = (
    (5, "Hướng dẫn rõ, nộp trên điện thoại được."),
    (4, ""),
    (5, ""),
    (2, "Chờ lâu mà không biết hồ sơ đang ở đâu."),
    (4, "Trả kết quả sớm hơn hẹn."),
    (3, ""),
    (5, ""),
    (4, ""),
    (1, "Phải nộp lại giấy tờ hai lần."),
)


def load_voices() -> None:
    """Creates what is missing; an office where somebody has written or rated is left alone."""
    for office in Office.objects.all():
        if not Message.objects.filter(case__office=office).exists():
            with transaction.atomic():
                talk(office)
                told_already(office)
        if not Rating.objects.filter(office=office).exists():
            with transaction.atomic():
                rate(office)


def talk(office: Office) -> None:
    """On cases that were there the day before yesterday; every other question still waits."""
    officer, today = staff(office)[OFFICER], timezone.localdate()
    at_work = Case.objects.filter(
        office=office,
        state__in=(State.SUBMITTED, State.PROCESSING, State.SIGNING),
        submitted_at__date__lt=today - timedelta(days=2),
    )
    for number, (case, (question, reply)) in enumerate(
        zip(at_work.order_by("-pk")[: 2 * len(TALKS)], cycle(TALKS), strict=False)
    ):
        with clock_at(today - timedelta(days=1), 9, number):
            ask(case.pk, Draft(uuid.uuid4(), question))
        if reply:
            with clock_at(today - timedelta(days=1), 14, number):
                answer(case.pk, Draft(uuid.uuid4(), reply), officer)


def rate(office: Office) -> None:
    decided = Case.objects.filter(office=office, state__in=WITH_RESULT).order_by("pk")
    for case, (score, comment) in zip(decided, VOICES, strict=False):
        keep(case.pk, score, comment)
