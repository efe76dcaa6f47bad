// Watches promises: which were rejected with nobody to catch it, and which
// somebody waits for in vain. The engines have no hook for either, so Promise
// is replaced by a constructor that shares its prototype, and `then` is watched.
(function (host) {
  "use strict";
  const Native = Promise;
  const nativeThen = Native.prototype.then;
  const records = [];
  const recordOf = new WeakMap();
  // How often an async function has thrown a reason that nobody has received yet.
  const thrown = new Map();
  const received = new WeakSet();
  let quiet = false;

  function quietly(run) {
    const before = quiet;
    quiet = true;
    try {
      return run();
    } finally {
      quiet = before;
    }
  }

  function watch(promise, derived) {
    const record = { state: "pending", heard: false, derived, stack: host.stack() };
    records.push(record);
    recordOf.set(promise, record);
    quietly(() =>
      nativeThen.call(
        promise,
        () => {
          record.state = "fulfilled";
        },
        (reason) => {
          record.state = "rejected";
          record.reason = reason;
        },
      ),
    );
  }

  let deriving = false;
  let racing = false;
  function Watched(executor) {
    const promise = Reflect.construct(Native, [executor], new.target || Native);
    if (!quiet) watch(promise, deriving);
    return promise;
  }
  Watched.prototype = Native.prototype;
  Object.setPrototypeOf(Watched, Native);
  Object.defineProperty(Watched, "name", { value: "Promise" });
  // It also makes `await` go through the watched `then`.
  Object.defineProperty(Native.prototype, "constructor", {
    value: Watched,
    writable: true,
    configurable: true,
  });
  Object.defineProperty(globalThis, "Promise", {
    value: Watched,
    writable: true,
    configurable: true,
  });

  Object.defineProperty(Native.prototype, "then", {
    writable: true,
    configurable: true,
    value: function then(onFulfilled, onRejected) {
      if (quiet) return nativeThen.call(this, onFulfilled, onRejected);
      const record = recordOf.get(this);
      if (record) {
        record.heard = true;
        record.awaited = record.awaited || !racing;
      }
      if (!record && !received.has(this)) {
        // The promise of an async function: whoever waits here receives its reason.
        received.add(this);
        quietly(() => nativeThen.call(this, undefined, receive));
      }
      const before = deriving;
      deriving = true;
      try {
        return nativeThen.call(this, onFulfilled, onRejected);
      } finally {
        deriving = before;
      }
    },
  });

  function receive(reason) {
    const times = thrown.get(reason) - 1;
    if (times > 0) thrown.set(reason, times);
    else thrown.delete(reason);
  }

  // Whoever is raced may well never arrive.
  for (const name of ["race", "any"]) {
    Object.defineProperty(Watched, name, {
      writable: true,
      configurable: true,
      value: function (promises) {
        racing = true;
        try {
          return Native[name].call(this, promises);
        } finally {
          racing = false;
        }
      },
    });
  }

  // Called where an async function is about to end with an exception.
  globalThis.__wxsimThrown = (reason) => {
    thrown.set(reason, (thrown.get(reason) || 0) + 1);
    return reason;
  };

  // A promise of the host's own, which always settles.
  host.promise = (executor) => {
    const promise = new Watched(executor);
    recordOf.get(promise).derived = true;
    return promise;
  };

  // Is asked once, when nothing more will happen.
  host.tellOfPromises = () => {
    const told = new Set();
    for (const record of records) {
      if (record.state === "rejected" && !record.heard && !told.has(record.reason)) {
        told.add(record.reason);
        host.problem("rejection", record.reason, "a promise", record.stack);
      }
      if (record.state === "pending" && record.awaited && !record.derived) {
        host.problem("pending", undefined, "a promise", record.stack);
      }
    }
    for (const reason of thrown.keys()) {
      if (!told.has(reason)) host.problem("rejection", reason, "an async function");
    }
  };
});
