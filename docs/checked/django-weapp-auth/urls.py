"""Its two calls, and one of the project's own behind its authenticator."""

import os

from django.urls import include, path
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from weapp_auth import views
from weapp_auth.authenticator.OpenIdAuthenticator import OpenIdAuthenticator

# WeChat's address stands in its code: this variable of the module is all that is changed of it.
views.WECHAT_CODE_TO_SESSION_URL = views.WECHAT_CODE_TO_SESSION_URL.replace(
    "https://api.weixin.qq.com", os.environ["WECHAT_BASE_URL"]
)


class Me(APIView):
    """Step 6 of its README."""

    authentication_classes = (OpenIdAuthenticator,)
    permission_classes = (IsAuthenticated,)

    def get(self, request):
        """Tell people who they are."""
        return Response({"id": request.user.id})


urlpatterns = [path("weapp_auth/", include("weapp_auth.urls")), path("me", Me.as_view())]
