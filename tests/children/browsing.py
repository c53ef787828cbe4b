"""What a page of the index says, how a form is sent, and how a child is come to."""

import re
from uuid import uuid4

from tests.children import cast

SEEN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "sex": "f"}
HERE = {"postcode": "TQ13 8DF", "street": "Lantern Lane", "school": "Ashcombe Primary", "phone": "01632 960123"}
MARY = cast.MARY | HERE | {"sex": "f", "house": "3"}
WHY = {"purpose": "safeguarding", "reason": "K-117"}
HEAD = "id,first name,last name,date of birth,postcode\n"
GOOD = HEAD + "1,Mary,Quintrell,1/5/2015,TQ13 8DF\n2,Tom,Quintrell,11/2/2012,TQ13 8DF\n"
BAD = GOOD + "3,,,1/1/2014,TQ13 8DF\n"
# Keys of forms, tokens against forgery, nonces, moments: new in every answer, whatever is asked.
_NEW = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<=csrfmiddlewaretoken\" value=\")\w+|(?<=nonce=\")[^\"]+|(?<=timestamp\": \")[^\"]+"
)


def words(response):
    """What a page says, without its markup."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def post(client, address, **form):
    return client.post(address, {"key": str(uuid4()), **form})


def opened(client, child):
    """The child's own page, by its reference."""
    client.post(f"/children/{child.reference}/open", WHY)
    return client.get(f"/children/{child.reference}")


def listed(client, address):
    """The entries that a page of receipts lists."""
    return [int(number) for number in re.findall(r"Entry (\d+)<", client.get(address).content.decode())]


def plain(response):
    """The whole of an answer, but for what is new in every answer."""
    return _NEW.sub("~", response.content.decode())
