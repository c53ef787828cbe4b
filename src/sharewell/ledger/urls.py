from django.urls import path

from sharewell.ledger import views

app_name = "ledger"
urlpatterns = [
    path("check-a-record", views.how_to_check, name="check"),
    path("check-a-record/policy", views.policy_file, name="policy"),
]
