// The wx object: what is simulated, what answers from a table, and for every
// other name of the typings a call that answers ok and is recorded. A name
// that does not exist stays undefined, so that a program's own tests for
// features stay truthful.
(function (host) {
  "use strict";
  const { config } = host;
  const wx = {};
  const copy = (value) => (value === undefined ? undefined : host.parse(host.stringify(value)));

  const ended = (api) => ({ errMsg: `${api}:ok` });

  // An object of the typings, such as a SelectorQuery: its methods answer too.
  function objectOf(kind, path) {
    const made = {};
    for (const [name, returns] of Object.entries(config.objects[kind] || {})) {
      made[name] = (...parts) => answer(`${path}.${name}`, returns, parts, made, kind);
    }
    return made;
  }

  function answer(api, returns, parts, self, kind) {
    const options = parts.find((part) => part !== null && typeof part === "object");
    const { success, fail, complete } = options || {};
    let made;
    // A method that returns its own kind is one to write the next one behind.
    if (kind !== undefined && returns === kind) made = self;
    else if (config.objects[returns]) made = objectOf(returns, returns);
    if (returns === "call" || [success, fail, complete].some(host.isFunction)) {
      const result = { ...copy(config.answers[api]), ...ended(api) };
      return host.call(api, options, { result, task: made && (() => made) });
    }
    host.sync(api, parts, () => undefined);
    return made || copy(config.answers[api]);
  }

  for (const [api, returns] of Object.entries(config.apis)) {
    wx[api] = (...parts) => {
      if (/^off[A-Z]/.test(api)) return answer(api, "void", parts);
      if (/^on[A-Z]/.test(api)) return answer(api, "void", []);
      return answer(api, returns, parts);
    };
  }

  for (const api of config.phone) wx[api] = (options) => host.call(api, options);
  Object.assign(wx, host.storageApis, host.navigation);

  wx.getUserProfile = (options) => {
    const result = host.gesture
      ? undefined
      : { errMsg: "getUserProfile:fail can only be invoked by user TAP gesture." };
    return host.call("getUserProfile", options, { result });
  };

  function task(api, extras, stack) {
    return (id) => {
      const made = {};
      for (const name of extras) made[name] = () => {};
      made.abort = () => {
        if (host.isWaiting(id)) host.post({ op: "abort", id });
      };
      // A task is no promise; `await` and promises read `then` of it all the same.
      Object.defineProperty(made, "then", {
        get() {
          host.post({ op: "awaited", api, stack });
          return undefined;
        },
      });
      return made;
    };
  }
  const onAndOff = (...names) => names.flatMap((name) => [`on${name}`, `off${name}`]);
  const tasks = {
    request: onAndOff("HeadersReceived", "ChunkReceived"),
    uploadFile: onAndOff("HeadersReceived", "ProgressUpdate"),
    downloadFile: onAndOff("HeadersReceived", "ProgressUpdate"),
  };
  for (const [api, extras] of Object.entries(tasks)) {
    wx[api] = (options) => {
      const given = options !== null && typeof options === "object" ? { ...options } : {};
      const { header } = given;
      if (header !== undefined && (header === null || typeof header !== "object")) {
        host.post({ op: "note", text: `header of wx.${api} must be an object; it is not sent`, stack: host.stack() });
        given.header = {};
      }
      const { success, fail, complete, ...told } = given;
      return host.call(api, options, { told, task: task(api, extras, host.stack()) });
    };
  }

  const sync = (api, value) => (...parts) => host.sync(api, parts, () => copy(value));
  for (const [api, value] of Object.entries(config.sync)) wx[api] = sync(api, value);

  wx.canIUse = (schema) =>
    host.sync("canIUse", { schema }, () => {
      const [name, kind, part] = String(schema).split(".");
      if (Object.hasOwn(config.components, name)) {
        const known = config.components[name];
        return kind === undefined || (kind in known && (part === undefined || known[kind].includes(part)));
      }
      return Object.hasOwn(wx, name);
    });
  wx.createSelectorQuery = host.createSelectorQuery;
  wx.nextTick = (callback) => globalThis.setTimeout(callback, 0);
  wx.arrayBufferToBase64 = (buffer) => host.toBase64(new Uint8Array(buffer));
  wx.base64ToArrayBuffer = (text) => host.fromBase64(text);
  wx.env = { USER_DATA_PATH: "wxfile://usr" };
  globalThis.wx = wx;
});
