"""Runs a Mini Program's own JavaScript, without a phone or a page to look at."""

from wxsim.javascript.apis import api_names
from wxsim.javascript.arranging import Session, deny, set_session
from wxsim.javascript.engine import INSTALL, EngineMissing, Limits
from wxsim.javascript.engines import require_engine
from wxsim.javascript.project import NotAProject, Project, read_project
from wxsim.javascript.roads import EVERYTHING, Roads
from wxsim.javascript.running import run
from wxsim.javascript.script import Script
from wxsim.javascript.story import ApiCall, Entry, Event, Problem, Said, Story
from wxsim.javascript.surroundings import Surroundings
from wxsim.javascript.telling import Paint, Role, ending, in_brief, told

__all__ = [
    "EVERYTHING",
    "INSTALL",
    "ApiCall",
    "EngineMissing",
    "Entry",
    "Event",
    "Limits",
    "NotAProject",
    "Paint",
    "Problem",
    "Project",
    "Roads",
    "Role",
    "Said",
    "Script",
    "Session",
    "Story",
    "Surroundings",
    "api_names",
    "deny",
    "ending",
    "in_brief",
    "read_project",
    "require_engine",
    "run",
    "set_session",
    "told",
]
