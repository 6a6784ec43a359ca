"""Loads the pages of an office that editors go on with: sections, duties and what serves them."""

from pathlib import Path

from home.models import (
    DutyIndexPage,
    DutyLink,
    DutyPage,
    GuidanceIndexPage,
    NewsIndexPage,
    Office,
)
from home.planting import Planter, publish
from home.reading import DataError, Record

OFFICES = Path(__file__).parent / "offices"
#: Title and summary of each section, by language.
NEWS = {"vi": ("Tin tức", "Tin mới, chỉ đạo điều hành, tuyển sinh, khuyến học.")}
GUIDANCE = {
    "vi": ("Hướng dẫn", "Cách làm từng việc, câu hỏi thường gặp."),
    "en": ("Guidance", "How to do it, step by step."),
    "lo": ("ຄຳແນະນຳ", "ຄຳແນະນຳສຳລັບນັກສຶກສາລາວ ແລະ ກຳປູເຈຍ."),
    "km": ("ការណែនាំ", "ការណែនាំសម្រាប់និស្សិតឡាវ និងកម្ពុជា។"),
}
DUTIES = {
    "vi": ("Chức năng, nhiệm vụ", "Chức năng, nhiệm vụ và thông tin liên hệ của đơn vị."),
    "en": ("Functions and duties", "What this office is for, and how to reach it."),
}


def load_sections(office: Office) -> None:
    """The empty sections for news and guidance."""
    planter = Planter(office)
    for path, model, titles in (
        ("tin-tuc", NewsIndexPage, NEWS),
        ("huong-dan", GuidanceIndexPage, GUIDANCE),
    ):
        for language, (title, summary) in titles.items():
            planter.page(
                path,
                model,
                planter.find("", language),
                language,
                title=title,
                summary=summary,
                show_in_menus=True,
            )


def load_duties(office: Office, data: Record, preamble: Record) -> None:
    """What the office is for, and a page for each of its duties with its exact text.

    The English section shows the glosses of the Vietnamese duties; it has no pages of its own.
    """
    planter = Planter(office)
    for language, (title, summary) in DUTIES.items():
        planter.page(
            "gioi-thieu",
            DutyIndexPage,
            planter.find("", language),
            language,
            title=title,
            summary=summary,
            preamble=preamble.text("en" if language == "en" else "text", ""),
            preamble_en="" if language == "en" else preamble.text("en", ""),
            show_in_menus=True,
        )
    index = planter.find("gioi-thieu")
    for duty in data.records("duties"):
        priority = duty.number("priority")
        if priority not in (0, 1, 2, 3):
            raise DataError(f"{duty.where}: priority must be 0 to 3, not {priority!r}")
        planter.page(
            f"gioi-thieu/{duty.text('slug')}",
            DutyPage,
            index,
            title=duty.text("title"),
            code=duty.text("code"),
            text=duty.text("text"),
            text_en=duty.text("en", ""),
            priority=priority,
        )


def link_duties(office: Office, data: Record) -> None:
    """Links each duty to the pages that serve it.

    A page that is not there yet is linked by a later run; a link that an editor removed stays
    removed; a duty that an editor is about to change waits until that is published.
    """
    planter = Planter(office)
    for duty in data.records("duties"):
        page = planter.find(f"gioi-thieu/{duty.text('slug')}")
        if not isinstance(page, DutyPage) or page.has_unpublished_changes:
            continue
        linked = set(page.links.values_list("page_id", flat=True))
        new = []
        for path in duty.texts("serves"):
            key = f"{duty.text('code')} → {path}"
            target = None if key in planter.loaded else planter.find(path)
            if target is not None and target.pk not in linked:
                linked.add(target.pk)
                page.links.add(DutyLink(page_id=target.pk, sort_order=len(linked)))
                new.append(key)
        if new:
            page.save()
            publish(page)
            planter.remember(page, *new)
