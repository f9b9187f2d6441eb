from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "onaccount.domain.partners"
    default_auto_field = "django.db.models.BigAutoField"
