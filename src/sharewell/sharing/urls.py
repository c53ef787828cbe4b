"""No address tells of a person: interviews go by a random id, requests by a random reference."""

from django.urls import path

from sharewell.sharing import emergency_views, interviewing, overviews, views

app_name = "sharing"
urlpatterns = [
    path("share", interviewing.start, name="start"),
    path("share/counts", overviews.counts, name="counts"),
    path("share/trail", overviews.trail, name="trail"),
    path("share/emergency", emergency_views.stop, name="emergency"),
    path("share/emergency/open", emergency_views.break_glass, name="break-glass"),
    path("share/emergency/openings", emergency_views.openings, name="openings"),
    path("share/emergency/openings/<int:opening>", emergency_views.review, name="opening"),
    path("share/requests", views.requests, name="requests"),
    path("share/requests/<slug:reference>", views.request_page, name="request"),
    path("share/requests/<slug:reference>/share", views.share, name="share"),
    path("share/requests/<slug:reference>/refuse", views.refuse, name="refuse"),
    path("share/requests/<slug:reference>/exception", views.exception, name="exception"),
    path("share/requests/<slug:reference>/today", views.today, name="today"),
    path("share/requests/<slug:reference>/again", views.again, name="again"),
    path("share/requests/<slug:reference>/done", views.done, name="done"),
    path("share/requests/<slug:reference>/receipt", views.receipt, name="receipt"),
    path("share/requests/<slug:reference>/receipts", views.receipts, name="receipts"),
    path("share/requests/<slug:reference>/receipts/<int:number>.tlog-proof", views.proof, name="proof"),
    path("share/requests/<slug:reference>/receipts/<int:number>.json", views.record, name="record"),
    path("share/<uuid:interview>", interviewing.carry_on, name="carry-on"),
    path("share/<uuid:interview>/undecided", interviewing.undecided, name="undecided"),
    path("share/<uuid:interview>/answer", interviewing.answer, name="answer"),
    path("share/<uuid:interview>/check", interviewing.check, name="check"),
    path("share/<uuid:interview>/delete", interviewing.delete, name="delete"),
    path("share/<uuid:interview>/question/<slug:code>", interviewing.question, name="question"),
    path("share/<uuid:interview>/<slug:of>/<slug:code>", interviewing.part, name="part"),
    path("share/<uuid:interview>/<slug:name>", interviewing.step, name="step"),
]
