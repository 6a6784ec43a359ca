"""Papers: when each is made, what it says for ever after, its number, and who makes it at once."""

import os
import re
import threading
from datetime import date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from forms.models import Attachment, Case, Event, Slip
from forms.models.append_only import AppendOnly
from forms.models.events import faults
from forms.models.slips import Changed
from forms.slips import dates, rendering
from forms.slips.issuing import Incomplete, issue_on_demand, to_be_issued
from forms.slips.papers import PAPERS
from forms.slips.pdf import NoPdf
from forms.slips.rendering import ensure_pdf, page_of
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds import answers as given
from tests.forms.slips.conftest import MARK, WAYS

S = State
ROUNDS = 30 if os.environ.get("CI") == "true" else 6


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("form", WAYS)
def test_each_move_makes_its_paper_and_no_other(slip_of, form):
    slip = slip_of(form)
    made = {one.form for one in slip.case.slips.all()}
    assert made == {form} | ({"01"} if S.ACCEPTED in WAYS[form] else set())
    assert slip.event.to_state == WAYS[form][-1]
    assert str(PAPERS[form].title) in text_of(page_of(slip))


def test_it_is_a_line_of_the_history_by_whoever_made_it(slip_of, people):
    slip = slip_of("03")
    line = slip.case.events.get(act=Event.Act.ISSUED)
    assert (line.actor, slip.issued_by) == (people[Role.CLERK],) * 2
    assert line.note == f"Phiếu từ chối tiếp nhận giải quyết hồ sơ, số {slip.number}"
    assert faults(Case.objects.get(pk=slip.case_id)) == []


def test_a_move_that_fails_makes_no_paper_and_takes_no_number(office, along):
    case = cases.case(office)
    with transaction.atomic():
        along(case, S.ACCEPTED)
        transaction.set_rollback(True)
    assert not Slip.objects.exists()
    assert Slip.objects.get(case=along(cases.case(office), S.ACCEPTED)).number.startswith("1/")


def test_numbers_run_without_gaps_per_office_year_and_book(slip_of):
    year = timezone.localdate().year
    assert [slip_of(form).number for form in ("01", "03", "01", "03")] == [
        f"1/{year}/GTN",
        f"1/{year}/TCTN",
        f"2/{year}/GTN",
        f"2/{year}/TCTN",
    ]


def test_the_receipt_says_all_that_the_form_asks(slip_of):
    slip = slip_of("01", phone="+84912345678", email="mau@example.vn", form_page=None)
    said = text_of(page_of(slip))
    for expected in (
        "ỦY BAN NHÂN DÂN",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Số: {slip.number}",
        f"Thành phố Hồ Chí Minh , {dates.in_words(timezone.localdate())}",
        slip.case.code,
        slip.case.applicant,
        "0912 345 678",
        "mau@example.vn",
        "Số lượng hồ sơ: 01 (bộ)",
        "15 ngày làm việc",
        dates.with_hour(slip.case.received_at),
        dates.in_words(slip.case.due_on),
        f"Quyển số {timezone.localdate().year}, số thứ tự 1",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Nguyễn Tiếp",
        "Văn bản được lập tự động từ hệ thống",
        "không phải của Cổng Dịch vụ công quốc gia",
        "Dữ liệu minh hoạ – cần đối chiếu văn bản gốc",
    ):
        assert expected in said, expected


def test_the_identity_number_is_masked_and_sealed(slip_of):
    slip = slip_of("01")
    number = slip.case.all_answers["submitter_id_number"]
    assert number not in page_of(slip)
    assert f"********{number[-4:]}" in page_of(slip)
    personal = (number[-4:], slip.case.applicant, slip.case.phone, slip.case.email)
    assert not [one for one in personal if one and one in str(slip.data)]


def test_files_are_listed_with_what_they_are(office, along):
    case = cases.case(office)
    cases.attach(case, slot="director_cv_file")
    slip = Slip.objects.get(case=along(case, S.ACCEPTED))
    assert str(case.kind.labels["director_cv_file"]) in page_of(slip)


def test_components_are_named_in_the_language_of_each_sheet(office, along):
    case = cases.case(office, "student", answers=given.student(), language="lo")
    scan = cases.attach(case, slot="passport_scan")
    Attachment.objects.filter(pk=scan.pk).update(label="Ảnh trang thông tin của hộ chiếu")
    slip = Slip.objects.get(case=along(case, S.ACCEPTED))
    official, translated = page_of(slip).split('<section lang="lo"')
    name = case.kind.labels["passport_scan"]
    for sheet, language in ((official, "vi"), (translated, "lo")):
        with translation.override(language):
            assert str(name) in text_of(sheet)


def test_what_is_missing_is_named_point_by_point(slip_of):
    said = text_of(page_of(slip_of("02")))
    assert f"{MARK.section}, {MARK.label}: {MARK.text}" in said
    assert "Điều 9 Nghị định số 118/2025/NĐ-CP" in said


@pytest.mark.parametrize(("hour", "until"), [(8, "11 giờ 30 phút"), (14, "17 giờ 00 phút")])
def test_what_came_in_the_morning_is_due_at_the_end_of_a_morning(
    slip_of, office, hour, until, monkeypatch
):
    day = cases.calendar(office).on_or_after(timezone.localdate())
    moment = timezone.localtime() + (day - timezone.localdate())
    moment = moment.replace(hour=hour, minute=5)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert f"Thời gian trả kết quả: {until}" in text_of(page_of(slip_of("01")))


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 9, 5), "ngày 05 tháng 9 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
        (date(2026, 1, 1), "ngày 01 tháng 01 năm 2026"),
    ],
)
def test_days_below_ten_and_two_months_carry_a_zero(day, written):
    assert dates.in_words(day) == written


def test_hours_are_the_offices(db):
    noon = datetime(2026, 9, 5, 1, 7, tzinfo=timezone.get_default_timezone())
    assert dates.with_hour(noon) == "01 giờ 07 phút, ngày 05 tháng 9 năm 2026"


# ------------------------------------------------------------- exactly as issued


def test_it_stays_as_issued_whatever_becomes_of_the_case(office, slip_of):
    slip = slip_of("01")
    ensure_pdf(slip)
    page, pdf, digests = page_of(slip), slip.read("pdf"), (slip.page_sha256, slip.pdf_sha256)
    case = slip.case
    case.applicant, case.due_on, case.code = "Khác", date(2030, 1, 1), "khac"
    case.save()
    office.issuing_body = "SỞ KHÁC"
    office.save()
    again = Slip.objects.get(pk=slip.pk)
    assert (page_of(again), again.read("pdf")) == (page, pdf)
    ensure_pdf(again)
    assert (again.page_sha256, again.pdf_sha256) == digests


def test_a_paper_that_nobody_has_drawn_yet_still_says_what_was_so_when_it_was_issued(slip_of):
    slip = slip_of("01")
    due = dates.in_words(slip.case.due_on)
    Case.objects.filter(pk=slip.case_id).update(due_on=date(2030, 1, 1), applicant="Khác")
    said = page_of(Slip.objects.get(pk=slip.pk))
    assert due in said
    assert "Khác" not in said


@pytest.mark.parametrize("what", ["page", "pdf"])
def test_a_file_that_was_changed_shows(place, slip_of, what):
    slip = slip_of("03")
    ensure_pdf(slip)
    file = getattr(slip, what)
    content = slip.read(what)
    file.storage.delete(file.name)
    file.storage.save(file.name, ContentFile(content + b" "))
    with pytest.raises(Changed):
        slip.read(what)


def test_no_line_of_it_can_be_rewritten(slip_of):
    slip = slip_of("03")
    for rewrite in (
        slip.save,
        slip.delete,
        lambda: Slip.objects.filter(pk=slip.pk).update(number="9"),
        lambda: Slip.objects.all().delete(),
    ):
        with pytest.raises(AppendOnly):
            rewrite()


@pytest.mark.engines
@pytest.mark.django_db
def test_a_paper_of_an_event_exists_once(slip_of):
    slip = slip_of("03")
    twin = Slip(case=slip.case, event=slip.event, form="03", number="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_a_second_page_or_pdf_is_dropped(slip_of, settings):
    slip = slip_of("03")
    first, second = (Slip.objects.get(pk=slip.pk) for _n in range(2))
    first.keep("page", b"<p>1</p>")
    second.keep("page", b"<p>2</p>")
    assert first.read("page") == second.read("page") == b"<p>1</p>"
    folder = settings.VAR / "private"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_at_once_make_one(office, along):
    """Clerks who ask for the same control sheet, each of whom draws it."""
    clerk = factories.staff(office, Role.CLERK)
    for _round in range(ROUNDS):
        case = along(cases.case(office), S.ACCEPTED)
        seen = at_once(4, lambda pk=case.pk: issue_on_demand(pk, PAPERS["06"], clerk, ""))
        assert len({(slip.pk, slip.number, slip.pdf_sha256) for slip in seen}) == 1
        assert len(seen) == 4
        assert faults(Case.objects.get(pk=case.pk)) == []
    numbers = [int(slip.number.split("/")[0]) for slip in Slip.objects.filter(form="06")]
    assert sorted(numbers) == list(range(1, ROUNDS + 1))


def at_once(number, issue):
    """What so many threads got that issue and draw a paper together."""
    seen = []

    def run():
        try:
            slip = issue()
            ensure_pdf(slip)
            seen.append(slip)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def test_the_worker_draws_it_after_the_move(slip_of):
    slip = slip_of("03")
    rendering.render.func(slip.pk)
    slip.refresh_from_db()
    assert slip.page
    assert slip.read("pdf").startswith(b"%PDF-1.7")


def test_where_no_pdf_can_be_made_the_worker_still_draws_the_page(slip_of, monkeypatch, caplog):
    def refuse(_html):
        raise NoPdf("Không có.")

    monkeypatch.setattr(rendering, "pdf_of", refuse)
    slip = slip_of("03")
    rendering.render.func(slip.pk)
    slip.refresh_from_db()
    assert slip.page
    assert not slip.pdf
    assert "apt-get install" in caplog.text


# ------------------------------------------------------------- languages, and ugly words


@pytest.mark.parametrize("language", ["vi", "en", "lo", "km"])
def test_a_translation_comes_with_the_paper_that_counts(slip_of, language):
    with translation.override("en"):  # whatever the clerk reads
        slip = slip_of("01", language=language)
        page = page_of(slip)
    assert page.startswith('<article class="slip" lang="vi">')
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page
    sheets = re.findall(r'<section lang="(\w+)" class="slip"', page)
    assert sheets == ([] if language == "vi" else [language])


UGLY = [
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}{% debug %}",
    '"><img src=x onerror=alert(1)>',
    "\u202eđảo\u202c",
    "a\x00b\x0bc\ufffe",
    "😀漢字עברית",
    "%(unit)s %s %d {0}",
    "ế" * 2000,
    "ก\u0e49" * 200,
    "</style></section><iframe src=file:///etc/passwd>",
]


@pytest.mark.parametrize("typed", UGLY)
def test_R39_R36_ugly_words_in_every_fact_stay_words(office, along, typed):
    answers = cases.ANSWERS["licence"]() | {
        "submitter_name": typed[:100],
        "submitter_id_number": typed[:12],
        "result_channel": typed[:50],
        "delivery_address": typed[:200],
        "delivery_ward_code": typed[:9],
        "submitter_role": "duoc_uy_quyen",
        "represented_name": typed[:100],
    }
    typed = typed.replace("\0", "")  # no database takes it
    columns = {"applicant": typed[:100], "subject": typed[:200], "email": typed[:50]}
    case = cases.case(office, answers=answers, language="km", **columns)
    cases.attach(case, slot=typed[:50])
    case.attachments.update(label=typed[:200])
    case = along(case, S.ACCEPTED)
    case = along(case, S.PROCESSING, S.STOPPED, reason=typed[:1900] or "x")
    for slip in case.slips.all():
        ensure_pdf(slip)
        page = page_of(slip)
        assert not re.search(r"<(script|img|iframe|style)\b", page)
        assert not re.search("[\x00-\x08\x0b\x0c\u202e\ufffe]", page)


# ------------------------------------------------------------- on demand


def test_the_control_sheet_names_each_hand_over(office, along, people):
    case = along(cases.case(office), S.ACCEPTED, S.PROCESSING, S.SIGNING)
    slip = issue_on_demand(case.pk, PAPERS["06"], people[Role.OFFICER], "10.0.0.1")
    rows = slip.facts["vi"]["handovers"]
    assert [row[1] for row in rows] == [
        "Người nộp",
        "Bộ phận tiếp nhận: Nguyễn Tiếp",
        "Bộ phận tiếp nhận: Nguyễn Tiếp",
        "Chuyên viên: Nguyễn Tiếp",
    ]
    assert [row[4] != "–" for row in rows] == [False, True, True, True]  # each step has its day
    assert [row[5] for row in rows] == ["–", "Trong hạn", "Trong hạn", "Trong hạn"]


def test_it_says_what_was_handed_over_late(office, along, people, monkeypatch):
    case = along(cases.case(office), S.ACCEPTED)
    later = timezone.now() + timedelta(days=90)
    monkeypatch.setattr(timezone, "now", lambda: later)
    case = along(case, S.PROCESSING)
    slip = issue_on_demand(case.pk, PAPERS["06"], people[Role.OFFICER], "")
    assert slip.facts["vi"]["handovers"][-1][5] == "Quá hạn"


def test_asked_for_again_it_is_the_same_sheet_until_the_case_moves(office, along, people):
    case, officer = along(cases.case(office), S.ACCEPTED), people[Role.OFFICER]
    first = issue_on_demand(case.pk, PAPERS["06"], officer, "")
    assert issue_on_demand(case.pk, PAPERS["06"], officer, "") == first
    along(case, S.PROCESSING)
    assert issue_on_demand(case.pk, PAPERS["06"], officer, "") != first


def test_a_case_of_old_can_be_given_its_paper(office, people):
    case = cases.case(office, state=S.ACCEPTED)
    codes = [paper.code for paper in to_be_issued(case, [])]
    assert codes == ["01", "06"]
    slip = issue_on_demand(case.pk, PAPERS["01"], people[Role.CLERK], "")
    assert [paper.code for paper in to_be_issued(case, [slip])] == ["06"]


def test_a_paper_that_lacks_what_it_must_carry_is_not_issued(office, people):
    case = cases.case(office, state=S.REFUSED)  # of old, without a reason
    with pytest.raises(Incomplete):
        issue_on_demand(case.pk, PAPERS["03"], people[Role.CLERK], "")
    assert not Slip.objects.exists()


def test_a_request_about_personal_data_gets_no_paper_of_the_one_stop_desk(office, people):
    about = cases.case(office)
    request = cases.case(office, "data_request", about=about)
    assert to_be_issued(request, []) == []
