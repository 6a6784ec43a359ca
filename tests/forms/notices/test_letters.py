"""What mails say: in the citizen's language, alike as text and as HTML, and nothing private."""

import html
import re

import pytest
from django.utils import translation

from forms.models import Notice, NoticeText
from forms.notices import wording
from forms.notices.channels import mail_of
from forms.notices.letters import letter_of
from forms.notices.telling import notify, tell, write
from forms.notices.wording import TOPICS
from forms.states import State
from tests import cases, factories
from tests.forms.kinds.ugly import UGLY
from tests.screens import markup

pytestmark = pytest.mark.django_db
PIN = "0K1Z7M9B"
LANGUAGES = ["vi", "en", "lo", "km"]


@pytest.fixture
def case():
    return cases.case(factories.office("hcmc"), "licence", State.SUPPLEMENT)


def words_of(page):
    """The words of the page, in order, without what is only in its head."""
    body = re.sub(r"<[^>]+>", " ", page.partition("<body>")[2])
    return re.findall(r"[^\s:]+", html.unescape(body))


def test_a_mail_brings_code_and_pin_and_no_answers(case):
    sent = mail_of(notify(case, State.SUBMITTED, pin=PIN))
    page = sent.alternatives[0][0]
    for text in (case.code, PIN, f"{case.office.site.root_url}/tra-cuu/"):
        assert text in sent.body
        assert text in page
    everything = sent.subject + sent.body + page
    for answer in ("Nguyệt", "079190001234", "912 345", "Bình Minh"):
        assert answer not in everything


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_speaks_the_citizens_language(case, language):
    case.language = language
    notice = notify(case, State.SUPPLEMENT, note="Thiếu bằng.")
    with translation.override("vi" if language != "vi" else "en"):
        sent = mail_of(notice)
        assert translation.get_language() != language
    prefix = "" if language == "vi" else f"/{language}"
    assert f"{case.office.site.root_url}{prefix}/tra-cuu/" in sent.body
    page = sent.alternatives[0][0]
    assert f'<html lang="{language}">' in page
    with translation.override(language):
        assert translation.gettext("Yêu cầu bổ sung") in sent.subject
        assert translation.gettext("Hạn bổ sung") in sent.body
    assert f"{case.supplement_due_on:%d/%m/%Y}" in sent.body
    assert f"{case.supplement_due_on:%d/%m/%Y}" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_each_mail_is_valid_and_says_the_same_as_text_and_as_html(case, topic, language):
    case.office.email = "phong@example.vn"
    state = State.DRAFT if topic in Notice.Draft.values else State.SUPPLEMENT
    about = cases.case(case.office, "licence", state)
    notice = write(about, topic, "x@example.vn", language, note="Thiếu:\n- bằng tốt nghiệp")
    letter = letter_of(notice, url="https://example.vn/")
    assert markup.faults(letter.html) == []
    text = letter.text.replace("https://example.vn/", "")
    assert re.findall(r"[^\s:]+", text) == words_of(letter.html)
    assert letter.subject
    assert letter.title in letter.html
    assert not re.search(r"[{}]", letter.text)


def test_R44_what_an_officer_wrote_is_text_in_both_parts(case):
    note = "<script>window.__xss=1</script>\nBcc: x@evil.example\r\n{{7*7}} {mã hồ sơ} & \"'"
    sent = mail_of(notify(case, State.SUPPLEMENT, note=note))
    page = sent.alternatives[0][0]
    assert "<script>window" in sent.body
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}} {mã hồ sơ}" in page
    assert sent.message()["Bcc"] is None


@pytest.mark.parametrize("evil", ["X\r\nBcc: x@evil.example", "X\nBcc: x@evil.example"])
def test_R44_no_line_break_gets_into_a_header(case, evil):
    case.code = evil
    sent = mail_of(notify(case, State.ACCEPTED))
    assert sent.message()["Bcc"] is None
    assert not re.search(r"[\r\n]", sent.subject)


def test_R39_what_no_mail_can_hold_is_left_out(case):
    sent = mail_of(notify(case, State.SUPPLEMENT, note="A\x01\x08B\ufffe\uffff\u202eC"))
    assert "ABC" in sent.body
    assert markup.faults(sent.alternatives[0][0]) == []


def test_R39_no_value_breaks_a_mail(case):
    texts = {"office": case.office, "topic": State.ACCEPTED, "language": "vi", "subject": "x"}
    own = NoticeText.objects.create(**texts, body="x")
    for value in UGLY:
        broken = value.replace("\0", "").encode("utf-8", "ignore").decode()  # as databases do
        own.subject, own.body = broken[:150], f"{broken} {{nội dung}}"
        own.save()
        sent = mail_of(write(case, State.ACCEPTED, "x@example.vn", "vi", note=broken))
        assert sent.message().as_bytes()
        html = sent.alternatives[0][0]
        assert not [fault for fault in markup.faults(html) if not fault.startswith("left over")]


def test_R53_links_lead_to_the_cases_own_office(case):
    url = letter_of(tell(case, Notice.Told.WROTE)).url
    assert url == f"{case.office.site.root_url}/tra-cuu/"


def test_an_officers_remark_has_one_place(case):
    notice = notify(case, State.SUPPLEMENT, note="Thiếu bằng.")
    assert letter_of(notice).note == "Thiếu bằng."
    NoticeText.objects.create(
        office=case.office,
        topic=State.SUPPLEMENT,
        language="vi",
        subject="Bổ sung {mã hồ sơ}",
        body="Xin gửi thêm:\n{nội dung}\nTrước {hạn bổ sung}.",
    )
    letter = letter_of(notice)
    assert letter.note == ""
    due = f"{case.supplement_due_on:%d/%m/%Y}"
    assert letter.body == f"Xin gửi thêm:\nThiếu bằng.\nTrước {due}."
    assert letter.subject == f"Bổ sung {case.code}"


def test_R46_what_an_editor_wrote_is_never_a_template(case):
    NoticeText.objects.create(
        office=case.office,
        topic=State.ACCEPTED,
        language="vi",
        subject="{% debug %} {{ case.answers }}",
        body="{{7*7}} {% load i18n %} {{ notice.case.sealed }} <b>đậm</b> %(code)s {0.__class__}",
    )
    sent = mail_of(notify(case, State.ACCEPTED))
    assert sent.subject == "{% debug %} {{ case.answers }}"
    assert "{{7*7}} {% load i18n %} {{ notice.case.sealed }} <b>đậm</b> %(code)s" in sent.body
    assert "&lt;b&gt;đậm&lt;/b&gt;" in sent.alternatives[0][0]


def test_the_office_words_of_the_kind_go_before_those_of_every_kind(case):
    def text(kind, language="vi"):
        NoticeText.objects.create(
            office=case.office,
            kind=kind,
            topic=State.ACCEPTED,
            language=language,
            subject="Tiêu đề",
            body=f"Của {kind}",
        )

    notice = notify(case, State.ACCEPTED)
    text("nomination")
    text("", "en")
    assert letter_of(notice).body == str(wording.shipped(State.ACCEPTED).body)
    text("")
    assert letter_of(notice).body == "Của"
    text("licence")
    assert letter_of(notice).body == "Của licence"
    elsewhere = cases.case(factories.office("cantho"), "licence", State.ACCEPTED)
    assert letter_of(notify(elsewhere, State.ACCEPTED)).body != "Của licence"
