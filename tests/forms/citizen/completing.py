"""A case that waits for marked points, and a citizen who completes it."""

import re
from typing import Any

from django.urls import reverse

from forms.models import Case, Remark
from forms.supplements.asking import Mark

PIN = "ABCD2345"
FOLLOWED = ("follow_case", "follow_supplement")
What = Remark.What
ADDRESS = Mark(What.FIELD, "dia-diem", "head_address", "Địa điểm", "Địa chỉ", "Ghi rõ số nhà.")
PROGRAMME = Mark(
    What.ROW, "chuong-trinh", "programmes", "Chương trình", "Lớp 1", "Ghi số tiết.", row=0
)
PROGRAMMES = Mark(
    What.ROWS, "chuong-trinh", "programmes", "Chương trình", "Chương trình", "Thêm lớp."
)
CV = Mark(What.FILES, "giam-doc", "director_cv_file", "Giám đốc", "Lý lịch", "Chụp lại cho rõ.")


def text(response: Any) -> str:
    return response.content.decode()


def slug_of(name: str) -> str:
    """The step that asks this."""
    kind = Case(kind_code="licence").kind
    return next(step.slug for step in kind.steps if name in step.base_fields)


def placed(mark: Mark) -> Mark:
    return Mark(**{**vars(mark), "slug": slug_of(mark.name)})


def address(case, name, *args):
    return reverse(name, args=[case.key, *args])


def step_of(case, name):
    return address(case, "supplement_step", slug_of(name))


def seen_in(page) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text(page))
    assert found, text(page)[:300]
    return found[1]


def change(citizen, case, name, **data):
    url = step_of(case, name)
    seen = seen_in(citizen.get(url))
    return citizen.post(url, {"seen": seen, "act": "next"} | data)


def send(citizen, case, **data):
    url = address(case, "supplement_check")
    return citizen.post(url, {"seen": seen_in(citizen.get(url)), "declaration": "on"} | data)


def fresh(case) -> Case:
    return Case.objects.get(pk=case.pk)
