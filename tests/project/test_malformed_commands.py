"""Malformed input by the hundred: whatever is sent, the commands answer or refuse it in one line."""

import json
import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.project.commands import CHILDREN, COUNCIL, ROOT, TRUST, case, request, run

# `make test` tries some hundreds of malformed inputs; SHAREWELL_EXAMPLES=10000 tries as many.
MALFORMED = settings(
    max_examples=int(os.environ.get("SHAREWELL_EXAMPLES", "100")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

WORDS = st.text(max_size=20) | st.sampled_from([CHILDREN, COUNCIL, TRUST, "2006-10-02", "name", "told", "child"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def mangled(sound):
    """A sound object with any of its values, at any depth, replaced, removed or joined by others."""

    def paths(value, path=()):
        yield path
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in inner:
            yield from paths(part, (*path, key))

    def with_change(change):
        path, new = change
        copy = json.loads(json.dumps(sound))
        if not path:
            return new
        place = copy
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = new
        return copy

    return st.tuples(st.sampled_from(list(paths(sound))), ANYTHING).map(with_change)


def answered_or_refused(result):
    assert result.code in (0, 1, 2)
    assert "Traceback" not in result.err
    assert "went wrong" not in result.err, result.err
    if result.code == 2:
        assert result.is_refused(), result
    else:
        assert result.err == ""


@MALFORMED
@given(mangled(request(consents=[{"by": "child", "state": "given", "items": [{"item": "name"}]}])))
def test_no_malformed_request_breaks_decide(body):
    answered_or_refused(run("decide", "--json", stdin=json.dumps(body)))


@MALFORMED
@given(mangled(case()))
def test_no_malformed_case_breaks_due(body):
    answered_or_refused(run("due", "--json", stdin=json.dumps(body)))


@MALFORMED
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_decide_or_due(content):
    answered_or_refused(run("decide", stdin=content))
    answered_or_refused(run("due", stdin=content))


SMALL = (ROOT / "texts/law/england-2006/2006-01-01.md").read_text()


@MALFORMED
@given(st.data())
def test_no_malformed_text_breaks_check(tmp_path, data):
    begin = data.draw(st.integers(0, len(SMALL)))
    end = data.draw(st.integers(begin, min(len(SMALL), begin + 300)))
    draft = tmp_path / "draft.md"
    draft.write_bytes((SMALL[:begin] + data.draw(st.text(max_size=40)) + SMALL[end:]).encode(errors="surrogatepass"))
    answered_or_refused(run("check", draft, "--json"))
