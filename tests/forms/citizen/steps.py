"""How tests address a step, and what they read off its page and its case."""

import re

from forms.kinds import OFFERED


def step(kind, slug):
    return next(one for one in OFFERED[kind].steps if one.slug == slug)


def url(case, slug, query=""):
    return f"/ho-so/{case.key}/buoc/{slug}/{query}"


def hidden(response, name):
    return re.search(f'name="{name}" value="([^"]+)"', response.content.decode())[1]


def programmes(*names):
    data = {"programmes-count": str(len(names))}
    for number, name in enumerate(names):
        data |= {f"programmes-{number}-name": name, f"programmes-{number}-periods": "mấy tiết?"}
    return data


def names(case, counting=True):
    """The rows as stored; those that count, or all."""
    case.refresh_from_db()
    rows = case.all_answers["programmes"]
    return [row.get("name") for row in rows if not (counting and row.get("gone"))]


def sent_back(response):
    """The rows as the page shows them, hidden ones included, ready to be sent."""
    page = response.content.decode()
    inputs = re.findall('<input[^>]*name="(programmes-[^"]+)"([^>]*)>', page)
    values = {name: re.search('value="([^"]*)"', rest) for name, rest in inputs}
    return {name: value[1] for name, value in values.items() if value}


def attachments(case):
    return list(case.attachments.values_list("slot", "name"))
