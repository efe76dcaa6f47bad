// One call of an asynchronous wx API, from its options to its callbacks.
(function (host) {
  "use strict";
  const waiting = new Map();
  let lastId = 0;

  // Whoever reads `then` of one of these takes it for a promise: the host never does.
  const tasks = new WeakSet();
  host.isPromise = (value) =>
    value !== null &&
    typeof value === "object" &&
    !tasks.has(value) &&
    host.isFunction(value.then);

  const isOk = (result) => /^[^:]*:ok/.test(result.errMsg);
  host.empty = (callback) => /\{\s*(\/\/[^\n]*\s*|\/\*[\s\S]*?\*\/\s*)*\}\s*$/.test(String(callback));

  function listener({ fail, complete }) {
    const ears = [fail, complete].filter(host.isFunction);
    if (!ears.length) return "nobody";
    return ears.every(host.empty) ? "empty" : "callback";
  }

  // Extra may have: result, which then is not asked of the host; begin, run
  // before the callbacks; task, the object to return in place of a promise.
  host.call = (api, given, extra = {}) => {
    const options = given !== null && typeof given === "object" ? given : {};
    const { success, fail, complete, ...rest } = options;
    const id = ++lastId;
    const call = { options, success, fail, complete, begin: extra.begin };
    waiting.set(id, call);
    const withCallbacks = [success, fail, complete].some(host.isFunction);
    const promised = !withCallbacks && !extra.task;
    const failure = host.config.fail[api];
    host.post({
      op: "call",
      id,
      api,
      options: host.plain(extra.told || rest),
      heard: promised ? "promise" : listener(options),
      stack: host.stack(),
      function: host.isFunction(rest.data),
      result: failure === undefined ? extra.result : { errMsg: failure },
    });
    if (extra.task) {
      const task = extra.task(id);
      tasks.add(task);
      return task;
    }
    if (!promised) return undefined;
    return host.promise((resolve, reject) => {
      call.resolve = resolve;
      call.reject = reject;
    });
  };

  host.settle = (id, answer) => {
    const call = waiting.get(id);
    if (!call) return;
    waiting.delete(id);
    const result = host.revive(answer);
    const api = result.errMsg.split(":")[0];
    const ok = isOk(result);
    if (ok && call.begin) host.guard(api, () => call.begin(result));
    const [name, first] = ok ? ["success", call.success] : ["fail", call.fail];
    const { options, complete } = call;
    if (host.isFunction(first)) host.guard(`${name} of wx.${api}`, () => first.call(options, result));
    if (host.isFunction(complete)) {
      host.guard(`complete of wx.${api}`, () => complete.call(options, result));
    }
    if (call.resolve) (ok ? call.resolve : call.reject)(result);
  };

  host.isWaiting = (id) => waiting.has(id);

  // A Sync API: the call is told with what came of it.
  host.sync = (api, options, run) => {
    const message = { op: "sync", api, options: host.plain(options), stack: host.stack() };
    const failure = host.config.fail[api];
    try {
      if (failure !== undefined) throw new Error(failure);
      const value = run();
      host.post({ ...message, result: host.plain(value) ?? null, errMsg: `${api}:ok` });
      return value;
    } catch (error) {
      host.post({ ...message, result: null, errMsg: String(error.message) });
      throw error;
    }
  };
});
