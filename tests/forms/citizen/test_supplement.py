"""A citizen completes a sent case: only what is open, saved at once, sent once."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from forms.citizen.access import COOKIE
from forms.clock import CalendarDay
from forms.models import Attachment, Case, Event, Remark, Supplement
from forms.models.events import faults
from forms.moves.transitions import Details, move
from forms.references import pin_digest
from forms.sealing import seal
from forms.states import State
from forms.supplements.asking import Mark
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given
from tests.forms.kinds.ugly import UGLY
from tests.journeys import errors_in, pdf, png

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


@pytest.fixture
def ask(office, citizen):
    """`ask(ADDRESS, CV)`: a case of this citizen that waits for these points."""
    cases.calendar(office)
    page = factories.form_page(office, procedure=factories.procedure(office, working_days=15))

    def asked(*marks, answers=None, **columns) -> Case:
        made = cases.case(
            office,
            state=State.SUPPLEMENT,
            answers=answers or given.licence(),
            form_page=page,
            pin_digest="",
            **columns,
        )
        Case.objects.filter(pk=made.pk).update(pin_digest=pin_digest(made.key.hex, PIN))
        for slot in given.files("licence", made.all_answers):
            cases.attach(made, f"{slot}.pdf", slot)
        Supplement.objects.filter(case=made).delete()
        cases.ask_for(made, *map(placed, marks))
        citizen.client.cookies[COOKIE] = seal({made.key.hex: PIN})
        return Case.objects.get(pk=made.pk)

    return asked


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


def test_the_follow_page_says_what_is_asked_until_when_and_leads_there(citizen, ask):
    case = ask(ADDRESS, CV)
    page = text(citizen.get(address(case, "follow_case")))
    assert "Ghi rõ số nhà." in page
    assert f"{case.supplement_due_on:%d/%m/%Y}" in page
    assert address(case, "follow_supplement") in page
    page = text(citizen.get(address(case, "follow_supplement")))
    assert step_of(case, "head_address") in page
    assert "Chụp lại cho rõ." in page


def test_a_point_has_the_name_of_its_question_in_the_reader_s_language(citizen, ask):
    label = Case(kind_code="licence").kind.labels["head_address"]
    case = ask(Mark(**{**vars(ADDRESS), "label": str(label)}), CV)
    with override("lo"):
        pages = [text(citizen.get(address(case, name))) for name in FOLLOWED]
        assert all(f"{label}<" in page for page in pages)
    assert all('lang="vi">Lý lịch' in page for page in pages)  # asked by another name now


def test_the_remark_stands_at_its_field_and_the_rest_is_to_read(citizen, ask):
    case = ask(ADDRESS)
    page = text(citizen.get(step_of(case, "head_address")))
    assert "Ghi rõ số nhà." in page
    assert 'name="head_address"' in page
    assert 'name="premises_right"' not in page
    assert "Số 10, đường Ví Dụ 1" in page


def test_what_is_changed_is_saved_but_not_in_the_case_until_it_is_sent(citizen, ask):
    case = ask(ADDRESS)
    answer = change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    assert answer.status_code == 302, errors_in(answer)
    assert answer["Location"] == address(case, "supplement_check")
    assert fresh(case).answers["head_address"] == "Số 10, đường Ví Dụ 1"
    assert "Số 12, đường Mới" in text(citizen.get(step_of(case, "head_address")))
    assert "Đã sửa" in text(citizen.get(address(case, "follow_supplement")))


def test_old_stands_beside_new_and_is_sent_once(citizen, ask):
    case = ask(ADDRESS)
    change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    page = citizen.get(address(case, "supplement_check"))
    assert "Số 10, đường Ví Dụ 1" in text(page)
    assert "Số 12, đường Mới" in text(page)
    sent = {"seen": seen_in(page), "declaration": "on"}
    clicks = [citizen.post(address(case, "supplement_check"), sent) for _click in range(2)]
    assert [click["Location"] for click in clicks] == [address(case, "supplement_sent")] * 2
    case = fresh(case)
    assert (case.state, case.answers["head_address"]) == (State.PROCESSING, "Số 12, đường Mới")
    assert case.supplement_due_on is None
    assert case.due_on == cases.calendar(case.office).after(timezone.localdate(), 15)
    done = case.supplements.get()
    assert (done.how, done.late) == (Supplement.How.ONLINE, False)
    assert done.replaced == {"head_address": "Số 10, đường Ví Dụ 1"}
    assert done.changes == {"head_address": "Số 12, đường Mới"}
    assert case.events.filter(act=Event.Act.ANSWERED).count() == 1
    assert faults(case) == []
    assert "Đã gửi bổ sung" in text(citizen.get(address(case, "supplement_sent")))


def test_R09_what_is_locked_stays_whatever_is_sent(citizen, ask):
    case = ask(ADDRESS)
    before = fresh(case).all_answers
    crafted = {
        "head_address": "Số 12, đường Mới",
        "premises_right": "so_huu",
        "lease_until": "01/01/2040",
        "phone": "0900000000",
        "kind_code": "student",
    }
    change(citizen, case, "head_address", **crafted)
    other = step_of(case, "centre_name_vi")
    citizen.post(other, {"act": "next", "centre_name_vi": "Tên khác"})
    citizen.post(step_of(case, "programmes"), {"act": "add:programmes", "programmes-count": "0"})
    send(citizen, case)
    after = fresh(case).all_answers
    assert after == before | {"head_address": "Số 12, đường Mới"}


def test_R09_files_that_are_not_asked_for_stay(citizen, ask):
    case = ask(ADDRESS)
    kept = case.attachments.get(slot="director_cv_file")
    url = step_of(case, "director_cv_file")
    citizen.post(url, {"act": f"drop:{kept.pk}"})
    citizen.post(url, {"act": "next", "director_cv_file": pdf("khac.pdf")})
    assert citizen.post(url, {"act": "attach:director_cv_file"}).status_code == 404
    assert not Attachment.every.exclude(left_with=None).exists()
    assert not Attachment.every.filter(in_force=False).exists()


def test_a_file_is_replaced_and_the_old_one_is_kept(citizen, ask):
    case = ask(CV)
    old = case.attachments.get(slot="director_cv_file")
    answer = change(citizen, case, "director_cv_file", director_cv_file=pdf("ro-hon.pdf"))
    assert answer.status_code == 302, errors_in(answer)
    assert case.attachments.get(slot="director_cv_file") == old  # not sent yet
    new = Attachment.every.get(in_force=False)
    assert citizen.get(reverse("case_file", args=[case.key, new.pk])).status_code == 200
    send(citizen, case)
    assert case.attachments.get(slot="director_cv_file") == new
    old = Attachment.every.get(pk=old.pk)
    assert (old.in_force, old.left_with) == (False, case.supplements.get())
    assert old.file.storage.exists(old.file.name)


def test_a_new_file_that_was_never_sent_can_be_taken_away(
    citizen, ask, django_capture_on_commit_callbacks
):
    case = ask(CV)
    change(citizen, case, "director_cv_file", director_cv_file=pdf("mot.pdf"))
    new = Attachment.every.get(in_force=False)
    with django_capture_on_commit_callbacks(execute=True):
        citizen.post(step_of(case, "director_cv_file"), {"act": f"drop:{new.pk}"})
    assert not Attachment.every.filter(in_force=False).exists()
    assert not new.file.storage.exists(new.file.name)


def test_one_open_row_can_be_changed_and_no_other_comes(citizen, ask):
    answers = given.licence()
    answers["programmes"] = [
        answers["programmes"][0],
        {**answers["programmes"][0], "name": "Lớp B"},
    ]
    case = ask(PROGRAMME, answers=answers)
    page = text(citizen.get(step_of(case, "programmes")))
    assert 'name="programmes-0-name"' in page
    assert 'name="programmes-1-name"' not in page
    assert "add:programmes" not in page
    cells = {f"programmes-0-{name}": value for name, value in answers["programmes"][0].items()}
    crafted = {"programmes-1-name": "Lớp lạ", "programmes-count": "9", "programmes-5-name": "X"}
    answer = change(citizen, case, "programmes", **cells | {"programmes-0-periods": "90"} | crafted)
    assert answer.status_code == 302, errors_in(answer)
    send(citizen, case)
    rows = fresh(case).all_answers["programmes"]
    assert [row["name"] for row in rows] == [answers["programmes"][0]["name"], "Lớp B"]
    assert rows[0]["periods"] == 90


def test_rows_come_where_the_whole_list_is_open(citizen, ask):
    case = ask(PROGRAMMES)
    row = case.all_answers["programmes"][0]
    cells = {f"programmes-{n}-{name}": value for n in (0, 1) for name, value in row.items()}
    cells |= {"programmes-count": "2", "programmes-1-name": "Lớp mới"}
    added = change(citizen, case, "programmes", **cells | {"act": "add:programmes"})
    assert added.status_code == 302
    assert change(citizen, case, "programmes", **cells).status_code == 302
    assert "Lớp mới" in text(citizen.get(address(case, "supplement_check")))
    send(citizen, case)
    assert len(fresh(case).all_answers["programmes"]) == 2


def test_what_an_open_answer_brings_up_can_be_answered(citizen, ask):
    mark = Mark(What.FIELD, "", "premises_right", "Địa điểm", "Quyền", "Đã mua nhà chưa?")
    answers = given.licence(premises_right="so_huu", lease_until=None)
    case = ask(mark, answers=answers)
    page = text(citizen.get(step_of(case, "premises_right")))
    assert 'name="lease_until"' in page
    missing = change(citizen, case, "premises_right", premises_right="thue")
    assert missing.status_code == 422
    until = timezone.localdate() + timedelta(days=5 * 366)
    answer = change(
        citizen, case, "premises_right", premises_right="thue", lease_until=f"{until:%d/%m/%Y}"
    )
    assert answer.status_code == 302, errors_in(answer)
    send(citizen, case)
    assert fresh(case).all_answers["lease_until"] == until.isoformat()


def test_a_wrong_answer_is_kept_said_and_not_sent(citizen, ask):
    case = ask(ADDRESS)
    asked = change(citizen, case, "head_address", head_address="")
    assert asked.status_code == 422
    refused = send(citizen, case)
    assert refused.status_code == 422
    assert fresh(case).state == State.SUPPLEMENT
    assert "Cần sửa" in text(citizen.get(address(case, "follow_supplement")))


def test_a_point_left_as_it_was_asks_for_words(citizen, ask):
    case = ask(ADDRESS, CV)
    change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    assert send(citizen, case).status_code == 422
    remark = Remark.objects.get(name="director_cv_file")
    answer = send(citizen, case, **{f"reply-{remark.pk}": "Bản này là bản gốc."})
    assert answer.status_code == 302, errors_in(answer)
    remark.refresh_from_db()
    assert remark.reply == "Bản này là bản gốc."
    assert "Bản này" not in remark.sealed_reply


def test_what_was_written_is_kept_when_the_declaration_is_missing(citizen, ask):
    case = ask(ADDRESS)
    remark = Remark.objects.get()
    asked = send(citizen, case, declaration="", **{f"reply-{remark.pk}": "Đúng rồi mà."})
    assert asked.status_code == 422
    assert "Đúng rồi mà." in text(asked)
    assert "Đúng rồi mà." in text(citizen.get(address(case, "supplement_check")))
    assert fresh(case).state == State.SUPPLEMENT


@pytest.mark.engines
def test_a_year_without_calendar_is_said_and_nothing_is_lost(citizen, ask, office):
    case = ask(ADDRESS, CV)
    change(citizen, case, "head_address", head_address="Số 12, đường Mới")
    CalendarDay.objects.all().delete()
    reply = {f"reply-{Remark.objects.get(name='director_cv_file').pk}": "Bản này là bản gốc."}
    refused = send(citizen, case, **reply)
    assert refused.status_code == 422
    assert "chưa nhập lịch làm việc" in text(refused)
    assert "Bản này là bản gốc." in text(refused)
    assert "Số 12, đường Mới" in text(refused)
    assert (fresh(case).state, faults(fresh(case))) == (State.SUPPLEMENT, [])
    cases.calendar(office)
    assert send(citizen, case, **reply).status_code == 302


def test_R07_two_windows_do_not_overwrite_each_other(citizen, ask):
    case = ask(ADDRESS)
    url = step_of(case, "head_address")
    seen = seen_in(citizen.get(url))
    one = {"seen": seen, "act": "next"}
    citizen.post(url, one | {"head_address": "Số 12"})
    late = citizen.post(url, one | {"head_address": "Số 14"})
    assert late.status_code == 409
    assert "Số 14" in text(late)
    assert "Số 12" in text(citizen.get(url))
    page = citizen.get(address(case, "supplement_check"))
    citizen.post(url, {"seen": seen_in(citizen.get(url)), "act": "next", "head_address": "Số 15"})
    stale = citizen.post(
        address(case, "supplement_check"), {"seen": seen_in(page), "declaration": "on"}
    )
    assert stale.status_code == 409
    assert "Số 15" in text(stale)
    assert fresh(case).state == State.SUPPLEMENT


def test_what_is_being_typed_is_saved(citizen, ask):
    case = ask(ADDRESS)
    url = step_of(case, "head_address")
    seen = seen_in(citizen.get(url))
    saved = citizen.post(url, {"seen": seen, "act": "typing", "head_address": "Số 12"})
    assert saved.status_code == 200
    assert saved.json()["action"] == url
    assert saved.json()["seen"] == seen_in(citizen.get(url))
    assert "Số 12" in text(citizen.get(url))


def test_before_reception_it_goes_back_to_the_clerk(citizen, ask):
    case = ask(ADDRESS, received_at=None, working_days=None)
    change(citizen, case, "head_address", head_address="Số 12")
    send(citizen, case)
    case = fresh(case)
    assert (case.state, case.due_on) == (State.SUBMITTED, None)
    assert "từ ngày tiếp nhận" in text(citizen.get(address(case, "supplement_sent")))


def test_a_late_answer_is_taken_and_said_to_be_late(citizen, ask):
    case = ask(ADDRESS, supplement_due_on=timezone.localdate() - timedelta(days=1))
    assert "Hạn đã qua" in text(citizen.get(address(case, "follow_supplement")))
    change(citizen, case, "head_address", head_address="Số 12")
    send(citizen, case)
    assert case.supplements.get().late
    assert "sau hạn" in text(citizen.get(address(case, "supplement_sent")))
    assert "sau hạn" in case.events.get(act=Event.Act.ANSWERED).note


def test_due_today_is_in_time(citizen, ask):
    case = ask(ADDRESS, supplement_due_on=timezone.localdate())
    assert "Hạn đã qua" not in text(citizen.get(address(case, "follow_supplement")))


@pytest.mark.parametrize("to", [State.EXPIRED, State.WITHDRAWN, State.PROCESSING])
def test_what_is_typed_after_the_case_went_on_is_shown_to_be_copied(citizen, ask, to, office):
    case = ask(ADDRESS, supplement_due_on=timezone.localdate() - timedelta(days=1))
    url = step_of(case, "head_address")
    change(citizen, case, "head_address", head_address="Số 12")
    clerk = factories.staff(office, Role.CLERK)
    move(case.pk, to, clerk, case.version, Details(reason="Lý do."))
    late = citizen.post(url, {"act": "next", "head_address": "Số 14, đường Dài"})
    assert late.status_code == 409
    assert "Số 14, đường Dài" in text(late)
    assert citizen.post(address(case, "supplement_check"), {}).status_code == 302
    for name in ("follow_supplement", "supplement_check", "supplement_sent"):
        assert citizen.get(address(case, name))["Location"] == address(case, "follow_case")
    done = case.supplements.get()
    assert done.changes == {}  # what was never sent is not kept
    assert fresh(case).answers["head_address"] == "Số 10, đường Ví Dụ 1"


def test_an_ended_request_leaves_no_file_behind(citizen, ask, office):
    case = ask(CV)
    change(citizen, case, "director_cv_file", director_cv_file=pdf("mot.pdf"))
    clerk = factories.staff(office, Role.CLERK)
    move(case.pk, State.PROCESSING, clerk, case.version)
    assert not Attachment.every.filter(in_force=False).exists()
    assert case.attachments.get(slot="director_cv_file").left_with is None
    assert case.supplements.get().how == Supplement.How.COUNTER


def test_sealed_answers_stay_sealed_old_and_new(citizen, ask):
    mark = Mark(What.FIELD, "", "director_id_number", "Giám đốc", "Số định danh", "Sai số.")
    case = ask(mark)
    answer = change(citizen, case, "director_id_number", director_id_number="079080009999")
    assert answer.status_code == 302, errors_in(answer)
    half = case.supplements.get()
    assert half.answers == {}
    send(citizen, case)
    done = case.supplements.get()
    assert (done.answers, done.old_answers) == ({}, {})
    assert done.replaced == {"director_id_number": "079080001234"}
    assert done.changes == {"director_id_number": "079080009999"}


def test_a_found_number_that_changes_is_found_anew(citizen, ask):
    mark = Mark(What.FIELD, "", "submitter_id_number", "Người nộp", "Số định danh", "Sai số.")
    case = ask(mark)
    rows = case.sealed_index.filter(field="submitter_id_number")
    before = set(rows.values_list("digest", flat=True))
    answer = change(citizen, case, "submitter_id_number", submitter_id_number="079190009999")
    assert answer.status_code == 302, errors_in(answer)
    send(citizen, case)
    after = set(rows.values_list("digest", flat=True))
    assert len(after - before) == len(before - after) == 1


def test_what_was_wrong_before_and_is_not_asked_about_stops_nobody(citizen, ask):
    answers = given.licence(website="không phải trang", class_max_size=9999)
    case = ask(ADDRESS, answers=answers)
    change(citizen, case, "head_address", head_address="Số 12")
    assert send(citizen, case).status_code == 302
    assert fresh(case).answers["website"] == "không phải trang"


def test_a_stranger_and_a_case_that_nobody_asks_about_see_nothing(citizen, stranger, ask, office):
    case = ask(ADDRESS)
    for name in ("follow_supplement", "supplement_check", "supplement_sent"):
        assert stranger.get(address(case, name)).status_code == 404
    assert stranger.get(step_of(case, "head_address")).status_code == 404
    assert stranger.post(step_of(case, "head_address"), {"act": "next"}).status_code == 404
    assert citizen.get(address(case, "supplement_step", "khong-co")).status_code == 404


@pytest.mark.parametrize("file", [png("anh.png"), pdf("tai-lieu.exe")])
def test_a_refused_file_is_said_at_its_place(citizen, ask, file):
    case = ask(Mark(What.FILES, "", "director_cv_file", "", "Lý lịch", "Chụp lại."))
    file.name = "virus.exe"
    asked = change(citizen, case, "director_cv_file", director_cv_file=file)
    assert asked.status_code == 422
    assert not Attachment.every.filter(in_force=False).exists()


def test_the_screens_ask_little_of_the_database(citizen, ask, statements):
    case = ask(ADDRESS, CV, PROGRAMMES)
    found = {}
    for name, url in {
        "overview": address(case, "follow_supplement"),
        "step": step_of(case, "head_address"),
        "check": address(case, "supplement_check"),
    }.items():
        citizen.get(url)
        with statements() as made:
            citizen.get(url)
        found[name] = len(made)
    url = step_of(case, "head_address")
    seen = seen_in(citizen.get(url))
    with statements() as made:
        citizen.post(url, {"seen": seen, "act": "typing", "head_address": "Số 12"})
    found["saving"] = len(made)
    # Beside the case, its request and its files: what a running site keeps in memory.
    assert max(found.values()) <= 15, found


def test_ugly_values_are_refused_or_kept_and_never_break_a_page(citizen, ask):
    case = ask(ADDRESS, CV)
    url, check = step_of(case, "head_address"), address(case, "supplement_check")
    reply = f"reply-{Remark.objects.get(name='director_cv_file').pk}"
    for value in (one for one in UGLY[::4] if "\udfff" not in one):
        fields = {"head_address": value, "seen": value, "act": value}
        assert citizen.post(url, fields).status_code < 500, repr(value)[:60]
        plain = {"head_address": value, "act": "next"}
        assert citizen.post(url, plain).status_code < 500, repr(value)[:60]
        sent = {reply: value, "declaration": "", "seen": seen_in(citizen.get(check))}
        answer = citizen.post(check, sent)
        assert answer.status_code < 500, repr(value)[:60]
        if "<" in value:
            assert value not in text(answer)
        assert citizen.get(address(case, "follow_supplement")).status_code == 200
