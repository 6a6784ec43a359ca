"""The record of an inspection: made by whoever inspects, before the case goes on, never lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forms.assigning import assign
from forms.models import Attachment, Event, Inspection
from forms.states import State, may
from home.models import Role
from tests import cases, factories, journeys


@pytest.fixture
def case(office):
    found = cases.case(office, state=State.INSPECTION)
    type(found).objects.filter(pk=found.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    return found


def said(case, **changes):
    """What an officer types after a visit that found everything in order."""
    at = timezone.localtime() - timedelta(hours=1)
    results = {f"result_{one.code}": "met" for one in case.course.conditions}
    return {
        "version": case.version,
        "at": f"{at:%Y-%m-%dT%H:%M}",
        "place": "Số 1, đường Thử",
        "present": "Bà Trần Thị Mẫu, giám đốc\nÔng Lê Văn Thử, chuyên viên",
        "conclusion": "met",
        **results,
    } | changes


def post(client, case, **changes):
    return client.post(reverse("cases:inspection", args=[case.pk]), said(case, **changes))


def test_a_case_leaves_the_inspection_only_with_its_record(at_work, case):
    client = at_work(Role.OFFICER)
    for to in (State.PROCESSING, State.SIGNING):
        assert may(client.user, case, to) == (False, "Hãy lập biên bản thẩm định thực tế trước.")
    assert post(client, case).status_code == 302
    case.refresh_from_db()
    assert may(client.user, case, State.PROCESSING)[0]
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "Biên bản lần 1" in page
    assert "Bà Trần Thị Mẫu, giám đốc" in page


def test_each_visit_needs_a_record_of_its_own(at_work, case):
    client = at_work(Role.OFFICER)
    post(client, case)
    for to in (State.PROCESSING, State.INSPECTION):
        case.refresh_from_db()
        client.post(reverse("cases:move", args=[case.pk, to]), {"version": case.version})
    case.refresh_from_db()
    assert case.state == State.INSPECTION
    assert not may(client.user, case, State.PROCESSING)[0]


def test_the_record_keeps_the_words_of_its_conditions_and_is_printed(at_work, case):
    post(at_work(Role.OFFICER), case, result_safety="not_met", conclusion="in_part", remarks="Sửa.")
    made = case.inspections.get()
    found = {one["code"]: (one["text"], one["result"]) for one in made.findings}
    assert found["safety"][1] == "not_met"
    assert all(text for text, _result in found.values())
    slip = case.slips.get(form="BB")
    assert [row[2] for row in slip.facts["vi"]["findings"]].count("Chưa đạt") == 1
    assert slip.facts["vi"]["conclusion"] == "Đủ điều kiện sau khi khắc phục"
    assert case.events.filter(act=Event.Act.INSPECTED).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "hôm qua"}, "at"),
        ({"at": "0001-01-01T00:00"}, "at"),
        ({"at": "9999-12-31T23:59"}, "at"),
        ({"place": " "}, "place"),
        ({"present": ""}, "present"),
        ({"result_safety": ""}, "result_safety"),
        ({"result_safety": "perhaps"}, "result_safety"),
        ({"conclusion": ""}, "conclusion"),
        ({"conclusion": "not_met"}, "remarks"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(at_work, case, changes, field):
    response = post(at_work(Role.OFFICER), case, **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Số 1, đường Thử" in response.content.decode() or field == "place"
    assert not Inspection.objects.exists()


def test_a_visit_that_did_not_take_place_needs_no_results(at_work, case):
    nothing = {f"result_{one.code}": "" for one in case.course.conditions}
    more = {"conclusion": "not_held", "remarks": "Cơ sở đóng cửa."}
    assert post(at_work(Role.OFFICER), case, **nothing, **more).status_code == 302
    assert {one["result"] for one in case.inspections.get().findings} == {"not_seen"}


def test_its_files_open_for_the_office_and_never_for_the_citizen(at_work, case, client, office):
    photo = SimpleUploadedFile("phong-hoc.png", journeys.png().read(), "image/png")
    officer = at_work(Role.OFFICER)
    assert post(officer, case, attached=photo).status_code == 302
    file = Attachment.every.get(case=case)
    assert file.inspection_id is not None
    assert not case.attachments.exists()
    opened = officer.get(reverse("cases:file", args=[case.pk, file.pk]))
    assert opened.status_code == 200
    citizen = factories.visitor(office)
    citizen.cookies["cases"] = cases.proof(case)
    assert citizen.get(reverse("case_file", args=[case.key, file.pk])).status_code == 404


def test_a_second_click_makes_no_second_record(at_work, case):
    client = at_work(Role.OFFICER)
    assert [post(client, case).status_code for _click in range(2)] == [302, 302]
    assert case.inspections.count() == 1


def test_who_was_first_is_told_to_whoever_was_second(at_work, case):
    first, second = at_work(Role.OFFICER), at_work(Role.OFFICER)
    post(first, case)
    response = post(second, case, place="Nơi khác")
    assert response.status_code == 409
    assert first.user.get_username() in response.content.decode()
    assert "Nơi khác" in response.content.decode()
    assert case.inspections.count() == 1


def test_what_is_wrong_in_it_does_not_hide_that_the_case_has_changed(at_work, case, office):
    assign(case.pk, factories.staff(office), at_work(Role.LEADER).user)
    response = post(at_work(Role.OFFICER), case, place="")
    assert response.status_code == 409
    assert "đã thay đổi trong lúc bạn xem" in response.content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY, Role.LEADER])
def test_others_read_why_it_is_not_theirs(at_work, case, role):
    response = post(at_work(role), case)
    assert response.status_code == 403
    assert "Chuyên viên" in response.content.decode()
    assert not Inspection.objects.exists()


def test_whoever_recorded_the_visit_does_not_decide(at_work, case):
    client = at_work(Role.OFFICER)
    client.user.groups.add(case.office.groups.get(role=Role.LEADER).group)
    post(client, case)
    signing = cases.case(case.office, state=State.SIGNING)
    assert may(client.user, signing, State.APPROVED)[0]
    case.refresh_from_db()
    case.state = State.SIGNING
    assert not may(client.user, case, State.APPROVED)[0]


def test_a_visit_before_the_case_was_sent_is_none(at_work, case):
    before = timezone.localtime(case.submitted_at) - timedelta(days=30)
    response = post(at_work(Role.OFFICER), case, at=f"{before:%Y-%m-%dT%H:%M}")
    assert response.status_code == 422
    assert "at" in response.context["form"].errors


def test_what_was_typed_can_be_copied_where_the_case_left_the_step_meanwhile(at_work, case):
    first, second = at_work(Role.OFFICER), at_work(Role.OFFICER)
    old = said(case, remarks="Cần thêm lối thoát hiểm ở tầng hai.", place="Nơi khác")
    post(first, case)
    case.refresh_from_db()
    first.post(reverse("cases:move", args=[case.pk, State.PROCESSING]), {"version": case.version})
    for version in (old["version"], case.version + 1):
        sent = {**old, "version": version}
        response = second.post(reverse("cases:inspection", args=[case.pk]), sent)
        assert response.status_code in (403, 409)
        assert "Cần thêm lối thoát hiểm ở tầng hai." in response.content.decode()
        assert "Nơi khác" in response.content.decode()
