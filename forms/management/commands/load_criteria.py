"""`load_criteria`: the criteria sets of forms/data/criteria.yaml; editors own them afterwards."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from forms.models.criteria import CriteriaSet, Criterion

FILE = Path(__file__).resolve().parents[2] / "data" / "criteria.yaml"
TEXTS = ("model_kind", "decision_no", "source", "mark")
PLAIN = ("decision_date", "valid_from", "valid_to")


class Command(BaseCommand):
    help = "Loads the criteria sets that are not there yet; --replace also rewrites those that are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--replace", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        data = yaml.safe_load(FILE.read_text("utf-8"))
        known = set(CriteriaSet.objects.values_list("code", flat=True))
        loaded = 0
        for entry in data["sets"]:
            if entry["id"] not in known or options["replace"]:
                load(entry)
                loaded += 1
        self.stdout.write(f"Criteria sets: {loaded} loaded, {len(known)} were there.")


@transaction.atomic
def load(entry: dict[str, Any]) -> CriteriaSet:
    """One set with its criteria; a set called complete that is not is an error, not a warning."""
    fields = {name: entry.get(name) or "" for name in TEXTS}
    fields |= {name: entry.get(name) for name in PLAIN}
    grades = [
        {"code": row["code"], "label": row["label_vi"], "min": row["min"], "max": row["max"]}
        for row in entry.get("grades", [])
    ]
    criteria_set, _created = CriteriaSet.objects.update_or_create(
        code=entry["id"],
        defaults={
            **fields,
            "name": entry["name_vi"],
            "status": entry["status"],
            "grades": grades,
            "total": entry.get("total") or 100,
        },
    )
    criteria_set.criteria.all().delete()
    add(criteria_set, entry.get("criteria", []), None)
    if criteria_set.status == CriteriaSet.Status.COMPLETE and (faults := criteria_set.faults()):
        raise CommandError(f"{entry['id']}: {' '.join(map(str, faults))}")
    return criteria_set


def add(
    criteria_set: CriteriaSet, rows: Iterable[dict[str, Any]], parent: Criterion | None
) -> None:
    """Rows in order, each followed by its children."""
    for row in rows:
        criterion = Criterion.objects.create(
            criteria_set=criteria_set,
            parent=parent,
            code=row["code"],
            text=row["text"],
            max_points=row.get("max"),
            percent=row.get("percent"),
            evidence_required=row.get("evidence_required", False),
            checklist=row.get("checklist", []),
        )
        add(criteria_set, row.get("children", []), criterion)
