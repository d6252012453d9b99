"""What the tables of intake and masterdata say of a company, identifiers and times aside."""

import json
import re
from collections import Counter
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
AGAIN = {"DuplicatesAsked", "DuplicatesCompared"}
"""Facts that a run done twice announces twice: comparing again changes nothing."""


def essence(seller_id: Any) -> dict[str, Counter[str]]:
    """What the tables of both rooms, and the facts, say of a company: identifiers and times aside."""
    from django.apps import apps
    from django.db import models

    labels = labelled(seller_id)
    said: dict[str, Counter[str]] = {}
    for model in [*apps.get_app_config("intake").get_models(), *apps.get_app_config("masterdata").get_models()]:
        if model.__name__ == "Seller":
            continue
        aside = {"id", "seller_id", "fingerprint"}
        fields = [one for one in model._meta.concrete_fields if one.attname not in aside]
        times = {one.attname for one in fields if isinstance(one, models.DateTimeField)}
        rows = model._default_manager.filter(seller_id=seller_id).values(*[one.attname for one in fields])
        said[model.__name__] = Counter(line(row, times, labels) for row in rows.iterator(chunk_size=2000))
    said["Fact"] = facts(seller_id, labels)
    return said


def facts(seller_id: Any, labels: dict[str, str]) -> Counter[str]:
    from sansfaute.journal.models import Fact

    rows = Fact.objects.filter(seller_id=seller_id).exclude(kind__in=AGAIN)
    return Counter(line(row, set(), labels) for row in rows.values("kind", "subject_id", "data").iterator())


def line(row: dict[str, Any], times: set[str], labels: dict[str, str]) -> str:
    shown = {name: (value is not None) if name in times else value for name, value in row.items()}
    text = json.dumps(shown, sort_keys=True, default=str, ensure_ascii=False)
    return UUID.sub(lambda found: labels.get(found[0], "#"), text)


def labelled(seller_id: Any) -> dict[str, str]:
    """By what people know rows and records: the same in both companies."""
    from sansfaute.intake.models import SourceFile, SourceRow
    from sansfaute.masterdata.models import Buyer, RecordChange

    made = RecordChange.objects.filter(seller_id=seller_id).values_list("record_id", "code")
    return {
        str(seller_id): "the company",
        **{str(pk): code for pk, code in (*made, *Buyer.objects.filter(seller_id=seller_id).values_list("pk", "code"))},
        **{str(pk): sha for pk, sha in SourceFile.objects.filter(seller_id=seller_id).values_list("pk", "sha256")},
        **{
            str(pk): f"{sha} {number}"
            for pk, sha, number in SourceRow.objects.filter(seller_id=seller_id).values_list(
                "pk", "source_file__sha256", "row_number"
            )
        },
    }
