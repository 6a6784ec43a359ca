"""Who sees which case: another office's and none at all are the same answer, at every address."""

import pytest
from django.urls import reverse

from forms.models import Event
from forms.models.events import append
from forms.queue.cases import visible_to
from forms.queue.urls import urlpatterns
from forms.states import State
from home.models import Role
from tests import cases, factories

#: Every address of the queue that names a case, with the methods it takes and what else it names.
OF_A_CASE = [
    ("get", "case"),
    ("post", "note"),
    ("post", "write"),
    ("post", "no_answer"),
    ("get", "supplement", 1),
    ("post", "resend", 1),
    ("get", "new_pin"),
    ("post", "new_pin"),
    ("get", "contact"),
    ("post", "contact"),
    ("get", "slip", 1),
    ("get", "slip_pdf", 1),
    ("post", "slip_new", "06"),
    ("get", "inspection"),
    ("post", "inspection"),
    ("get", "score"),
    ("post", "score"),
    ("get", "extend"),
    ("post", "extend"),
    ("get", "move", "approved"),
    ("post", "move", "approved"),
    ("get", "apology"),
    ("post", "apology"),
    ("post", "assign"),
    ("post", "take"),
    ("post", "put_back"),
    ("get", "colleagues"),
    ("post", "labels"),
    ("post", "reply"),
    ("post", "going_on"),
    ("post", "still_looking"),
    ("get", "view", 1),
    ("get", "content", 1),
    ("get", "beside", 1),
    ("get", "receipt"),
    ("get", "scans"),
    ("get", "brought"),
    ("get", "brought_step", "trung-tam"),
    ("get", "brought_file", 1),
    ("get", "brought_done", 1),
]


def addresses(case, attachment):
    """Every address of the queue that names this case, with the methods it takes."""
    found = [
        (method, reverse(f"cases:{name}", args=[case, *more])) for method, name, *more in OF_A_CASE
    ]
    return [*found, ("get", reverse("cases:file", args=[case, attachment]))]


def test_the_addresses_above_are_all_there_are():
    named = {name for _method, name, *_more in OF_A_CASE} | {"file"}
    assert named == {url.name for url in urlpatterns if str(url.pattern).startswith("<int:pk>")}


@pytest.mark.parametrize(
    "role", [Role.CLERK, Role.OFFICER, Role.DEPUTY, Role.LEADER, Role.ASSOCIATION]
)
def test_another_offices_case_is_the_same_as_none(at_work, other, role):
    case = cases.case(other, state=State.SIGNING)
    attachment = cases.attach(case)
    before = Event.objects.count()
    client = at_work(role)
    for (method, there), (_method, nowhere) in zip(
        addresses(case.pk, attachment.pk), addresses(10**9, 10**9), strict=True
    ):
        seen, unseen = getattr(client, method)(there), getattr(client, method)(nowhere)
        assert (seen.status_code, unseen.status_code) == (404, 404), there
        assert case.code not in seen.content.decode()
    case.refresh_from_db()
    assert case.state == State.SIGNING
    assert Event.objects.count() == before


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMIN])
def test_who_has_no_role_on_cases_has_no_queue(at_work, office, role):
    case = cases.case(office)
    client = at_work(role)
    for method, url in addresses(case.pk, cases.attach(case).pk):
        assert getattr(client, method)(url).status_code == 404
    assert client.get("/cms/ho-so/", follow=True).redirect_chain[-1][0] == "/cms/"
    assert '/cms/ho-so/"' not in client.get("/cms/").content.decode()


def test_strangers_are_asked_to_sign_in(client, office):
    case = cases.case(office)
    for method, url in addresses(case.pk, 1):
        response = getattr(client, method)(url)
        assert response.status_code == 302
        assert response.url.startswith("/cms/login/")


def test_another_cases_file_does_not_open_through_ones_own(at_work, office, other):
    mine, theirs = cases.case(office), cases.case(other)
    url = reverse("cases:file", args=[mine.pk, cases.attach(theirs).pk])
    assert at_work().get(url).status_code == 404


def test_drafts_are_seen_by_nobody(at_work, office):
    draft = cases.case(office, state=State.DRAFT)
    assert at_work().get(reverse("cases:case", args=[draft.pk])).status_code == 404
    assert not visible_to(factories.superuser()).exists()


def test_a_role_at_two_offices_shows_both(at_work, office, other):
    client = at_work(Role.CLERK)
    client.user.groups.add(other.groups.get(role=Role.CLERK).group)
    made = {cases.case(office).pk, cases.case(other).pk}
    assert set(visible_to(client.user).values_list("pk", flat=True)) == made
    page = client.get("/cms/ho-so/").content.decode()
    assert 'name="don-vi"' in page


def test_a_role_taken_away_counts_at_the_next_request(at_work, office):
    client = at_work(Role.CLERK)
    url = reverse("cases:case", args=[cases.case(office).pk])
    assert client.get(url).status_code == 200
    client.user.groups.clear()
    assert client.get(url).status_code in (302, 404)


def test_the_masters_read_every_office_but_open_no_seal_and_move_nothing(office, other):
    client = factories.signed_in(factories.superuser())
    case = cases.case(other, state=State.SIGNING)
    attachment = cases.attach(case)
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert case.code in page
    assert case.all_answers["submitter_id_number"] not in page
    assert case.email not in page
    assert case.phone not in page.replace(" ", "")
    assert reverse("cases:file", args=[case.pk, attachment.pk]) not in page
    file = client.get(reverse("cases:file", args=[case.pk, attachment.pk]))
    assert file.status_code == 302
    note = client.post(reverse("cases:note", args=[case.pk]), {"note": "x"})
    assert note.status_code == 302
    moved = client.post(
        reverse("cases:move", args=[case.pk, "approved"]), {"version": case.version}
    )
    assert moved.status_code == 403
    case.refresh_from_db()
    assert case.state == State.SIGNING
    assert not case.events.filter(act__in=[Event.Act.NOTED, Event.Act.OPENED]).exists()


def test_counts_are_of_the_own_office_only(at_work, other):
    cases.many(other, 20)
    page = at_work(Role.CLERK).get("/cms/ho-so/?muc=tat-ca").content.decode()
    assert '<span class="q-count">0</span>' in page
    assert "Không có hồ sơ nào ở đây" in page
    assert other.short_name not in page


def test_the_association_sees_the_offices_nominations_and_nothing_else(at_work, office, other):
    client = at_work(Role.ASSOCIATION)
    mine = cases.case(office, "nomination")
    unseen = [cases.case(office, kind) for kind in ("licence", "student")]
    unseen += [cases.case(office, "data_request", about=mine), cases.case(other, "nomination")]
    assert list(visible_to(client.user)) == [mine]
    page = client.get("/cms/ho-so/?muc=tat-ca").content.decode()
    assert mine.code in page
    for case in unseen:
        assert case.code not in page
        for method, url in addresses(case.pk, cases.attach(case).pk):
            assert getattr(client, method)(url).status_code == 404, url


def test_the_association_is_told_no_number_and_no_contact(at_work, office):
    case = cases.case(office, "nomination")
    proof, paper = (cases.attach(case, slot=slot) for slot in ("evidence_1_1", "authority_file"))
    append(case.pk, Event.Act.NOTED, actor=None, note="Chỉ nội bộ đọc.")
    client = at_work(Role.ASSOCIATION)
    page = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    answers = case.all_answers
    assert answers["nominee_name"] in page
    private = (answers["submitter_id_number"], case.email, case.phone, "Chỉ nội bộ đọc.")
    assert not [text for text in private if text in page.replace(" ", "") or text in page]
    opened = [
        client.get(reverse("cases:file", args=[case.pk, file.pk])).status_code
        for file in (proof, paper)
    ]
    assert opened == [200, 302]


def test_an_officer_who_is_also_of_the_association_stays_an_officer(at_work, office):
    client = at_work(Role.OFFICER)
    client.user.groups.add(office.groups.get(role=Role.ASSOCIATION).group)
    made = {cases.case(office, kind).pk for kind in ("licence", "nomination")}
    assert set(visible_to(client.user).values_list("pk", flat=True)) == made
