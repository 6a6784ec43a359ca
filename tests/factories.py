"""What tests are made of: one plain function per thing, with believable defaults."""

from datetime import date
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import Page

from forms.models import FormPage
from home.models import (
    Commune,
    DutyPage,
    GuidancePage,
    NewsPage,
    Office,
    Province,
    Role,
)
from home.opening import open_office
from home.planting import Planter, publish
from home.reading import Record
from search.text import fold
from services.models import (
    Dormitory,
    Institution,
    Licence,
    ProcedurePage,
    Recognition,
    Student,
)
from tests.sections import sections

PASSWORD = "mật khẩu để thử"
CITIES = {
    "hcmc": ("Thành phố Hồ Chí Minh", "79", "26740", "Phường Sài Gòn"),
    "cantho": ("Thành phố Cần Thơ", "92", "31135", "Phường Ninh Kiều"),
}
HOMES = {"en": "Home", "lo": "ໜ້າຫຼັກ", "km": "ទំព័រដើម"}
serial = count(1)


def commune(province: str = "79", code: str = "26740", name: str = "Phường Sài Gòn") -> Commune:
    Province.objects.get_or_create(
        code=province, defaults={"name": province, "full_name": f"Thành phố {province}"}
    )
    kind, _, bare = name.partition(" ")
    fields = {"province_id": province, "name": bare, "full_name": name, "folded": fold(bare)}
    kinds = {"Phường": Commune.Kind.PHUONG, "Xã": Commune.Kind.XA}
    return Commune.objects.get_or_create(code=code, defaults=fields | {"kind": kinds[kind]})[0]


def office(code: str = "hcmc", *, languages: tuple[str, ...] = (), **fields: Any) -> Office:
    """An office with its site `<code>.localhost`, its empty sections and its groups of staff."""
    city, province, ward, ward_name = CITIES.get(code, CITIES["hcmc"])
    commune(province, ward, ward_name)
    data = {
        "code": code,
        "name": "Phòng Giáo dục thường xuyên – Chuyên nghiệp và Đại học",
        "short_name": f"Phòng GDTX {city} {code}",
        "city": city,
        "hostname": f"{code}.localhost",
        "province_code": province,
        "commune_code": ward,
        "superior_body": f"ỦY BAN NHÂN DÂN {city.upper()}",
        "issuing_body": "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "agency_code": f"000.00.00.T{province}",
        "translations": {language: {"title": HOMES[language]} for language in languages},
    }
    opened = open_office(Record(data | fields, "tests"))
    sections(opened)
    return opened


def page(office: Office, path: str, model: type[Page], title: str, **fields: Any) -> Any:
    """A published page with a revision, below the page that its path names."""
    parent = Planter(office).find(path.rpartition("/")[0])
    assert parent is not None, f"no page above {path}"
    new = model(title=title, slug=path.rpartition("/")[2], **fields)
    parent.add_child(instance=new)
    if new.live:
        publish(new)
    return new


def news(office: Office, title: str = "Tuyển sinh lớp 10", **fields: Any) -> NewsPage:
    return page(office, f"tin-tuc/tin-{next(serial)}", NewsPage, title, **fields)


def guidance(office: Office, title: str = "Cách nộp hồ sơ", **fields: Any) -> GuidancePage:
    return page(office, f"huong-dan/bai-{next(serial)}", GuidancePage, title, **fields)


def procedure(
    office: Office, title: str = "Thành lập trung tâm ngoại ngữ", **fields: Any
) -> ProcedurePage:
    slug = fields.pop("slug", f"thu-tuc-{next(serial)}")
    return page(office, f"thu-tuc/{slug}", ProcedurePage, title, **fields)


def form_page(office: Office, kind: str = "licence", **fields: Any) -> FormPage:
    """The page that offers a kind; its procedure is decided in 15 working days unless told."""
    if "procedure" not in fields:
        fields["procedure"] = procedure(office, working_days=15)
    slug = fields.pop("slug", f"ho-so-{next(serial)}")
    return page(office, f"nop-ho-so/{slug}", FormPage, f"Hồ sơ {kind}", kind_code=kind, **fields)


def question(text: str = "Bạn ở thành phố này?", **fields: Any) -> tuple[str, dict[str, Any]]:
    """A question before a form, as its StreamField takes it; "yes" leads on unless told."""
    advice = f"<p>Hãy hỏi nơi khác về: {text}</p>"
    return "question", {"question": text, "goes_on": "co", "advice": advice} | fields


def duty(office: Office, code: str = "S1-02", **fields: Any) -> DutyPage:
    fields = {"title": f"Nhiệm vụ {code}", "text": "Thẩm định cấp phép trung tâm."} | fields
    return page(office, f"gioi-thieu/{code.lower()}", DutyPage, code=code, **fields)


def staff(office: Office, role: str = Role.OFFICER, username: str = "", **fields: Any) -> User:
    """A member of staff who holds this role at this office and nothing else."""
    user = get_user_model().objects.create_user(
        username or f"{role}.{office.code}.{next(serial)}", password=PASSWORD, **fields
    )
    user.groups.add(office.groups.get(role=role).group)
    return user


def superuser(username: str = "admin") -> User:
    return get_user_model().objects.create_superuser(username, password=PASSWORD)


def signed_in(user: User) -> Client:
    """A browser in which this user is at work."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def visitor(office: Office) -> Client:
    """A browser that asks this office's site."""
    return Client(headers={"host": office.site.hostname})


def unaccented(text: str) -> str:
    """As somebody types it who has no Vietnamese keyboard."""
    return fold(text)


def institution(office: Office, name: str = "Trường Cao đẳng Thử", **fields: Any) -> Institution:
    fields = {"kind": Institution.Kind.CAO_DANG, "slug": f"truong-{next(serial)}"} | fields
    return Institution.objects.create(office=office, name=name, **fields)


def dormitory(office: Office, name: str = "Ký túc xá Thử") -> Dormitory:
    return Dormitory.objects.create(office=office, name=name, code=f"ktx-{next(serial)}")


def licence(office: Office, name: str = "Trung tâm Ngoại ngữ Thử", **fields: Any) -> Licence:
    number = next(serial)
    fields = {
        "slug": f"trung-tam-{number}",
        "number": f"{number}/GP-SGDĐT",
        "decided_on": date(2026, 1, 5),
        "centre_type": "ngoai_ngu",
        "address": "Số 1, đường Thử",
        "director": "Nguyễn Văn Thử",
        "commune_id": office.commune_id,
    } | fields
    return Licence.objects.create(office=office, name=name, **fields)


def recognition(office: Office, name: str = "Gia đình ông Thử", **fields: Any) -> Recognition:
    number = next(serial)
    fields = {
        "slug": f"gia-dinh-{number}",
        "model_kind": Recognition.Model.FAMILY,
        "year": 2026,
        "number": f"{number}/QĐ-SGDĐT",
        "decided_on": date(2026, 1, 5),
        "commune_id": office.commune_id,
    } | fields
    return Recognition.objects.create(office=office, name=name, **fields)


def student(office: Office, name: str = "SAMPLE SOMXAI", **fields: Any) -> Student:
    number = next(serial)
    if "institution" not in fields:
        fields["institution"] = institution(office)
    fields = {
        "record_no": f"LHS-{number:04}",
        "nationality": "LAO",
        "gender": "M",
        "level": "dai_hoc",
        "programme": "Kỹ thuật xây dựng",
        "scholarship_category": "hiep_dinh",
        "enrol_date": date(2025, 9, 5),
        "expected_graduation": date(2029, 6, 30),
        "case_code": f"thử-{number}",
        "passport_digest": f"{number:064}",
    } | fields
    return Student.objects.create(office=office, name=name, **fields)
