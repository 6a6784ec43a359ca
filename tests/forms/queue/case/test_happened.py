"""Deciding on stale data is refused with what changed, and nothing typed is lost."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from forms.clock.extending import extend
from forms.models import Attachment, Correction, Event
from forms.models.events import append
from forms.queue.case.as_it_was import answers_at, changes_since, files_at
from forms.states import State as S
from home.models import Role
from tests import cases, factories


def address(case, to):
    return reverse("cases:move", args=[case.pk, to])


def text(response):
    return html.unescape(response.content.decode())


def hidden(response, name):
    return re.search(rf'name="{name}" value="(\d+)"', text(response)).group(1)


def opened(client, case, to):
    """What a page on which a decision is written sends along."""
    page = client.get(address(case, to))
    return {name: hidden(page, name) for name in ("version", "seen")}


def test_R03_too_late_reads_what_happened_since_the_page_was_opened(at_work, office):
    case = cases.case(office, state=S.PROCESSING)
    late = at_work()
    seen = opened(late, case, S.STOPPED)
    append(case.pk, Event.Act.NOTED, actor=factories.staff(office), note="Đã gọi cho người nộp.")
    first = at_work(Role.OFFICER, last_name="Phạm", first_name="Nhanh")
    case.refresh_from_db()
    first.post(address(case, S.INSPECTION), {"version": case.version})
    refused = late.post(address(case, S.STOPPED), {**seen, "reason": "Người nộp xin dừng."})
    assert refused.status_code == 409
    told = text(refused)
    assert "Đã xảy ra từ lúc bạn mở trang" in told
    assert "Đã gọi cho người nộp." in told
    assert "Thẩm định thực tế" in told
    assert told.index("Đã gọi cho người nộp.") < told.rindex("Phạm Nhanh")
    assert "Người nộp xin dừng." in told  # what was typed


def test_what_was_read_before_is_not_told_again(at_work, office):
    case = cases.case(office, state=S.PROCESSING)
    append(case.pk, Event.Act.NOTED, actor=factories.staff(office), note="Chuyện cũ.")
    late = at_work()
    seen = opened(late, case, S.STOPPED)
    case.refresh_from_db()
    at_work().post(address(case, S.INSPECTION), {"version": case.version})
    refused = late.post(address(case, S.STOPPED), {**seen, "reason": "x"})
    assert "Chuyện cũ." not in text(refused)


def test_an_extension_shows_both_days(at_work, office):
    case = cases.case(office, state=S.PROCESSING)
    late = at_work()
    seen = opened(late, case, S.STOPPED)
    before = case.due_on
    leader = factories.staff(office, Role.LEADER)
    extended = extend(case.pk, leader, case.version, "Chờ ý kiến.", 5)
    refused = late.post(address(case, S.STOPPED), {**seen, "reason": "x"})
    assert f"<del>{before:%d/%m/%Y}</del> <ins>{extended.due_on:%d/%m/%Y}</ins>" in text(refused)


def test_a_new_assignee_is_named(at_work, office):
    case = cases.case(office, state=S.ACCEPTED)
    officer = factories.staff(office, last_name="Trần", first_name="Mai")
    late = at_work(Role.LEADER)
    seen = opened(late, case, S.ASSIGNED)
    append(case.pk, Event.Act.ASSIGNED, actor=officer)
    type(case).objects.filter(pk=case.pk).update(assignee=officer, version=case.version + 1)
    refused = late.post(address(case, S.ASSIGNED), {**seen, "officer": officer.pk})
    assert refused.status_code == 409
    assert "<ins>Trần Mai</ins>" in text(refused)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 50, "²", None])
def test_a_page_that_does_not_say_what_it_showed_is_told_who_was_first(at_work, office, seen):
    case = cases.case(office, state=S.PROCESSING)
    data = {"version": case.version - 1, "reason": "x"} | ({} if seen is None else {"seen": seen})
    refused = at_work().post(address(case, S.STOPPED), data)
    assert refused.status_code == 409
    assert "Đã xảy ra từ lúc" not in text(refused)


def corrected(case, name, value):
    """As an officer carries out what a citizen asked for."""
    old = case.all_answers.get(name)
    request = cases.case(case.office, "data_request", about=case)
    Correction.of(case, name, old, value, request=request).save()
    case.store({name: value})
    case.save()
    append(case.pk, Event.Act.CORRECTED, actor=factories.staff(case.office))
    case.refresh_from_db()


@pytest.mark.parametrize(("route", "to"), [("cases:extend", []), ("cases:move", [S.STOPPED])])
def test_whoever_is_told_of_new_answers_too_late_has_read_them(at_work, office, route, to):
    case, late = cases.case(office, state=S.PROCESSING), at_work(Role.LEADER)
    line = append(case.pk, Event.Act.NOTED, actor=late.user, note="Gọi lại sau.")
    case.refresh_from_db()
    corrected(case, "centre_name_vi", "Trung tâm Tên Mới")
    seen = {"version": case.version - 1, "seen": line.number}
    refused = late.post(reverse(route, args=[case.pk, *to]), {**seen, "reason": "x"})
    assert refused.status_code == 409
    assert "<ins>Trung tâm Tên Mới</ins>" in text(refused)
    assert case.events.filter(act=Event.Act.READ, actor=late.user).count() == 1


def test_answers_are_told_old_beside_new(at_work, office):
    case = cases.case(office, state=S.PROCESSING)
    late = at_work()
    seen = opened(late, case, S.STOPPED)
    case.refresh_from_db()
    old = case.all_answers["centre_name_vi"]
    corrected(case, "centre_name_vi", "Trung tâm Tên Mới")
    at_work().post(address(case, S.INSPECTION), {"version": case.version})
    refused = late.post(address(case, S.STOPPED), {**seen, "reason": "x"})
    assert f"<del>{old}</del>" in text(refused)
    assert "<ins>Trung tâm Tên Mới</ins>" in text(refused)


def test_the_answers_of_a_moment_are_those_before_all_that_came_later(office):
    case = cases.case(office, state=S.PROCESSING)
    names, moments = ["Tên Một", "Tên Hai"], [timezone.now()]
    first = case.all_answers["centre_name_vi"]
    for name in names:
        corrected(case, "centre_name_vi", name)
        moments.append(timezone.now())
    assert [answers_at(case, at)["centre_name_vi"] for at in moments] == [first, *names]
    assert changes_since(case, moments[-1], works=True) == []


def test_a_file_that_came_and_one_that_went_are_changes(office):
    case = cases.case(office, state=S.PROCESSING)
    gone = cases.attach(case, "cu.pdf", "authority_paper")
    before = timezone.now()
    supplement = cases.ask_for(case, due_on=before.date(), ended_at=timezone.now(), how="online")
    new = cases.attach(case, "moi.pdf", "authority_paper")
    Attachment.every.filter(pk=new.pk).update(came_with=supplement)
    Attachment.every.filter(pk=gone.pk).update(left_with=supplement, in_force=False)
    assert [file.name for file in files_at(case, before)] == ["cu.pdf"]
    assert [file.name for file in files_at(case, timezone.now())] == ["moi.pdf"]


def test_who_does_not_work_the_case_reads_no_sealed_change(office):
    case = cases.case(office, state=S.PROCESSING)
    before = timezone.now()
    corrected(case, "submitter_id_number", "079099000001")
    assert changes_since(case, before, works=False) == []
    assert [one.name for one in changes_since(case, before, works=True)] == ["submitter_id_number"]


def test_R19_whoever_is_only_heard_reads_no_inner_line_by_coming_too_late(at_work, office):
    case = cases.case(office, "nomination", S.PROCESSING)
    append(case.pk, Event.Act.NOTED, actor=factories.staff(office), note="Gọi 0901 về hồ sơ.")
    guest = at_work(Role.ASSOCIATION)
    refused = guest.post(address(case, S.SIGNING), {"version": 0, "seen": 0})
    assert refused.status_code == 409
    assert "Gọi 0901" not in text(refused)
    assert "Ghi chú" not in text(refused).partition("Đã xảy ra")[2]
