from django.apps import AppConfig


class BusinessConfig(AppConfig):
    name = "onaccount.domain.business"
    default_auto_field = "django.db.models.BigAutoField"
