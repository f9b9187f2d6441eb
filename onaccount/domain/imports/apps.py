from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "onaccount.domain.imports"
    default_auto_field = "django.db.models.BigAutoField"
