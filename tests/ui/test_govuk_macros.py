"""The macros write what the design system itself writes, in our environment with its loud undefined names."""

import json
import re
from pathlib import Path

import pytest
from jinja2 import Environment

from sharewell.ui.environment import environment

FIXTURES = json.loads((Path(__file__).parent / "fixtures" / "govuk-frontend-6.3.0.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def env() -> Environment:
    return environment()


def compared(html: str) -> str:
    """White space aside; and the two engines write a quotation mark's entity in different ways."""
    return re.sub(r"\s+", "", html).replace("&quot;", "&#34;")


def macro(env: Environment, component: str):
    template = env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    return getattr(template.module, "govuk" + component.title().replace("-", ""))


def test_every_fixture_of_the_release_is_here() -> None:
    assert len(FIXTURES) == 657


@pytest.mark.parametrize("component", sorted({fixture[0] for fixture in FIXTURES}))
def test_a_component_is_written_as_upstream_writes_it(env: Environment, component: str) -> None:
    render = macro(env, component)
    for _, name, options, html in (fixture for fixture in FIXTURES if fixture[0] == component):
        assert compared(render(options)) == compared(html), name
