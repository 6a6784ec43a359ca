"""A school's way over HTTP: who files, the sheet, its mistakes, filing, and what comes home."""

import io
import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook

from forms.batch import jobs
from forms.models import Batch, BatchRow, Case, Event, Notice
from forms.models.events import faults
from home.models import Role
from tests import batches, factories
from tests.batches import AUTHORITY, PIN, coordinator, judged, sheet, student, students, upload
from tests.forms.kinds.ugly import UGLY

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(django_capture_on_commit_callbacks):
    """Runs what a request has handed to the worker."""

    def run(request, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            response = request(*args, **kwargs)
        for job in DBTaskResult.objects.filter(task_path__startswith="forms.batch.jobs"):
            getattr(jobs, job.task_path.rpartition(".")[2]).call(*job.args_kwargs["args"])
            job.delete()
        return response

    return run


def key_of(response):
    found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
    return found.group(1)


def text(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def begun(school, form_page, **changes):
    """The coordinator's form sent as the page gave it."""
    url = f"/ho-so/nhieu/{form_page.pk}/"
    page = school.get(url)
    return school.post(url, coordinator(**changes) | {"key": key_of(page)})


def consent(school, url):
    seen = re.search(r'name="seen" value="([^"]*)"', school.get(url).content.decode())
    return {"declaration": "on", "consent_notice_ack": "on", "seen": seen.group(1)}


def test_a_school_files_for_its_students(school, form_page, work, mailoutbox):
    assert f"/ho-so/nhieu/{form_page.pk}/" in school.get(form_page.url).content.decode()
    home = begun(school, form_page).headers["Location"]
    batch = Batch.objects.get()
    assert batch.code in text(school.get(home))
    rows = [*students(3), student(4, gender="?", passport_expiry="1/1/2020")]
    answer = work(school.post, f"{home}bang/", {"sheet": upload(sheet(rows))})
    assert answer.headers["Location"] == home
    page = text(school.get(home))
    assert "Dòng nộp được 3 Dòng cần sửa 1" in page
    assert "C7 Giới tính: Hãy chọn một mục" in page
    assert "G7 Ngày hết hạn (Hộ chiếu): Hộ chiếu đã hết hạn." in page
    assert work(school.post, f"{home}nop/", {}).status_code == 422
    assert work(school.post, f"{home}nop/", consent(school, f"{home}nop/")).status_code == 302
    cases = list(Case.objects.order_by("pk"))
    assert [case.subject for case in cases] == ["STUDENT B", "STUDENT C", "STUDENT D"]
    assert [int(case.code[-4:]) for case in cases] == [1, 2, 3]
    assert not any(faults(case) for case in cases)
    assert {case.all_answers["represented_name"] for case in cases} == {"Trường Đại học Mẫu"}
    assert {case.agreed_text.language for case in cases} == {"vi"}
    assert Notice.objects.count() == 1
    listed = school.get(f"{home}da-nop/").content.decode()
    for case in cases:
        pin = batch.pin_of(case)
        assert case.code in listed
        assert f"{pin[:4]} {pin[4:]}" in listed
    # The wrong row, mended; those that are filed are not filed again.
    work(school.post, f"{home}bang/", {"sheet": upload(sheet([*students(3), student(4)]))})
    page = text(school.get(home))
    assert f"Đã nộp {cases[0].code}" in page
    work(school.post, f"{home}nop/", consent(school, f"{home}nop/"))
    assert Case.objects.count() == 4


def test_what_is_wrong_is_said_and_nothing_typed_or_sent_is_lost(school, form_page):
    answer = begun(school, form_page, submitter_name="X1", submitter_phone="12")
    assert answer.status_code == 422
    assert "Số điện thoại không đúng" in text(answer)
    assert 'value="X1"' in answer.content.decode()
    assert "giấy giới thiệu.pdf" in answer.content.decode()
    batch = Batch.objects.get()
    form = f"/ho-so/lo/{batch.key}/nguoi-nop/"
    assert school.get(f"/ho-so/lo/{batch.key}/").headers["Location"] == form
    again = coordinator()
    del again[AUTHORITY]  # it lies there already
    assert school.post(form, again).headers["Location"] == f"/ho-so/lo/{batch.key}/"
    assert batch.attachments.count() == 1


def test_the_first_page_sent_twice_begins_one_batch(school, form_page):
    url = f"/ho-so/nhieu/{form_page.pk}/"
    key = key_of(school.get(url))
    for _time in range(2):
        assert school.post(url, coordinator() | {"key": key}).status_code == 302
    assert Batch.objects.count() == 1


def test_the_paper_of_authority_is_required(school, form_page):
    sent = coordinator()
    del sent[AUTHORITY]
    url = f"/ho-so/nhieu/{form_page.pk}/"
    answer = school.post(url, sent | {"key": key_of(school.get(url))})
    assert answer.status_code == 422
    assert "Hãy đính kèm tệp" in text(answer)


def test_a_kind_without_batches_and_a_closed_form_offer_none(school, office):
    assert school.get(f"/ho-so/nhieu/{factories.form_page(office).pk}/").status_code == 404
    page = factories.form_page(office, "student", closes_at="2020-01-01T00:00:00Z")
    assert school.get(f"/ho-so/nhieu/{page.pk}/").status_code == 410


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"MZ", "bị hỏng"),
        ("a.pdf", b"%PDF", "XLSX"),
        ("a.xlsx", b"", "Tệp rỗng"),
        ("a.csv", b"=1+1", "XLSX"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_at_once(school, batch, name, content, said):
    follow(school, batch)
    sent = {"sheet": SimpleUploadedFile(name, content)}
    answer = school.post(f"/ho-so/lo/{batch.key}/bang/", sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Hãy chọn tệp" in text(school.post(f"/ho-so/lo/{batch.key}/bang/", {}))


def follow(school, batch, pin=PIN):
    return school.post("/tra-cuu/", {"code": batch.code.lower(), "pin": pin})


def test_code_and_pin_open_the_batch_and_each_case_only_itself(school, stranger, batch):
    batches.filed(judged(batch, sheet(students(2))))
    assert stranger.get(f"/ho-so/lo/{batch.key}/").status_code == 404
    assert follow(stranger, batch, "00000000").status_code == 404
    assert follow(school, batch).headers["Location"] == f"/ho-so/lo/{batch.key}/"
    assert batch.code in text(school.get("/tra-cuu/"))
    one, two = Case.objects.order_by("pk")
    mine = {"code": one.code, "pin": batch.pin_of(one)}
    assert stranger.post("/tra-cuu/", mine).headers["Location"] == f"/tra-cuu/{one.key}/"
    assert stranger.post("/tra-cuu/", mine | {"code": two.code}).status_code == 404
    assert stranger.get(f"/ho-so/lo/{batch.key}/da-nop/").status_code == 404
    led = school.get(f"/ho-so/lo/{batch.key}/da-nop/{two.key}/")
    assert led.headers["Location"] == f"/tra-cuu/{two.key}/"
    assert school.get(f"/tra-cuu/{two.key}/").status_code == 200


def test_the_marked_sheet_is_the_schools_own_with_its_mistakes(school, batch):
    follow(school, batch)
    codes = [*student(), "full_name_native"]
    rows = [student(1), student(2, gender="?", full_name_native="=1+1", passport_expiry="x")]
    judged(batch, sheet(rows, list(reversed(codes))))
    answer = school.get(f"/ho-so/lo/{batch.key}/can-sua/")
    page = load_workbook(io.BytesIO(answer.content)).worksheets[1]
    assert [cell.value for cell in page[3]] == list(reversed(codes))
    place = codes[::-1].index("gender") + 1
    wrong = page.cell(5, place)
    assert (wrong.value, wrong.fill.fgColor.rgb[-6:]) == ("?", "F7C6C2")
    assert "Hãy chọn" in wrong.comment.text
    assert page.cell(4, place).comment is None
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)
    again = judged(batch, answer.content)  # and it can be sent back as it is
    assert [row for _n, row in batches.standings(again)] == ["good", "wrong"]


def test_R38_R39_the_list_of_cases_opens_whatever_the_names_are(school, batch, office):
    follow(school, batch)
    batches.filed(judged(batch, sheet(students(1))))
    for name in ["=1+1", "@SUM(A1)", "+x", "-x", "\x01\ufffe\ud800", *UGLY]:
        Case.objects.update(subject=str(name)[:200].encode("utf-8", "replace").decode())
        answer = school.get(f"/ho-so/lo/{batch.key}/da-nop/bang/")
        cache.clear()
        page = load_workbook(io.BytesIO(answer.content)).active
        assert page.max_row == 2
        assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("value", UGLY[::3], ids=range(len(UGLY[::3])))
def test_no_value_in_a_cell_breaks_the_screens(school, batch, value):
    follow(school, batch)
    kept = "".join(c for c in str(value)[:30_000] if c in "\t\n\r" or ord(c) >= 32)
    kept = kept.encode("utf-8", "replace").decode().replace("\ufffe", "?").replace("\uffff", "?")
    codes = [*student(), "full_name_native", "health_note", "current_address"]
    judged(batch, sheet([student(1, **dict.fromkeys(codes, kept))], codes))
    page = school.get(f"/ho-so/lo/{batch.key}/")
    assert page.status_code == 200
    if "<" in kept:
        assert kept not in page.content.decode()
    if batch.rows.exists():
        answer = school.get(f"/ho-so/lo/{batch.key}/can-sua/")
        load_workbook(io.BytesIO(answer.content))


def test_nothing_of_a_row_is_readable_in_the_database(batch):
    judged(batch, sheet([student(1, passport_no="ZQ7654321", phone_vn="0987654321")]))
    row = BatchRow.objects.values().get()
    assert "ZQ7654321" not in str(row)
    assert "987654321" not in str(row)
    assert "Điều Phối" not in str(Batch.objects.values().get())


def test_a_job_that_died_can_be_begun_anew(school, batch, work):
    follow(school, batch)
    judged(batch, sheet(students(2)))
    batch.begin(Batch.Work.FILING, 2)
    batch.save()
    home = f"/ho-so/lo/{batch.key}/"
    assert "Chạy lại" not in text(school.get(home))
    assert work(school.post, f"{home}lam-lai/", {}).status_code == 302
    assert Case.objects.count() == 0  # it may still be alive
    Batch.objects.update(worked_at="2020-01-01T00:00:00Z")
    assert "Chạy lại" in text(school.get(home))
    work(school.post, f"{home}lam-lai/", {})
    assert Case.objects.count() == 2


def test_no_sheet_and_no_answer_is_taken_while_a_job_works(school, batch, work):
    follow(school, batch)
    batch.begin(Batch.Work.FILING, 2)
    batch.save()
    home = f"/ho-so/lo/{batch.key}/"
    work(school.post, f"{home}bang/", {"sheet": upload(sheet(students(1)))})
    school.post(f"{home}nguoi-nop/", coordinator(submitter_name="Người Khác"))
    batch.refresh_from_db()
    assert (batch.work, batch.sheet) == ("filing", "")
    assert batch.answers["submitter_name"] == "Trần Thị Điều Phối"


@pytest.mark.parametrize("language", ["vi", "en", "lo", "km"])
def test_the_template_is_understood_when_filled_in_its_own_language(
    school, batch, form_page, office, language
):
    follow(school, batch)
    prefix = "" if language == "vi" else f"/{language}"
    answer = school.get(f"{prefix}/ho-so/nhieu/{form_page.pk}/mau/")
    book = load_workbook(io.BytesIO(answer.content))
    explains, page, lists = book.worksheets
    codes = [cell.value for cell in page[3]]
    assert page.row_dimensions[3].hidden
    assert page.freeze_panes == "C4"
    assert explains.max_row > len(codes)
    rules = {
        str(rule.sqref).rstrip("0123456789").split(":")[0]: rule.formula1
        for rule in page.data_validations.dataValidation
    }
    chosen = {}
    for code in ("nationality", "gender", "dormitory", "vn_level"):
        letter = page.cell(4, codes.index(code) + 1).column_letter
        listed = next(f for at, f in rules.items() if at.startswith(f"{letter}4"))
        assert lists.title in listed
        chosen[code] = lists[listed.rpartition("!")[2].split(":")[0].replace("$", "")].value
    row = student(1, scholarship_category="tu_tuc", language_of_instruction="vi") | chosen
    for code, value in row.items():
        page.cell(4, codes.index(code) + 1, value)
    content = io.BytesIO()
    book.save(content)
    judged(batch, content.getvalue())
    assert [row for _n, row in batches.standings(batch)] == ["good"]


def test_officers_see_who_filed_and_by_which_paper(batch, office):
    batches.filed(judged(batch, sheet(students(2))))
    officer = factories.staff(office, Role.OFFICER)
    client = factories.signed_in(officer)
    case = Case.objects.first()
    page = client.get(f"/cms/ho-so/{case.pk}/").content.decode()
    paper = batch.attachments.get()
    assert batch.code in page
    assert "Trưởng phòng Công tác sinh viên" in page
    assert "Ảnh trang thông tin của hộ chiếu" in page.split("Giấy tờ chưa nộp")[1].split("</ul>")[0]
    door = f"/cms/ho-so/{case.pk}/tep/{paper.pk}/"
    assert door in page
    assert client.get(door).status_code == 200
    assert case.events.filter(act=Event.Act.OPENED).count() == 1
    found = client.get(f"/cms/ho-so/?muc=tat-ca&q={batch.code}").content.decode()
    assert all(one.code in found for one in Case.objects.all())
