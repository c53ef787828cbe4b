"""What a page of the index says, how a form is sent, and how a child is come to."""

import re
from uuid import uuid4

SEEN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "sex": "f"}
HERE = {"postcode": "TQ13 8DF", "street": "Lantern Lane", "school": "Ashcombe Primary", "phone": "01632 960123"}
WHY = {"purpose": "safeguarding", "reason": "K-117"}


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
