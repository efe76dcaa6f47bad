-- For wrk: exchanges js_codes, each in its turn, and counts the answers.
--
--   wrk … -s exchange.lua 'http://HOST/sns/jscode2session?…&js_code=' -- FILE
--
-- FILE has one code a line. Past its end the codes begin anew, and `laps` tells:
-- a server that spends codes then refuses them. A good answer is HTTP 200 with
-- an openid in it. The last line of the output is JSON.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

-- Globals, because done() can ask a thread for nothing else.
function init(arguments)
  codes, drawn, laps, good, bad, first_bad = {}, 0, 0, 0, 0, ""
  for code in io.lines(arguments[1]) do
    codes[#codes + 1] = code
  end
  head = "GET " .. wrk.path
  tail = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n\r\n"
end

function request()
  if drawn == #codes then
    drawn, laps = 0, laps + 1
  end
  drawn = drawn + 1
  return head .. codes[drawn] .. tail
end

function response(status, _, body)
  if status == 200 and string.find(body, '"openid"', 1, true) then
    good = good + 1
  else
    bad = bad + 1
    if first_bad == "" then
      first_bad = status .. " " .. string.gsub(string.sub(body, 1, 200), '[%c"\\]', " ")
    end
  end
end

local function sum(name)
  local total = 0
  for _, thread in ipairs(threads) do
    total = total + thread:get(name)
  end
  return total
end

function done(summary, latency)
  local lost = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "good": %d, "bad": %d, "laps": %d, "lost": %d, '
      .. '"p50": %d, "p99": %d, "first_bad": "%s"}\n',
    summary.requests, summary.duration, sum("good"), sum("bad"), sum("laps"),
    lost.connect + lost.read + lost.write + lost.timeout,
    latency:percentile(50), latency:percentile(99), threads[1]:get("first_bad")
  ))
end
