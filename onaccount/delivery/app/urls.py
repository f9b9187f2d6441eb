"""The addresses of the customers' app."""

from django.urls import path

from onaccount.delivery.app.views import entry, home, people, person, quotes, signup

urlpatterns = [
    path("", home.home, name="app"),
    path("login/", entry.login, name="app_login"),
    path("logout/", entry.logout, name="app_logout"),
    path("password/", entry.password, name="app_password"),
    path("password/reset/", entry.forgotten, name="app_forgotten"),
    path("password/reset/done/", entry.forgotten_done, name="app_forgotten_done"),
    path("person/", person.who, name="app_person"),
    path("person/<int:key>/", person.one, name="app_person_one"),
    path("people/", people.people, name="app_people"),
    path("people/<int:key>/", people.one, name="app_people_one"),
    path("people/<int:key>/removal/", people.removal, name="app_people_removal"),
    path("quotes/<str:token>/", quotes.quote, name="app_quote"),
    path("signup/", signup.signup, name="app_signup"),
    path("signup/challenge/", signup.challenge, name="app_signup_challenge"),
    path("signup/<str:token>/", signup.one, name="app_signup_one"),
    path("welcome/<str:token>/", entry.welcome, name="app_welcome"),
]
