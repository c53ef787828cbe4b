"""A person goes by their membership's number here: the user's own would tell whether they were known before."""

from django.urls import path

from sharewell.partners import people_views, receipt_views, views

app_name = "partners"
urlpatterns = [
    path("acting", views.acting, name="acting"),
    path("your-receipts", receipt_views.own, name="own_receipts"),
    path("your-receipts/<int:number>.tlog-proof", receipt_views.own_one, name="own_receipt"),
    path("people", people_views.people, name="people"),
    path("people/add", people_views.add, name="add"),
    path("people/recognised", people_views.recognise, name="recognise"),
    path("people/<int:membership>", people_views.person, name="person"),
    path("people/<int:membership>/link", people_views.send_link, name="invite"),
    path("people/<int:membership>/end", people_views.end, name="end"),
    path("people/<int:membership>/receipts", receipt_views.person, name="receipts"),
    path("people/<int:membership>/receipts/<int:number>.tlog-proof", receipt_views.person_one, name="receipt"),
    path("people/<int:membership>/role", people_views.role, name="role"),
    path("people/<int:membership>/accreditation", people_views.accredit, name="accredit"),
    path("people/accreditation/<int:accreditation>/revoke", people_views.revoke, name="revoke"),
]
