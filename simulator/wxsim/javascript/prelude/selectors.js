// wx.createSelectorQuery. No page is drawn, so every node is as large as the next.
(function (host) {
  "use strict";
  const RECT = { left: 0, top: 0, right: 390, bottom: 100, width: 390, height: 100 };

  host.createSelectorQuery = () => {
    const asked = [];
    const query = {};
    const nodes = (selector, all) => {
      const ask = (kind, answer) => (callback) => {
        const one = { id: "", dataset: {}, ...answer };
        asked.push({ told: `${selector} ${kind}`, result: all ? [one] : one, callback });
        return query;
      };
      return {
        boundingClientRect: ask("boundingClientRect", RECT),
        scrollOffset: ask("scrollOffset", { scrollLeft: 0, scrollTop: 0 }),
        fields: (_, callback) => ask("fields", RECT)(callback),
        context: ask("context", { context: null }),
        node: ask("node", { node: null }),
      };
    };
    query.in = () => query;
    query.select = (selector) => nodes(selector, false);
    query.selectAll = (selector) => nodes(selector, true);
    query.selectViewport = () => nodes("viewport", false);
    query.exec = (callback) => {
      const success = () => {
        const results = asked.map((one) => ({ ...one.result }));
        asked.forEach((one, at) => {
          if (host.isFunction(one.callback)) {
            host.guard("a callback of a SelectorQuery", () => one.callback(results[at]));
          }
        });
        if (host.isFunction(callback)) host.guard("SelectorQuery.exec", () => callback(results));
      };
      host.call(
        "createSelectorQuery",
        { success, told: asked.map((one) => one.told) },
        { result: { errMsg: "createSelectorQuery:ok" } },
      );
      return query;
    };
    return query;
  };
});
