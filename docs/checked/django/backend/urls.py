"""Which address is answered by which view."""

from accounts import views
from django.urls import path

urlpatterns = [
    path("api/login", views.login),
    path("api/me", views.me),
    path("api/profile", views.profile),
    path("api/phone", views.phone),
]
