// The mailbox. JavaScript never calls the host: what it wants done waits here
// until the host fetches it, and the host answers with host.settle().
(function (host) {
  "use strict";
  const queue = [];
  // Kept, for a program may replace them.
  const { parse, stringify } = JSON;
  host.parse = parse;
  host.stringify = stringify;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  host.post = (message) => {
    queue[queue.length] = message;
  };
  host.drain = () => stringify(queue.splice(0, queue.length));
  host.isFunction = (value) => typeof value === "function";
  host.stack = () => new Error().stack;

  host.toBase64 = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; at += 3) {
      const three = (bytes[at] << 16) | ((bytes[at + 1] || 0) << 8) | (bytes[at + 2] || 0);
      text += DIGITS[three >> 18] + DIGITS[(three >> 12) & 63];
      text += at + 1 < bytes.length ? DIGITS[(three >> 6) & 63] : "=";
      text += at + 2 < bytes.length ? DIGITS[three & 63] : "=";
    }
    return text;
  };

  host.fromBase64 = (text) => {
    const digits = String(text).replace(/[^A-Za-z0-9+/]/g, "");
    const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
    let [bits, held, at] = [0, 0, 0];
    for (const digit of digits) {
      bits = ((bits << 6) | DIGITS.indexOf(digit)) & 0xffffff;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[at++] = (bits >> held) & 255;
      }
    }
    return bytes.buffer;
  };

  // A copy made of JSON values alone; bytes travel as {$bytes: base64}.
  host.plain = (value, above = []) => {
    if (typeof value === "number") return Number.isFinite(value) ? value : null;
    if (typeof value === "bigint") return String(value);
    if (value === null || typeof value !== "object") {
      return typeof value === "function" || typeof value === "symbol" ? undefined : value;
    }
    if (value instanceof ArrayBuffer) return { $bytes: host.toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteOffset, byteLength } = value;
      return { $bytes: host.toBase64(new Uint8Array(buffer, byteOffset, byteLength)) };
    }
    if (above.includes(value)) return "[Circular]";
    const path = [...above, value];
    if (typeof value.toJSON === "function") return host.plain(value.toJSON(), path);
    if (Array.isArray(value)) return value.map((item) => host.plain(item, path) ?? null);
    const copy = {};
    for (const key of Object.keys(value)) {
      const inner = host.plain(value[key], path);
      if (inner !== undefined) copy[key] = inner;
    }
    return copy;
  };

  // The other way: what the host sent, with its bytes as ArrayBuffers.
  host.revive = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (typeof value.$bytes === "string") return host.fromBase64(value.$bytes);
    for (const key of Object.keys(value)) value[key] = host.revive(value[key]);
    return value;
  };

  // How a value reads on the console.
  host.show = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${value.name}: ${value.message}`;
    if (typeof value === "function") return `function ${value.name}`;
    if (value === undefined || typeof value === "symbol") return String(value);
    return stringify(host.plain(value));
  };

  // Tells the host of something that went wrong: uncaught or rejected.
  host.problem = (kind, error, where, stack) => {
    const isError = error instanceof Error;
    host.post({
      op: "problem",
      kind,
      where,
      name: isError ? error.name : "",
      message: isError ? String(error.message) : host.show(error),
      stack: (isError && error.stack) || stack || "",
    });
  };

  // Runs a piece of the program; what it throws is told, and the rest goes on.
  host.guard = (where, run) => {
    try {
      const value = run();
      if (host.isPromise(value)) {
        value.then(undefined, (error) => host.problem("rejection", error, where));
      }
      return value;
    } catch (error) {
      host.problem("uncaught", error, where);
      return undefined;
    }
  };
});
