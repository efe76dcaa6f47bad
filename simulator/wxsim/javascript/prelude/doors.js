// What the host asks for that is neither a call's answer nor a timer.
(function (host) {
  "use strict";
  // Calls a function of a module as a person's tap would.
  host.callFunction = (path, name, parts) => {
    host.gesture = true;
    let value;
    try {
      const exported = host.require(path);
      const called = name.split(".").reduce((owner, key) => (owner === undefined || owner === null ? undefined : owner[key]), exported);
      if (!host.isFunction(called)) {
        const names = exported !== null && typeof exported === "object" ? Object.keys(exported) : [];
        return host.stringify({ missing: names });
      }
      value = called.apply(exported, host.revive(parts));
    } catch (error) {
      host.problem("uncaught", error, `${path}#${name}`);
      return host.stringify({ ended: "threw" });
    }
    if (host.isPromise(value)) {
      host.post({ op: "returned", state: "pending" });
      value.then(
        (result) => host.post({ op: "returned", state: "resolved", value: host.plain(result) }),
        (error) => {
          host.post({ op: "returned", state: "rejected", value: host.plain(error) });
          host.problem("rejection", error, `${path}#${name}`);
        },
      );
    } else {
      host.post({ op: "returned", state: "returned", value: host.plain(value) });
    }
    return host.stringify({ ended: "called" });
  };

  host.load = (path) => {
    host.guard(path, () => host.require(path));
  };
  host.endGesture = () => {
    host.gesture = false;
  };
  host.read = (ask) => host.stringify(host.plain(ask()) ?? null);
});
