"""Many cases at once, as an officer meets it: ticked, checked, confirmed, read."""

import csv
import io
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.users.models import UserProfile

from forms.assigning import assign
from forms.bulk import preparing, working
from forms.models import BulkRun, Case, CaseLabel, Export, Label, Reply
from forms.moves.transitions import move
from forms.notes.labelling import put, take
from forms.states import State
from home.models import Role
from tests import cases, factories
from tests.forms.kinds.ugly import UGLY

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST, BULK, EXPORT = "/cms/ho-so/", "/cms/ho-so/hang-loat/", "/cms/ho-so/xuat/"
RECEIVE, REJECT = "submitted-accepted", "signing-not_approved"


def ticks(*some):
    return [f"{case.pk}.{case.version}" for case in some]


def choose(client, act, *some, **fields):
    return client.post(BULK, {"viec": act, "chon": ticks(*some), **fields})


def send(client, path, fields):
    """As `post`, of what no encoder takes."""
    content = urlencode(fields, doseq=True, errors="surrogatepass")
    return client.post(path, content, "application/x-www-form-urlencoded")


def text(response):
    return response.content.decode()


def run_of(client):
    return BulkRun.objects.filter(user=client.user).latest("pk")


def page_of(run):
    return reverse("cases:bulk_run", args=[run.pk])


@pytest.fixture
def clerk(at_work):
    return at_work(Role.CLERK)


@pytest.fixture
def leader(at_work):
    return at_work(Role.LEADER)


def test_the_list_offers_ticks_and_the_acts_of_the_role(office, clerk, leader):
    case = cases.case(office)
    page = text(clerk.get(f"{LIST}?muc=tat-ca"))
    assert f'name="chon" value="{case.pk}.{case.version}"' in page
    assert f'value="{RECEIVE}"' in page
    assert f'value="{REJECT}"' not in page
    assert f'value="{REJECT}"' in text(leader.get(f"{LIST}?muc=tat-ca"))


def test_a_superuser_reads_the_list_and_acts_on_nothing(office):
    cases.case(office)
    page = text(factories.signed_in(factories.superuser()).get(f"{LIST}?muc=tat-ca"))
    assert 'name="chon"' not in page


def test_ticked_checked_confirmed_and_read(office, clerk):
    first, second = cases.case(office), cases.case(office)
    other = cases.case(office, state=State.PROCESSING)
    asked = choose(clerk, RECEIVE, first, second, other)
    run = run_of(clerk)
    assert asked["Location"] == page_of(run)
    page = text(clerk.get(page_of(run)))
    assert "Tiếp nhận: 2 hồ sơ" in page
    assert "1 × Hồ sơ đang ở bước khác: Đang thẩm định." in page
    first.refresh_from_db()
    assert first.state == State.SUBMITTED  # nothing is done yet
    clerk.post(page_of(run), {"working_days": "5"})
    for case in (first, second):
        case.refresh_from_db()
        assert (case.state, case.working_days) == (State.ACCEPTED, 5)
        assert case.events.last().ip == "127.0.0.1"
    page = text(clerk.get(page_of(run)))
    assert "Đã xong 3 hồ sơ." in page
    assert "Đã làm: 2" in page
    assert "Bỏ qua: 1" in page
    only = text(clerk.get(f"{page_of(run)}?xem=skipped"))
    assert other.code in only
    assert first.code not in only


def test_all_that_the_address_means_and_nothing_beyond(office, other, clerk):
    mine = [cases.case(office) for _number in range(3)]
    cases.case(office, "nomination")
    cases.case(other)
    choose(clerk, RECEIVE, **{"tat-ca": "1", "dia-chi": "muc=cho-tiep-nhan&loai=licence"})
    lines = run_of(clerk).lines.values_list("case", flat=True)
    assert set(lines) == {case.pk for case in mine}
    assert f"{LIST}?muc=cho-tiep-nhan&amp;loai=licence" in text(clerk.get(page_of(run_of(clerk))))


def test_too_many_are_refused_with_words(office, clerk, monkeypatch):
    monkeypatch.setattr(preparing, "MOST_MATCHING", 2)
    monkeypatch.setattr(preparing, "MOST_CHOSEN", 2)
    some = [cases.case(office) for _number in range(3)]
    for answer in (
        choose(clerk, RECEIVE, *some),
        choose(clerk, RECEIVE, **{"tat-ca": "1", "dia-chi": "muc=tat-ca"}),
        choose(clerk, RECEIVE),
        choose(clerk, "", some[0]),
        choose(clerk, "không-có", some[0]),
    ):
        assert answer.status_code == 422
        assert "Quay lại danh sách" in text(answer)
    assert not BulkRun.objects.exists()


def test_a_reason_that_is_missing_is_asked_for_and_nothing_is_done(office, leader):
    case = cases.case(office, state=State.SIGNING)
    choose(leader, REJECT, case)
    answer = leader.post(page_of(run_of(leader)), {"reason": " "})
    assert answer.status_code == 422
    assert run_of(leader).work == BulkRun.Work.CHECKED


def test_an_unknown_placeholder_in_the_reason_is_named(office, leader):
    choose(leader, REJECT, cases.case(office, state=State.SIGNING))
    answer = leader.post(page_of(run_of(leader)), {"reason": "Thiếu {giấy tờ}."})
    assert answer.status_code == 422
    assert "{giấy tờ}" in text(answer)
    assert "{mã hồ sơ}" in text(answer)


def test_a_canned_reply_goes_into_the_shared_reason_as_it_is(office, leader):
    reply = Reply.objects.create(
        office=office, place="refusal", title="Chưa đủ", body="Hồ sơ {mã hồ sơ} chưa đủ."
    )
    case = cases.case(office, state=State.SIGNING)
    choose(leader, REJECT, case)
    page = leader.post(
        page_of(run_of(leader)), {"reason": "Kính gửi.", "mau": reply.pk, "chen": "reason"}
    )
    assert "Kính gửi.\n\nHồ sơ {mã hồ sơ} chưa đủ." in text(page)
    assert run_of(leader).work == BulkRun.Work.CHECKED


def test_nobody_is_shown_anybody_elses_runs(office, leader, at_work):
    choose(leader, REJECT, cases.case(office, state=State.SIGNING))
    colleague = at_work(Role.LEADER)
    assert colleague.get(page_of(run_of(leader))).status_code == 404
    assert "Không phê duyệt" not in text(colleague.get(BULK))
    assert "Không phê duyệt" in text(leader.get(BULK))


def undo(client):
    """Presses the button below the result of the last run; the lines of the run that undoes it."""
    before = run_of(client)
    client.post(reverse("cases:bulk_undo", args=[before.pk]))
    run = run_of(client)
    assert run.pk != before.pk
    assert run.over
    return {line.case_id: (line.outcome, line.remark) for line in run.lines.all()}


def test_an_assignment_of_many_is_undone_where_nothing_happened_since(office, leader):
    first, second = (factories.staff(office, Role.OFFICER) for _two in range(2))
    free = cases.case(office, state=State.PROCESSING)
    theirs = assign(cases.case(office, state=State.PROCESSING).pk, first, leader.user)
    moved = cases.case(office, state=State.ACCEPTED)
    own = assign(cases.case(office, state=State.PROCESSING).pk, second, leader.user)
    choose(leader, "assign", free, theirs, moved, own)
    leader.post(page_of(run_of(leader)), {"officer": second.pk})
    run = run_of(leader)
    assert reverse("cases:bulk_undo", args=[run.pk]) in text(leader.get(page_of(run)))
    moved.refresh_from_db()
    move(moved.pk, State.PROCESSING, second, moved.version)
    lines = undo(leader)
    assert {pk: outcome for pk, (outcome, _why) in lines.items()} == {
        free.pk: "done",
        theirs.pk: "done",
        moved.pk: "skipped",
        own.pk: "skipped",
    }
    assert "đã chuyển hồ sơ này" in lines[moved.pk][1]
    whose = dict(Case.objects.values_list("pk", "assignee"))
    assert whose == {free.pk: None, theirs.pk: first.pk, moved.pk: second.pk, own.pk: second.pk}


def test_undoing_a_run_undoes_nothing_that_came_after_it(office, leader):
    first, second = (factories.staff(office, Role.OFFICER) for _two in range(2))
    own = assign(cases.case(office, state=State.PROCESSING).pk, first, leader.user)
    choose(leader, "assign", own)
    leader.post(page_of(run_of(leader)), {"officer": first.pk})  # theirs already
    assign(own.pk, second, leader.user)
    assert undo(leader) == {own.pk: ("skipped", "Hồ sơ đã thay đổi.")}
    assert Case.objects.get(pk=own.pk).assignee == second


@pytest.mark.parametrize("act", ["label", "unlabel"])
def test_labels_are_taken_back_where_nobody_changed_them_since(office, leader, act):
    label = Label.objects.create(office=office, name="Gấp")
    known, fresh, changed = (cases.case(office) for _three in range(3))
    for case in (known,) if act == "label" else (fresh, changed):
        put(case.pk, label, leader.user)
    before = {*CaseLabel.objects.values_list("case", flat=True)}
    choose(leader, act, known, fresh, changed)
    leader.post(page_of(run_of(leader)), {"label": label.pk})
    for way in (take, put) if act == "label" else (put, take):
        way(changed.pk, label, leader.user)
    lines = undo(leader)
    assert lines == {fresh.pk: ("done", ""), changed.pk: ("skipped", "Hồ sơ đã thay đổi.")}
    after = {*CaseLabel.objects.values_list("case", flat=True)}
    assert after ^ before == {changed.pk}


def test_a_run_that_changed_nothing_offers_nothing_to_undo(office, leader):
    label, case = Label.objects.create(office=office, name="Gấp"), cases.case(office)
    put(case.pk, label, leader.user)
    choose(leader, "label", case)
    leader.post(page_of(run_of(leader)), {"label": label.pk})
    page = text(leader.get(page_of(run_of(leader))))
    assert "Đã có nhãn này từ trước." in page
    assert "hoan-tac/" not in page


def test_what_citizens_were_told_of_is_not_undone(office, clerk):
    choose(clerk, RECEIVE, cases.case(office))
    clerk.post(page_of(run_of(clerk)), {"working_days": 15})
    run = run_of(clerk)
    url = reverse("cases:bulk_undo", args=[run.pk])
    assert url not in text(clerk.get(page_of(run)))
    clerk.post(url)
    assert run_of(clerk) == run


def test_undoing_is_offered_in_no_list(office, leader):
    cases.case(office, state=State.PROCESSING)
    assert 'value="put-back"' not in text(leader.get(LIST))
    choose(leader, "put-back", cases.case(office))
    assert not BulkRun.objects.exists()


def test_a_long_run_shows_its_progress_and_can_be_stopped(office, leader, monkeypatch):
    monkeypatch.setattr(working, "AT_ONCE", 1)
    some = [cases.case(office, state=State.SIGNING) for _number in range(3)]
    choose(leader, REJECT, *some)
    run = run_of(leader)
    leader.post(page_of(run), {"reason": "Chưa đủ."})
    working.do_next(run.pk)
    page = text(leader.get(page_of(run)))
    assert "Đang làm: 1 trong 3 hồ sơ." in page
    assert 'http-equiv="refresh"' in page
    leader.post(reverse("cases:bulk_stop", args=[run.pk]))
    page = text(leader.get(page_of(run)))
    assert "Đã dừng sau 1 trong 3 hồ sơ." in page
    assert "Làm tiếp 2 hồ sơ còn lại" in page
    assert 'http-equiv="refresh"' not in page


def test_the_result_can_be_taken_along_without_names(office, leader):
    case = cases.case(office, state=State.SIGNING)
    choose(leader, REJECT, case)
    leader.post(page_of(run_of(leader)), {"reason": "Chưa đủ."})
    answer = leader.get(reverse("cases:bulk_result", args=[run_of(leader).pk, "csv"]))
    content = b"".join(answer).decode("utf-8-sig")
    [_head, row] = csv.reader(io.StringIO(content))
    assert row[:2] == [case.code, "Đã làm"]
    assert case.applicant not in content


def test_a_page_of_lines_leads_to_the_next(office, clerk):
    choose(clerk, RECEIVE, *cases.many(office, 60, state=State.PROCESSING))
    page = text(clerk.get(page_of(run_of(clerk))))
    assert "Không hồ sơ nào trong số đã chọn làm được việc này." in page
    BulkRun.objects.update(work=BulkRun.Work.STARTED)
    assert "tu=50" in text(clerk.get(page_of(run_of(clerk))))
    assert "tu=" not in text(clerk.get(f"{page_of(run_of(clerk))}?tu=50"))


def test_no_screen_asks_more_queries_of_many_cases_than_of_few(office, clerk):
    def queries(number):
        choose(clerk, RECEIVE, *cases.many(office, number, state=State.PROCESSING))
        with CaptureQueriesContext(connection) as found:
            clerk.get(page_of(run_of(clerk)))
            clerk.get(BULK)
        return len(found)

    clerk.get(BULK)
    assert queries(2) == queries(30)


@pytest.mark.parametrize(("kind", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_an_export_asks_why_and_the_journal_keeps_it(office, leader, kind, start):
    case = cases.case(office)
    asked = choose(leader, "export", case)
    assert "1 hồ sơ đã đánh dấu." in text(asked)
    fields = {"chon": ticks(case), "columns": ["applicant", "code"], "kind": kind}
    assert leader.post(EXPORT, fields | {"reason": "x"}).status_code == 422
    assert not Export.objects.exists()
    answer = leader.post(EXPORT, fields | {"reason": "Đối chiếu sổ tháng 11"})
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer).startswith(start)
    kept = Export.objects.get()
    assert (kept.office, kept.actor, kept.reason) == (office, leader.user, "Đối chiếu sổ tháng 11")
    assert kept.what["columns"] == ["code", "applicant"]
    assert (kept.what["cases"], kept.what["file"]) == (1, kind)


def test_a_whole_list_is_exported_as_its_address_says(office, other, leader):
    cases.many(office, 30, state=State.SIGNING)
    cases.many(office, 3, state=State.SUBMITTED)
    cases.many(other, 3, state=State.SIGNING)
    assert "Tất cả hồ sơ của danh sách" in text(leader.get(f"{EXPORT}?muc=cho-ky"))
    fields = {"tat-ca": "1", "dia-chi": "muc=cho-ky", "columns": "code", "kind": "csv"}
    answer = leader.post(EXPORT, fields | {"reason": "Báo cáo quý"})
    assert len(b"".join(answer).splitlines()) == 31


def test_where_a_kind_is_filtered_its_answers_are_offered_by_step(office, leader):
    cases.case(office)
    page = text(leader.get(f"{EXPORT}?muc=tat-ca"))
    assert 'name="answers"' not in page
    assert "hãy lọc danh sách theo một loại hồ sơ" in page
    page = text(leader.get(f"{EXPORT}?muc=tat-ca&loai=licence"))
    assert 'value="licence.centre_name_vi"' in page
    assert 'value="licence.submitter_id_number"' not in page
    assert "hãy lọc danh sách" not in page


def test_answers_and_labels_go_into_the_file_and_into_the_journal(office, leader):
    case = cases.case(office)
    label = Label.objects.create(office=office, name="Cần gọi")
    CaseLabel.objects.create(case=case, label=label, submitted_at=case.submitted_at)
    fields = {
        "tat-ca": "1",
        "dia-chi": "muc=tat-ca&loai=licence",
        "columns": ["code", "labels"],
        "answers": ["licence.centre_name_vi"],
        "kind": "csv",
        "reason": "Đối chiếu sổ tháng 11",
    }
    content = b"".join(leader.post(EXPORT, fields)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["Mã hồ sơ", "Nhãn", "Tên trung tâm (tiếng Việt)"],
        [case.code, "Cần gọi", case.answers["centre_name_vi"]],
    ]
    assert Export.objects.get().what["columns"] == ["code", "labels", "licence.centre_name_vi"]


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("muc=tat-ca&loai=licence", "licence.submitter_id_number"),
        ("muc=tat-ca&loai=licence", "student.nationality"),
        ("muc=tat-ca&loai=licence", "code"),
        ("muc=tat-ca&loai=licence", "x" * 500),
    ],
)
def test_an_answer_that_is_not_offered_is_refused_and_nothing_is_lost(
    office, leader, address, answer
):
    cases.case(office)
    fields = {"tat-ca": "1", "dia-chi": address, "columns": "code", "answers": answer}
    sent = leader.post(EXPORT, fields | {"kind": "csv", "reason": "Đối chiếu sổ tháng 11"})
    assert sent.status_code == 422
    assert "Đối chiếu sổ tháng 11" in text(sent)
    assert not Export.objects.exists()


def test_an_export_reads_in_the_language_that_its_reader_chose(office, leader):
    cases.case(office)
    profile = UserProfile.get_for_user(leader.user)
    profile.preferred_language = "en"
    profile.save()
    fields = {"tat-ca": "1", "dia-chi": "muc=tat-ca&loai=licence", "columns": ["code", "state"]}
    fields |= {"answers": "licence.centre_type", "kind": "csv", "reason": "Đối chiếu sổ tháng 11"}
    content = b"".join(leader.post(EXPORT, fields)).decode("utf-8-sig")
    with override("en"):
        expected = [gettext("Mã hồ sơ"), gettext("Trạng thái")]
    assert expected[0] != "Mã hồ sơ"
    assert next(csv.reader(io.StringIO(content)))[:2] == expected


@pytest.mark.parametrize(
    "name", ["viec", "dia-chi", "chon", "columns", "answers", "kind", "reason", "mau"]
)
def test_R40_no_value_breaks_a_post_of_the_bar_or_of_an_export(office, leader, name):
    case = cases.case(office, state=State.SIGNING)
    good = {"chon": ticks(case), "viec": REJECT, "columns": "code", "kind": "csv"}
    good |= {"dia-chi": "loai=licence"}
    choose(leader, REJECT, case)
    for value in UGLY:
        for path in (BULK, EXPORT, page_of(run_of(leader))):
            fields = good | {name: value} | ({"chen": "reason"} if name == "mau" else {})
            assert send(leader, path, fields).status_code in (200, 302, 400, 404, 422)


@pytest.mark.parametrize("value", [one for one in UGLY if len(one) < 2000])
def test_R48_no_value_in_the_address_of_a_run_breaks_it(office, leader, value):
    choose(leader, REJECT, cases.case(office, state=State.SIGNING))
    run = run_of(leader)
    BulkRun.objects.update(work=BulkRun.Work.STARTED)
    query = urlencode({"xem": value, "tu": value}, errors="surrogatepass")
    assert leader.get(f"{page_of(run)}?{query}").status_code in (200, 400)


LONG = urlencode({"q": "ữ" * 200})


@pytest.mark.parametrize("address", ["q=a%00b", "loai=%00", LONG, "tu=" + "%C3%A9" * 300])
@pytest.mark.parametrize("everything", [{}, {"tat-ca": "on"}])
def test_R52_whatever_stands_in_the_address_of_the_list_nothing_breaks(
    clerk, office, address, everything
):
    case = cases.case(office)
    ticked = [] if everything else [case]
    answer = choose(clerk, RECEIVE, *ticked, **{"dia-chi": address}, **everything)
    assert answer.status_code in (302, 422)
    if answer.status_code == 302:
        assert clerk.get(answer.url).status_code == 200


def test_R73_every_office_of_which_cases_may_be_taken_away_has_a_line_in_its_journal(
    office, other, clerk
):
    clerk.user.groups.add(other.groups.get(role=Role.ASSOCIATION).group)
    theirs = cases.case(other, "nomination")
    asked = {"viec": "export", "chon": ticks(theirs), "columns": ["code"], "kind": "csv"}
    answer = clerk.post(EXPORT, {**asked, "reason": "Lập danh sách đề cử năm nay."})
    assert theirs.code in b"".join(answer.streaming_content).decode()
    assert Export.objects.filter(office=other).count() == 1
