"""A form sent twice, or twice at once, acts once; the second sender is led to where the first was."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from sharewell.once.models import Posted
from sharewell.sharing.models import Interview

START = "/share"


@pytest.fixture
def client_of(partnership):
    def client_of(name: str) -> Client:
        client = Client()
        client.force_login(partnership(name))
        return client

    return client_of


def test_the_same_form_again_acts_once_and_leads_to_the_same_place(client_of):
    client, form = client_of("teacher"), {"key": str(uuid4())}
    first, second = client.post(START, form), client.post(START, form)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert Interview.objects.count() == 1


def test_another_form_and_another_person_act_for_themselves(client_of):
    key = str(uuid4())
    for name, own in (("teacher", key), ("teacher", str(uuid4())), ("social.worker", key)):
        assert client_of(name).post(START, {"key": own}).status_code == 302
    assert Interview.objects.count() == 3


def test_a_form_that_was_refused_may_be_sent_again_put_right(client_of):
    client, key = client_of("teacher"), str(uuid4())
    address = client.post(START).url.replace("/who", "/protocol")
    assert client.post(address, {"key": key}).status_code == 200
    assert client.post(address, {"key": key, "protocol": "haringey/children"}).status_code == 302
    assert Posted.objects.filter(key=key).count() == 1


def test_other_answers_under_a_key_that_was_used_are_not_silently_dropped(client_of):
    client, key = client_of("teacher"), str(uuid4())
    address = client.post(START).url.replace("/who", "/protocol")
    assert client.post(address, {"key": key, "protocol": "haringey/children"}).status_code == 302
    other = client.post(address, {"key": key, "protocol": "haringey/crime-and-disorder"})
    assert other.status_code == 409
    assert "with other answers" in other.content.decode()


def test_each_form_of_a_page_has_a_key_of_its_own(client_of):
    client = client_of("teacher")
    for _ in range(2):
        client.post(START)
    page = client.get(START).content.decode()
    keys = [UUID(part[:36]) for part in page.split('name="key" value="')[1:]]
    assert len(keys) == len(set(keys)) >= 3


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_acts_once(partnership):
    form, person, found = {"key": str(uuid4())}, partnership("teacher"), []
    together = threading.Barrier(4)

    def send() -> None:
        try:
            client = Client()
            client.force_login(person)
            together.wait()
            found.append(client.post(START, form).url)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert Interview.objects.count() == 1


SAMPLES = {"int": 1, "slug": "x", "uuid": UUID(int=1), "path": "a/b", "string": "x", "day": "2006-09-01"}


def routes(patterns=None, name="", values=None):
    """Every address of our own views, as (name, arguments)."""
    values = values or {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        kinds = {k: type(c).__name__.removesuffix("Converter").lower() for k, c in pattern.pattern.converters.items()}
        given = values | {argument: SAMPLES[kind] for argument, kind in kinds.items()}
        if isinstance(pattern, URLPattern):
            view = pattern.callback
            if view.__module__.startswith("sharewell.") and getattr(view, "login_required", True):
                yield name + pattern.name, given
        else:
            inside = f"{name}{pattern.namespace}:" if pattern.namespace else name
            yield from routes(pattern.url_patterns, inside, given)


def test_no_page_of_ours_takes_a_form_without_a_key(client_of):
    client = client_of("teacher")
    for name, arguments in routes():
        answer = client.post(reverse(name, kwargs=arguments), {"key": ""})
        assert answer.status_code in (400, 403), f"{name} took a form that could act twice: {answer.status_code}"
