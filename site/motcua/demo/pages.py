"""News and guidance of the demonstration; each page is made once, then it is the editors'."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from wagtail.rich_text import RichText

from home.loading import OFFICES, link_duties
from home.models import GuidancePage, NewsPage, Office
from home.planting import Planter
from home.reading import DataError, Record, read

HERE = Path(__file__).parent


def load_news(office: Office) -> None:
    """The news, dated back from today."""
    planter = Planter(office)
    index = planter.find("tin-tuc")
    for row in read(HERE / office.code / "news.yaml").records("news"):
        if row.text("category") not in NewsPage.Category:
            raise DataError(f"{row.where}: category {row.text('category')} is unknown")
        planter.page(
            f"tin-tuc/{row.text('slug')}",
            NewsPage,
            index,
            date=timezone.localdate() - timedelta(days=row.number("days_ago") or 0),
            category=row.text("category"),
            **content(row),
        )


def load_guidance(office: Office) -> None:
    """The guidance with its translations, and the links of the duties that it serves."""
    planter = Planter(office)
    for row in read(HERE / office.code / "guidance.yaml").records("guidance"):
        versions = {"vi": row}
        translations = row.record("translations")
        versions |= {language: translations.record(language) for language in translations.values}
        for language, version in versions.items():
            planter.page(
                f"huong-dan/{row.text('slug')}",
                GuidancePage,
                planter.find("huong-dan", language),
                language,
                **content(version),
            )
    link_duties(office, read(OFFICES / office.code / "duties.yaml"))


def content(row: Record) -> dict[str, Any]:
    return {
        "title": row.text("title"),
        "summary": row.text("summary", ""),
        "body": [block(part) for part in row.records("body")],
    }


def block(part: Record) -> tuple[str, Any]:
    """One block of the file, `{name: value}`, as the body's block of that name."""
    if len(part.values) != 1:
        raise DataError(f"{part.where} must name exactly one block")
    (name,) = part.values
    if name == "text":
        return name, RichText(format_html("<p>{}</p>", part.text(name)))
    if name in ("heading", "callout"):
        return name, part.text(name)
    if name == "list":
        return name, part.texts(name)
    if name == "steps":
        rows = part.records(name)
        return name, [{"title": row.text("title"), "text": row.text("text", "")} for row in rows]
    if name == "faq":
        rows = part.records(name)
        return name, [
            {"question": row.text("question"), "answer": row.text("answer")} for row in rows
        ]
    raise DataError(f"{part.where}: {name} is no block")
