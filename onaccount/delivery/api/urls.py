"""Addresses for machines."""

from django.urls import path

from onaccount.delivery.api import health

urlpatterns = [path("healthz", health.healthz, name="healthz"), path("metrics", health.metrics, name="metrics")]
