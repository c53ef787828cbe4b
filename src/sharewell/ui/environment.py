"""The Jinja environment every page is rendered in: `OPTIONS["environment"]` of Django's Jinja2 engine."""

from typing import Any
from urllib.parse import quote

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from jinja2.utils import missing
from markupsafe import Markup

from sharewell.ui.forms import error_rows
from sharewell.ui.navigation import navigation
from sharewell.ui.words import day, listed, moment, rounded


class LoudUndefined(jinja2.Undefined):
    """An absent name raises when it is printed; an absent key of a dict prints nothing.

    The GOV.UK macros print optional keys of their `params` freely, so StrictUndefined breaks all of them. But
    a name nobody passed, or an attribute a value does not have, is a slip that must never become a blank in a
    decision.
    """

    __slots__ = ()

    def __str__(self) -> str:
        if self._undefined_obj is missing or not isinstance(self._undefined_obj, dict):
            self._fail_with_undefined_error()
        return ""


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment; `options` come from Django's engine, whose loader finds the apps' templates."""
    govuk = jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")})
    options |= {
        "autoescape": True,
        "loader": jinja2.ChoiceLoader([options["loader"], govuk]) if "loader" in options else govuk,
        "undefined": LoudUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    env = jinja2.Environment(**options)  # noqa: S701  # nosec B701 (autoescape is on, two lines up)
    env.globals |= {"navigation": navigation, "static": static, "url": url}
    env.filters |= {
        "clause_link": clause_link,
        "date": day,
        "datetime": moment,
        "error_rows": error_rows,
        "listed": listed,
        "rounded": rounded,
    }
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of the view called `name`; raises NoReverseMatch when there is none."""
    return reverse(name, args=args, kwargs=kwargs)


def clause_link(number: str, page: str = "") -> Markup:
    """Return "clause 6.1" as a link to its anchor on `page`, its text's address; without one, no link."""
    words = Markup("clause&nbsp;{}").format(number)
    return Markup('<a class="govuk-link" href="{}#{}">{}</a>').format(page, quote(number), words) if page else words
