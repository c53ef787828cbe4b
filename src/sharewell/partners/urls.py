from django.urls import path

from sharewell.partners import views

app_name = "partners"
urlpatterns = [
    path("acting", views.acting, name="acting"),
]
