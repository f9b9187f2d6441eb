from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "onaccount.domain.privacy"
    default_auto_field = "django.db.models.BigAutoField"
