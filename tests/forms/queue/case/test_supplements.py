"""What the officer sees come back: old beside new, per field, row and file, now and later."""

import html
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from forms.models import Attachment, Case, Remark, Supplement
from forms.states import State
from forms.supplements.answering import Answering
from forms.supplements.asking import Mark
from forms.supplements.sending import send
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given

What = Remark.What


def text(response):
    return html.unescape(response.content.decode())


def mark(name, what=What.FIELD, row=None, remark="Sửa lại."):
    kind = Case(kind_code="licence").kind
    slug = next(step.slug for step in kind.steps if name in step.base_fields)
    return Mark(what, slug, name, "Mục", f"Nhãn {name}", remark, row)


@pytest.fixture
def answered(office):
    """`answered(mark(...), head_address="…")`: a case whose citizen has answered."""

    def made(*marks, case=None, replies=None, **changes):
        if case is None:
            case = cases.case(office, state=State.SUPPLEMENT, answers=given.licence())
            case.supplements.all().delete()
        case.supplement_due_on = timezone.localdate()
        case.save()
        cases.ask_for(case, *marks)
        return answer(case, replies, **changes)

    def answer(case, replies, **changes):
        answering = Answering.of(Case.objects.get(pk=case.pk))
        answering.open_here = frozenset(changes)
        answering.store(changes)
        answering.save()
        words = {one.pk: (replies or {}).get(one.name, "") for one in answering.remarks}
        return send(answering, words)

    return made


def test_points_are_named_in_the_readers_language_while_the_form_asks_them(at_work, office):
    case = cases.case(office, state=State.SUPPLEMENT, answers=given.licence())
    case.supplements.all().delete()
    asked = str(case.kind.labels["head_address"])
    cases.ask_for(case, replace(mark("head_address"), label=asked), mark("director_name"))
    client = at_work()
    UserProfile.objects.create(user=client.user, preferred_language="en")
    page = text(client.get(reverse("cases:case", args=[case.pk])))
    with translation.override("en"):
        assert f"<strong>{case.kind.labels['head_address']}</strong>" in page
    assert "<strong>Nhãn director_name</strong>" in page


def test_old_stands_beside_new_with_the_remark_it_answers(at_work, answered):
    case = answered(mark("head_address", remark="Ghi rõ số nhà."), head_address="Số 12")
    page = text(at_work().get(reverse("cases:case", args=[case.pk])))
    for said in ("Ghi rõ số nhà.", "Số 10, đường Ví Dụ 1", "Số 12", "Người nộp đã sửa gì"):
        assert said in page


def test_what_was_left_is_told_with_its_explanation(at_work, answered):
    marks = mark("head_address"), mark("phone")
    case = answered(*marks, head_address="Số 12", replies={"phone": "Số này vẫn dùng."})
    page = text(at_work().get(reverse("cases:case", args=[case.pk])))
    assert "Giữ nguyên" in page
    assert "Số này vẫn dùng." in page


def test_a_row_is_shown_with_the_cells_that_changed(at_work, answered):
    rows = given.licence()["programmes"]
    changed = [{**rows[0], "periods": 90}, {**rows[0], "name": "Lớp mới"}]
    case = answered(mark("programmes", What.ROWS), programmes=changed)
    page = text(at_work().get(reverse("cases:case", args=[case.pk])))
    assert "<del>120</del>" in page
    assert "<ins>90</ins>" in page
    assert "<ins>Lớp mới</ins>" in page


def test_files_before_and_after_can_both_be_opened(at_work, office, answered):
    case = cases.case(office, state=State.SUPPLEMENT, answers=given.licence())
    old = cases.attach(case, "cu.pdf", "director_cv_file")
    asked = case.supplements.get()
    Remark.objects.create(supplement=asked, **vars(mark("director_cv_file", What.FILES)))
    new = cases.attach(case, "moi.pdf", "director_cv_file")
    coming = Attachment.every.filter(pk=new.pk)
    coming.update(in_force=False, came_with=asked)
    Attachment.every.filter(pk=old.pk).update(left_with=asked)
    client = at_work()
    file = reverse("cases:file", args=[case.pk, new.pk])
    assert client.get(file).status_code == 404  # not sent yet
    send(Answering.of(Case.objects.get(pk=case.pk)), {})
    page = text(client.get(reverse("cases:case", args=[case.pk])))
    for one in (old, new):
        address = reverse("cases:file", args=[case.pk, one.pk])
        assert address in page
        assert client.get(address).status_code == 200


def test_each_request_reads_as_it_was_when_others_have_followed(at_work, answered):
    case = answered(mark("head_address"), head_address="Số 12")
    case.state = State.SUPPLEMENT
    answered(mark("head_address"), case=case, head_address="Số 14")
    client = at_work()
    first = text(client.get(reverse("cases:supplement", args=[case.pk, 1])))
    assert "Số 10, đường Ví Dụ 1" in first
    assert "Số 12" in first
    assert "Số 14" not in first
    second = text(client.get(reverse("cases:supplement", args=[case.pk, 2])))
    assert "Số 12" in second
    assert "Số 14" in second
    assert client.get(reverse("cases:supplement", args=[case.pk, 3])).status_code == 404


def test_who_does_not_work_the_case_reads_no_private_answer(answered):
    case = answered(
        mark("director_id_number"),
        director_id_number="079080009999",
        replies={"director_id_number": "Thẻ mới."},
    )
    client = factories.signed_in(factories.superuser())
    for name, args in (("case", []), ("supplement", [1])):
        page = text(client.get(reverse(f"cases:{name}", args=[case.pk, *args])))
        assert "079080009999" not in page
        assert "079080001234" not in page
        assert "Thẻ mới." not in page


def test_the_case_page_costs_the_same_for_many_requests(
    at_work, answered, django_assert_max_num_queries
):
    case = answered(mark("head_address"), head_address="Số 12")
    for number in range(13, 17):
        case.state = State.SUPPLEMENT
        case = answered(mark("head_address"), case=case, head_address=f"Số {number}")
    client = at_work()
    client.get(reverse("cases:case", args=[case.pk]))
    with django_assert_max_num_queries(45):
        client.get(reverse("cases:case", args=[case.pk]))


def test_what_came_at_the_counter_is_noted(at_work, office):
    case = cases.case(office, state=State.SUPPLEMENT)
    client = at_work(Role.CLERK)
    move = reverse("cases:move", args=[case.pk, State.PROCESSING])
    assert client.get(move).status_code == 200
    client.post(move, {"version": case.version, "reason": "Nộp hợp đồng thuê nhà bản chính."})
    done = case.supplements.get()
    assert (done.how, done.answered_at is not None) == (Supplement.How.COUNTER, True)
    assert "Nộp hợp đồng thuê nhà" in text(client.get(reverse("cases:case", args=[case.pk])))
