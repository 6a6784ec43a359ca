"""Said before it hurts: a calendar that limits will reach into, or a leader, is not there."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from forms.clock import Calendar, MissingYear
from home.models import Office, OfficeGroup, Role
from services.models import ProcedurePage

#: From this month on next year's calendar is announced, and has to be taken in.
OCTOBER = 10
#: Working days, where no procedure says how many.
USUAL = 30


def missing_year(office: Office, calendar: Calendar, today: date) -> int | None:
    """The year whose calendar is needed soon and not there."""
    if today.year not in calendar.years:
        return today.year
    following = today.year + 1
    if following in calendar.years:
        return None
    return following if today.month >= OCTOBER or reaches_into(office, calendar, today) else None


def reaches_into(office: Office, calendar: Calendar, today: date) -> bool:
    """Whether what is received today may be due in a year that is not there."""
    try:
        calendar.after(today, longest_limit(office))
    except MissingYear:
        return True
    return False


def longest_limit(office: Office) -> int:
    """The most working days that a procedure of the office takes."""
    pages = ProcedurePage.objects.live().descendant_of(office.site.root_page)
    longest: int | None = pages.aggregate(most=Max("working_days"))["most"]
    return longest or USUAL


def in_words(office: Office, year: int) -> str:
    told = _(
        "%(office)s: lịch làm việc năm %(year)d chưa được nhập. Hồ sơ có hạn rơi vào năm đó sẽ "
        "không tiếp nhận được."
    )
    return told % {"office": office.short_name, "year": year}


def warnings(
    offices: Iterable[Office], calendars: Mapping[int, Calendar], today: date
) -> list[tuple[str, Office, int]]:
    """What to say of each office whose calendar ends too early."""
    missing = ((office, missing_year(office, calendars[office.pk], today)) for office in offices)
    return [(in_words(office, year), office, year) for office, year in missing if year]


def without_leader(offices: Collection[Office]) -> list[str]:
    """What to say of each office at which nobody leads who may still sign in; one query."""
    led = OfficeGroup.objects.filter(role=Role.LEADER, group__user__is_active=True)
    found = {*led.filter(office__in=offices).values_list("office", flat=True)} if offices else set()
    told = _(
        "%(office)s: chưa ai giữ vai trò Lãnh đạo, nên không ai ký được hồ sơ và trả lời được "
        "yêu cầu về hồ sơ bị hạn chế xử lý."
    )
    return [told % {"office": one.short_name} for one in offices if one.pk not in found]
