"""The few of allauth's pages we use, under its own names, which its code looks up."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("sign-in", views.login, name="account_login"),
    path("sign-out", views.logout, name="account_logout"),
    path("sign-in/inactive", views.account_inactive, name="account_inactive"),
]
