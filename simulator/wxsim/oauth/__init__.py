"""The pages of open.weixin.qq.com on which people let web sites and apps know who they are."""

from wxsim.oauth.blueprint import open_weixin

__all__ = ["open_weixin"]
