from django.urls import path

from sharewell.matters import due_views, views

app_name = "matters"
urlpatterns = [
    path("matters/", views.index, name="index"),
    path("matters/start", views.start, name="start"),
    path("matters/start/<path:protocol>/about/<slug:subject>", views.begin, name="begin"),
    path("matters/start/<path:protocol>", views.subject, name="subject"),
    path("matters/protocol/<path:protocol>", views.protocol_itself, name="protocol"),
    path("matters/<slug:reference>", views.matter, name="matter"),
    path("matters/<slug:reference>/step/<slug:code>", views.step, name="step"),
    path("matters/<slug:reference>/record/<slug:record>", views.attest, name="attest"),
    path("matters/<slug:reference>/take-back/<int:event>", views.withdraw, name="withdraw"),
    path("matters/<slug:reference>/receipts", views.receipts, name="receipts"),
    path("matters/<slug:reference>/receipts/<int:number>.tlog-proof", views.proof, name="proof"),
    path("matters/<slug:reference>/receipts/<int:number>.json", views.record, name="record"),
    path("due", due_views.due, name="due"),
    path("due/due.ics", due_views.due_file, name="due_file"),
    path("due/calendar", due_views.renew, name="renew"),
    path("due/<str:secret>.ics", due_views.feed, name="feed"),
]
