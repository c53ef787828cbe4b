"""Pages that show every layout, field and component in every state; none of them is in the product."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.http import Http404, HttpRequest
from django.template import engines, loader
from django.test import RequestFactory

from sharewell.ui import fields
from sharewell.ui.forms import Form
from sharewell.ui.views import not_found, server_error

COMPONENTS = """
{% extends "layouts/page.jinja" %}
{% from "components/answer.jinja" import answer_panel, answer_items %}
{% from "components/clause.jinja" import clause %}
{% from "components/due.jinja" import due_list %}
{% from "components/form.jinja" import button, print_button %}
{% from "components/summary.jinja" import summary %}
{% from "components/tag.jinja" import tag, STATES %}
{% from "components/timeline.jinja" import timeline %}
{% set title = "Every component" %}
{% set back = "/before" %}
{% block content %}
{% for outcome in ("share", "share-part", "refer", "return", "refuse", "ask") %}
{{ answer_panel(outcome, reason="Name and address may go now.") }}
{% endfor %}
{% call answer_panel("share", heading="You may tell the school") %}
<p class="govuk-body">Until 2 October 2006.</p>
{% endcall %}
{{ answer_items("What may go", items, "/protocols/example") }}
{{ answer_items("Nothing here", []) }}
<h2 class="govuk-heading-m">Check your answers</h2>
{{ summary([{"key": "Who asks", "value": "A school", "change": "/who"},
            {"key": "Which items", "value": ["Name", "Address <b>"], "change": "/items"},
            {"key": "Answered", "value": moment | datetime}]) }}
<h2 class="govuk-heading-m">What happened</h2>
{{ timeline(events, "/protocols/example") }}
<h2 class="govuk-heading-m">What is due</h2>
{{ due_list(dues, "/protocols/example") }}
<p class="govuk-body">{% for state in STATES %}{{ tag(state) }} {% endfor %}{{ tag("something-else") }}</p>
<div class="govuk-button-group">
{{ button("Record what was shared") }} {{ button("Back to the start", kind="secondary", href="/") }}
{{ button("Refuse", kind="warning", name="act", value="refuse") }} {{ print_button() }}</div>
{% endblock %}
"""

TEXT = """
{% extends "layouts/page.jinja" %}
{% from "components/clause.jinja" import clause %}
{% set title = "A protocol" %}
{% set wide = true %}
{% block content %}
<h1 class="govuk-heading-xl">{{ title }}</h1>
<h2 class="govuk-heading-l">6 Breach</h2>
{{ clause("6.1", "A party that finds a breach must report it to the other parties within 5 working days.",
          reading="Timed: the party that found it, 5 working days from the day it was found.", coverage="timed") }}
{% call clause("6.2(a)", "The party in breach must not decide on it.", reading="Refuses the act.",
               coverage="enforced", depth=2) %}
<p class="govuk-body-s">Twice since January.</p>
{% endcall %}
{{ clause("6.3", "The parties set out what follows from trust between them.", coverage="note", depth=3) }}
{{ clause("6.4", "A heading alone.") }}
{% endblock %}
"""


class EveryField(Form):
    name = fields.TextField("Name of the child", hint="As on the record", width=20)
    email = fields.EmailField("Work email address", autocomplete="email")
    count = fields.IntegerField("Number of records", width=3, min_value=1, max_value=99)
    secret = fields.PasswordField("Password")
    reason = fields.TextAreaField("Why is it shared?", subject="the reason", max_length=50)
    notes = fields.TextAreaField("Notes", required=False)
    knows = fields.RadiosField(
        "Does the child know?",
        subject="whether the child knows",
        choices=[("yes", "Yes"), ("no", "No", "Say why below"), "or", ("unknown", "I do not know")],
        reveals={"no": "why_not"},
    )
    why_not = fields.TextAreaField("Why not?", subject="why the child does not know")
    urgent = fields.RadiosField("Is it urgent?", inline=True, choices=[("yes", "Yes"), ("no", "No")])
    items = fields.CheckboxesField("Items", choices=[("name", "Name"), ("address", "Address", "Where the child lives")])
    protocol = fields.SelectField("Protocol", choices=[("a", "Children"), ("b", "Crime and disorder")])
    found = fields.DateField("When was it found?", subject="the date it was found", hint="For example, 27 3 2026")
    paper = fields.FileField("Signed form", accept="application/pdf")


class OneQuestion(Form):
    knows = fields.RadiosField(
        "Does the child know?",
        heading=True,
        subject="whether the child knows",
        choices=[("yes", "Yes"), ("no", "No")],
        reveals={"no": "why_not"},
    )
    why_not = fields.TextField("Why not?", subject="why the child does not know")


WRONG = {
    "name": "",
    "email": "x",
    "count": "200",
    "reason": "Because it is.\nTruly.\n" * 3,
    "knows": "no",
    "found-day": "31",
    "found-month": "June",
    "found-year": "2026",
}


def signed_in() -> HttpRequest:
    request = RequestFactory().get("/protocols/example")
    request.user = Person()
    request.acting = SimpleNamespace(organisation="Example Borough Council")
    return request


class Person:
    is_authenticated = True

    def __str__(self) -> str:
        return "Sam Example"


def pages() -> dict[str, str]:
    """Return the gallery and the pages of the ui room itself: the HTML of each by name."""
    engine = engines["jinja2"]
    rows = {
        "moment": datetime(2026, 3, 27, 21, 40, tzinfo=UTC),
        "items": [
            {"what": "Name", "because": "The parties may share it.", "clauses": ["3.8(b)"]},
            {"what": "Address", "because": "", "clauses": []},
        ],
        "events": [
            {
                "title": "Breach found",
                "when": date(2026, 3, 26),
                "by": "A council",
                "text": "A letter went astray.",
                "clauses": ["6.1", "6.2(a)"],
            },
            {"title": "Breach reported", "when": datetime(2026, 3, 27, 21, 40, tzinfo=UTC)},
        ],
        "dues": [
            {
                "what": "Report the breach",
                "bearer": "A council",
                "due": date(2026, 4, 2),
                "state": "late",
                "clause": "6.1",
                "href": "/matters/1",
                "why": "5 working days from 26 March 2026",
            },
            {"what": "Meet", "bearer": "The parties", "due": date(2026, 5, 2), "state": "open", "clause": "6.3"},
            {
                "what": "Tell the others",
                "bearer": "A trust",
                "state": "done",
                "clause": "6.2",
                "done_on": date(2026, 4, 1),
            },
        ],
    }
    shown = {
        "components": engine.from_string(COMPONENTS).render(rows, signed_in()),
        "text": engine.from_string(TEXT).render({}, signed_in()),
    }
    for name, form in {
        "fields": EveryField(initial={"found": date(2026, 3, 26), "knows": "no"}),
        "fields in error": EveryField(WRONG),
        "question": OneQuestion(),
        "question in error": OneQuestion({}),
    }.items():
        context = {
            "form": form,
            "back": "/before",
            "heading": "Everything at once" if "fields" in name else "",
        }
        shown[name] = loader.render_to_string("layouts/question.jinja", context, signed_in(), using="jinja2")
    for name in ("accessibility", "help", "privacy"):
        shown[name] = loader.render_to_string(f"ui/{name}.jinja", {}, signed_in(), using="jinja2")
    shown["not found"] = not_found(signed_in(), Http404()).content.decode()
    shown["failure"] = server_error(signed_in()).content.decode()
    return shown
