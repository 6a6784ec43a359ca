from datetime import date
from decimal import Decimal

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from forms.management.commands.load_criteria import FILE, load
from forms.models.criteria import CriteriaSet, newest

DATA = yaml.safe_load(FILE.read_text("utf-8"))
pytestmark = pytest.mark.django_db
GRADES = [
    {"code": "a", "label_vi": "A", "min": 50, "max": 100},
    {"code": "b", "label_vi": "B", "min": 0, "max": 50},
]


@pytest.fixture
def loaded() -> None:
    call_command("load_criteria", verbosity=0)


def made(points=(60, 40), grades=GRADES, status="complete", total=100):
    leaves = [{"code": f"{n}", "text": "x", "max": most} for n, most in enumerate(points)]
    entry = {"id": "thu", "model_kind": "don_vi", "name_vi": "Thử", "total": total}
    return load(entry | {"status": status, "grades": grades, "criteria": leaves})


def test_every_set_of_the_file_is_loaded_once(loaded):
    assert CriteriaSet.objects.count() == len(DATA["sets"])
    call_command("load_criteria", verbosity=0)
    assert CriteriaSet.objects.count() == len(DATA["sets"])


def test_what_an_editor_changed_stays_until_replaced(loaded):
    CriteriaSet.objects.update(name="Tên mới")
    call_command("load_criteria", verbosity=0)
    assert set(CriteriaSet.objects.values_list("name", flat=True)) == {"Tên mới"}
    call_command("load_criteria", replace=True, verbosity=0)
    assert "Đơn vị học tập" in CriteriaSet.objects.values_list("name", flat=True)


def test_the_circular_on_units_is_complete(loaded):
    units = CriteriaSet.objects.get(code="dvht_tt22_2020")
    assert units.faults() == []
    assert [leaf.code for leaf in units.leaves][:4] == ["1.1", "1.2", "1.3", "2.1"]
    assert units.leaves[0].parent.code == "1"
    assert len(units.leaves) == 10
    units.clean()


@pytest.mark.parametrize("vector", DATA["score_vectors"], ids=lambda row: str(row["total"]))
def test_the_grade_of_a_total(loaded, vector):
    units = CriteriaSet.objects.get(code=vector["set"])
    assert units.grade(vector["total"]).code == vector["grade"]


@pytest.mark.parametrize("total", [-0.5, 100.5])
def test_a_total_off_the_scale_has_no_grade(loaded, total):
    assert CriteriaSet.objects.get(code="dvht_tt22_2020").grade(total) is None


def test_points_are_added_up_by_leaf_only(loaded):
    units = CriteriaSet.objects.get(code="dvht_tt22_2020")
    assert units.add_up({"1.1": "8.5", "2.2": Decimal(5), "1": 30, "x": 9, "3.3": None}) == 13.5


def test_only_a_complete_set_may_be_used_for_scoring(loaded):
    for sample in CriteriaSet.objects.exclude(status="complete"):
        sample.status = "complete"
        with pytest.raises(ValidationError):
            sample.clean()


@pytest.mark.parametrize("points", [(60, 39.5), (60, 40.5), (60, None), ()])
def test_leaves_must_add_up_to_the_total(points):
    with pytest.raises(CommandError):
        made(points)


@pytest.mark.parametrize(
    "bounds",
    [
        [],
        [(0, 100), (50, 100)],
        [(0, 50), (50.5, 100)],
        [(0, 55), (50, 100)],
        [(1, 50), (50, 100)],
        [(0, 50), (50, 99)],
        [(0, 50), (50, 50), (50, 100)],
    ],
)
def test_grades_must_cover_the_scale_without_gap_or_overlap(bounds):
    grades = [{"code": "g", "label_vi": "G", "min": low, "max": high} for low, high in bounds]
    with pytest.raises(CommandError):
        made(grades=grades)


@pytest.mark.parametrize("grades", [[{}], [{"code": "a", "label": "A", "min": "x", "max": 1}], [1]])
def test_grades_that_do_not_read_are_a_fault_not_a_crash(grades):
    entry = made()
    entry.grades = grades
    del entry.__dict__["scale"]
    assert entry.faults()


def test_the_set_of_a_year_is_the_newest_complete_one_in_force(loaded):
    units = CriteriaSet.objects.filter(model_kind="don_vi")
    assert newest(units, 2026).code == "dvht_tt22_2020"
    assert newest(units, 2019) is None
    assert newest(CriteriaSet.objects.filter(model_kind="gia_dinh"), 2016) is None
    later = made()
    later.valid_from = date(2025, 6, 1)
    later.save()
    assert newest(units.all(), 2026).code == "thu"
    assert newest(units.all(), 2024).code == "dvht_tt22_2020"
