"""What every page loads."""

from django.urls import path

from onaccount.delivery.ui import assets

urlpatterns = [path("<str:digest>/<str:name>", assets.asset, name="asset")]
