"""Loading procedures and institutions."""

from pathlib import Path

import pytest
import yaml

from home.models import Office
from home.reading import DataError, Record
from services.loading import PROCEDURES, load_institutions, load_procedures
from services.models import Institution, ProcedurePage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return factories.office("hcmc")


def write(folder: Path, **values: object) -> Path:
    row = {"id": "X1", "slug": "thu", "title": "Thử", "status": "cong_khai"} | values
    path = folder / "procedures.yaml"
    path.write_text(yaml.safe_dump({"procedures": [row]}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"title": None}, r"procedures\[1\]: title is missing"),
        ({"replaced_by": "B9"}, "replaced_by B9 is no id"),
        ({"working_days": "mười"}, "working_days must be a whole number"),
        ({"valid_from": "2024"}, "valid_from must be a date"),
        ({"steps": [{"title": "x"}]}, r"steps\[1\]: actor is missing"),
        ({"results": [1]}, r"results\[1\] must be text"),
    ],
)
def test_a_malformed_procedure_is_named(
    office: Office, tmp_path: Path, values: dict[str, object], fault: str
) -> None:
    with pytest.raises(DataError, match=fault):
        load_procedures(office, write(tmp_path, **values))


def test_procedures_point_to_what_replaced_them_and_show_all_their_parts(office: Office) -> None:
    load_procedures(office)
    rows = yaml.safe_load(PROCEDURES.read_text(encoding="utf-8"))["procedures"]
    assert ProcedurePage.objects.count() == len(rows)
    old = ProcedurePage.objects.get(slug="thanh-lap-trung-tam-ngoai-ngu-tin-hoc")
    assert old.replaced_by is not None
    assert old.replaced_by.slug == "thanh-lap-trung-tam-thuc-hien-nhiem-vu-gdtx"
    assert not old.in_force
    assert old.replaced_by.in_force
    row = next(row for row in rows if row["slug"] == old.slug)
    for name, key in (("steps", "steps"), ("papers", "required_documents"), ("results", "results")):
        assert len(getattr(old, name)) == len(row[key]), name
    assert not ProcedurePage.objects.filter(verified=True).exists()
    answer = factories.visitor(office).get(old.url).content.decode()
    assert "cần đối chiếu văn bản gốc" in answer


def test_two_institutions_of_one_name_can_both_be_loaded(office: Office) -> None:
    rows = [{"code": code, "name": "Trường Mẫu", "kind": "gdtx"} for code in ("mau-1", "mau-2")]
    load_institutions(office, Record({"institutions": rows}, "tests"))
    assert sorted(Institution.objects.values_list("slug", flat=True)) == ["mau-1", "mau-2"]
