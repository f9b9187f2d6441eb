from django.apps import AppConfig


class TillsConfig(AppConfig):
    name = "onaccount.domain.tills"
    default_auto_field = "django.db.models.BigAutoField"
