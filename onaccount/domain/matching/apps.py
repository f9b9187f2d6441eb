from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "onaccount.domain.matching"
    default_auto_field = "django.db.models.BigAutoField"
