"""Placeholders that editors type: a closed list, spelled as people spell, refused with the list."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms.models import Notice
from forms.notices.telling import write
from forms.notices.wording import PLACEHOLDERS, TOPICS, checked, fill, placeholders_for, shipped
from forms.states import State
from tests import cases, factories


@pytest.mark.parametrize(
    "typed",
    ["{mã hồ sơ}", "{MÃ HỒ SƠ}", "{ma ho so}", "{ Mã  hồ sơ }", "{ma\u0303 hồ sơ}"],
)
def test_people_type_them_as_they_can(typed):
    assert checked(f"Hồ sơ {typed}!", State.ACCEPTED) == "Hồ sơ {mã hồ sơ}!"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{mã hồ so}", None),
        ("{mã hồ sơ của bạn}", "Không có chỗ điền nào tên là {mã hồ sơ của bạn}."),
        ("{}", "Không có chỗ điền nào tên là {}."),
        ("{{7*7}}", "Không có chỗ điền nào tên là {7*7}."),
        ("{% debug %}", "Không có chỗ điền nào tên là {% debug %}."),
        ("{hạn bổ sung}", "Ở đây không dùng được {hạn bổ sung}."),
        ("{giữ đến}", "Ở đây không dùng được {giữ đến}."),
        ("{mã hồ sơ", "Có dấu { hoặc } đứng lẻ, không thành cặp."),
        ("mã hồ sơ}", "Có dấu { hoặc } đứng lẻ, không thành cặp."),
        ("{{mã hồ sơ}}", "Có dấu { hoặc } đứng lẻ, không thành cặp."),
        ("{mã\nhồ sơ}", "Có dấu { hoặc } đứng lẻ, không thành cặp."),
    ],
)
def test_what_is_wrong_is_refused_with_the_list(typed, said):
    if said is None:
        assert checked(typed, State.ACCEPTED) == "{mã hồ sơ}"
        return
    with pytest.raises(ValidationError) as raised:
        checked(f"Kính gửi. {typed}", State.ACCEPTED)
    assert said in raised.value.messages
    listed = raised.value.messages[-1]
    assert all(str(one) in listed for one in placeholders_for(State.ACCEPTED))
    assert "{hạn bổ sung}" not in listed


def test_all_faults_are_said_at_once():
    with pytest.raises(ValidationError) as raised:
        checked("{a} {hạn bổ sung} {", State.ACCEPTED)
    assert len(raised.value.messages) == 4


def test_a_remark_of_many_lines_is_not_for_a_subject():
    assert checked("{nội dung}", State.REFUSED) == "{nội dung}"
    with pytest.raises(ValidationError):
        checked("{nội dung}", State.REFUSED, in_subject=True)


@pytest.mark.parametrize("language", ["vi", "en", "lo", "km"])
@pytest.mark.parametrize("topic", TOPICS)
def test_the_shipped_words_obey_their_own_rules(topic, language):
    with translation.override(language):
        words = shipped(topic)
        assert checked(words.subject, topic, in_subject=True) == words.subject
        assert checked(words.body, topic) == words.body


@pytest.mark.django_db
def test_values_are_put_in_once_and_as_text():
    case = cases.case(factories.office("hcmc"), "licence", State.REFUSED)
    notice = write(case, State.REFUSED, "x@example.vn", "vi", note="{mã hồ sơ} {{7*7}} <b>")
    assert fill("Vì: {nội dung}", notice) == "Vì: {mã hồ sơ} {{7*7}} <b>"
    assert fill("{mã hồ sơ} {lạ}", notice) == f"{case.code} {{lạ}}"


@pytest.mark.django_db
def test_what_is_not_known_yet_leaves_a_dash_and_nothing_personal_is_offered():
    case = cases.case(factories.office("hcmc"), "licence", State.SUBMITTED)
    notice = write(case, State.ACCEPTED, "x@example.vn", "vi")
    every = " ".join(map(str, PLACEHOLDERS))
    said = fill(every, notice)
    assert "—" in said
    for private in ("Nguyệt", "079190001234", "912 345", "Bình Minh", "nguyet@example.vn"):
        assert private not in said
    assert Notice.objects.count() == 1
