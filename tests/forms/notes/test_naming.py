"""Who is meant by @ and a name."""

import pytest
from django.contrib.auth.models import User

from forms.notes.naming import marked, places, strangers

MAI = User(pk=1, username="mai.hcmc", last_name="Trần", first_name="Mai")
LAN = User(pk=2, username="lan.hcmc", last_name="Lê Thị", first_name="Lan")
ANH = User(pk=3, username="anh.hcmc", last_name="Trần Mai", first_name="Anh")
LAM = User(pk=4, username="lam.hcmc", last_name="Võ", first_name="Lẫm")
PEOPLE = [MAI, LAN, ANH, LAM]


def named(text, people=PEOPLE):
    return [[one.username.split(".")[0] for one in place.people] for place in places(text, people)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Trần Mai xem giúp", [["mai"]]),
        ("@tran mai xem giúp", [["mai"]]),
        ("@Trần Mai Anh xem giúp", [["anh"]]),
        ("nhờ @Lan, @Lê Thị Lan và @lan.hcmc.", [["lan"], ["lan"], ["lan"]]),
        ("(@Lan)", [["lan"]]),
        ("@Mai ơi", [["mai", "anh"]]),
        ("@Trần ơi", [["mai", "anh"]]),
        ("@Ai đó", []),
        ("@", []),
        ("@@Lan", []),
        ("gửi tới lan@Lan.vn và a.b@lan.hcmc", []),
        ("@Tra\u0302\u0300n Mai", [["mai"]]),
        ("@an", []),
        ("không nhắc Lan", []),
        ("> @Lan viết hôm qua", []),
        ("Vâng.\n  >> @Lan viết\n@Mai Anh", [["anh"]]),
        ("2 > 1, @Lan", [["lan"]]),
        ("https://vd.vn/@lan và https://vd.vn/a?b=@Lan", []),
        ("vd.vn/@Lan", [["lan"]]),
        ("lan+@Lan, .@Lan", [["lan"]]),
        ("“@Lan”, -@Lan", [["lan"], ["lan"]]),
    ],
)
def test_whoever_is_named_is_found(text, expected):
    assert named(text) == expected


def test_who_is_named_and_is_nobody_here_is_told_once():
    text = "@Lan @Xa Lạ, @Xa! @Mai\n> @Cũ\na@b.vn https://vd.vn/@ai (@Kia.)"
    assert strangers(text, PEOPLE) == ["@Xa", "@Kia"]
    assert strangers("@ @@ @. @-", PEOPLE) == []


def test_a_quoted_name_does_not_stand_out():
    assert "q-mention" not in marked("> @Lan", [LAN])


def test_a_name_stands_out_and_the_rest_is_text():
    shown = marked('<b onclick="x">@Lan</b> & @Lê Thị Lan', [LAN])
    assert shown == (
        "&lt;b onclick=&quot;x&quot;&gt;"
        '<strong class="q-mention">@Lan</strong>&lt;/b&gt; &amp; '
        '<strong class="q-mention">@Lê Thị Lan</strong>'
    )


def test_a_hostile_name_is_text():
    evil = User(pk=9, username="x", last_name="<img src=x>", first_name="Lan")
    assert "<img" not in marked("@Lan <img src=x>", [evil])


def test_looking_for_names_is_quick_however_long_the_text():
    assert named("@a " * 700) == []
    assert named("@" + "Lan " * 500)[:1] == [["lan"]]
