from django.urls import path

from sharewell.ui import views

app_name = "ui"
urlpatterns = [
    path("accessibility", views.accessibility, name="accessibility"),
    path("help", views.help_page, name="help"),
    path("privacy", views.privacy, name="privacy"),
]
