"""Licences and recognitions of the demonstration, all marked as invented."""

from datetime import date, timedelta
from itertools import cycle

from django.utils import timezone

from home.models import Office
from home.planting import Planter
from home.reading import Record, read
from motcua.demo.pages import HERE
from services.models import Licence, LicenceEvent, Recognition

#: How the centres stand, in turn: days since the licence, days until it ends, what happened since.
LIVES = (
    (410, 1415, None),
    (95, 1730, None),
    (1890, -65, None),
    (730, 1095, LicenceEvent.Act.SUSPEND),
    (1200, 625, None),
    (1500, 320, LicenceEvent.Act.DISSOLVE),
)
STATUS = {
    LicenceEvent.Act.SUSPEND: Licence.Status.SUSPENDED,
    LicenceEvent.Act.DISSOLVE: Licence.Status.DISSOLVED,
}
GRADES = ("Tốt", "Khá", "Đạt")


def load_centres() -> None:
    """The entries of every office that exists; each is made once."""
    data = read(HERE / "centres.yaml")
    for office in Office.objects.all():
        planter = Planter(office)
        load_licences(planter, of(office, data.records("centres")))
        load_recognitions(planter, of(office, data.records("families")))


def of(office: Office, rows: list[Record]) -> list[Record]:
    return [row for row in rows if row.text("office") == office.code]


def load_licences(planter: Planter, rows: list[Record]) -> None:
    """Most are in force; some have lapsed, were suspended or dissolved."""
    today = timezone.localdate()
    for number, (row, life) in enumerate(zip(rows, cycle(LIVES), strict=False), 1):
        ago, left, act = life
        decided = today - timedelta(days=ago + number)
        licence = Licence(
            office=planter.office,
            name=row.text("name_vi"),
            name_en=row.text("name_en", ""),
            centre_type=row.text("type"),
            commune_id=row.text("commune_code"),
            address=row.text("address"),
            director=row.text("director"),
            phone=phone(row.text("phone", "")),
            number=f"MH{number:03}/GP-SGDĐT",
            decided_on=decided,
            valid_until=today + timedelta(days=left),
            stored_status=STATUS.get(act, Licence.Status.ACTIVE) if act else Licence.Status.ACTIVE,
            illustrative=True,
        )
        if planter.row(f"licence {row.text('name_vi')}", licence):
            licence.events.create(
                act=LicenceEvent.Act.GRANT, on=decided, decision=f"MH{number:03}/QĐ-SGDĐT"
            )
            if act:
                licence.events.create(act=act, on=today - timedelta(days=30 + number))


def phone(text: str) -> str:
    """As the register stores it: +84 and digits."""
    digits = "".join(char for char in text if char.isdigit())
    return f"+84{digits.removeprefix('0')}" if digits else ""


def load_recognitions(planter: Planter, rows: list[Record]) -> None:
    year = timezone.localdate().year - 1
    for number, (row, grade) in enumerate(zip(rows, cycle(GRADES), strict=False), 1):
        recognition = Recognition(
            office=planter.office,
            name=row.text("name"),
            model_kind=row.text("model_kind"),
            commune_id=row.text("commune_code"),
            year=year,
            grade=grade,
            number=f"MH{number:03}/QĐ-SGDĐT",
            decided_on=date(year, 12, 15),
            illustrative=True,
        )
        planter.row(f"recognition {row.text('name')}", recognition)
