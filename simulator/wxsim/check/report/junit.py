"""The report as JUnit XML, which every CI server reads."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from wxsim.check.report.evidence import evidence
from wxsim.check.running import Result


def junit(results: Sequence[Result]) -> bytes:
    """Return a JUnit XML document. Warnings and known failures count as skipped there."""
    suite = ET.Element(
        "testsuite",
        name="wxsim check",
        tests=str(len(results)),
        failures=str(sum(result.counts for result in results)),
        errors="0",
        skipped=str(sum(result.state != "passed" and not result.counts for result in results)),
        time=f"{sum(result.seconds for result in results):.3f}",
    )
    for result in results:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=f"wxsim.{result.check.family}",
            name=f"{result.check.id}: {result.check.sentence}",
            time=f"{result.seconds:.3f}",
        )
        told = "\n".join(f"{heading}: {text}" for heading, text in evidence(result))
        if result.counts:
            failure = ET.SubElement(case, "failure", message=_clean(result.reason))
            failure.text = _clean(told)
        elif result.state != "passed":
            ET.SubElement(case, "skipped", message=_clean(result.reason))
    document: bytes = ET.tostring(suite, "utf-8", xml_declaration=True)
    return document


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(c if c in "\t\n" or (c >= " " and c not in "￾￿") else "�" for c in text)
