"""Editors word their office's notices: checked, shown with a case, kept, taken back."""

import re
from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from forms.models import DraftLink, Notice, NoticeText
from forms.notices.telling import deliver, notify
from forms.notices.wording import TOPICS
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds.ugly import UGLY

pytestmark = pytest.mark.django_db
NEW = {"subject": "Hồ sơ {ma ho so} đã vào sổ", "body": "Hẹn trả ngày {HẠN TRẢ}.\n\nCảm ơn bạn."}


@pytest.fixture
def office():
    return factories.office("hcmc")


@pytest.fixture
def editor(office):
    return factories.staff(office, Role.EDITOR)


@pytest.fixture
def browser(editor):
    return factories.signed_in(editor)


def address(topic=State.ACCEPTED, language="vi", kind="moi-loai", view="edit"):
    return reverse(f"wordings:{view}", args=["hcmc", kind, topic, language])


def shown(response):
    """The letter in its frame, as HTML."""
    found = re.search(r'<iframe class="q-letter" sandbox [^>]*srcdoc="([^"]*)"', page(response))
    return unescape(found[1]) if found else ""


def page(response):
    return response.content.decode()


def sources(response):
    cells = re.findall(
        r'<td data-label="[^"]*"><a href="[^"]*" aria-label="[^"]*">([^<]*)</a>', page(response)
    )
    return [cell.strip() for cell in cells]


def test_the_list_tells_own_words_from_shipped_ones(office, browser):
    first = sources(browser.get(reverse("wordings:index")))
    assert first == ["Lời có sẵn"] * len(TOPICS) * 4
    browser.post(address(), NEW)
    assert sources(browser.get(reverse("wordings:index"))).count("Lời riêng") == 1
    of_kind = sources(browser.get(reverse("wordings:index"), {"loai": "licence"}))
    assert of_kind.count("Lời chung của đơn vị") == 1


def test_the_list_takes_one_look_at_the_texts(office, browser, django_assert_max_num_queries):
    for language in ("vi", "en", "lo", "km"):
        browser.post(address(language=language), NEW)
    with django_assert_max_num_queries(16):
        browser.get(reverse("wordings:index"))


@pytest.mark.parametrize("language", ["vi", "en", "lo", "km"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_text_is_shown_before_anything_is_written(browser, topic, language):
    response = browser.get(address(topic, language))
    assert response.status_code == 200
    assert f'<html lang="{language}">' in shown(response)
    assert not NoticeText.objects.exists()
    assert not DraftLink.objects.exists()


def test_what_is_kept_goes_out(office, browser):
    assert browser.post(address(), NEW).status_code == 302
    kept = NoticeText.objects.get()
    assert (kept.subject, kept.kind) == ("Hồ sơ {mã hồ sơ} đã vào sổ", "")
    assert kept.body == "Hẹn trả ngày {hạn trả}.\n\nCảm ơn bạn."
    case = cases.case(office, "licence", State.ACCEPTED)
    deliver(notify(case, State.ACCEPTED).pk)
    assert mail.outbox[0].subject == f"Hồ sơ {case.code} đã vào sổ"
    assert f"Hẹn trả ngày {case.due_on:%d/%m/%Y}." in mail.outbox[0].body
    assert browser.post(address(), NEW | {"body": "Khác."}).status_code == 302
    assert NoticeText.objects.get().body == "Khác."


def test_it_is_shown_before_it_is_kept_and_nothing_is_sent(browser):
    response = browser.post(address(), NEW | {"preview": "1"})
    assert "Cảm ơn bạn." in shown(response)
    assert "-0000" in shown(response)
    assert "{ma ho so}" in page(response)
    assert not NoticeText.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("body", ["{hạn tra rồi}", "{hạn bổ sung}", "{{7*7}}", "thiếu }", ""])
def test_wrong_placeholders_are_refused_and_nothing_typed_is_lost(browser, body):
    response = browser.post(address(), NEW | {"body": body})
    assert response.status_code == 422
    assert not NoticeText.objects.exists()
    assert NEW["subject"] in page(response)
    assert unescape(page(response)).count(body) >= 1
    if body:
        assert "Có thể dùng: {mã hồ sơ}, {loại hồ sơ}" in unescape(page(response))


def test_back_to_the_shipped_words(browser):
    browser.post(address(), NEW)
    assert "Bỏ lời riêng, dùng lời có sẵn" in page(browser.get(address()))
    assert browser.post(address(view="reset")).status_code == 302
    assert browser.post(address(view="reset")).status_code == 302
    assert not NoticeText.objects.exists()
    assert "Thời hạn giải quyết bắt đầu tính" in page(browser.get(address()))


def test_a_real_case_is_for_those_who_may_work_on_it(office, editor, browser):
    case = cases.case(office, "licence", State.ACCEPTED)
    elsewhere = cases.case(factories.office("cantho"), "licence", State.ACCEPTED)
    tried = NEW | {"preview": "1", "code": case.code}
    response = browser.post(address(), tried)
    assert 'name="code"' not in page(response)
    assert case.code not in shown(response)
    editor.groups.add(office.groups.get(role=Role.CLERK).group)
    response = browser.post(address(), tried)
    assert case.code in shown(response)
    assert f"{case.due_on:%d/%m/%Y}" in shown(response)
    for unknown in (elsewhere.code, "không có", "NHAP-1"):
        response = browser.post(address(), tried | {"code": unknown})
        assert response.status_code == 422
        assert "Đơn vị không có hồ sơ nào với mã này." in page(response)


def test_R36_what_is_shown_cannot_run(browser):
    evil = '</iframe><script>window.__xss=1</script>"><img src=x onerror=alert(1)>'
    response = browser.post(address(), {"subject": evil, "body": evil, "preview": "1"})
    assert response.status_code == 200
    assert "<script>window" not in page(response)
    assert "<img src=x" not in page(response)
    assert "<script" not in shown(response)


@pytest.mark.parametrize(
    "path",
    ["hcmc/moi-loai/assigned/vi/", "hcmc/moi-loai/accepted/fr/", "hcmc/khac/accepted/vi/"],
)
def test_what_is_not_told_has_no_words(browser, path):
    assert browser.get(f"/cms/loi-thong-bao/{path}").status_code == 404


def test_R40_no_value_breaks_the_screens_of_words(office, editor, browser):
    editor.groups.add(office.groups.get(role=Role.CLERK).group)
    for value in (value for value in UGLY if "\udfff" not in value):  # no browser sends that
        for act in ({"preview": "1"}, {}):
            typed = {"subject": value, "body": value, "code": value}
            assert browser.post(address(), typed | act).status_code in (200, 302, 400, 422), value
        for name in ("don-vi", "loai"):
            answer = browser.get(reverse("wordings:index"), {name: value})
            assert answer.status_code in (200, 400, 404), value
    deliver(notify(cases.case(office, "licence", State.ACCEPTED), State.ACCEPTED).pk)
    assert len(mail.outbox) == 1
