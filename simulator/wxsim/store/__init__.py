"""Where the world is kept."""

from wxsim.store.interface import Store, StoreError
from wxsim.store.memory import MemoryStore

__all__ = ["MemoryStore", "Store", "StoreError"]
