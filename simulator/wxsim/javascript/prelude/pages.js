// App, Page, Component and the stack of pages.
(function (host) {
  "use strict";
  const definitions = new Map();
  const stack = [];
  let app = null;
  let loading = null;

  const copy = (value) => (value === undefined ? undefined : host.parse(host.stringify(host.plain(value))));

  function live(self, name, ...parts) {
    if (!self || !host.isFunction(self[name])) return undefined;
    const where = self.route ? `${name} of ${self.route}` : `${name} of App`;
    return host.guard(where, () => self[name](...parts));
  }

  globalThis.App = (definition) => {
    app = Object.assign({}, definition);
  };
  globalThis.getApp = () => app || undefined;
  globalThis.getCurrentPages = () => stack.slice();
  globalThis.Behavior = (definition) => definition;
  globalThis.Page = (definition) => {
    if (loading) definitions.set(loading, { ...definition });
  };
  globalThis.Component = (definition) => {
    if (loading) definitions.set(loading, asPage(definition));
  };

  // A component used as a page: its methods are the page's, its lifetimes run first.
  function asPage(definition) {
    const { methods = {}, lifetimes = {}, properties = {}, behaviors = [], ...rest } = definition;
    const page = {};
    for (const behavior of behaviors) Object.assign(page, asPage(behavior || {}));
    const data = { ...page.data };
    for (const [name, property] of Object.entries(properties)) {
      if (property && typeof property === "object" && "value" in property) data[name] = property.value;
    }
    return { ...page, ...rest, ...methods, data: { ...data, ...rest.data }, lifetimes: { ...rest, ...lifetimes } };
  }

  function setPath(data, path, value) {
    const keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    const last = keys.pop();
    let place = data;
    keys.forEach((key, at) => {
      if (place[key] === null || typeof place[key] !== "object") {
        place[key] = /^\d+$/.test(keys[at + 1] ?? last) ? [] : {};
      }
      place = place[key];
    });
    place[last] = value;
  }

  function made(route, query) {
    const definition = definitions.get(route);
    const page = { ...definition, data: copy(definition.data || {}), route, options: query };
    page.is = page.__route__ = route;
    page.setData = function setData(changes, done) {
      for (const [path, value] of Object.entries(changes || {})) setPath(this.data, path, value);
      host.post({ op: "data", route, keys: Object.keys(changes || {}) });
      if (host.isFunction(done)) host.guard(`setData of ${route}`, () => done.call(this));
    };
    page.selectComponent = () => null;
    page.selectAllComponents = () => [];
    page.triggerEvent = () => {};
    page.getTabBar = () => null;
    page.groupSetData = (run) => run && run();
    page.createSelectorQuery = () => host.createSelectorQuery();
    page.getOpenerEventChannel = () => eventChannel();
    return page;
  }

  function eventChannel() {
    const ears = {};
    return {
      on: (name, ear) => (ears[name] = [...(ears[name] || []), ear]),
      once: (name, ear) => (ears[name] = [...(ears[name] || []), ear]),
      off: (name) => delete ears[name],
      emit: (name, ...parts) => (ears[name] || []).forEach((ear) => ear(...parts)),
    };
  }

  function parsed(url) {
    const [path, query = ""] = url.split("?");
    const options = {};
    for (const pair of query.split("&").filter(Boolean)) {
      const [key, value = ""] = pair.split("=");
      options[key] = decodeURIComponent(value);
    }
    return [path, options];
  }

  function routeOf(url) {
    const from = stack.length ? stack[stack.length - 1].route : "";
    const [path, query] = parsed(String(url));
    const base = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
    for (const part of path.split("/").filter(Boolean)) {
      if (part === "..") base.pop();
      else if (part !== ".") base.push(part);
    }
    return [base.join("/").replace(/\.html$/, ""), query];
  }

  host.register = (route) => {
    if (definitions.has(route)) return true;
    const path = `${route}.js`;
    if (!host.has(path)) return false;
    loading = route;
    host.guard(path, () => host.require(path));
    loading = null;
    return definitions.has(route);
  };

  function open(url) {
    const [route, query] = routeOf(url);
    if (!host.register(route)) {
      host.post({ op: "note", text: `${route} has no page: its .js registers none`, stack: "" });
      return;
    }
    const page = made(route, query);
    stack.push(page);
    for (const name of ["created", "attached"]) {
      if (page.lifetimes && host.isFunction(page.lifetimes[name])) {
        host.guard(`${name} of ${route}`, () => page.lifetimes[name].call(page));
      }
    }
    live(page, "onLoad", query);
    live(page, "onShow");
    if (page.lifetimes && host.isFunction(page.lifetimes.ready)) {
      host.guard(`ready of ${route}`, () => page.lifetimes.ready.call(page));
    }
    live(page, "onReady");
  }

  function close(count) {
    for (let left = count; left > 0 && stack.length; left--) live(stack.pop(), "onUnload");
  }

  const top = () => stack[stack.length - 1];

  const moves = {
    navigateTo: (url) => {
      live(top(), "onHide");
      open(url);
    },
    redirectTo: (url) => {
      close(1);
      open(url);
    },
    reLaunch: (url) => {
      close(stack.length);
      open(url);
    },
    switchTab: (url) => {
      const [route] = routeOf(url);
      const kept = stack.find((page) => page.route === route);
      close(stack.length - (kept ? 1 : 0));
      if (kept) {
        stack.splice(0, stack.length, kept);
        live(kept, "onShow");
      } else open(url);
    },
  };

  function refusal(api, url) {
    if (typeof url !== "string") {
      return `${api}:fail parameter error: parameter.url should be String instead of ${
        url === undefined ? "Undefined" : Object.prototype.toString.call(url).slice(8, -1)
      };`;
    }
    const [route] = routeOf(url);
    if (!host.config.pages.includes(route)) return `${api}:fail page "${route}" is not found`;
    const isTab = host.config.tabs.includes(route);
    if (api === "switchTab" && !isTab) return "switchTab:fail can not switch to no-tabBar page";
    if ((api === "navigateTo" || api === "redirectTo") && isTab) {
      return `${api}:fail can not ${api} a tabbar page`;
    }
    if (api === "navigateTo" && stack.length >= 10) return "navigateTo:fail webview count limit exceed";
    return undefined;
  }

  host.navigation = {};
  for (const api of Object.keys(moves)) {
    host.navigation[api] = (options) => {
      const url = options && options.url;
      const wrong = refusal(api, url);
      const result = { errMsg: wrong ?? `${api}:ok` };
      if (wrong === undefined && api === "navigateTo") result.eventChannel = {};
      const begin = (answer) => {
        if (answer.eventChannel) answer.eventChannel = eventChannel();
        moves[api](url);
      };
      return host.call(api, options, { result, begin });
    };
  }
  host.navigation.navigateBack = (options) => {
    const wanted = Math.max(1, Number(options && options.delta) || 1);
    const begin = () => {
      close(Math.min(wanted, stack.length - 1));
      live(top(), "onShow");
    };
    const enough = stack.length > 1;
    const errMsg = enough ? "navigateBack:ok" : "navigateBack:fail cannot navigate back at first page.";
    return host.call("navigateBack", options, { result: { errMsg }, begin });
  };

  host.launch = (options) => {
    live(app, "onLaunch", options);
    live(app, "onShow", options);
  };
  host.open = open;
  host.currentRoute = () => (stack.length ? top().route : "");

  host.currentData = () => (stack.length ? top().data : null);

  // A person does something to the page on top.
  host.trigger = (method, event) => {
    const page = top();
    if (!page || !host.isFunction(page[method])) return "missing";
    host.gesture = true;
    host.guard(`${method} of ${page.route}`, () => page[method](host.revive(event)));
    return "done";
  };
  host.methods = () => {
    const page = top();
    return page ? Object.keys(page).filter((name) => host.isFunction(page[name])) : [];
  };
});
