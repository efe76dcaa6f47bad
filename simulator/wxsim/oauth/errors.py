"""What the pages say when they will not open, as data."""

from __future__ import annotations

# Documented: web page authorisation, list of errors; 40013 is observed on the
# page too. In Chinese as WeChat words it, and in English.
PAGE_ERRORS = {
    10003: ("redirect_uri域名与后台配置不一致", "The domain of redirect_uri is not registered"),
    10004: ("此公众号被封禁", "This account is banned"),
    10005: ("此公众号并没有这些scope的权限", "This account has no right to this scope"),
    10006: ("必须关注此测试号", "Only followers of this test account may go on"),
    10009: ("操作太频繁了，请稍后重试", "Too frequent, try again later"),
    10010: ("scope不能为空", "scope must not be empty"),
    10011: ("redirect_uri不能为空", "redirect_uri must not be empty"),
    10012: ("appid不能为空", "appid must not be empty"),
    10013: ("state不能为空", "state must not be empty"),
    10015: (
        "公众号未授权第三方平台，请检查授权状态",
        "The account has not authorised the third-party platform",
    ),
    10016: (
        "不支持微信开放平台的Appid，请使用公众号Appid",
        "Appids of the Open Platform are not supported here, use an official account's",
    ),
    40013: ("appid参数错误", "Invalid appid"),
}
# Of some mistakes only the kind is known, not the number.
WRONG_PARAMETER = ("参数错误", "Invalid parameter")


class PageError(Exception):
    """A page does not open.

    Args:
        number: one of :data:`PAGE_ERRORS`; 0 where WeChat's is not known.
        why: one plain sentence with the facts, for the developer.
    """

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"{number}: {why}")
        self.number = number
        self.why = why

    @property
    def texts(self) -> tuple[str, str]:
        """What the page says, in Chinese and in English."""
        return PAGE_ERRORS.get(self.number, WRONG_PARAMETER)
