"""The addresses of the customers' app."""

from django.urls import path

from onaccount.delivery.app.views import entry, home

urlpatterns = [
    path("", home.home, name="app"),
    path("login/", entry.login, name="app_login"),
    path("logout/", entry.logout, name="app_logout"),
    path("password/", entry.password, name="app_password"),
    path("password/reset/", entry.forgotten, name="app_forgotten"),
    path("password/reset/done/", entry.forgotten_done, name="app_forgotten_done"),
    path("welcome/<str:token>/", entry.welcome, name="app_welcome"),
]
