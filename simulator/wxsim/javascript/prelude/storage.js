// What the program keeps on the phone. Every value is kept as its JSON text,
// so that nobody can change it from outside; each change is told to the host.
(function (host) {
  "use strict";
  const texts = new Map();

  host.fillStorage = (entries) => {
    for (const [key, text] of Object.entries(entries)) texts.set(key, text);
  };

  const sizeOf = (key) => (texts.has(key) ? key.length + texts.get(key).length : 0);
  const total = () => [...texts.keys()].reduce((sum, key) => sum + sizeOf(key), 0);

  function fill(template, values) {
    return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function typeName(value) {
    if (value === undefined) return "Undefined";
    return Object.prototype.toString.call(value).slice(8, -1);
  }

  // Returns what is wrong, in the words of the message table, or nothing.
  function put(key, data, isGiven) {
    const { messages, entryLimit, totalLimit } = host.config.storage;
    if (typeof key !== "string") return wrongKey(key);
    if (!isGiven) return messages.noData;
    const text = host.stringify(data === undefined ? "" : host.plain(data)) ?? '""';
    const size = key.length + text.length;
    if (size > entryLimit) return messages.tooLarge;
    if (total() - sizeOf(key) + size > totalLimit) return messages.full;
    texts.set(key, text);
    host.post({ op: "storage", key, text });
    return undefined;
  }

  function wrongKey(key) {
    const { messages } = host.config.storage;
    return fill(messages.parameter, { name: "key", wanted: "String", found: typeName(key) });
  }

  function remove(key) {
    if (typeof key !== "string") return wrongKey(key);
    if (texts.delete(key)) host.post({ op: "storage", key, text: null });
    return undefined;
  }

  function clear() {
    texts.clear();
    host.post({ op: "storage", key: null, text: null });
  }

  const read = (key) => host.parse(texts.get(key));
  const info = () => ({
    keys: [...texts.keys()],
    currentSize: Math.ceil(total() / 1024),
    limitSize: host.config.storage.totalLimit / 1024,
  });

  function must(api, wrong) {
    if (wrong !== undefined) throw new Error(`${api}:${wrong}`);
  }

  const ended = (api, wrong, fields) => ({
    ...(wrong === undefined ? fields : {}),
    errMsg: `${api}:${wrong ?? "ok"}`,
  });

  // The result is decided when the call is made; with --fail nothing is done.
  function local(api, options, perform) {
    const given = options !== null && typeof options === "object" ? options : {};
    const result = host.config.fail[api] === undefined ? perform(given) : undefined;
    return host.call(api, given, { result });
  }

  host.storageApis = {
    setStorage: (options) =>
      local("setStorage", options, (o) => ended("setStorage", put(o.key, o.data, "data" in o))),
    getStorage: (options) =>
      local("getStorage", options, ({ key }) => {
        if (typeof key !== "string") return ended("getStorage", wrongKey(key));
        if (!texts.has(key)) return ended("getStorage", host.config.storage.messages.notFound);
        return ended("getStorage", undefined, { data: read(key) });
      }),
    removeStorage: (options) =>
      local("removeStorage", options, ({ key }) => ended("removeStorage", remove(key))),
    clearStorage: (options) =>
      local("clearStorage", options, () => ended("clearStorage", clear())),
    getStorageInfo: (options) =>
      local("getStorageInfo", options, () => ended("getStorageInfo", undefined, info())),
    setStorageSync: (key, data) =>
      host.sync("setStorageSync", { key, data }, () => must("setStorageSync", put(key, data, true))),
    getStorageSync: (key) =>
      host.sync("getStorageSync", { key }, () => {
        if (typeof key !== "string") must("getStorageSync", wrongKey(key));
        return texts.has(key) ? read(key) : "";
      }),
    removeStorageSync: (key) =>
      host.sync("removeStorageSync", { key }, () => must("removeStorageSync", remove(key))),
    clearStorageSync: () => host.sync("clearStorageSync", {}, clear),
    getStorageInfoSync: () => host.sync("getStorageInfoSync", {}, info),
    batchSetStorageSync: (entries) =>
      host.sync("batchSetStorageSync", { entries }, () => {
        for (const { key, value } of entries) must("batchSetStorageSync", put(key, value, true));
      }),
    batchGetStorageSync: (keys) =>
      host.sync("batchGetStorageSync", { keys }, () =>
        keys.map((key) => (texts.has(key) ? read(key) : "")),
      ),
  };
});
