from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "onaccount.domain.contracts"
    default_auto_field = "django.db.models.BigAutoField"
