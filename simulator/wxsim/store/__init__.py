"""Where the world is kept."""

from wxsim.store.interface import Store
from wxsim.store.memory import MemoryStore

__all__ = ["MemoryStore", "Store"]
