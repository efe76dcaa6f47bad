"""Bringing an unmodified program's calls to api.weixin.qq.com to the simulator."""
