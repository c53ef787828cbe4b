from datetime import date

from django.urls import path, register_converter

from sharewell.protocols import views

app_name = "protocols"


class Day:
    """An edition's date, as 2006-09-01."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # its ValueError means that no address matches

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(Day, "day")

urlpatterns = [
    path("protocols/", views.index, name="index"),
    path("protocols/check", views.check, name="check"),
    path("protocols/publish", views.publish, name="publish"),
    path("protocols/<path:text_id>/<day:edition>.md", views.file, name="file"),
    path("protocols/<path:text_id>/<day:edition>", views.text, name="text"),
    path("protocols/<path:text_id>/<day:edition>/receipts", views.receipts, name="receipts"),
    path("protocols/<path:text_id>/<day:edition>/receipts/<int:number>.tlog-proof", views.proof, name="proof"),
    path("protocols/<path:text_id>", views.in_force, name="in_force"),
]
