"""Reading and replacing everything that a store has in Redis, as one step.

Each is a script: Redis runs it with nothing in between, and a script that was
not heard to its end does nothing. It walks past every key of the database,
some 0.5 s for a million of them, and others wait meanwhile.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

# KEYS[1] stays out of it. ARGV: what every key begins with, the pattern of
# that, what pack() returned, and the tables that stay out of it too.
_FIND = """\
local left_out, keys, cursor = {}, {}, '0'
for number = 4, #ARGV do left_out[ARGV[number]] = true end
repeat
  local found = redis.call('SCAN', cursor, 'MATCH', ARGV[2], 'COUNT', 1000)
  cursor = found[1]
  for _, key in ipairs(found[2]) do
    local table = string.match(key, '^[^:]*', #ARGV[1] + 1)
    if key ~= KEYS[1] and not left_out[table] then keys[#keys + 1] = key end
  end
until cursor == '0'
"""

# Returns [key, value, milliseconds left or -1]… and [key, [field, value]…]….
DUMP = f"""{_FIND}
local rows, hashes = {{}}, {{}}
for _, key in ipairs(keys) do
  if redis.call('TYPE', key).ok == 'hash' then
    hashes[#hashes + 1] = key
    hashes[#hashes + 1] = redis.call('HGETALL', key)
  else
    rows[#rows + 1] = key
    rows[#rows + 1] = redis.call('GET', key)
    rows[#rows + 1] = redis.call('PTTL', key)
  end
end
return {{rows, hashes}}"""

# The first step that writes is the one that Redis may refuse, where it is full
# or a replica; a script that has written is let through to its end.
RESTORE = f"""{_FIND}
for _, key in ipairs(keys) do redis.call('DEL', key) end
local packed, at = ARGV[3], 1
while at <= #packed do
  local key, field, value, left
  key, field, value, left, at = struct.unpack('>I4c0I4c0I4c0d', packed, at)
  if left == -2 then redis.call('HSET', key, field, value)
  elseif left == -1 then redis.call('SET', key, value)
  else redis.call('SET', key, value, 'PX', left) end
end"""

# In place of the milliseconds that a row has left.
FIELD_OF_A_HASH = -2
ENDLESS = -1


def pack(rows: Iterable[tuple[bytes, bytes, bytes, int]]) -> bytes:
    """Return rows in one piece, for Redis takes no more than a million pieces.

    Args:
        rows: of each the key, the field where the key is a hash's, the value,
            and the milliseconds that it has left, or why it has none.
    """
    return b"".join(
        struct.pack(
            f">I{len(key)}sI{len(field)}sI{len(value)}sd",
            *(len(key), key, len(field), field, len(value), value, left),
        )
        for key, field, value, left in rows
    )
