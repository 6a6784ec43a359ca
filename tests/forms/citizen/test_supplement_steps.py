"""Completing a sent case, step by step: only what is open, saved at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forms.models import Attachment
from forms.moves.transitions import Details, move
from forms.states import State
from forms.supplements.asking import Mark
from home.models import Role
from tests import factories
from tests.forms.citizen.completing import (
    ADDRESS,
    CV,
    PROGRAMME,
    PROGRAMMES,
    What,
    address,
    change,
    fresh,
    seen_in,
    send,
    step_of,
    text,
)
from tests.forms.kinds import answers as given
from tests.journeys import errors_in, pdf, png


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


@pytest.mark.parametrize("file", [png("anh.png"), pdf("tai-lieu.exe")])
def test_a_refused_file_is_said_at_its_place(citizen, ask, file):
    case = ask(Mark(What.FILES, "", "director_cv_file", "", "Lý lịch", "Chụp lại."))
    file.name = "virus.exe"
    asked = change(citizen, case, "director_cv_file", director_cv_file=file)
    assert asked.status_code == 422
    assert not Attachment.every.filter(in_force=False).exists()
