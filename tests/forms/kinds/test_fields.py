import json
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test.html import parse_html
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from forms.kinds import fields
from forms.kinds.rows import as_json
from forms.kinds.traits import Privacy, traits
from tests.forms.kinds.ugly import UGLY

CHOICES = (("a", "Một"), ("b", "Hai"))
EVERY = {
    "text": lambda: fields.text("Chữ"),
    "box": lambda: fields.text("Hộp", 3000, rows=5, min_length=50),
    "person_name": lambda: fields.person_name("Tên"),
    "identity_number": lambda: fields.identity_number("Số"),
    "passport_number": lambda: fields.passport_number("Số"),
    "identity_or_passport": lambda: fields.identity_or_passport("Số"),
    "phone": lambda: fields.phone("Điện thoại"),
    "email": lambda: fields.email("Email"),
    "website": lambda: fields.website("Trang web"),
    "day": lambda: fields.day("Ngày"),
    "number": lambda: fields.number("Số"),
    "decimal": lambda: fields.number("Số", places=2),
    "half": lambda: fields.number("Điểm", places=1, unit=Decimal("0.5")),
    "choice": lambda: fields.choice("Chọn", CHOICES),
    "several": lambda: fields.several("Chọn", CHOICES),
    "tick": lambda: fields.tick("Đánh dấu"),
}
SHARED = Path(__file__).resolve().parents[4] / "shared" / "security" / "evil_inputs.json"


def cleaned(field, value):
    return field.clean(value)


def assert_same_html(first, second):
    assert parse_html(first) == parse_html(second)


def refused(field, value):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


def judged(field, value):
    """What a form makes of a value, in less than a second: a value or an error, never a crash."""
    form = type("One", (forms.Form,), {"answer": field})(MultiValueDict({"answer": [value]}))
    start = time.process_time()
    form.is_valid()
    assert time.process_time() - start < 1
    assert form.as_p()
    return form


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("value", UGLY, ids=lambda value: ascii(value)[:30])
def test_no_value_breaks_or_slows_a_field(name, value):
    field = EVERY[name]()
    form = judged(field, value)
    if form.is_valid():
        json.dumps(as_json(form.cleaned_data["answer"])).encode()
    messages = " ".join(form.errors.get("answer", []))
    assert len(messages) < 300, "a message must not repeat what was typed"


@pytest.mark.skipif(not SHARED.exists(), reason="the list of evil inputs lies beside the project")
@pytest.mark.parametrize("name", EVERY)
def test_no_evil_input_breaks_or_slows_a_field(name):
    entries = json.loads(SHARED.read_text("ascii"))
    for entry in entries:
        wanted = entry["where"] in ("text", "phone", "email", "date", "number", "redos")
        if not wanted or "bytes_b64" in entry:
            continue
        made = entry.get("repeat")
        value = (
            made["prefix"] + made["unit"] * made["count"] + made["suffix"]
            if made
            else entry["value"]
        )
        form = judged(EVERY[name](), value)
        if name == "text" and entry["expect"] == "refuse":
            assert not form.is_valid(), entry["id"]
        if name == "text" and entry["expect"] == "keep" and len(value) < 256:
            assert form.is_valid(), entry["id"]


@pytest.mark.parametrize(
    "text",
    [
        "Nguyễn Thị Ánh Nguyệt",
        "Nguyễn Văn Null",
        "A",
        "=1 (một)",
        "-5°C",
        "<script>window.__xss=1</script>",
        "{{7*7}}{% debug %}",
        "ສົມພອນ ວົງສາ",
        "🙂 100% O'Brien & con",
    ],
)
def test_honest_text_is_kept_as_typed(text):
    assert cleaned(fields.text("Chữ"), text) == text


def test_text_is_composed_and_its_line_breaks_are_of_one_kind():
    assert cleaned(fields.text("Chữ", rows=3), "Nguye\u0302\u0303n\r\nVa\u0306n") == "Nguyễn\nVăn"
    assert cleaned(fields.text("Chữ"), "Số 39,\r\nphường Ninh Kiều") == "Số 39, phường Ninh Kiều"


def test_khmer_word_breaks_are_folded_never_refused():
    assert cleaned(fields.text("Chữ"), "សុ\u200bខ សុ\u200bភា") == "សុខ សុភា"
    assert cleaned(fields.person_name("Tên"), "សុ\u200bខ សុ\u200bភា") == "សុខ សុភា"


@pytest.mark.parametrize("nothing", ["", " \u00a0", "\u200b\u200c\u200d\ufeff", "\u3164", "\u2800"])
def test_what_looks_empty_is_empty(nothing):
    refused(fields.text("Chữ"), nothing)
    assert cleaned(fields.text("Chữ", required=False), nothing) == ""


@pytest.mark.parametrize("broken", ["a\x00", "\x07", "a\udfffb", "\ufffd"])
def test_unreadable_characters_are_an_error(broken):
    assert "không đọc được" in refused(fields.text("Chữ"), broken)


def test_length_counts_characters():
    assert len(cleaned(fields.text("Chữ", 200), "ă" * 200)) == 200
    assert "200" in refused(fields.text("Chữ", 200), "ă" * 201)


@pytest.mark.parametrize(
    "name",
    [
        "Đỗ Đức Độ",
        "Y Bhăm Niê Kdăm",
        "R'Ông H’Nia",
        "J.-P. Lê",
        "ສົມພອນ ວົງສາ",
        "សុខ សុភា",
        "Li",
        "  Lê   Văn  A ",
    ],
)
def test_names_of_people(name):
    assert cleaned(fields.person_name("Tên"), name) == " ".join(name.split())


@pytest.mark.parametrize(
    "name", ["A", "Lê Văn 1", "Lê_Văn", "@nguyen", "Lê <b>", "1234", "..", "໑໒"]
)
def test_what_is_no_name(name):
    assert "chữ cái" in refused(fields.person_name("Tên"), name)


@pytest.mark.parametrize("typed", ["079190001234", "079 190.001-234", "០៧៩១៩០០០១២៣៤"])
def test_identity_numbers_keep_their_zeros(typed):
    assert cleaned(fields.identity_number("Số"), typed) == "079190001234"


@pytest.mark.parametrize("typed", ["079190001", "0791900012345", "07919000123a", "²79190001234"])
def test_what_is_no_identity_number(typed):
    assert "12 chữ số" in refused(fields.identity_number("Số"), typed)


def test_passport_numbers_are_upper_case_without_blanks():
    assert cleaned(fields.passport_number("Số"), " pa 1234567 ") == "PA1234567"
    for wrong in ("PA123", "PA12345678", "PĐ123456", "PA-12345"):
        refused(fields.passport_number("Số"), wrong)


def test_a_number_of_either_kind():
    either = fields.identity_or_passport("Số")
    assert cleaned(either, "079 190 001 234") == "079190001234"
    assert cleaned(either, "n1234567") == "N1234567"
    refused(either, "07919000123")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912 345 678", "+84912345678"),
        ("0912-345-678", "+84912345678"),
        ("+84 912.345.678", "+84912345678"),
        ("0292.3831.821", "+842923831821"),
        ("+856 20 55 551 234", "+8562055551234"),
        ("+855 12 345 678", "+85512345678"),
    ],
)
def test_phone_numbers_of_three_countries(typed, stored):
    field = fields.phone("Điện thoại")
    assert cleaned(field, typed) == stored
    assert cleaned(field, field.prepare_value(stored)) == stored


@pytest.mark.parametrize("typed", ["12345", "0212", "09123456789012", "không có", "+1 202 555"])
def test_what_is_no_phone_number(typed):
    assert "Số điện thoại không đúng" in refused(fields.phone("Điện thoại"), typed)


@pytest.mark.parametrize("typed", ["ten@example.vn", "ten.ho+thu@so.gov.vn"])
def test_email_addresses(typed):
    assert cleaned(fields.email("Email"), f" {typed} ") == typed


@pytest.mark.parametrize("typed", ["a@b", "<a@b.vn>", "a@b.vn\nCc: x@y.vn", "a b@c.vn", "@c.vn"])
def test_what_is_no_email_address(typed):
    assert "không đúng" in refused(fields.email("Email"), typed)


def test_web_addresses():
    assert cleaned(fields.website("Trang"), "example.vn/lop") == "https://example.vn/lop"
    for wrong in ("javascript:alert(1)", "ftp://example.vn", "data:text/html,x", "example"):
        refused(fields.website("Trang"), wrong)


DAYS = ["05/09/2026", "5/9/2026", "05-09-2026", "5 9 2026", "05092026", "2026-09-05"]


@pytest.mark.parametrize("typed", DAYS)
def test_dates_are_read_day_first(typed):
    assert cleaned(fields.day("Ngày"), typed) == date(2026, 9, 5)


def test_dates_are_read_in_every_language(settings):
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            assert cleaned(fields.day("Ngày"), "05/09/2026") == date(2026, 9, 5)


@pytest.mark.parametrize("typed", ["09/15/2026", "31/02/2026", "0001-01-01", "9999-12-31", "mai"])
def test_what_is_no_date(typed):
    refused(fields.day("Ngày"), typed)


def test_bounds_of_dates_count_from_today():
    past = fields.day("Ngày", latest=lambda today: today)
    assert "không được sau" in refused(past, "31/12/2099")
    assert (
        refused(
            fields.day("Ngày", latest=lambda today: today, errors={"too_late": "Trễ"}), "31/12/2099"
        )
        == "Trễ"
    )


def test_a_stored_date_is_shown_day_first_and_a_mistyped_one_as_typed():
    field = fields.day("Ngày")
    assert field.prepare_value("2026-09-05") == "05/09/2026"
    assert field.prepare_value("31/02/2026") == "31/02/2026"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1.234.567,5", Decimal("1234567.5")),
        ("1234567.5", Decimal("1234567.5")),
        ("1 234", Decimal(1234)),
        ("12,5", Decimal("12.5")),
        ("0", Decimal(0)),
        ("១២", Decimal(12)),
    ],
)
def test_numbers_as_vietnamese_write_them(typed, read):
    assert cleaned(fields.number("Số", places=2), typed) == read


def test_whole_numbers_are_integers():
    number = cleaned(fields.number("Số"), "1.500")
    assert number == 1500
    assert isinstance(number, int)
    assert cleaned(fields.number("Số"), "0") == 0
    refused(fields.number("Số"), "12,5")


@pytest.mark.parametrize("typed", ["-1", "1e3", "NaN", "9" * 20, "²", "mười"])
def test_what_is_no_number(typed):
    refused(fields.number("Số"), typed)


def test_points_come_in_halves():
    points = fields.number("Điểm", most=10, places=1, unit=Decimal("0.5"))
    assert cleaned(points, "7,5") == Decimal("7.5")
    assert "0,5" in refused(points, "7,3")
    assert "10" in refused(points, "10,5")


def test_a_choice_outside_the_list_is_not_repeated_in_the_message():
    assert (
        refused(fields.choice("Chọn", CHOICES), "<b>c</b>") == "Hãy chọn một mục trong danh sách."
    )
    assert (
        refused(fields.several("Chọn", CHOICES), ["a", "c"]) == "Hãy chọn một mục trong danh sách."
    )


def test_several_choices_count_once():
    assert cleaned(fields.several("Chọn", CHOICES), ["b", "a", "b"]) == ["b", "a"]


def test_few_fixed_choices_are_buttons_and_many_are_a_list():
    assert isinstance(fields.choice("Chọn", CHOICES).widget, forms.RadioSelect)
    many = [(str(n), str(n)) for n in range(9)]
    assert isinstance(fields.choice("Chọn", many).widget, forms.Select)


def test_a_long_list_is_written_as_django_would():
    groups = [("", "—"), ("Thành phố <A>", [("1", "Một & hai"), ("2", 'Ba "bốn"')]), ("3", "Năm")]
    ours, theirs = fields.LongSelect(choices=groups), forms.Select(choices=groups)
    for value in (None, "", "2", "3", "<x>"):
        attrs = {"id": "id_w", "class": "form-select", "required": True}
        assert_same_html(ours.render("w", value, attrs), theirs.render("w", value, attrs))


def test_suggestions_are_escaped_and_nothing_more_than_suggestions():
    field = fields.text("Quê quán", suggest=lambda office, answers: [])
    field.widget.suggestions = ('A "<b>"',)
    html = field.widget.render("que", "Vientiane", {"id": "id_que"})
    assert 'list="id_que_list"' in html
    assert "&quot;&lt;b&gt;&quot;" in html
    assert cleaned(field, "Nơi khác") == "Nơi khác"


def test_sensitive_and_findable_answers_are_sealed():
    assert traits(fields.identity_number("Số")).seal
    assert traits(fields.identity_number("Số")).find
    assert traits(fields.text("Bệnh", privacy=Privacy.SENSITIVE)).seal
    assert not traits(fields.text("Tên")).seal
