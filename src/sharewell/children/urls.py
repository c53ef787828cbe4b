from django.urls import path

from sharewell.children import views

app_name = "children"
urlpatterns = [
    path("children", views.find, name="find"),
    path("children/found", views.found, name="found"),
    path("children/add", views.add, name="add"),
    path("children/<slug:reference>", views.child, name="child"),
    path("children/<slug:reference>/open", views.reason, name="reason"),
]
