// MathJax as Anki sets it up, without a page: `typeset` gives it one formula and says what came of it.
// Anki takes every package of the bundle but textmacros (its js/mathjax.js); \require loads no other here.
"use strict";
(() => {
  const modules = MathJax._;
  const { Configuration } = modules.input.tex.Configuration;
  const { NodeFactory } = modules.input.tex.NodeFactory;
  const { HTMLMathItem } = modules.handlers.html.HTMLMathItem;
  const { mathjax } = modules.mathjax;
  const adaptor = modules.adaptors.liteAdaptor.liteAdaptor();
  modules.handlers.html_ts.RegisterHTMLHandler(adaptor);
  // What can be toggled listens to clicks; there are none here.
  modules.adaptors.lite.Element.LiteElement.prototype.addEventListener = () => {};

  // So many nodes and so deep: what a phone typesets in a moment, and its stack holds.
  const NODES = 10000;
  const DEPTH = 300;
  const OWN = ["noundefined", "textmacros"];
  const packages = modules.input.tex.AllPackages.AllPackages.filter(name => !OWN.includes(name));
  const allow = Object.fromEntries([...packages, "physics", "noundefined"].map(name => [name, true]));
  for (const name of ["base", "configmacros", "tagformat"]) allow[name] = false;

  class Refused extends Error {}

  let found;
  const nothing = () => ({ nodes: 0, error: "", undefined: [] });

  // MathJax shows what it does not know in red; here it is also counted.
  Configuration.create("undefined", {
    fallback: {
      macro: (parser, name) => {
        found.undefined.push(name);
        const text = parser.create("text", "\\" + name);
        parser.Push(parser.create("node", "mtext", [], { mathcolor: "red" }, text));
      },
    },
    priority: 3,
  });
  const create = NodeFactory.prototype.create;
  NodeFactory.prototype.create = function (...given) {
    found.nodes += 1;
    if (found.nodes > NODES) throw new Refused("it is too large");
    return create.apply(this, given);
  };

  const texOf = () =>
    new modules.input.tex_ts.TeX({
      packages: [...packages, "undefined", "require"],
      require: { allow, defaultAllow: false },
      formatError: (jax, error) => {
        found.error = found.error || error.message.replace(/\n.*/, "");
        return jax.formatError(error);
      },
    });
  const documentOf = output => mathjax.document("", { InputJax: texOf(), OutputJax: output });

  let boxes;
  const watched = output => {
    const { processMath } = output;
    output.processMath = function (...given) {
      processMath.apply(this, given);
      boxes = [...this.nodeMap.values()].map(wrapper => wrapper.getOuterBBox());
    };
    return output;
  };
  const page = watched(
    new modules.output.chtml_ts.CHTML({ font: new modules.output.chtml.fonts.tex_ts.TeXFont(), fontURL: "" }),
  );
  found = nothing();
  let document = documentOf(page);

  // Where what formulas define is kept: as long as the page in Anki, for one formula here.
  const DEFINED = ["new-Command", "new-Delimiter", "new-Environment", "mathtools-paired-delims", "ams-declare-ops"];
  const definedIn = options =>
    DEFINED.flatMap(map => [...(options.handlers.retrieve(map)?.map.keys() ?? [])]).map(name => name.replace(/^\\/, ""));
  let untouched;
  const isKnown = name => {
    untouched = untouched ?? texOf().parseOptions.handlers;
    const kinds = [["macro", name], ["delimiter", "\\" + name], ["environment", name]];
    return kinds.some(([kind, of]) => untouched.get(kind).contains(of));
  };
  const keptBy = options =>
    options.packageData.get("require").required.length + options.packageData.get("color").model.userColors.size;

  const measure = root => {
    const attributes = new Map();
    const open = [[root, 1]];
    while (open.length) {
      const [node, depth] = open.pop();
      if (depth > DEPTH) throw new Refused("it is nested too deeply");
      for (const [name, value] of Object.entries(node.attributes?.getAllAttributes() ?? {}))
        attributes.set(name + "\n" + value, [name, String(value)]);
      for (const child of node.childNodes ?? []) if (child) open.push([child, depth + 1]);
    }
    return [...attributes.values()];
  };

  const itemOf = (tex, display, on) => {
    const item = new HTMLMathItem(tex, on.inputJax[0], display);
    // Letters that are not in its font are measured on a page.
    item.start.node = adaptor.body(on.document);
    item.setMetrics(16, 8, 390, 1e6, 1);
    // An extension that is in the bundle still asks for another try.
    for (let tries = 8; ; tries -= 1)
      try {
        item.compile(on);
        return item;
      } catch (error) {
        if (!error.retry || !tries) throw error;
        found.undefined = [];
      }
  };

  const typesetOn = (tex, display) => {
    const options = document.inputJax[0].parseOptions;
    const kept = keptBy(options);
    const item = itemOf(tex, display, document);
    const attributes = measure(item.root);
    item.typeset(document);
    const most = sizes => sizes.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0);
    const [widths, heights] = [boxes.map(box => box.w), boxes.flatMap(box => [box.h, box.d])];
    const defined = [...new Set(definedIn(options))];
    const replaced = defined.filter(isKnown);
    const changed = defined.length > 0 || keptBy(options) > kept;
    const extent = [most([...widths, ...heights].map(size => -size)), most(widths), most(heights)];
    return { changed, attributes, extent, defined, replaced };
  };

  const withCare = work => {
    found = nothing();
    let changed = true;
    try {
      const came = work();
      changed = came.changed;
      return JSON.stringify({ ...came, error: found.error, undefined: [...new Set(found.undefined)] });
    } catch (error) {
      const tooDeep = error instanceof RangeError && /stack/.test(error.message);
      const why = error instanceof Refused ? error.message : tooDeep ? "it is nested too deeply" : error.message;
      return JSON.stringify({ failed: why });
    } finally {
      if (changed) document = documentOf(page);
    }
  };

  globalThis.typeset = (tex, display) => withCare(() => typesetOn(tex, display));

  // As SVG; its scripts are loaded before the first one.
  let drawing;
  globalThis.draw = (tex, display) =>
    withCare(() => {
      const { SVG } = modules.output.svg_ts;
      drawing = drawing ?? new SVG({ font: new modules.output.svg.fonts.tex_ts.TeXFont(), fontCache: "local" });
      const on = documentOf(drawing);
      const item = itemOf(tex, display, on);
      item.typeset(on);
      return { changed: false, svg: adaptor.innerHTML(item.typesetRoot) };
    });
})();
0;
