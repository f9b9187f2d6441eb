from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "onaccount.domain.letters"
    default_auto_field = "django.db.models.BigAutoField"
