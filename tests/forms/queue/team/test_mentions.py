"""Notes that name colleagues: who is told, where they read it, and who never does."""

import html
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from forms.assigning import assign
from forms.models import Case, Event, Mention
from forms.notes.noting import personal, write_note
from forms.states import State
from home.models import Role
from tests import cases, factories

S = State


def text(response):
    return html.unescape(response.content.decode())


def waiting_for(user):
    return personal(user, timezone.localdate()).waiting


def note(client, case, words, *told):
    url = reverse("cases:note", args=[case.pk])
    return client.post(url, {"note": words, "told": [one.pk for one in told]}, follow=True)


@pytest.fixture
def mai(office):
    return factories.staff(office, Role.OFFICER, last_name="Trần", first_name="Mai")


@pytest.fixture
def case(office):
    return cases.case(office, state=S.PROCESSING)


def test_who_is_ticked_or_named_is_told_once(at_work, office, mai, case):
    lan = factories.staff(office, Role.CLERK, last_name="Lê", first_name="Lan")
    shown = note(at_work(), case, "@Lan và @trần mai xem giúp.", mai)
    assert {one.user for one in Mention.objects.all()} == {mai, lan}
    assert Mention.objects.first().event.note == "@Lan và @trần mai xem giúp."
    assert '<strong class="q-mention">@trần mai</strong>' in text(shown)


def test_who_is_only_ticked_is_said_below_the_note(at_work, mai, case):
    assert "Báo cho: Trần Mai" in text(note(at_work(), case, "Xem giúp.", mai))


def test_a_name_that_several_have_tells_nobody_and_says_so(at_work, office, mai, case):
    other = factories.staff(office, Role.OFFICER, last_name="Lê", first_name="Mai")
    client = at_work()
    assert "“@Mai” có thể là nhiều người" in text(note(client, case, "@Mai xem giúp."))
    assert not Mention.objects.exists()
    assert "có thể là nhiều người" not in text(note(client, case, "@Mai xem giúp.", other))
    assert [one.user for one in Mention.objects.all()] == [other]


def test_oneself_strangers_and_nobody_are_not_told(at_work, office, other, mai, case):
    client = at_work(last_name="Võ", first_name="Tôi")
    theirs = factories.staff(other, Role.OFFICER, last_name="Tạ", first_name="Xa")
    editor = factories.staff(office, Role.EDITOR, last_name="Hồ", first_name="Biên")
    note(client, case, "@Tôi @Xa @Biên")
    assert not Mention.objects.exists()
    for stranger in (theirs, editor, client.user):
        answer = note(client, case, "Lời đã gõ.", stranger)
        assert answer.status_code == 422
        assert "Lời đã gõ." in text(answer)
    assert not case.events.filter(note="Lời đã gõ.").exists()


STRANGE = "không phải đồng nghiệp xử lý hồ sơ"


@pytest.mark.parametrize("who", ["guest", "elsewhere", "editor", "left", "admin"])
def test_who_may_not_read_the_case_is_not_told_of_it_and_that_is_said(
    at_work, office, other, case, who
):
    names = {"last_name": "Tạ", "first_name": "Xuân"}
    person = {
        "guest": lambda: factories.staff(office, Role.ASSOCIATION, **names),
        "elsewhere": lambda: factories.staff(other, Role.OFFICER, **names),
        "editor": lambda: factories.staff(office, Role.EDITOR, **names),
        "left": lambda: factories.staff(office, Role.OFFICER, is_active=False, **names),
        "admin": lambda: factories.staff(office, Role.ADMIN, **names),
    }[who]()
    client = at_work()
    shown = text(note(client, case, "Nhờ @Xuân xem giúp."))
    assert f"“@Xuân” {STRANGE}" in shown
    assert "Nhờ @Xuân xem giúp." in shown
    assert not Mention.objects.exists()
    assert waiting_for(person) == 0
    suggested = client.get(reverse("cases:colleagues", args=[case.pk]), {"q": "xuan"})
    assert json.loads(suggested.content) == {"colleagues": []}
    assert note(client, case, "Lời đã gõ.", person).status_code == 422


@pytest.mark.parametrize(
    "words", ["> @Mai viết", "mai@Mai.vn", "https://vd.vn/@Mai", "Vâng.\n> @Mai\nđã rõ"]
)
def test_a_name_in_a_quotation_or_an_address_tells_nobody(at_work, mai, case, words):
    shown = text(note(at_work(), case, words))
    assert not Mention.objects.exists()
    assert STRANGE not in shown
    assert 'class="q-mention"' not in shown


def test_who_is_quoted_can_still_be_ticked(at_work, mai, case):
    shown = text(note(at_work(), case, "> @Mai viết\nXem giúp.", mai))
    assert [one.user for one in Mention.objects.all()] == [mai]
    assert "Báo cho: Trần Mai" in shown


def test_what_names_somebody_who_left_stays_readable_and_waits_for_nobody(office, other, mai, case):
    write_note(case.pk, "@Mai xem giúp.", factories.staff(office, Role.LEADER), [mai])
    assign(case.pk, mai, factories.staff(office, Role.LEADER))
    assert waiting_for(mai) == 1
    mai.groups.set([other.groups.get(role=Role.OFFICER).group])
    mai = type(mai).objects.get(pk=mai.pk)
    assert waiting_for(mai) == 0
    reader = factories.signed_in(factories.staff(office, Role.CLERK))
    assert "@Mai</strong>" in text(reader.get(reverse("cases:case", args=[case.pk])))


def test_what_waits_for_one_costs_one_query(office, mai, case, django_assert_num_queries):
    write_note(case.pk, "@Mai", factories.staff(office, Role.LEADER), [mai])
    waiting_for(mai)  # reads the roles
    with django_assert_num_queries(1):
        assert waiting_for(mai) == 1


def test_opening_the_case_is_reading_it(office, mai, case):
    write_note(case.pk, "@Mai", factories.staff(office, Role.LEADER), [mai])
    client = factories.signed_in(mai)
    assert Mention.unread(mai).count() == waiting_for(mai) == 1
    assert "Được nhắc đến" in text(client.get(reverse("cases:list")))
    client.head(reverse("cases:case", args=[case.pk]))
    assert Mention.unread(mai).exists(), "asking for the head reads nothing"
    factories.signed_in(factories.staff(office, Role.OFFICER)).get(
        reverse("cases:case", args=[case.pk])
    )
    assert Mention.unread(mai).exists(), "a colleague reads for themselves"
    client.get(reverse("cases:case", args=[case.pk]))
    assert not Mention.unread(mai).exists()
    assert waiting_for(mai) == 0


def test_what_is_for_one_is_on_one_page(office, mai, case):
    leader = factories.staff(office, Role.LEADER, last_name="Ngô", first_name="Trưởng")
    client, url = factories.signed_in(mai), reverse("cases:inbox")
    assert "Bạn đã đọc hết." in text(client.get(url))
    write_note(case.pk, "@Mai <script>x</script> xem giúp.", leader, [mai])
    given = assign(cases.case(office, state=S.ACCEPTED).pk, mai, leader)
    shown = client.get(url)
    assert b"<script>x" not in shown.content
    assert "xem giúp." in text(shown)
    assert "Ngô Trưởng" in text(shown)
    assert given.code in text(shown)
    assert waiting_for(mai) == 2
    client.get(reverse("cases:case", args=[given.pk]))
    assert given.code not in text(client.get(url))


def test_a_role_that_ended_takes_mentions_along(office, other, mai, case):
    write_note(case.pk, "@Mai kín", factories.staff(office, Role.LEADER), [mai])
    mai.groups.set([other.groups.get(role=Role.OFFICER).group])
    assert "kín" not in text(factories.signed_in(mai).get(reverse("cases:inbox")))
    assert waiting_for(type(mai).objects.get(pk=mai.pk)) == 0


def test_colleagues_are_suggested_with_and_without_accents(at_work, office, other, mai, case):
    factories.staff(other, Role.OFFICER, last_name="Trần", first_name="Xa")
    factories.staff(office, Role.EDITOR, last_name="Trần", first_name="Biên")
    client, url = at_work(), reverse("cases:colleagues", args=[case.pk])
    for typed in ("", "tran", "Trần M", "MAI"):
        found = json.loads(client.get(url, {"q": typed}).content)["colleagues"]
        assert [one["name"] for one in found] == ["Trần Mai"], typed
    assert json.loads(client.get(url, {"q": "<"}).content) == {"colleagues": []}
    assert "no-store" in client.get(url).headers["Cache-Control"]


def test_R16_the_citizen_reads_neither_note_nor_name(office, mai, case):
    author = factories.staff(office, Role.OFFICER, last_name="Zqauthor", first_name="A")
    write_note(case.pk, "@Mai zqmarker", author, [mai])
    assign(case.pk, mai, factories.staff(office, Role.LEADER), reason="zqreason")
    browser = factories.visitor(office)
    browser.cookies["ho-so"] = cases.proof(case)
    for path in ("", "nhat-ky/", "du-lieu/", "ban-sao/", "ban-sao.zip"):
        answer = browser.get(f"/tra-cuu/{case.key}/{path}")
        content = b"".join(answer) if answer.streaming else answer.content
        for word in (b"zqmarker", b"zqreason", b"Zqauthor", "Trần Mai".encode()):
            assert word not in content, path
    assert browser.get(f"/tra-cuu/{case.key}/").status_code == 200


def test_a_note_is_kept_whole_or_not_at_all(office, mai, case):
    before = case.events.filter(act=Event.Act.NOTED).count()
    write_note(case.pk, "@Mai @Mai", factories.staff(office, Role.LEADER), [mai, mai])
    assert case.events.filter(act=Event.Act.NOTED).count() == before + 1
    assert Mention.objects.count() == 1


def test_what_was_noted_on_a_case_that_was_restricted_since_is_for_leaders(at_work, office, case):
    clerk, leader = at_work(Role.CLERK), at_work(Role.LEADER)
    note(at_work(), case, "Mẹ của chị ấy đang ốm.", clerk.user, leader.user)
    Case.objects.filter(pk=case.pk).update(restricted_at=timezone.now())
    shown = {who: text(who.get(reverse("cases:inbox"))) for who in (clerk, leader)}
    assert case.code in shown[clerk]
    assert "đang ốm" not in shown[clerk]
    assert "đang ốm" in shown[leader]
