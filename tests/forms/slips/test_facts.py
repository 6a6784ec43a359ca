"""What a paper says: the facts of its form, in every language, and ugly words as words."""

import re
from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from forms.models import Attachment, Slip
from forms.slips import dates
from forms.slips.rendering import ensure_pdf, page_of
from forms.states import State
from tests import cases
from tests.forms.kinds import answers as given
from tests.forms.slips.conftest import MARK, text_of

S = State
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


@pytest.mark.parametrize("language", ["vi", "en", "lo", "km"])
def test_a_translation_comes_with_the_paper_that_counts(slip_of, language):
    with translation.override("en"):  # whatever the clerk reads
        slip = slip_of("01", language=language)
        page = page_of(slip)
    assert page.startswith('<article class="slip" lang="vi">')
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả" in page
    sheets = re.findall(r'<section lang="(\w+)" class="slip"', page)
    assert sheets == ([] if language == "vi" else [language])


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
