"""Every row of sharing is one organisation's own, and says whose on the row itself."""

import django.db.models.deletion
from django.db import migrations, models

from sharewell.partners.walls import auditors_see, past_the_wall, rows_are_its_own, rows_hang_on

FOLLOWS = {"decision": "request", "disclosure": "decision", "withholding": "decision", "fulfilment": "disclosure"}
SENT = ("decision", "disclosure", "withholding")


def repeats_whose_it_is(model):
    """Added without a value, filled from the row above, and from then on never without one."""
    to = models.ForeignKey(
        editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
    )
    empty = to.clone()
    empty.null = True
    above = FOLLOWS[model]
    fill = (
        f"UPDATE sharing_{model} SET organisation_id = above.organisation_id "  # noqa: S608 (our own names)
        f"FROM sharing_{above} AS above WHERE above.id = {above}_id"
    )
    return [
        migrations.AddField(model, "organisation", empty),
        past_the_wall(fill, tables=()),
        migrations.AlterField(model, "organisation", to),
    ]


def key_is_the_organisations(model):
    return [
        migrations.AlterField(model, "key", models.UUIDField()),
        migrations.AddConstraint(
            model,
            models.UniqueConstraint(fields=("organisation", "key"), name=f"one_{model}_a_form_of_sharing"),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_walls"), ("partners", "0004_row_security")]

    operations = [
        *(operation for model in FOLLOWS for operation in repeats_whose_it_is(model)),
        *(operation for model in SENT for operation in key_is_the_organisations(model)),
        *rows_are_its_own(
            "sharing_interview",
            "sharing_request",
            "sharing_decision",
            "sharing_disclosure",
            "sharing_withholding",
            "sharing_fulfilment",
        ),
        *(
            rows_hang_on(f"sharing_{model}", parent=f"sharing_{FOLLOWS[model]}", column=f"{FOLLOWS[model]}_id")
            for model in FOLLOWS
        ),
        *(auditors_see(f"sharing_{model}", "organisation_id") for model in FOLLOWS),
    ]
