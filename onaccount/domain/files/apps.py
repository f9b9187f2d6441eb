from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "onaccount.domain.files"
    default_auto_field = "django.db.models.BigAutoField"
