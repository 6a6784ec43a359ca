"""Loading an office: malformed files name their fault, and what an editor did is never undone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import GroupPagePermission, Locale, Page, Revision, Site, WorkflowPage

from home.loading import OFFICES
from home.models import DutyLink, DutyPage, GuidancePage, Office, OfficeGroup, Role
from home.planting import Planter
from services.models import Dormitory, Institution, ProcedurePage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A third office: the files of Cần Thơ under another code."""
    copy = tmp_path / "vinhlong"
    shutil.copytree(OFFICES / "cantho", copy)
    duties = yaml.safe_load((copy / "duties.yaml").read_text(encoding="utf-8"))["duties"]
    change(copy, "duties", duties=duties[:4])  # all of them cost time and show nothing more
    change(copy, "office", code="vinhlong", hostname="vinhlong.localhost", short_name="Phòng mới")
    return copy


def change(folder: Path, name: str, /, **values: object) -> None:
    path = folder / f"{name}.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(data | values, allow_unicode=True), encoding="utf-8")


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with connection.cursor() as cursor:
        tables = [
            name for name in connection.introspection.table_names(cursor) if "fts" not in name
        ]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(cursor.fetchall(), key=repr)
        return rows


@pytest.mark.parametrize(
    ("name", "values", "fault"),
    [
        ("office", {"name": None}, r"office\.yaml: name is missing"),
        ("office", {"name": 7}, r"office\.yaml: name must be text, not 7"),
        ("office", {"staff_total": "tám"}, "staff_total must be a whole number"),
        ("office", {"staff_total": True}, "staff_total must be a whole number"),
        ("office", {"province_code": "00"}, "province_code 00 is unknown"),
        ("office", {"commune_code": "26740"}, "commune_code 26740 is not in Thành phố Cần Thơ"),
        ("office", {"translations": {"fr": {"title": "x"}}}, "fr is no language of this site"),
        ("office", {"translations": {"en": {}}}, r"translations: en: title is missing"),
        ("duties", {"duties": {}}, "duties must be a list"),
        ("duties", {"duties": ["x"]}, r"duties\[1\] must be a mapping"),
        ("duties", {"duties": [{"code": "X"}]}, r"duties\[1\]: priority must be 0 to 3"),
        ("duties", {"duties": [{"priority": 1}]}, r"duties\[1\]: slug is missing"),
        ("institutions", {"institutions": [{"kind": "x"}]}, "kind x is unknown"),
        ("institutions", {"institutions": [{"commune_code": "1"}]}, "commune_code 1 is not in"),
        ("institutions", {"dormitories": [{"code": "a"}]}, r"dormitories\[1\]: name is missing"),
    ],
)
def test_a_malformed_value_is_named_and_nothing_is_made(
    folder: Path, name: str, values: dict[str, object], fault: str
) -> None:
    change(folder, name, **values)
    with pytest.raises(CommandError, match=fault):
        call_command("load_office", str(folder))
    assert not Office.objects.exists()


@pytest.mark.parametrize("text", ["a: [", "- 1", "", "\x00"])
def test_a_file_that_is_no_mapping_is_named(folder: Path, text: str) -> None:
    (folder / "duties.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"duties\.yaml"):
        call_command("load_office", str(folder))


def test_an_unknown_office_is_named() -> None:
    with pytest.raises(CommandError, match="atlantis"):
        call_command("load_office", "atlantis")


def test_an_office_opens_with_all_it_needs(folder: Path) -> None:
    call_command("load_office", str(folder), port=8123)
    office = Office.objects.get(code="vinhlong")
    assert (office.site.hostname, office.site.port) == ("vinhlong.localhost", 8123)
    assert office.site.is_default_site
    assert Site.objects.count() == 1
    assert Locale.objects.count() == 4
    assert DutyPage.objects.count() == 4
    assert ProcedurePage.objects.count() == 12
    assert Institution.objects.count() == 9
    assert Dormitory.objects.count() == 2
    assert OfficeGroup.objects.count() == len(Role)
    assert WorkflowPage.objects.count() == 4
    visitor = factories.visitor(office)
    for path in ("", "tin-tuc/", "huong-dan/", "thu-tuc/", "nop-ho-so/", "so-dang-ky/giay-phep/"):
        assert visitor.get(f"/{path}").status_code == 200, path
    for path in ("en/", "lo/", "km/", "en/gioi-thieu/", "lo/huong-dan/"):
        assert visitor.get(f"/{path}").status_code == 200, path


def test_the_first_office_is_the_default_and_the_next_one_is_not(folder: Path) -> None:
    call_command("load_office", str(folder))
    factories.office("hcmc")
    assert [site.is_default_site for site in Site.objects.order_by("pk")] == [True, False]


def test_every_page_has_the_revision_that_editors_go_on_from(folder: Path) -> None:
    call_command("load_office", str(folder))
    pages = Page.objects.filter(depth__gt=1)
    assert not pages.filter(latest_revision=None).exists()
    assert not pages.filter(has_unpublished_changes=True).exists()
    assert not [page for page in pages if page.live_revision_id != page.latest_revision_id]
    duty = DutyPage.objects.exclude(links=None).first()
    assert duty is not None
    draft = duty.get_latest_revision_as_object()
    assert list(draft.links.values_list("page")) == list(duty.links.values_list("page"))


@pytest.mark.engines
def test_loading_again_changes_no_row(folder: Path) -> None:
    call_command("load_office", str(folder))
    before = everything()
    call_command("load_office", str(folder))
    assert everything() == before


@pytest.mark.engines
def test_what_an_editor_changed_moved_or_deleted_stays_so(folder: Path) -> None:
    call_command("load_office", str(folder))
    planter = Planter(Office.objects.get())
    renamed, deleted, moved = DutyPage.objects.order_by("pk")[:3]
    renamed.title, renamed.slug = "Tên khác", "ten-khac"
    renamed.save_revision().publish()
    deleted.delete()
    moved_path = moved.url_path
    moved.move(planter.find(""), pos="last-child")
    institution, dormitory = Institution.objects.first(), Dormitory.objects.first()
    assert institution is not None
    assert dormitory is not None
    Institution.objects.filter(pk=institution.pk).update(name="Tên khác")
    dormitory.delete()
    call_command("load_office", str(folder))
    renamed.refresh_from_db()
    assert (renamed.title, renamed.slug) == ("Tên khác", "ten-khac")
    assert DutyPage.objects.count() == 3
    assert not Page.objects.filter(url_path=moved_path).exists()
    assert Institution.objects.get(pk=institution.pk).name == "Tên khác"
    assert Dormitory.objects.count() == 1


def test_a_duty_is_linked_once_its_page_is_there_and_a_removed_link_stays_away(
    folder: Path,
) -> None:
    serves = ["huong-dan/chua-co", "so-dang-ky/giay-phep"]
    duty = {"code": "S9-01", "slug": "a", "title": "A", "text": "A", "priority": 1}
    change(folder, "duties", duties=[duty | {"serves": serves}])
    call_command("load_office", str(folder))
    assert DutyLink.objects.count() == 1
    office = Office.objects.get()
    factories.page(office, "huong-dan/chua-co", GuidancePage, "Nay đã có")
    call_command("load_office", str(folder))
    assert DutyLink.objects.count() == 2
    page = DutyPage.objects.get()
    page.links.set(list(page.links.all())[:1])
    page.save_revision().publish()
    call_command("load_office", str(folder))
    assert DutyLink.objects.count() == 1


def test_a_duty_in_the_making_is_not_published_by_loading(folder: Path) -> None:
    duty = {"code": "S9-01", "slug": "a", "title": "A", "text": "A", "priority": 1}
    change(folder, "duties", duties=[duty])
    call_command("load_office", str(folder))
    page = DutyPage.objects.get()
    page.text = "Nháp"
    page.save_revision()
    change(folder, "duties", duties=[duty | {"serves": ["so-dang-ky/giay-phep"]}])
    call_command("load_office", str(folder))
    page.refresh_from_db()
    assert (page.text, DutyLink.objects.count()) == ("A", 0)
    assert Revision.page_revisions.filter(object_id=page.pk).count() == 2


def test_a_page_that_an_editor_put_in_the_place_is_left_alone(folder: Path) -> None:
    change(folder, "duties", duties=[])
    call_command("load_office", str(folder))
    office = Office.objects.get()
    own = factories.page(
        office, "gioi-thieu/a", DutyPage, "Của biên tập viên", code="S9-01", text="Của ta"
    )
    duty = {"code": "S9-01", "slug": "a", "title": "A", "text": "A", "priority": 1}
    change(folder, "duties", duties=[duty])
    call_command("load_office", str(folder))
    assert DutyPage.objects.get() == own


def test_groups_reach_their_own_office_only(folder: Path) -> None:
    call_command("load_office", str(folder))
    other = factories.office("hcmc")
    for row in GroupPagePermission.objects.select_related("page", "group__office_group"):
        code = row.group.office_group.office.code
        assert row.page.slug.startswith(code)
    assert not GroupPagePermission.objects.filter(page__depth=1).exists()
    assert other.groups.count() == len(Role)


@pytest.fixture
def both() -> Iterator[None]:
    for code in ("hcmc", "cantho"):
        call_command("load_office", code)
    return


def test_all_duties_of_both_offices_exist_word_by_word(both: None) -> None:
    codes = {f"S1-{n:02}" for n in range(1, 20)} | {f"S2-{n:02}" for n in range(1, 16)}
    assert set(DutyPage.objects.values_list("code", flat=True)) == codes
    for code in ("hcmc", "cantho"):
        rows = yaml.safe_load((OFFICES / code / "duties.yaml").read_text(encoding="utf-8"))
        for row in rows["duties"]:
            assert DutyPage.objects.get(code=row["code"]).text == row["text"].strip()
