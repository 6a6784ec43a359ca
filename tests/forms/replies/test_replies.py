"""Canned replies: written with care, offered where one writes, filled in, never compiled."""

from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from forms.models import Event, Message, Reply, ReplyUse
from forms.queue.replies import ReplyForm
from forms.replies.filling import PLACEHOLDERS, checked, fill
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds.ugly import UGLY
from tests.overtaking import just_after

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
INDEX = "/cms/cau-mau/"


def working(office, role):
    user = factories.staff(office, role)
    client = factories.signed_in(user)
    client.user = user
    return client


@pytest.fixture
def officer(office):
    return working(office, Role.OFFICER)


@pytest.fixture
def leader(office):
    return working(office, Role.LEADER)


def reply(office, place="message", body="Hồ sơ {mã hồ sơ} của {người nộp}.", **fields):
    fields = {"title": "Đang xem", "place": place} | fields
    return Reply.objects.create(office=office, body=body, **fields)


def text(response):
    return response.content.decode()


def at(case, name, *args):
    return reverse(f"cases:{name}", args=[case.pk, *args])


def test_a_reply_is_filled_in_from_the_case(office):
    case = cases.case(office, state=State.PROCESSING, applicant="Bà Mẫu")
    said = fill("{Ma_Ho_So} · {nguoi nop} · {hạn} · {so quyet dinh} · {?}", case)
    assert said == f"{case.code} · Bà Mẫu · {case.due_on:%d/%m/%Y} · … · {{?}}"


def test_the_day_that_counts_is_the_citizens_while_the_office_waits(office):
    case = cases.case(office, state=State.SUPPLEMENT)
    assert fill("{hạn}", case) == f"{case.supplement_due_on:%d/%m/%Y}"


@pytest.mark.parametrize("value", ["{người nộp}", "{{7*7}}", "{% debug %}", "\\g<0>"])
def test_R46_what_a_citizen_wrote_is_never_read_as_a_placeholder(office, value):
    case = cases.case(office, applicant=value)
    assert fill("Kính gửi {người nộp}", case) == f"Kính gửi {value}"


def test_every_placeholder_becomes_something_of_any_case(office):
    case = cases.case(office, state=State.APPROVED)
    for one in PLACEHOLDERS:
        assert "{" not in fill(str(one), case)


def test_placeholders_are_kept_as_the_list_spells_them():
    assert checked("Hồ sơ {MA_HO_SO}, {hạn  trả}") == "Hồ sơ {mã hồ sơ}, {hạn trả}"


@pytest.mark.parametrize("wrong", ["{giấy tờ}", "một {", "} hai", "{{7*7}}"])
def test_an_unknown_placeholder_is_named_and_the_known_ones_are_listed(wrong):
    with pytest.raises(ValidationError) as error:
        checked(wrong)
    assert "{mã hồ sơ}" in " ".join(error.value.messages)


def test_a_leader_writes_tries_and_keeps_a_reply(office, leader):
    case = cases.case(office)
    fields = {"place": "message", "title": "Đang xem", "body": "Hồ sơ {ma_ho_so}", "kind": ""}
    tried = leader.post(f"{INDEX}moi/", fields | {"code": case.code, "preview": "1"})
    assert f"Hồ sơ {case.code}" in text(tried)
    assert not Reply.objects.exists()
    assert leader.post(f"{INDEX}moi/", fields).status_code == 302
    kept = Reply.objects.get()
    assert (kept.office, kept.body) == (office, "Hồ sơ {mã hồ sơ}")
    assert "Đang xem" in text(leader.get(f"{INDEX}?q=dang+xem"))
    assert "Không có câu mẫu nào" in text(leader.get(f"{INDEX}?q=khong+co"))
    leader.post(f"{INDEX}{kept.pk}/xoa/")
    assert not Reply.objects.exists()


def test_a_title_is_there_once_in_an_office(office, leader):
    reply(office)
    fields = {"place": "message", "title": "Đang xem", "body": "Khác", "kind": ""}
    assert leader.post(f"{INDEX}moi/", fields).status_code == 422


def test_a_wrong_reply_is_shown_again_as_typed(office, leader):
    kept = reply(office)
    fields = {"place": "message", "title": "Đang xem", "body": "Thiếu {giấy tờ}", "kind": ""}
    answer = leader.post(f"{INDEX}{kept.pk}/", fields)
    assert answer.status_code == 422
    assert "Thiếu {giấy tờ}" in text(answer)
    assert "Không có chỗ điền nào tên là {giấy tờ}." in text(answer)


def test_a_reply_cannot_be_tried_on_another_offices_case(office, leader):
    other = factories.office("cantho")
    cases.calendar(other)
    fields = {"place": "message", "title": "x", "body": "x", "kind": "", "preview": "1"}
    answer = leader.post(f"{INDEX}moi/", fields | {"code": cases.case(other).code})
    assert "Đơn vị không có hồ sơ nào với mã này." in text(answer)


def test_put_in_without_a_script_all_that_was_typed_stays_and_nothing_is_sent(office, officer):
    case = cases.case(office, state=State.PROCESSING, applicant="Bà Mẫu")
    one = reply(office)
    fields = {"text": "Kính gửi bà,", "mau": one.pk, "chen": "text"}
    page = text(officer.post(at(case, "write"), fields))
    assert f"Kính gửi bà,\n\nHồ sơ {case.code} của Bà Mẫu." in page
    assert not Message.objects.exists()
    assert ReplyUse.objects.get().times == 1


def test_a_note_takes_a_reply_too(office, officer):
    case = cases.case(office, state=State.PROCESSING)
    one = reply(office, "note", "Đã gọi điện.")
    page = text(officer.post(at(case, "note"), {"note": "", "mau": one.pk, "chen": "note"}))
    assert "Đã gọi điện.</textarea>" in page
    assert not case.events.filter(act=Event.Act.NOTED).exists()


@pytest.mark.parametrize(
    ("state", "to", "place", "role"),
    [
        (State.SIGNING, State.NOT_APPROVED, "refusal", Role.LEADER),
        (State.SUBMITTED, State.REFUSED, "refusal", Role.CLERK),
        (State.SIGNING, State.PROCESSING, "note", Role.LEADER),
        (State.PROCESSING, State.SUPPLEMENT, "supplement", Role.OFFICER),
    ],
)
def test_each_reason_is_offered_its_own_replies(office, state, to, place, role):
    case, client = cases.case(office, state=state), working(office, role)
    for one in Reply.Place.values:
        reply(office, one, f"Lời cho {one}", title=f"Mẫu {one}")
    page = text(client.get(at(case, "move", to)))
    offered = [one for one in Reply.Place.values if f">Mẫu {one}</option>" in page]
    assert offered == [place]
    chosen = Reply.objects.get(place=place)
    fields = {"reason": "Vì", "mau": chosen.pk, "chen": "reason", "version": case.version}
    page = text(client.post(at(case, "move", to), fields))
    assert f"Vì\n\nLời cho {place}</textarea>" in page
    case.refresh_from_db()
    assert case.state == state


def test_only_the_offices_own_replies_of_the_cases_kind_are_offered(office, officer):
    other = factories.office("cantho")
    reply(other, title="Của nơi khác")
    reply(office, title="Của loại khác", kind="student")
    reply(office, title="Của loại này", kind="licence")
    page = text(officer.get(at(cases.case(office, state=State.PROCESSING), "case")))
    assert "Của loại này" in page
    assert "Của nơi khác" not in page
    assert "Của loại khác" not in page


def test_what_one_uses_most_stands_first(office, officer):
    case = cases.case(office, state=State.PROCESSING)
    first, second = reply(office, title="A"), reply(office, title="B")
    for _time in range(2):
        answer = officer.post(at(case, "reply"), {"mau": second.pk})
    assert text(answer).startswith(f"Hồ sơ {case.code}")
    assert answer["Content-Type"].startswith("text/plain")
    page = text(officer.get(at(case, "case")))
    assert page.index(">B</option>") < page.index(">A</option>")
    colleague = text(working(office, Role.OFFICER).get(at(case, "case")))
    assert colleague.index(">A</option>") < colleague.index(">B</option>")
    assert first.uses.count() == 0


def send(client, path, **fields):
    """As `post`, of what no encoder takes."""
    content = urlencode(fields, errors="surrogatepass")
    return client.post(path, content, "application/x-www-form-urlencoded")


@pytest.mark.parametrize("value", UGLY)
def test_R40_no_value_breaks_a_reply(office, leader, value):
    case = cases.case(office, state=State.PROCESSING)
    fields = dict.fromkeys(("office", "place", "kind", "title", "body", "code"), value)
    for sent in (fields, fields | {"place": "note", "kind": "", "code": ""}):
        assert send(leader, f"{INDEX}moi/", **sent).status_code in (200, 302, 400, 422)
    if len(value) < 2000:
        query = urlencode({"q": value}, errors="surrogatepass")
        assert leader.get(f"{INDEX}?{query}").status_code in (200, 400)
    assert send(leader, at(case, "reply"), mau=value).status_code in (400, 404)
    answer = send(leader, at(case, "write"), mau=value, chen="text", text=value)
    assert answer.status_code in (200, 400)


def test_of_two_replies_of_one_title_saved_at_once_one_is_asked_for_another(leader, office):
    sent = {"title": "Đang xem", "place": "message", "kind": "", "body": "Xin chờ.", "code": ""}
    other = reply(office, title="Khác")
    for address in (f"{INDEX}moi/", f"{INDEX}{other.pk}/"):
        with just_after(ReplyForm, "is_valid", lambda: reply(office)):
            response = leader.post(address, sent)
        assert response.status_code == 422
        assert "Xin chờ." in text(response)
        assert "đã tồn tại" in text(response)
        Reply.objects.filter(title="Đang xem").delete()
    assert Reply.objects.get() == other
