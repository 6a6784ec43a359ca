"""Loads an office's procedures, its registers and the institutions in its care."""

from pathlib import Path
from typing import Any

from home.models import Commune, Office
from home.planting import Planter
from home.reading import DataError, Record, read
from services.models import (
    Dormitory,
    Institution,
    ProcedurePage,
    RegisterIndexPage,
    RegisterPage,
    ServiceIndexPage,
)
from services.registers import REGISTERS

PROCEDURES = Path(__file__).parent / "procedures.yaml"
REGISTER_SUMMARIES = {
    "co-so-giao-duc": "Trường, trung tâm và trung tâm học tập cộng đồng thuộc phạm vi quản lý.",
    "giay-phep": "Trung tâm ngoại ngữ, tin học đã được cấp phép, còn hay hết hiệu lực.",
    "cong-nhan": "Gia đình, dòng họ, cộng đồng, đơn vị và công dân được công nhận.",
}
#: Fields of a procedure that are copied as they stand in the file.
TEXTS = (
    *("code", "application_kind", "time_limit_text", "fee_text", "implementing_body"),
    *("deciding_authority", "intake_address", "level", "online_level", "status", "summary"),
)


def load_procedures(office: Office, path: Path = PROCEDURES) -> None:
    """The catalogue of procedures: those in force first, then those they replaced."""
    planter = Planter(office)
    index = planter.page(
        "thu-tuc",
        ServiceIndexPage,
        planter.find(""),
        title="Thủ tục hành chính",
        summary="Ai được làm, cần giấy tờ gì, mất bao lâu, nộp ở đâu.",
        show_in_menus=True,
    )
    rows = read(path).records("procedures")
    slugs = {row.text("id"): row.text("slug") for row in rows}
    for row in sorted(rows, key=lambda row: row.text("status") != ProcedurePage.Status.PUBLIC):
        successor = row.text("replaced_by", "")
        if successor and successor not in slugs:
            raise DataError(f"{row.where}: replaced_by {successor} is no id of a procedure")
        planter.page(
            f"thu-tuc/{row.text('slug')}",
            ProcedurePage,
            index,
            **fields(row),
            replaced_by=planter.find(f"thu-tuc/{slugs[successor]}") if successor else None,
        )


def fields(row: Record) -> dict[str, Any]:
    """A row of the file as fields of the page."""
    return {name: row.text(name, "") for name in TEXTS} | {
        "title": row.text("title"),
        "sets_count": row.number("sets_count") or 1,
        "working_days": row.number("working_days"),
        "valid_from": row.day("valid_from"),
        "valid_to": row.day("valid_to"),
        "verified": row.flag("verified"),
        "channels": [
            ("channel", {"channel": channel, "time_limit": "", "fee": "", "description": ""})
            for channel in row.texts("channels")
        ],
        "steps": [("step", step(part)) for part in row.records("steps")],
        "papers": [("paper", paper(part)) for part in row.records("required_documents")],
        "results": [("result", text) for text in row.texts("results")],
        "legal_bases": [
            ("basis", {"number": part.text("number"), "title": part.text("title", "")})
            for part in row.records("legal_bases")
        ],
        "conditions": [("condition", text) for text in row.texts("conditions")],
    }


def step(part: Record) -> dict[str, Any]:
    days = part.values.get("days")
    return {
        "title": part.text("title"),
        "actor": part.text("actor"),
        "text": part.text("text", ""),
        "days": days,
    }


def paper(part: Record) -> dict[str, Any]:
    originals = part.number("originals")
    return {
        "name": part.text("name"),
        "originals": 1 if originals is None else originals,
        "copies": part.number("copies") or 0,
        "copy_kind": part.text("copy_kind", ""),
        "mandatory": True,
    }


def load_registers(office: Office) -> None:
    """A page for each public register."""
    planter = Planter(office)
    index = planter.page(
        "so-dang-ky",
        RegisterIndexPage,
        planter.find(""),
        title="Sổ đăng ký",
        summary="Tra cứu cơ sở giáo dục, giấy phép và kết quả công nhận.",
        show_in_menus=True,
    )
    for code, register in REGISTERS.items():
        planter.page(
            f"so-dang-ky/{code}",
            RegisterPage,
            index,
            title=str(register.label),
            summary=REGISTER_SUMMARIES.get(code, ""),
            register=code,
        )


def load_institutions(office: Office, data: Record) -> None:
    """The institutions and dormitories that the office's file names."""
    planter = Planter(office)
    communes = set(Commune.objects.filter(province=office.province_id).values_list("pk", flat=True))
    for row in data.records("institutions"):
        commune = row.text("commune_code", "") or None
        if commune and commune not in communes:
            raise DataError(f"{row.where}: commune_code {commune} is not in {office.province}")
        if row.text("kind") not in Institution.Kind:
            raise DataError(f"{row.where}: kind {row.text('kind')} is unknown")
        institution = Institution(
            office=office,
            slug=row.text("code"),
            name=row.text("name"),
            kind=row.text("kind"),
            commune_id=commune,
            illustrative=row.flag("illustrative"),
            source_duty=row.text("source_duty", ""),
        )
        planter.row(f"institution {row.text('code')}", institution)
    for row in data.records("dormitories"):
        dormitory = Dormitory(office=office, code=row.text("code"), name=row.text("name"))
        planter.row(f"dormitory {row.text('code')}", dormitory)
