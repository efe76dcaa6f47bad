// require, as WeChat resolves it, over sources that were all given at the start.
(function (host) {
  "use strict";
  const sources = new Map();
  const loaded = new Map();
  let packages = {};
  const evaluate = globalThis.eval;

  host.give = (files, npm) => {
    for (const file of files) sources.set(file.path, file);
    packages = npm;
  };

  function joined(folder, id) {
    const parts = [];
    for (const part of `${folder}/${id}`.split("/")) {
      if (part === "..") parts.pop();
      else if (part !== "." && part !== "") parts.push(part);
    }
    return parts.join("/");
  }

  function folderOf(path) {
    return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  }

  function* candidates(folder, id) {
    if (id.startsWith("/")) {
      yield joined("", id);
      // Older base libraries look below the folder of the module.
      yield joined(folder, id);
      return;
    }
    yield joined(folder, id);
    if (id.startsWith(".")) return;
    for (let above = folder; ; above = folderOf(above)) {
      yield joined(above, `miniprogram_npm/${id}`);
      if (above === "") break;
    }
    if (packages[id]) yield packages[id];
  }

  function resolve(folder, id) {
    for (const path of candidates(folder, String(id))) {
      for (const found of [path, `${path}.js`, `${path}/index.js`]) {
        if (sources.has(found)) return found;
      }
    }
    return null;
  }

  function load(path) {
    const known = loaded.get(path);
    if (known) return known.exports;
    const { source, line } = sources.get(path);
    const module = { exports: {}, id: path };
    loaded.set(path, module);
    // The empty lines before it make the line number tell which file it is.
    const before = "\n".repeat(line - 1) + "(function (require, module, exports) {";
    try {
      const run = evaluate(`${before}${source}\n})\n//# sourceURL=wxsim-modules`);
      run.call(module.exports, requireFrom(path), module, module.exports);
    } catch (error) {
      loaded.delete(path);
      throw error;
    }
    return module.exports;
  }

  function requireFrom(from) {
    const folder = folderOf(from);
    const require = (id) => {
      if (typeof id !== "string" || id === "") {
        throw new Error(`require args must be a string, not ${host.show(id)}`);
      }
      const path = resolve(folder, id);
      if (path === null) {
        const wanted = joined(folder, id).replace(/(\.js)?$/, ".js");
        throw new Error(`module '${wanted}' is not defined, require args is '${id}'`);
      }
      return load(path);
    };
    require.async = (id) => new Promise((done) => done(require(id)));
    return require;
  }

  // `import x from "y"` of a module that exports nothing in the ES way gives all of it.
  globalThis.__wxsimDefault = (module) =>
    module !== null && typeof module === "object" && module.__esModule ? module.default : module;
  globalThis.__wxsimStar = (module) =>
    module !== null && typeof module === "object" && module.__esModule
      ? module
      : { ...module, default: module };

  host.has = (path) => sources.has(path);
  host.require = (path) => requireFrom("")(`/${path}`);
  globalThis.global = globalThis;
  globalThis.requirePlugin = (name) => {
    host.post({ op: "note", text: `requirePlugin("${name}") gave an empty object`, stack: host.stack() });
    return {};
  };
});
