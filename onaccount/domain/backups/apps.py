from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "onaccount.domain.backups"
    default_auto_field = "django.db.models.BigAutoField"
