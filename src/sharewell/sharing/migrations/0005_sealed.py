"""What tells of people is sealed, each person's under a key of their own."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils.module_loading import import_string

from sharewell.keys import sealing
from sharewell.keys.fields import SealedJSON, SealedText
from sharewell.partners.walls import auditors_see

COLUMNS = {
    "interview": ("answers",),
    "request": ("subject_reference", "answers"),
    "decision": ("reason", "considered", "answer"),
    "disclosure": ("items", "given_to", "records"),
    "withholding": ("items", "records"),
    "opening": ("reason",),
    "review": ("reason",),
}
TEXTS = {"subject_reference", "reason", "given_to"}
MAY_BE_EMPTY = {("request", "subject_reference"), ("decision", "reason")}
REQUEST_OF = {
    "decision": "request_id",
    "disclosure": "(SELECT request_id FROM sharing_decision WHERE id = decision_id)",
    "withholding": "(SELECT request_id FROM sharing_decision WHERE id = decision_id)",
    "opening": "request_id",
    "review": "(SELECT request_id FROM sharing_opening WHERE id = opening_id)",
}
TABLES = ("keys_subjectkey", *(f"sharing_{model}" for model in COLUMNS))


def field(model, column):
    if column not in TEXTS:
        return SealedJSON()
    return SealedText(blank=(model, column) in MAY_BE_EMPTY)


def as_bytes(model, column):
    return migrations.SeparateDatabaseAndState(
        [
            migrations.RunSQL(
                f"ALTER TABLE sharing_{model} ALTER COLUMN {column} TYPE bytea USING convert_to({column}::text, 'UTF8')"
            )
        ],
        [migrations.AlterField(model, column, field(model, column))],
    )


def seal_rows(apps, schema_editor):
    """As the tables' owner, past the walls, in this one transaction."""
    masters, blind = import_string(settings.MASTER_KEYS)(), import_string(settings.BLIND_KEY)()
    keys = {}
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SELECT id, organisation_id, ''::bytea FROM sharing_interview")
        of_interviews = cursor.fetchall()
        cursor.execute("SELECT id, organisation_id, subject_reference FROM sharing_request")
        for rows, model in ((of_interviews, "interview"), (cursor.fetchall(), "request")):
            subjects = {}
            for row, organisation, reference in rows:
                words = " ".join(bytes(reference).decode().casefold().split())
                subject = sealing.blind(blind, str(organisation), words) if words else None
                if subject is None or (organisation, subject) not in subjects:
                    pk, key = uuid.uuid4(), sealing.new_key()
                    subjects[organisation, subject] = pk, key
                    cursor.execute(
                        "INSERT INTO keys_subjectkey (id, organisation_id, subject, wrapped, erased_under)"
                        " VALUES (%s, %s, %s, %s, '')",
                        [pk, organisation, subject, sealing.wrap(key, masters, key_id=pk)],
                    )
                keys[model, row] = subjects[organisation, subject]
                cursor.execute(
                    f"UPDATE sharing_{model} SET sealed_under_id = %s WHERE id = %s",  # noqa: S608 (our own names)
                    [keys[model, row][0], row],
                )
        for model, columns in COLUMNS.items():
            request, name = REQUEST_OF.get(model, "id"), "key" if model in REQUEST_OF else "id"
            cursor.execute(f"SELECT id, {name}, {request}, {', '.join(columns)} FROM sharing_{model}")  # noqa: S608 (our own names)
            for pk, sealed_as, whose, *contents in cursor.fetchall():
                key_id, key = keys["interview" if model == "interview" else "request", whose]
                shut = [
                    sealing.seal(key, bytes(words), key_id=key_id, place=f"sharing_{model}:{column}:{sealed_as}")
                    for column, words in zip(columns, contents, strict=True)
                ]
                to = ", ".join(f"{column} = %s" for column in columns)
                cursor.execute(f"UPDATE sharing_{model} SET {to} WHERE id = %s", [*shut, pk])  # noqa: S608 (our own names)
        # A check that waits for the end would keep the tables from being altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def key(*, null=False):
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="keys.subjectkey"
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_openings"), ("keys", "0001_initial")]

    operations = [
        migrations.AddField("interview", "sealed_under", key(null=True)),
        migrations.AddField("request", "sealed_under", key(null=True)),
        migrations.AddField(
            "decision", "outcome", models.CharField(max_length=20, editable=False, default=""), preserve_default=False
        ),
        migrations.AddField(
            "decision",
            "clauses",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100), editable=False, size=None, default=list
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(
            [
                "ALTER TABLE sharing_decision NO FORCE ROW LEVEL SECURITY",
                "UPDATE sharing_decision SET outcome = answer ->> 'outcome', clauses = ARRAY("
                "SELECT jsonb_array_elements_text(answer -> 'clauses'))",
                "SET CONSTRAINTS ALL IMMEDIATE",
                "SET CONSTRAINTS ALL DEFERRED",
                "ALTER TABLE sharing_decision FORCE ROW LEVEL SECURITY",
            ]
        ),
        *(as_bytes(model, column) for model, columns in COLUMNS.items() for column in columns),
        migrations.RunPython(seal_rows),
        migrations.AlterField("interview", "sealed_under", key()),
        migrations.AlterField("request", "sealed_under", key()),
        auditors_see("sharing_decision", "outcome", "clauses"),
    ]
