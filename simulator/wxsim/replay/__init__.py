"""Stories that are played: scenario, steps, trace."""

from wxsim.replay.mermaid import mermaid
from wxsim.replay.platform import ControlRefused, Unreachable
from wxsim.replay.reading import read_scenario
from wxsim.replay.running import replay
from wxsim.replay.scenario import Scenario
from wxsim.replay.schema import scenario_schema
from wxsim.replay.stage import Casting
from wxsim.replay.subject import Subject, article_server, read_subject
from wxsim.replay.text import Paint, Role, TextTrace, plain
from wxsim.replay.trace import ScenarioTrace, StepTrace
from wxsim.replay.yamlfile import BadFile

__all__ = [
    "BadFile",
    "Casting",
    "ControlRefused",
    "Paint",
    "Role",
    "Scenario",
    "ScenarioTrace",
    "StepTrace",
    "Subject",
    "TextTrace",
    "Unreachable",
    "article_server",
    "mermaid",
    "plain",
    "read_scenario",
    "read_subject",
    "replay",
    "scenario_schema",
]
