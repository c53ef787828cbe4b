"""Errors in the browser: who sees one says so, and whoever said it lets it stand or corrects it."""

import pytest

from sharewell.children.intake.actions import CannotCorrect, correct, register
from sharewell.children.models import Child, Doubt
from sharewell.children.pages.forms import AnswerForm
from sharewell.ledger.models import Leaf
from tests.children.browsing import HERE, SEEN, opened, post, words
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(index, members):
    """What the council said of her."""
    told = {"index": index, "source": "roll", "record": "1", "by": members[COUNCIL], "at": now()}
    return register(details=SEEN | HERE, **told).child


@pytest.fixture
def visitor(client_of, index):
    return client_of("health.visitor")


@pytest.fixture
def manager(client_of, index):
    return client_of("council.manager")


def doubted(client, child, what="surname", should_be="Quintrell-Smith"):
    opened(client, child)
    asked = {"what": f"{child.reference}.{what}", "should_be": should_be}
    return post(client, f"/children/{child.reference}/doubt", **asked)


def test_a_doubt_is_seen_on_the_child_and_by_whoever_said_it(visitor, manager, child):
    assert doubted(visitor, child).url == f"/children/{child.reference}?done=doubted"
    said = words(visitor.get(f"/children/{child.reference}"))
    assert f"last name may be wrong. {COUNCIL} has been asked." in said
    assert child.reference in words(manager.get("/children/doubts"))
    page = words(manager.get(f"/children/doubts/{Doubt.objects.get().pk}"))
    assert "Quintrell" in page
    assert "Quintrell-Smith" in page
    assert TRUST in page
    assert Leaf.objects.filter(about__startswith="children.doubt:").count() == 2  # said, and seen


def test_what_is_wrong_is_corrected_and_found_under_its_right_name(visitor, manager, child):
    doubted(visitor, child)
    answered = post(manager, f"/children/doubts/{Doubt.objects.get().pk}", found="wrong", correct="Quintrell-Smith")
    assert answered.url == "/children/doubts"
    assert "Nobody doubts" in words(manager.get("/children/doubts"))
    said = words(opened(visitor, child))
    assert "Ann Quintrell-Smith" in said
    assert "may be wrong." not in said


@pytest.mark.parametrize(
    ("what", "called"),
    [("aliases", "the other names"), ("parent_phone", "the parent or carer’s phone"), ("house", "the house number")],
)
def test_what_is_doubted_is_called_as_a_sentence_needs_it(visitor, index, members, what, called):
    more = {"aliases": "Annie", "parent_phone": "01632 960001", "house": "3"}
    told = {"index": index, "source": "roll", "record": "1", "by": members[COUNCIL], "at": now()}
    child = register(details=SEEN | HERE | more, **told).child
    doubted(visitor, child, what=what, should_be="")
    assert f"says that {called}" in words(visitor.get(f"/children/{child.reference}"))


@pytest.fixture
def written_twice(child, index, members):
    """The row of the trust for the same child: all as the council said it, but for the phone."""
    told = {"index": index, "source": "list", "record": "1", "by": members[TRUST], "at": now()}
    return register(details=SEEN | HERE | {"surname": "QUINTRELL", "phone": "01632 960124"}, **told).child


def test_what_two_say_alike_is_asked_about_once_and_both_are_told(visitor, child, written_twice):
    opened(visitor, child)
    said = words(visitor.get(f"/children/{child.reference}/doubt"))
    assert said.count("Last name: Quintrell") == said.count(f"From {COUNCIL} and {TRUST}") == 1
    assert f"Phone: 01632 960123 From {COUNCIL} alone Phone: 01632 960124 From {TRUST} alone" in said
    doubted(visitor, child)
    assert {each.child_id for each in Doubt.objects.all()} == {child.pk, written_twice.pk}
    doubted(visitor, written_twice, what="phone", should_be="")
    assert [each.child_id for each in Doubt.objects.filter(fields=["phone"])] == [written_twice.pk]


@pytest.mark.parametrize(
    ("answer", "is_open"), [({"found": "right"}, False), ({"found": "ask"}, True), ({"found": "wrong"}, True)]
)
def test_what_stands_ends_and_what_must_be_asked_waits(visitor, manager, child, answer, is_open):
    doubted(visitor, child)
    post(manager, f"/children/doubts/{Doubt.objects.get().pk}", **answer)
    assert (child.reference in words(manager.get("/children/doubts"))) is is_open
    assert Child.objects.get().details["surname"] == "Quintrell"


def test_a_correction_that_changes_nothing_or_may_not_be_held_is_told(visitor, manager, child):
    doubted(visitor, child)
    way = f"/children/doubts/{Doubt.objects.get().pk}"
    assert "says so already" in words(post(manager, way, found="wrong", correct="Quintrell"))
    assert "Clause 2.3" in words(post(manager, way, found="wrong", correct="Moved out. Mother drinks again, see notes"))


def test_what_may_not_be_held_is_called_as_the_page_calls_it(visitor, manager, child):
    said = "“Last name” takes a name and no free text"
    assert said in words(doubted(visitor, child, should_be="He is rude. His mother drinks!"))
    doubted(visitor, child)
    way = f"/children/doubts/{Doubt.objects.get().pk}"
    assert said in words(post(manager, way, found="wrong", correct="He is rude. His mother drinks!"))


def test_several_details_are_corrected_in_the_system_they_are_from_and_the_other_answers_keep_their_hints():
    asked = "".join(AnswerForm(["surname", "phone"], {}).groups())
    assert "It is wrong" not in asked
    assert "The record stays, and the doubt ends." in asked


def test_only_whoever_said_it_answers_and_corrects(visitor, client_of, child, members):
    doubted(visitor, child)
    way = f"/children/doubts/{Doubt.objects.get().pk}"
    assert visitor.get(way).status_code == 403  # a practitioner settles nothing
    assert client_of("social.worker").get(way).status_code == 403
    with pytest.raises(CannotCorrect, match=f"Only {COUNCIL}"):
        correct(child=child, details={"surname": "X"}, by=members[TRUST], at=now())


def test_whoever_has_not_said_why_they_look_is_asked_first(visitor, child):
    assert visitor.get(f"/children/{child.reference}/doubt").url == f"/children/{child.reference}/open"


def test_of_a_shielded_child_only_what_stays_in_sight_can_be_doubted(visitor, manager, child):
    post(manager, f"/children/{child.reference}/shield", ground="danger", views="mother")
    opened(visitor, child)
    said = words(visitor.get(f"/children/{child.reference}/doubt"))
    assert "Last name" in said
    for hidden in (*HERE.values(), f"From {COUNCIL}"):
        assert hidden not in said
    asked = {"what": f"{child.reference}.school", "should_be": "High Cross School"}
    assert "There is a problem" in words(post(visitor, f"/children/{child.reference}/doubt", **asked))
    assert not Doubt.objects.exists()
