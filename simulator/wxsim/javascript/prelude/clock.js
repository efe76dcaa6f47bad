// Timers and Date, on a clock that the host moves, and the console.
(function (host) {
  "use strict";
  const RealDate = Date;
  const realNow = RealDate.now;
  const timers = new Map();
  let ahead = 0;
  let lastId = 0;

  const now = () => Math.floor(realNow() + ahead);
  host.now = now;
  host.setAhead = (milliseconds) => {
    ahead = milliseconds;
  };

  function WxDate(...parts) {
    if (!new.target) return new RealDate(now()).toString();
    const made = parts.length ? parts : [now()];
    return Reflect.construct(RealDate, made, new.target === WxDate ? RealDate : new.target);
  }
  WxDate.prototype = RealDate.prototype;
  Object.setPrototypeOf(WxDate, RealDate);
  Object.defineProperty(WxDate, "name", { value: "Date" });
  WxDate.now = now;
  RealDate.prototype.constructor = WxDate;
  globalThis.Date = WxDate;

  function start(callback, delay, parts, repeats) {
    const id = ++lastId;
    const wait = Math.max(Number(delay) || 0, repeats ? 1 : 0);
    timers.set(id, { callback, parts, wait, repeats, at: now() + wait });
    return id;
  }
  globalThis.setTimeout = (callback, delay, ...parts) => start(callback, delay, parts, false);
  globalThis.setInterval = (callback, delay, ...parts) => start(callback, delay, parts, true);
  globalThis.clearTimeout = globalThis.clearInterval = (id) => {
    timers.delete(id);
  };

  function earliest() {
    let first = null;
    for (const [id, timer] of timers) {
      if (first === null || timer.at < timers.get(first).at) first = id;
    }
    return first;
  }

  // In how many milliseconds the next timer is due, and whether any but intervals are left.
  host.nextTimer = () => {
    const first = earliest();
    if (first === null) return "null";
    const once = [...timers.values()].some((timer) => !timer.repeats);
    return host.stringify({ wait: Math.max(timers.get(first).at - now(), 0), once });
  };

  host.fireTimer = () => {
    const id = earliest();
    const timer = timers.get(id);
    if (timer.repeats) timer.at = Math.max(timer.at, now()) + timer.wait;
    else timers.delete(id);
    const name = timer.repeats ? "setInterval" : "setTimeout";
    if (host.isFunction(timer.callback)) {
      host.guard(`a callback of ${name}`, () => timer.callback(...timer.parts));
    }
  };

  const say = (level) => (...values) => {
    host.post({ op: "console", level, text: values.map(host.show).join(" "), stack: host.stack() });
  };
  const quiet = () => {};
  globalThis.console = {
    log: say("log"),
    info: say("info"),
    debug: say("debug"),
    warn: say("warn"),
    error: say("error"),
    group: say("log"),
    dir: say("log"),
    table: say("log"),
    trace: say("log"),
    groupEnd: quiet,
    time: quiet,
    timeEnd: quiet,
    count: quiet,
    assert: (holds, ...values) => {
      if (!holds) say("error")("Assertion failed:", ...values);
    },
  };
});
