"""What a person sees when something is wrong: plain words, the right status, nothing about anyone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.urls import reverse

from sharewell.ui import views
from sharewell.ui.middleware import method_not_allowed_page

pytestmark = pytest.mark.usefixtures("static_files")


def shown(response: HttpResponse) -> str:
    return response.content.decode()


def test_an_address_that_is_not_there_is_not_repeated(client: Client, db: None) -> None:
    response = client.get("/sam.example@example.org")
    assert response.status_code == 404
    assert "Page not found" in shown(response)
    assert "sam.example" not in shown(response)


def test_a_form_that_was_open_too_long_says_so(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "sam.example@example.org"})
    assert response.status_code == 403
    assert "This page was open too long" in shown(response)


def test_the_page_of_a_failure_needs_no_database() -> None:
    response = views.server_error(RequestFactory().get("/"))  # a test without `db` may not ask it anything
    assert response.status_code == 500
    assert "The fault is ours" in shown(response)


def test_a_refusal_does_not_tell_what_was_refused() -> None:
    response = views.forbidden(RequestFactory().get("/"), PermissionDenied("Sam Example"))
    assert response.status_code == 403
    assert "Sam Example" not in shown(response)


@pytest.mark.parametrize("status", sorted(views.PROBLEMS))
def test_each_problem_has_its_page(status: int) -> None:
    response = views.problem(RequestFactory().get("/"), status, "Someone else has answered <this>.")
    assert response.status_code == status
    assert "Someone else has answered &lt;this&gt;." in shown(response)
    assert f"<title>{views.PROBLEMS[status].title} – Sharewell</title>" in shown(response)


def test_a_wrong_method_gets_a_page_and_keeps_its_allowed_methods() -> None:
    request = RequestFactory().get("/")
    response = method_not_allowed_page(lambda _: HttpResponseNotAllowed(["POST"]))(request)
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address cannot be opened this way" in shown(response)


def test_any_other_answer_is_left_as_it_is() -> None:
    answer = HttpResponse("ready")
    assert method_not_allowed_page(lambda _: answer)(RequestFactory().get("/")) is answer


@pytest.mark.parametrize("page", ["/accessibility", "/help", "/privacy"])
def test_the_statements_are_open_to_all(client: Client, db: None, page: str) -> None:
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 405


HERE = "http://testserver"


@pytest.mark.parametrize(
    ("method", "came_from", "back"),
    [
        ("post", f"{HERE}/help?again", "/help?again"),
        ("post", f"{HERE}/privacy", "/privacy"),  # a form that is sent to its own page
        ("get", f"{HERE}/help", "/help"),
        ("get", f"{HERE}/privacy", ""),  # or it would lead to itself
        ("post", f"{HERE}/sam.example@example.org", ""),
        ("post", "http://elsewhere.example.org/help", ""),
        ("post", f"{HERE}//elsewhere.example.org/help", ""),
        ("post", "nonsense", ""),
        ("post", "", ""),
    ],
)
def test_a_problem_leads_back_to_the_page_of_ours_that_one_came_from(method: str, came_from: str, back: str) -> None:
    request = getattr(RequestFactory(), method)("/privacy", HTTP_REFERER=came_from, HTTP_HOST="testserver")
    page = shown(views.problem(request, 409))
    assert ("Go back to where you were" in page) is bool(back)
    assert not back or f'href="{back}"' in page
    assert "elsewhere" not in page
    assert 'href="/">Go to the first page' in page
