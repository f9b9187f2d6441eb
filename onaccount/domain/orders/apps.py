from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "onaccount.domain.orders"
    default_auto_field = "django.db.models.BigAutoField"
