from django.apps import AppConfig


class VettingConfig(AppConfig):
    name = "onaccount.domain.vetting"
    default_auto_field = "django.db.models.BigAutoField"
