"""Completing a sent case: what is asked, who sees it, and what it costs."""

from django.utils.translation import override

from forms.models import Attachment, Case, Remark, Supplement
from forms.moves.transitions import move
from forms.states import State
from forms.supplements.asking import Mark
from home.models import Role
from tests import factories
from tests.forms.citizen.completing import (
    ADDRESS,
    CV,
    FOLLOWED,
    PROGRAMMES,
    address,
    change,
    seen_in,
    step_of,
    text,
)
from tests.forms.kinds.ugly import UGLY
from tests.journeys import pdf


def test_the_follow_page_says_what_is_asked_until_when_and_leads_there(citizen, ask):
    case = ask(ADDRESS, CV)
    page = text(citizen.get(address(case, "follow_case")))
    assert "Ghi rõ số nhà." in page
    assert f"{case.supplement_due_on:%d/%m/%Y}" in page
    assert address(case, "follow_supplement") in page
    page = text(citizen.get(address(case, "follow_supplement")))
    assert step_of(case, "head_address") in page
    assert "Chụp lại cho rõ." in page


def test_a_point_has_the_name_of_its_question_in_the_reader_s_language(citizen, ask):
    label = Case(kind_code="licence").kind.labels["head_address"]
    case = ask(Mark(**{**vars(ADDRESS), "label": str(label)}), CV)
    with override("lo"):
        pages = [text(citizen.get(address(case, name))) for name in FOLLOWED]
        assert all(f"{label}<" in page for page in pages)
    assert all('lang="vi">Lý lịch' in page for page in pages)  # asked by another name now


def test_an_ended_request_leaves_no_file_behind(citizen, ask, office):
    case = ask(CV)
    change(citizen, case, "director_cv_file", director_cv_file=pdf("mot.pdf"))
    clerk = factories.staff(office, Role.CLERK)
    move(case.pk, State.PROCESSING, clerk, case.version)
    assert not Attachment.every.filter(in_force=False).exists()
    assert case.attachments.get(slot="director_cv_file").left_with is None
    assert case.supplements.get().how == Supplement.How.COUNTER


def test_a_stranger_and_a_case_that_nobody_asks_about_see_nothing(citizen, stranger, ask, office):
    case = ask(ADDRESS)
    for name in ("follow_supplement", "supplement_check", "supplement_sent"):
        assert stranger.get(address(case, name)).status_code == 404
    assert stranger.get(step_of(case, "head_address")).status_code == 404
    assert stranger.post(step_of(case, "head_address"), {"act": "next"}).status_code == 404
    assert citizen.get(address(case, "supplement_step", "khong-co")).status_code == 404


def test_the_screens_ask_little_of_the_database(citizen, ask, statements):
    case = ask(ADDRESS, CV, PROGRAMMES)
    found = {}
    for name, url in {
        "overview": address(case, "follow_supplement"),
        "step": step_of(case, "head_address"),
        "check": address(case, "supplement_check"),
    }.items():
        citizen.get(url)
        with statements() as made:
            citizen.get(url)
        found[name] = len(made)
    url = step_of(case, "head_address")
    seen = seen_in(citizen.get(url))
    with statements() as made:
        citizen.post(url, {"seen": seen, "act": "typing", "head_address": "Số 12"})
    found["saving"] = len(made)
    # Beside the case, its request and its files: what a running site keeps in memory.
    assert max(found.values()) <= 15, found


def test_ugly_values_are_refused_or_kept_and_never_break_a_page(citizen, ask):
    case = ask(ADDRESS, CV)
    url, check = step_of(case, "head_address"), address(case, "supplement_check")
    reply = f"reply-{Remark.objects.get(name='director_cv_file').pk}"
    for value in (one for one in UGLY[::4] if "\udfff" not in one):
        fields = {"head_address": value, "seen": value, "act": value}
        assert citizen.post(url, fields).status_code < 500, repr(value)[:60]
        plain = {"head_address": value, "act": "next"}
        assert citizen.post(url, plain).status_code < 500, repr(value)[:60]
        sent = {reply: value, "declaration": "", "seen": seen_in(citizen.get(check))}
        answer = citizen.post(check, sent)
        assert answer.status_code < 500, repr(value)[:60]
        if "<" in value:
            assert value not in text(answer)
        assert citizen.get(address(case, "follow_supplement")).status_code == 200
