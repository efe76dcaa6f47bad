"""Events as WeChat writes them in XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Documented: in XML the List of these stands in an element of its own.
_WRAPPERS = {
    "subscribe_msg_popup_event": "SubscribeMsgPopupEvent",
    "subscribe_msg_change_event": "SubscribeMsgChangeEvent",
    "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
}
# No XML can hold these, escaped or not; that WeChat leaves them out is assumed.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def to_xml(event: Mapping[str, Any]) -> str:
    """Return an event as XML: texts in CDATA, numbers bare (documented by example)."""
    wrapper = _WRAPPERS.get(str(event.get("Event")))
    if wrapper is not None:
        rest = {name: value for name, value in event.items() if name != "List"}
        # The JSON of these has it as a text, the XML as a number (documented by example).
        rest["CreateTime"] = int(event["CreateTime"])
        event = {**rest, wrapper: {"List": event["List"]}}
    return f"<xml>{_elements(event)}</xml>"


def element_of(xml: str, name: str) -> str | None:
    """Return the text of the first element of a name, or None.

    A reply needs no more of XML than that, and a parser would take part in
    whatever a stranger's document asks of parsers.
    """
    found = re.search(rf"<{name}>\s*(?:<!\[CDATA\[(.*?)\]\]>|([^<]*?))\s*</{name}>", xml, re.DOTALL)
    if found is None:
        return None
    return found[1] if found[1] is not None else found[2]


def _elements(fields: Mapping[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, Mapping):
        return f"<{name}>{_elements(value)}</{name}>"
    if isinstance(value, str):
        text = _UNWRITABLE.sub("", value).replace("]]>", "]]]]><![CDATA[>")
        return f"<{name}><![CDATA[{text}]]></{name}>"
    return f"<{name}>{value}</{name}>"
