"""Answers to a supplement that are brought to the counter: the same effect as the citizen's own."""

import pytest
from django.utils import timezone

from forms.clock import CalendarDay
from forms.models import Attachment, Case, Event, Remark, Supplement
from forms.models.events import faults
from forms.moves.transitions import Details, move
from forms.queue.case.as_it_was import changes_since
from forms.queue.home.work import Work
from forms.supplements.answering import Answering
from forms.supplements.asking import Asking
from home.models import Role
from tests import cases, factories
from tests.forms.counter.conftest import at_work
from tests.forms.kinds import answers as given
from tests.forms.queue.case.test_supplements import mark
from tests.journeys import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.engines]

What = Remark.What


@pytest.fixture
def case(office):
    """A licence of which an address and a paper are asked for."""
    made = cases.case(office, state="supplement", answers=given.licence())
    made.supplements.all().delete()
    made.supplement_due_on = timezone.localdate()
    made.save()
    cases.attach(made, "cũ.pdf", "paper_ho_so")
    cases.ask_for(made, mark("head_address"), mark("paper_ho_so", What.FILES))
    return Case.objects.get(pk=made.pk)


def at(case, what=""):
    return f"/cms/ho-so/{case.pk}/bo-sung-tai-quay/{what}"


def slug(name):
    kind = Case(kind_code="licence").kind
    return next(step.slug for step in kind.steps if name in step.base_fields)


def typed(counter, case, **fields):
    return counter.post(at(case, f"buoc/{slug('head_address')}/"), {"act": "next", **fields})


def send(counter, case, **changes):
    page = counter.get(at(case))
    form = page.context["form"]
    data = {"seen": form.now, "declaration": "on"}
    for remark, _field in form.explanations:
        data[f"reply-{remark.pk}"] = "Giữ nguyên vì đã đúng."
    return counter.post(at(case), {**data, **changes})


def test_only_what_was_marked_is_open(counter, case):
    page = counter.get(at(case, f"buoc/{slug('head_address')}/")).content.decode()
    assert 'name="head_address"' in page
    assert 'name="premises_right"' not in page
    typed(counter, case, head_address="Số 12", premises_right="muon_lien_ket")
    answering = Answering.of(case)
    assert set(answering.changes) == {"head_address"}


def test_what_is_brought_has_the_effect_of_an_answer(counter, case):
    assert typed(counter, case, head_address="Số 12").status_code == 302
    attach = {"act": "attach:paper_ho_so", "paper_ho_so": [pdf("mới.pdf")]}
    assert counter.post(at(case, f"buoc/{slug('paper_ho_so')}/"), attach).status_code == 200
    page = counter.get(at(case)).content.decode()
    assert "Số 12" in page
    assert "Số 10, đường Ví Dụ 1" in page
    answer = send(counter, case)
    assert answer.url == f"/cms/ho-so/{case.pk}/bo-sung/1/xac-nhan/"
    case.refresh_from_db()
    assert (case.state, case.all_answers["head_address"]) == ("processing", "Số 12")
    assert case.due_on
    assert {file.name for file in case.attachments.all()} == {"cũ.pdf", "mới.pdf"}
    supplement = case.supplements.get()
    assert supplement.how == Supplement.How.TYPED
    assert supplement.replaced["head_address"] == "Số 10, đường Ví Dụ 1"
    line = case.events.get(act=Event.Act.ANSWERED)
    assert line.actor == counter.user
    assert "Nộp tại quầy, người nhận: Nguyễn Thị Quầy." in line.note
    assert not faults(case)
    done = counter.get(answer.url).content.decode()
    assert "Nguyễn Thị Quầy" in done
    assert "Số 12" in done
    officer = at_work(case.office, Role.OFFICER).get(f"/cms/ho-so/{case.pk}/").content.decode()
    assert "Số 12" in officer
    assert "Đã sửa" in officer


def test_the_confirmation_is_in_the_languages_of_office_and_citizen(counter, case):
    typed(counter, case, head_address="Số 12")
    address = send(counter, case).url
    assert counter.get(address).content.decode().count("q-signatures") == 1
    Case.objects.filter(pk=case.pk).update(language="km")
    page = counter.get(address).content.decode()
    vietnamese, khmer = page.split('<section class="q-card q-copy"')[1:]
    assert "Mã hồ sơ" in vietnamese
    assert "លេខកូដសំណុំឯកសារ" in khmer
    assert khmer.count("Số 12") == vietnamese.count("Số 12") > 0


def test_its_officer_hears_of_it_as_of_any_answer(counter, case):
    officer = factories.staff(case.office, Role.OFFICER)
    Case.objects.filter(pk=case.pk).update(assignee=officer)
    before = timezone.now()
    typed(counter, case, head_address="Số 12")
    send(counter, case)
    assert {item.code: item.number for item in Work(officer).news}["moi-bo-sung"] == 1
    case.refresh_from_db()
    changes = changes_since(case, before, works=True)
    assert [change.name for change in changes] == ["head_address"]


def test_what_is_refused_is_said_above_the_page(counter, case):
    answer = send(counter, case, declaration="")
    shown = answer.content.decode()
    assert shown.index("error-summary") < shown.index("Những mục cần bổ sung")
    assert '<a href="#id_declaration">Hãy xem chữ ký trên giấy tờ rồi đánh dấu.' in shown


def test_R02_sent_twice_it_is_sent_once(counter, case):
    typed(counter, case, head_address="Số 12")
    page = counter.get(at(case)).context["form"]
    data = {"seen": page.now, "declaration": "on"}
    data |= {f"reply-{remark.pk}": "Vì đã đúng." for remark, _field in page.explanations}
    answers = [counter.post(at(case), data) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert case.events.filter(act=Event.Act.ANSWERED).count() == 1


@pytest.mark.parametrize("missing", ["declaration", "reply", "seen"])
def test_nothing_is_sent_without_signature_words_and_a_page_just_read(counter, case, missing):
    typed(counter, case, head_address="Số 12")
    remark = case.supplements.get().remarks.get(name="paper_ho_so")
    changes = {
        "declaration": {"declaration": ""},
        "reply": {f"reply-{remark.pk}": ""},
        "seen": {"seen": "x"},
    }[missing]
    answer = send(counter, case, **changes)
    assert answer.status_code == (409 if missing == "seen" else 422)
    assert Case.objects.get().state == "supplement"
    again = case.supplements.get().remarks.get(name="paper_ho_so").reply
    assert again == ("" if missing == "reply" else "Giữ nguyên vì đã đúng.")


def test_a_year_without_calendar_sends_nothing_and_keeps_all(counter, case):
    typed(counter, case, head_address="Số 12")
    CalendarDay.objects.all().delete()
    answer = send(counter, case)
    assert answer.status_code == 422
    assert "Lịch làm việc chưa có năm" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == "supplement"
    assert Answering.of(case).changes == {"head_address": "Số 12"}


def test_a_scan_that_is_not_sent_yet_opens_at_the_counter_only(counter, case, other):
    attach = {"act": "attach:paper_ho_so", "paper_ho_so": [pdf("mới.pdf")]}
    counter.post(at(case, f"buoc/{slug('paper_ho_so')}/"), attach)
    scan = Attachment.every.get(name="mới.pdf")
    assert counter.get(at(case, f"tep/{scan.pk}/")).status_code == 200
    assert counter.get(f"/cms/ho-so/{case.pk}/tep/{scan.pk}/").status_code == 404
    assert at_work(other, Role.CLERK).get(at(case, f"tep/{scan.pk}/")).status_code == 404


def test_no_scan_goes_to_a_place_that_is_not_open(counter, case):
    attach = {"act": "attach:director_cv_file", "director_cv_file": [pdf()]}
    answer = counter.post(at(case, f"buoc/{slug('director_cv_file')}/"), attach)
    assert answer.status_code == 404


def test_R18_only_clerks_of_the_office_take_answers(case, office, other):
    paths = [at(case), at(case, f"buoc/{slug('head_address')}/")]
    for path in paths:
        for role in (Role.OFFICER, Role.LEADER):
            assert at_work(office, role).post(path, {"act": "next"}).status_code == 302
        away = at_work(other, Role.CLERK)
        assert away.get(path).status_code == away.post(path, {}).status_code == 404
    assert case.supplements.get().changed_at is None


def test_a_case_that_waits_for_nothing_leads_back(counter, office):
    case = cases.case(office)
    assert counter.get(at(case)).url == f"/cms/ho-so/{case.pk}/"


def test_a_note_that_something_was_brought_stays_a_note(counter, case):
    typed(counter, case, head_address="Số 12")
    move = {"version": case.version, "reason": "Đã nhận bản giấy."}
    counter.post(f"/cms/ho-so/{case.pk}/chuyen/processing/", move)
    case.refresh_from_db()
    assert (case.state, case.supplements.get().how) == ("processing", Supplement.How.COUNTER)
    assert case.all_answers["head_address"] != "Số 12"


def test_of_a_paper_case_the_numbers_of_papers_are_open_too_and_never_online(counter, office):
    page = factories.form_page(office, "licence")
    made = counter.complete(page, given.licence(), owed=True)
    counter.file(made)
    case = Case.objects.get(pk=made.pk)
    officer = factories.staff(office)
    case = move(case.pk, "processing", officer, case.version)
    asking = Asking(10, (mark("paper_ho_so", What.FILES),))
    case = move(case.pk, "supplement", officer, case.version, Details("Bị mờ.", supplement=asking))
    step = f"buoc/{slug('paper_ho_so')}/"
    here = counter.get(at(case, step)).content.decode()
    assert 'name="paper_ho_so_on_paper_copies"' in here
    assert not [n for form in Answering.of(case).now for n in form.fields if "on_paper" in n]
    counter.post(at(case, step), {"act": "next", "paper_ho_so_on_paper_copies": "3"})
    assert Answering.of(case, at_counter=True).changes["paper_ho_so_on_paper_copies"] == 3


NOT_ALLOWED = "/cms/"


def restrict(case):
    Case.objects.filter(pk=case.pk).update(restricted_at=timezone.now())


@pytest.mark.parametrize("what", ["", "buoc/{}/"])
def test_whoever_is_shown_the_case_by_a_wrong_post_has_read_it(counter, case, what):
    for _n in range(2):
        counter.post(at(case, what.format(slug("head_address"))), {})
    assert case.events.filter(act=Event.Act.READ, actor=counter.user).count() == 1


def test_of_a_restricted_case_a_clerk_neither_reads_nor_types_nor_opens(counter, case):
    file = cases.attach(case, "mật.pdf", "paper_ho_so")
    restrict(case)
    step = f"buoc/{slug('head_address')}/"
    for what in ("", step, f"tep/{file.pk}/"):
        assert counter.get(at(case, what)).url == NOT_ALLOWED
    for what in ("", step):
        assert counter.post(at(case, what)).url == NOT_ALLOWED
    assert not case.events.filter(act=Event.Act.OPENED).exists()
    assert at(case) not in counter.get(f"/cms/ho-so/{case.pk}/").content.decode()


def test_of_a_restricted_case_the_confirmation_keeps_to_itself_how_it_was_explained(counter, case):
    remark = case.supplements.get().remarks.first()
    remark.reply = "Chủ nhà đang nằm viện."
    remark.save(update_fields=["sealed_reply"])
    case.supplements.update(how=Supplement.How.TYPED, ended_at=timezone.now())
    address = f"/cms/ho-so/{case.pk}/bo-sung/1/xac-nhan/"
    assert "nằm viện" in counter.get(address).content.decode()
    restrict(case)
    assert "nằm viện" not in counter.get(address).content.decode()


def test_whoever_is_only_heard_reads_no_confirmation_of_what_was_brought(office):
    case = cases.case(office, "nomination", "supplement")
    now = timezone.now()
    case.supplements.update(how=Supplement.How.TYPED, ended_at=now)
    guest = at_work(office, Role.ASSOCIATION)
    assert guest.get(f"/cms/ho-so/{case.pk}/bo-sung/1/xac-nhan/").url == NOT_ALLOWED
