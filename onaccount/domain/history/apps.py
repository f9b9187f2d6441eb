from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "onaccount.domain.history"
    default_auto_field = "django.db.models.BigAutoField"
