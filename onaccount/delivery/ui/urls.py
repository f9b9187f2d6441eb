"""What every page loads."""

from django.urls import path

from onaccount.delivery.ui import assets, look

urlpatterns = [
    path("accent/<str:colour>.css", look.accent, name="accent"),
    path("logo/<str:key>.png", look.logo, name="logo"),
    path("<str:digest>/<str:name>", assets.asset, name="asset"),
]
