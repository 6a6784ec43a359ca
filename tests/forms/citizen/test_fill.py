"""The screens of a form: each step is saved, each mistake is shown, nothing typed is lost."""

import gzip
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from forms.citizen import drafts, limits
from forms.kinds import OFFERED
from forms.models import Case
from tests import factories
from tests.forms.citizen.conftest import ANSWERS, complete
from tests.forms.kinds import answers as given
from tests.journeys import Citizen, form_data, pdf, png

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


def step(kind, slug):
    return next(one for one in OFFERED[kind].steps if one.slug == slug)


def url(case, slug, query=""):
    return f"/ho-so/{case.key}/buoc/{slug}/{query}"


def hidden(response, name):
    return re.search(f'name="{name}" value="([^"]+)"', response.content.decode())[1]


# ── beginning ──


def test_looking_at_the_first_step_makes_no_draft(citizen, form_page):
    assert citizen.get(f"/ho-so/moi/{form_page.pk}/").status_code == 200
    assert not Case.objects.exists()


def test_the_first_step_sent_makes_a_draft_that_only_this_browser_opens(
    citizen, stranger, form_page
):
    response = citizen.begin(form_page, given.nomination())
    case = Case.objects.get()
    assert response.url == url(case, "nguoi-nop")
    assert citizen.get(response.url).status_code == 200
    assert stranger.get(response.url).status_code == 404


def test_mistakes_in_the_first_step_keep_the_draft_and_what_was_typed(citizen, form_page):
    response = citizen.begin(form_page, {"model_kind": "gia_dinh", "year": "hai nghìn"})
    assert response.status_code == 422
    assert 'value="hai nghìn"' in response.content.decode()
    assert Case.objects.get().all_answers["year"] == "hai nghìn"


def test_the_first_page_sent_twice_begins_one_draft(citizen, form_page):
    """A double click: the browser has not seen the first answer, so it sends no cookie."""
    first = f"/ho-so/moi/{form_page.pk}/"
    key = hidden(citizen.get(first), "key")
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"key": key, "act": "next"}
    one, two = (Citizen(Client(), citizen.host).post(first, data) for _click in "ab")
    case = Case.objects.get()
    assert one.url == two.url == url(case, "nguoi-nop")
    again = Citizen(two.client, citizen.host)
    assert again.get(two.url).status_code == 200


def test_the_first_page_sent_again_much_later_opens_nobody_elses_draft(citizen, form_page):
    first = f"/ho-so/moi/{form_page.pk}/"
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    data["key"] = hidden(citizen.get(first), "key")
    citizen.post(first, data)
    Case.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    Citizen(Client(), citizen.host).post(first, data)
    assert Case.objects.count() == 2
    citizen.post(first, data)  # who still holds the draft goes on with it
    assert Case.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x", "0" * 36, "\x00", "gAAAAABm" + "A" * 120])
def test_a_key_that_we_did_not_make_begins_a_draft_of_its_own(citizen, form_page, key):
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"key": key, "act": "next"}
    assert citizen.post(f"/ho-so/moi/{form_page.pk}/", data).status_code == 302
    assert Case.objects.count() == 1


def test_the_key_of_another_draft_cannot_be_claimed(citizen, stranger, form_page, draft):
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    for key in (str(draft.key), draft.key.hex):
        stranger.post(f"/ho-so/moi/{form_page.pk}/", data | {"key": key})
    assert stranger.get(url(draft, "nguoi-nop")).status_code == 404
    assert Case.objects.count() == 3


def test_the_form_of_another_office_is_not_found(office, citizen):
    other = factories.form_page(factories.office("cantho"), "student")
    assert citizen.get(f"/ho-so/moi/{other.pk}/").status_code == 404
    assert citizen.get("/ho-so/moi/99999999999999999999999/").status_code == 404


@pytest.mark.parametrize(("seconds", "open_"), [(-1, True), (0, False), (1, False)])
def test_the_closing_time_is_kept_to_the_second(citizen, form_page, seconds, open_):
    closes = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    form_page.closes_at = closes
    form_page.save()
    moment = closes + timedelta(seconds=seconds)
    with mock.patch("django.utils.timezone.now", return_value=moment):
        response = citizen.get(f"/ho-so/moi/{form_page.pk}/")
    assert response.status_code == (200 if open_ else 410)


def test_a_form_not_yet_open_says_when(citizen, form_page):
    form_page.opens_at = timezone.now() + timedelta(days=1)
    form_page.save()
    response = citizen.get(f"/ho-so/moi/{form_page.pk}/")
    assert response.status_code == 403
    assert "Bắt đầu nhận hồ sơ từ" in response.content.decode()


# ── one step ──


def test_every_step_of_a_form_can_be_seen_and_is_saved(citizen, form_page):
    draft = citizen.fill(form_page, given.nomination("gia_dinh"))
    for one in form_page.kind.steps_for(draft.all_answers):
        assert citizen.get(url(draft, one.slug)).status_code == 200
    draft.refresh_from_db()
    stored = given.nomination("gia_dinh")
    assert {name: draft.all_answers[name] for name in stored} == stored


def test_a_draft_outlives_the_server(citizen, form_page, draft):
    """Everything is in the database and the browser's cookie: no session, no memory."""
    later = Citizen(Client(), citizen.host)
    later.client.cookies.load({"ho-so": citizen.client.cookies["ho-so"].value})
    response = later.get(url(draft, "doi-tuong"))
    assert "Trường Tiểu học Ví Dụ" in response.content.decode()


def test_mistakes_are_listed_with_links_and_shown_at_their_fields(citizen, draft):
    response = citizen.post(
        url(draft, "nguoi-nop"), {"submitter_name": "<b>1", "submitter_phone": "12", "act": "next"}
    )
    body = response.content.decode()
    assert response.status_code == 422
    assert "<title>Lỗi:" in body
    summary = re.search(r'<section class="error-summary".*?</section>', body, re.S)[0]
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in body
    assert 'href="#id_submitter_phone"' in summary
    assert 'aria-invalid="true"' in body
    assert f'value="{escape("<b>1")}"' in body
    assert 'value="12"' in body


def test_mistakes_are_kept_exactly_and_shown_when_the_step_is_opened_again(citizen, draft):
    typed = {"submitter_name": "Nguyễn  Văn 1", "submitter_phone": "mười hai", "act": "save"}
    assert citizen.post(url(draft, "nguoi-nop"), typed).url == f"/ho-so/{draft.key}/"
    again = citizen.get(url(draft, "nguoi-nop")).content.decode()
    assert 'value="Nguyễn  Văn 1"' in again
    assert 'value="mười hai"' in again
    assert "error-summary" not in again
    assert "error-summary" in citizen.get(url(draft, "nguoi-nop", "?kiem-tra=1")).content.decode()


def test_a_step_that_does_not_exist_is_not_found(citizen, draft):
    assert citizen.get(url(draft, "khong-co")).status_code == 404
    assert citizen.post(url(draft, "khong-co"), {}).status_code == 404


def test_a_step_that_an_early_answer_ruled_out_leads_to_the_list(citizen, draft):
    assert citizen.get(url(draft, "ty-le")).url == f"/ho-so/{draft.key}/"
    sent = citizen.post(url(draft, "ty-le"), {"percent_2_1": "50", "act": "next"})
    assert sent.url == f"/ho-so/{draft.key}/"
    draft.refresh_from_db()
    assert "percent_2_1" not in draft.all_answers


def test_what_was_not_asked_is_not_stored(citizen, draft):
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    extra = {"state": "approved", "office": "2", "unit_kind": "truong_hoc", "pin_digest": "x"}
    citizen.post(url(draft, "doi-tuong"), data | extra | {"act": "next", "__proto__": "x"})
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert not {"state", "office", "unit_kind", "pin_digest", "__proto__"} & set(draft.all_answers)


def test_an_early_answer_changed_later_asks_what_is_missing_now(citizen, form_page, draft):
    unit = given.nomination("don_vi")
    citizen.send(draft, step("nomination", "mo-hinh"), unit)
    tasks = citizen.get(f"/ho-so/{draft.key}/").content.decode()
    assert "Tự chấm điểm" in tasks
    assert "Cần sửa" in tasks
    refused = citizen.post(
        f"/ho-so/{draft.key}/kiem-tra/", {"declaration": "on", "consent_notice_ack": "on"}
    )
    assert refused.status_code == 422
    assert f"{url(draft, 'tu-cham-diem')}?kiem-tra=1" in refused.content.decode()
    citizen.send(draft, step("nomination", "mo-hinh"), given.nomination("gia_dinh"))
    assert citizen.submit(draft).status_code == 302  # changed back: nothing was lost


def test_one_answer_changed_from_the_check_page_leads_back_to_it(citizen, draft):
    check = citizen.get(f"/ho-so/{draft.key}/kiem-tra/").content.decode()
    change = re.search(r'href="([^"]+doi-tuong/[^"]+#id_nominee_name)"', check)[1]
    shown = citizen.get(change.partition("#")[0].replace("&amp;", "&")).content.decode()
    action = re.search(r'<form method="post" action="([^"]+)"', shown)[1]
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    response = citizen.post(action, data | {"nominee_name": "Gia đình mới", "act": "next"})
    assert response.url.startswith(f"/ho-so/{draft.key}/kiem-tra/")
    assert "Gia đình mới" in citizen.get(response.url).content.decode()


def test_a_submitted_case_cannot_be_filled_in_any_more(citizen, sent):
    receipt = f"/ho-so/{sent.key}/bien-nhan/"
    for path in (f"/ho-so/{sent.key}/", url(sent, "nguoi-nop"), f"/ho-so/{sent.key}/xoa/"):
        assert citizen.get(path).url == receipt
    before = dict(sent.all_answers)
    for path in (url(sent, "nguoi-nop"), f"/ho-so/{sent.key}/xoa/"):
        assert citizen.post(path, {"submitter_name": "Kẻ khác", "act": "next"}).url == receipt
    assert Case.objects.get().all_answers == before


# ── two windows ──


def test_a_page_opened_before_a_change_does_not_overwrite_it(citizen, draft):
    old = hidden(citizen.get(url(draft, "doi-tuong")), "seen")
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    citizen.post(url(draft, "doi-tuong"), data | {"nominee_name": "Mới hơn", "act": "next"})
    stale = data | {"nominee_name": "Cũ", "seen": old, "act": "next"}
    response = citizen.post(url(draft, "doi-tuong"), stale)
    assert response.status_code == 409
    assert 'value="Cũ"' in response.content.decode()
    assert Case.objects.get().all_answers["nominee_name"] == "Mới hơn"
    knowing = stale | {"seen": hidden(response, "seen")}
    assert citizen.post(url(draft, "doi-tuong"), knowing).status_code == 302
    assert Case.objects.get().all_answers["nominee_name"] == "Cũ"


def test_the_same_sent_twice_is_no_conflict(citizen, draft):
    seen = hidden(citizen.get(url(draft, "doi-tuong")), "seen")
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    data |= {"nominee_name": "Một lần", "seen": seen, "act": "next"}
    assert [citizen.post(url(draft, "doi-tuong"), data).status_code for _click in "ab"] == [302] * 2


# ── rows ──


@pytest.fixture
def rows(citizen, office):
    """A licence's draft at its step of programmes, a repeated group."""
    case = complete(citizen, factories.form_page(office, "licence"), given.licence())
    return case, url(case, "chuong-trinh")


def programmes(*names):
    data = {"programmes-count": str(len(names))}
    for number, name in enumerate(names):
        data |= {f"programmes-{number}-name": name, f"programmes-{number}-periods": "mấy tiết?"}
    return data


def test_a_row_is_added_without_losing_what_was_typed(citizen, rows):
    _case, address = rows
    response = citizen.post(address, programmes("An") | {"act": "add:programmes"})
    assert response.url == f"{address}#rows-programmes-1"
    page = citizen.get(address).content.decode()
    assert 'name="programmes-count" value="2"' in page
    assert 'id="rows-programmes-1"' in page
    assert 'value="mấy tiết?"' in page
    assert "error-summary" not in page


def names(case, counting=True):
    """The rows as stored; those that count, or all."""
    case.refresh_from_db()
    rows = case.all_answers["programmes"]
    return [row.get("name") for row in rows if not (counting and row.get("gone"))]


def test_a_row_in_the_middle_is_removed(citizen, rows):
    case, address = rows
    response = citizen.post(
        address, programmes("An", "Bình", "Chi") | {"act": "remove:programmes:1"}
    )
    assert response.url == f"{address}#rows-programmes-1"
    assert names(case) == ["An", "Chi"]


def sent_back(response):
    """The rows as the page shows them, hidden ones included, ready to be sent."""
    page = response.content.decode()
    inputs = re.findall('<input[^>]*name="(programmes-[^"]+)"([^>]*)>', page)
    values = {name: re.search('value="([^"]*)"', rest) for name, rest in inputs}
    return {name: value[1] for name, value in values.items() if value}


def test_a_removed_row_can_be_taken_back_where_it_was(citizen, rows):
    case, address = rows
    citizen.post(address, programmes("An", "Bình", "Chi") | {"act": "remove:programmes:1"})
    page = citizen.get(address)
    assert "Đã xóa Chương trình 2: Bình." in page.content.decode()
    citizen.post(address, sent_back(page) | {"act": "restore:programmes:1"})
    assert names(case) == names(case, counting=False) == ["An", "Bình", "Chi"]
    assert case.all_answers["programmes"][1]["periods"] == "mấy tiết?"


@pytest.mark.parametrize("act", ["next", "save", "add:programmes", "up:programmes:2"])
def test_a_removed_row_is_gone_for_good_after_the_next_button(citizen, rows, act):
    case, address = rows
    citizen.post(address, programmes("An", "Bình", "Chi") | {"act": "remove:programmes:1"})
    citizen.post(address, sent_back(citizen.get(address)) | {"act": act})
    assert "Bình" not in names(case, counting=False)
    assert {"An", "Chi"} <= set(names(case))


def test_a_removed_row_counts_for_nothing(citizen, rows):
    """Not on the check page, not among the mistakes, not in the case that is sent."""
    case, address = rows
    good = case.all_answers["programmes"][0]
    data = form_data(
        step("licence", "chuong-trinh"), {**case.all_answers, "programmes": [good] * 2}
    )
    citizen.post(
        address, data | {"programmes-1-name": "Bỏ", "programmes-1-periods": "?", "act": "save"}
    )
    data |= sent_back(citizen.get(address))
    citizen.post(address, data | {"act": "remove:programmes:1"})
    check = citizen.get(f"/ho-so/{case.key}/kiem-tra/").content.decode()
    assert "Bỏ" not in check
    assert "chuong-trinh/?kiem-tra" not in check
    case.refresh_from_db()
    final = drafts.final_answers(drafts.check(case))
    assert [row["name"] for row in final["programmes"]] == [good["name"]]


def test_an_empty_row_goes_without_a_trace(citizen, rows):
    case, address = rows
    citizen.post(
        address, programmes("An", "") | {"programmes-1-periods": "", "act": "remove:programmes:1"}
    )
    assert names(case, counting=False) == ["An"]


@pytest.mark.parametrize(
    ("act", "order", "anchor"),
    [
        ("up:programmes:2", ["A", "C", "B", "D"], "up-programmes-1"),
        ("up:programmes:1", ["B", "A", "C", "D"], "rows-programmes-0"),
        ("up:programmes:0", ["A", "B", "C", "D"], "rows-programmes-0"),
        ("down:programmes:0", ["B", "A", "C", "D"], "down-programmes-1"),
        ("down:programmes:2", ["A", "B", "D", "C"], "rows-programmes-3"),
        ("down:programmes:3", ["A", "B", "C", "D"], "rows-programmes-3"),
        ("up:programmes:4", ["A", "B", "C", "D"], "rows-programmes"),
    ],
)
def test_a_row_is_moved_and_the_focus_stays_on_its_button(citizen, rows, act, order, anchor):
    case, address = rows
    response = citizen.post(address, programmes("A", "B", "C", "D") | {"act": act})
    assert response.url == f"{address}#{anchor}"
    assert names(case) == order
    assert f'id="{anchor}"' in citizen.get(address).content.decode()


def test_of_many_rows_only_those_with_mistakes_or_without_a_name_are_open(citizen, rows):
    _case, address = rows
    response = citizen.post(address, programmes("A", "B", "C", "D", "") | {"act": "next"})
    assert response.status_code == 422
    assert response.content.decode().count("<details open>") == 5
    citizen.post(address, programmes("A", "B", "C", "D", "") | {"act": "save"})
    assert citizen.get(address).content.decode().count("<details open>") == 1


def test_a_row_added_with_a_double_click_is_one_row(citizen, rows):
    case, address = rows
    seen = hidden(citizen.get(address), "seen")
    for _click in "ab":
        response = citizen.post(address, programmes("An") | {"act": "add:programmes", "seen": seen})
        assert response.status_code == 302
    case.refresh_from_db()
    assert len(case.all_answers["programmes"]) == 2


@pytest.mark.parametrize(
    "act",
    [
        "remove:programmes:9",
        "restore:programmes:9",
        "restore:programmes:0",
        "up:programmes:9999999999",
        "up:programmes:",
        "down:khong:0",
        "down",
        "remove:programmes:-1",
        "remove:programmes:²",
        "remove:programmes",
        "remove::",
        "remove:khong:0",
        "add:khong",
        "add:",
        "drop:",
        "drop:999999999999999999999999999999",
        "drop:²",
        "\x00",
        "khong-biet",
        ":" * 5000,
    ],
)
def test_buttons_that_are_not_there_do_nothing(citizen, rows, act):
    case, address = rows
    response = citizen.post(address, programmes("An") | {"act": act})
    assert response.status_code in (302, 422)
    case.refresh_from_db()
    assert [row["name"] for row in case.all_answers["programmes"]] == ["An"]


def test_sixty_teachers_are_a_page_that_a_phone_can_bear(citizen, office, statements):
    """Compressed as a web server sends it; as many queries as for one."""
    page = factories.form_page(office, "licence")
    made = []
    for number in (1, 60):
        teachers = [given.TEACHER | {"name": f"Cô giáo {one} Nguyễn"} for one in range(number)]
        case = complete(citizen, page, given.licence("operate", teachers=teachers))
        with statements() as asked:
            shown = citizen.get(url(case, "giao-vien"))
        made.append(len(asked))
    assert shown.content.decode().count('<fieldset class="row-entry"') == 60
    assert len(gzip.compress(shown.content)) < 15_000
    assert made[0] == made[1]


@pytest.mark.parametrize("count", ["99999", "-1", "", "x", "²", "1e3", "\x00", "0061"])
def test_a_false_number_of_rows_is_no_bomb(citizen, rows, count):
    case, address = rows
    response = citizen.post(address, {"programmes-count": count, "act": "save"})
    assert response.status_code == 302
    case.refresh_from_db()
    assert len(case.all_answers["programmes"]) <= 60


# ── files ──


def attachments(case):
    return list(case.attachments.values_list("slot", "name"))


def test_files_of_a_step_are_kept_and_given_back(citizen, draft):
    file = draft.attachments.get()
    response = citizen.get(f"/ho-so/{draft.key}/tep/{file.pk}/")
    assert b"".join(response.streaming_content)[:4] == b"%PDF"
    assert file.name in citizen.get(url(draft, "minh-chung")).content.decode()


def test_a_bad_file_is_refused_with_the_reason_and_the_rest_is_kept(citizen, draft):
    bad = SimpleUploadedFile("giấy.exe", b"MZ")
    data = {"achievements": "Mười năm liền.", "evidence_files": [bad, pdf("tốt.pdf")]}
    for act in ("next", "save", "add:evidence_files"):
        response = citizen.post(url(draft, "minh-chung"), data | {"act": act})
        assert response.status_code == 422
        assert "Chỉ nhận tệp PDF" in response.content.decode()
        bad.seek(0)
    draft.refresh_from_db()
    assert draft.all_answers["achievements"] == "Mười năm liền."
    assert ("evidence_files", "tốt.pdf") in attachments(draft)


def test_a_file_is_removed_by_its_button(citizen, draft):
    citizen.post(url(draft, "minh-chung"), {"evidence_files": pdf("hai.pdf"), "act": "save"})
    file = draft.attachments.get(name="hai.pdf")
    response = citizen.post(url(draft, "minh-chung"), {"act": f"drop:{file.pk}"})
    assert response.url == url(draft, "minh-chung")
    assert ("evidence_files", "hai.pdf") not in attachments(draft)


def test_a_file_of_another_case_is_neither_removed_nor_shown(citizen, form_page, stranger, draft):
    file = draft.attachments.get()
    other = complete(stranger, form_page, given.nomination("gia_dinh"))
    stranger.post(url(other, "minh-chung"), {"act": f"drop:{file.pk}"})
    assert draft.attachments.count() == 1
    assert stranger.get(f"/ho-so/{other.key}/tep/{file.pk}/").status_code == 404
    assert stranger.get(f"/ho-so/{draft.key}/tep/{file.pk}/").status_code == 404
    assert stranger.get(f"/ho-so/{other.key}/tep/{'9' * 30}/").status_code == 404


def test_a_slot_for_one_file_holds_the_newest(citizen, office):
    case = complete(citizen, factories.form_page(office, "student"), given.student())
    slug = next(s.slug for s in OFFERED["student"].steps if "passport_scan" in s.base_fields)
    before = case.attachments.get(slot="passport_scan")
    citizen.post(url(case, slug), {"passport_scan": pdf("mới.pdf"), "act": "save"})
    assert [name for slot, name in attachments(case) if slot == "passport_scan"] == ["mới.pdf"]
    assert not case.attachments.filter(pk=before.pk).exists()


def test_a_request_far_too_large_is_refused_before_it_is_read(citizen, draft):
    response = citizen.post(
        url(draft, "minh-chung"), {"act": "next"}, CONTENT_LENGTH=str(400 * 1024**2)
    )
    assert response.status_code == 413


def test_the_csrf_check_still_stands_before_files(office, form_page):
    strict = Citizen(Client(enforce_csrf_checks=True), "hcmc.localhost")
    first = f"/ho-so/moi/{form_page.pk}/"
    shown = strict.get(first)
    data = form_data(form_page.kind.steps[0], given.nomination()) | {"act": "next"}
    assert strict.post(first, data).status_code == 403
    token = {"csrfmiddlewaretoken": hidden(shown, "csrfmiddlewaretoken")}
    begun = strict.post(first, data | token)
    assert begun.status_code == 302
    data = {"evidence_files": png(), "act": "save"}
    last = begun.url.replace("nguoi-nop", "minh-chung")
    assert strict.post(last, data).status_code == 403
    assert strict.post(last, data | token).status_code == 302


# ── what it costs ──


@pytest.mark.parametrize("kind", OFFERED)
@pytest.mark.django_db(transaction=True)
def test_a_step_costs_at_most_ten_statements_to_see_and_eight_to_save(
    citizen, office, statements, kind
):
    answers = ANSWERS[kind]()
    page = factories.form_page(office, kind)
    case = complete(citizen, page, answers)
    citizen.get(f"/ho-so/moi/{page.pk}/")
    with statements() as found:
        citizen.get(f"/ho-so/moi/{page.pk}/")
    assert len(found) <= 10, found
    for one in page.kind.steps_for(answers):
        with statements() as found:
            citizen.get(url(case, one.slug))
        assert len(found) <= 10, (one.slug, found)
        data = form_data(one, answers) | {"act": "next"}
        with statements() as found:
            assert citizen.post(url(case, one.slug), data).status_code == 302
        assert len(found) <= 8, (one.slug, found)
    for path in ("", "kiem-tra/"):
        with statements() as found:
            citizen.get(f"/ho-so/{case.key}/{path}")
        assert len(found) <= 10, (path, found)


def test_more_rows_and_files_cost_no_more_statements(citizen, rows, statements):
    case, address = rows
    counts = []
    for number in (1, 40):
        with statements() as found:
            citizen.post(address, programmes(*["Nguyễn Văn An"] * number) | {"act": "save"})
        counts.append(len(found))
    last = url(case, "thanh-phan-ho-so")
    for number in (1, 6):
        files = [png(f"{number}-{n}.png", width=number * 10 + n) for n in range(number)]
        with statements() as found:
            citizen.post(last, {"paper_ho_so": files, "act": "save"})
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[2] == counts[3] <= 8
    for n in range(30):
        factories.licence(case.office, f"Trung tâm {n}")
    with statements() as found:
        citizen.get(url(case, "noi-dung"))
    assert len(found) <= 10


# ── saving while somebody types ──


def typing(citizen, address, **answers):
    """What the script sends, and what it is told."""
    return citizen.post(address, answers | {"act": "typing"})


def test_what_is_being_typed_is_saved_and_not_called_wrong(citizen, form_page):
    draft = Citizen.fill(citizen, form_page, given.nomination("gia_dinh"))
    Case.objects.update(visited=["mo-hinh"])
    answer = typing(citizen, url(draft, "doi-tuong"), nominee_name="Nhà b", nominee_birth="12/1")
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["saved_at"])
    draft.refresh_from_db()
    assert draft.all_answers["nominee_name"] == "Nhà b"
    assert draft.visited == ["mo-hinh"]
    tasks = citizen.get(f"/ho-so/{draft.key}/").content.decode()
    assert "Đang điền" in tasks
    assert "Cần sửa" not in tasks


def test_the_first_key_typed_begins_the_draft(citizen, form_page):
    first = f"/ho-so/moi/{form_page.pk}/"
    key = hidden(citizen.get(first), "key")
    answer = typing(citizen, first, key=key, year="20")
    case = Case.objects.get()
    assert answer.json()["action"] == url(case, "mo-hinh")
    again = typing(citizen, first, key=key, year="2026")  # the first answer was lost on the way
    assert again.json()["action"] == url(case, "mo-hinh")
    assert Case.objects.get().all_answers["year"] == 2026
    assert citizen.get(url(case, "mo-hinh")).status_code == 200


def test_R07_typing_in_a_stale_window_overwrites_nothing(citizen, draft):
    address = url(draft, "doi-tuong")
    old = hidden(citizen.get(address), "seen")
    newer = typing(citizen, address, seen=old, nominee_name="Cửa sổ một").json()["seen"]
    assert typing(citizen, address, seen=old, nominee_name="Cửa sổ hai").status_code == 409
    draft.refresh_from_db()
    assert draft.all_answers["nominee_name"] == "Cửa sổ một"
    assert typing(citizen, address, seen=newer, nominee_name="Vẫn một").status_code == 200
    sent = citizen.post(address, {"seen": newer, "nominee_name": "Cũ", "act": "save"})
    assert sent.status_code == 409


def test_R07_saved_twice_and_then_the_first_again_is_a_conflict(citizen, draft):
    address = url(draft, "doi-tuong")
    seen = [hidden(citizen.get(address), "seen")]
    for name in ("Một", "Hai"):
        seen.append(
            typing(citizen, address, seen=seen[-1], nominee_name=name).json()["seen"],
        )
    assert typing(citizen, address, seen=seen[0], nominee_name="Một").status_code == 409


def test_a_script_is_limited_apart_from_the_person(citizen, draft, monkeypatch):
    monkeypatch.setitem(limits.LIMITS, "typing", (2, 60))
    address = url(draft, "doi-tuong")
    assert [typing(citizen, address).status_code for _time in range(3)] == [200, 200, 429]
    assert citizen.post(address, {"act": "save"}).status_code == 302


def test_typing_for_a_draft_of_somebody_else_or_already_sent(citizen, stranger, sent):
    assert typing(stranger, url(sent, "doi-tuong")).status_code == 404
    assert typing(citizen, url(sent, "doi-tuong")).status_code == 302
    assert sent.all_answers == Case.objects.get().all_answers


def test_rows_stay_where_they_are_while_one_types(citizen, rows):
    case, address = rows
    data = programmes("An", "Bình", "") | {"programmes-0-gone": "on"}
    typing(citizen, address, **data)
    case.refresh_from_db()
    assert [row.get("name") for row in case.all_answers["programmes"]] == ["An", "Bình", ""]


def test_saving_while_typing_costs_no_more_than_sending_the_step(citizen, draft, statements):
    address = url(draft, "doi-tuong")
    data = form_data(step("nomination", "doi-tuong"), given.nomination("gia_dinh"))
    counts = []
    for act in ("save", "typing"):
        with statements() as found:
            assert citizen.post(address, data | {"act": act}).status_code in (200, 302)
        counts.append(len(found))
    assert counts[1] <= counts[0] <= 8
