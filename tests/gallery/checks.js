// What must be true of every card. Returns what is not, one line each. Where the card's scripts are blocked, nothing is asked
// that only they do.
scripts => {
  const problems = new Set();
  const say = (what, where) => problems.add(what + ": " + where.replace(/\s+/g, " ").trim().slice(0, 70));
  const qa = document.getElementById("qa");
  const page = document.scrollingElement;
  qa.querySelectorAll("details").forEach(details => { details.open = true; });

  // Nothing is wider than the screen, unless it scrolls inside the card.
  if (page.scrollWidth > window.innerWidth) say("the page scrolls sideways", page.scrollWidth + " px");
  const scrolls = element => {
    for (let at = element; at && at !== qa; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (/auto|scroll/.test(style.overflowX)) return true;
      if (style.position === "absolute" && style.clip !== "auto") return true;
    }
    return false;
  };
  for (const element of qa.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    if (/hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1 && !element.closest("mjx-container"))
      say("cut off", element.outerHTML);
    const box = element.getBoundingClientRect();
    if (box.width && (box.left < -1 || box.right > window.innerWidth + 1) && !scrolls(element.parentElement))
      say("outside the screen", element.outerHTML);
  }

  // What scrolls sideways is cut off above and below; glyphs say where ink is, the invisible MathML does not.
  for (const formula of qa.querySelectorAll(".math, mjx-container")) {
    if (getComputedStyle(formula).overflowY === "visible") continue;
    const room = formula.getBoundingClientRect();
    const ink = [...formula.querySelectorAll("mjx-c")].map(glyph => glyph.getBoundingClientRect()).filter(box => box.height);
    const missing = Math.max(0, ...ink.map(box => Math.max(room.top - box.top, box.bottom - room.bottom)));
    if (missing > 1) say("a formula is cut off by " + missing.toFixed(1) + " px", formula.textContent);
  }

  // What scrolls fades where there is more, here at the right, since nothing is scrolled yet; what does not scroll does not fade.
  for (const box of qa.querySelectorAll("pre, table, .math")) {
    const style = getComputedStyle(box);
    const more = /auto|scroll/.test(style.overflowX) ? box.scrollWidth - box.clientWidth : 0;
    const fades = style.maskImage !== "none" && parseFloat(style.getPropertyValue("--fade-right")) > 0;
    if (more > 1 && !fades) say("scrolls and does not look like it", box.textContent);
    // Of a table it may be one pixel that is hidden; a formula is all there then.
    if (more <= (box.matches(".math") ? 1 : 0) && fades) say("fades and does not scroll", box.textContent);
  }

  // The number of an item is all there.
  const pen = document.createElement("canvas").getContext("2d");
  for (const list of qa.querySelectorAll("ol")) {
    const last = [...list.children].filter(item => item.matches("li")).pop();
    if (!last || list.matches(":dir(rtl)")) continue;
    pen.font = getComputedStyle(last).font;
    let around = list.parentElement;
    while (around !== qa && getComputedStyle(around).overflowX === "visible") around = around.parentElement;
    const room = last.getBoundingClientRect().left - around.getBoundingClientRect().left;
    const number = (list.start + list.querySelectorAll(":scope > li").length - 1) + ". ";
    if (pen.measureText(number).width > room) say("a number is cut off", number + last.textContent);
  }

  // A table scrolls only where five letters a column, or four in one of few, are too many.
  const letters = cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("mjx-container").forEach(formula => formula.remove());
    return copy.textContent.trim().replace(/[^\x00-\xff]/g, "  ").length;
  };
  for (const table of scripts ? qa.querySelectorAll("table") : []) {
    if (table.scrollWidth <= table.clientWidth + 1) continue;
    const cells = [...table.querySelectorAll("td, th")];
    const styles = cells.map(cell => cell.getAttribute("style") ?? "");
    for (const cell of cells)
      cell.style.cssText += letters(cell) > 8
        ? `; min-width: ${letters(cell) > 14 ? 5 : 4}em; white-space: normal`
        : "; min-width: 1.5em; white-space: nowrap";
    if (table.scrollWidth <= table.clientWidth + 1) say("a table scrolls that would fit", table.textContent);
    cells.forEach((cell, at) => { cell.style.cssText = styles[at]; });
  }

  // No line begins with the sign behind a formula.
  for (const formula of qa.querySelectorAll("mjx-container:not([display])")) {
    const walk = document.createTreeWalker(formula.closest("p, li, td, th, dd, dt, div, summary, figcaption") ?? qa, NodeFilter.SHOW_TEXT);
    walk.currentNode = formula;
    let next = walk.nextNode();
    while (next && formula.contains(next)) next = walk.nextNode();
    if (!next || !/^[)\],.;:!?%”’，。、；：！？）］】〕》〉」』％]/.test(next.data)) continue;
    const sign = document.createRange();
    sign.setStart(next, 0);
    sign.setEnd(next, 1);
    const [box, room] = [sign.getBoundingClientRect(), formula.getBoundingClientRect()];
    if (box.height && box.top + box.height / 2 > room.bottom) say("a line begins with a sign", formula.textContent + next.data);
  }

  // Short code is broken only where its line is too short for it.
  for (const code of scripts ? qa.querySelectorAll(":not(pre) > code") : []) {
    const pieces = [...code.getClientRects()];
    let place = code.parentElement;
    while (!place.clientWidth) place = place.parentElement;
    const width = pieces.reduce((sum, piece) => sum + piece.width, 0);
    if (code.textContent.length <= 24 && pieces.length > 1 && width <= place.clientWidth) say("broken code", code.textContent);
  }

  // No line has the ground of a mark and nothing on it.
  for (const marked of qa.querySelectorAll("mark, .cloze")) {
    const style = getComputedStyle(marked), ground = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    if (ground && [...marked.getClientRects()].some(piece => piece.width <= ground + 0.5)) say("ground of nothing", marked.textContent);
  }

  // Formulas in a line are about as large as the text, pictures keep apart and have their corners.
  for (const formula of qa.querySelectorAll(".math:not(.display) mjx-container")) {
    const size = element => parseFloat(getComputedStyle(element).fontSize);
    const ratio = size(formula) / size(formula.parentElement);
    if (ratio < 0.95 || ratio > 1.1) say("a formula of " + ratio.toFixed(2) + " times the text", formula.textContent);
  }
  // Of a pair for day and night only one is there.
  const there = [...qa.querySelectorAll("img:not(.math):not(.emoji)")].filter(image => image.getClientRects().length);
  const pictures = there.map(image => [image, image.getBoundingClientRect()]);
  for (const [at, [image, box]] of pictures.entries()) {
    const style = getComputedStyle(image);
    if (parseFloat(style.borderTopLeftRadius) > parseFloat(style.paddingTop)) say("cut corners", image.outerHTML);
    for (const [, other] of pictures.slice(at + 1))
      if (other.left - box.right < 2 && box.left - other.right < 2 && other.top - box.bottom < 2 && box.top - other.bottom < 2)
        say("pictures touch", image.outerHTML);
  }

  // On the front options can be tapped: the telephones leave taps on such elements to the card.
  if (scripts && !qa.querySelector(".back"))
    for (const option of qa.querySelectorAll(".options > li"))
      if (!option.matches(".tappable[role][aria-checked]")) say("cannot be tapped", option.textContent);

  // Every picture is there, every formula typeset.
  for (const image of qa.querySelectorAll("img")) if (!image.naturalWidth) say("missing picture", image.outerHTML);
  for (const bad of qa.querySelectorAll("mjx-merror")) say("MathJax error", bad.title + " in " + bad.textContent);
  for (const bad of qa.querySelectorAll('mjx-mtext[style*="color: red"], mjx-mtext[style*="color:red"]'))
    say("unknown macro", bad.closest("mjx-container").querySelector("mjx-assistive-mml").textContent);

  // Every visible text can be read: WCAG 2 contrast against what is really behind it.
  const rgba = text => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const luminance = color => {
    const [r, g, b] = color.slice(0, 3).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colours = element => {
    const layers = [];
    let opacity = 1;
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      opacity *= Number(style.opacity);
      layers.push(rgba(style.backgroundColor));
    }
    const behind = layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
    const ink = rgba(getComputedStyle(element).color);
    return [over([ink[0], ink[1], ink[2], ink[3] * opacity], behind), behind];
  };
  const readable = (element, text) => {
    const [ink, paper] = colours(element);
    const [a, b] = [luminance(ink), luminance(paper)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) say("contrast " + ratio.toFixed(2), text);
  };
  const walker = document.createTreeWalker(qa, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let words = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("style, script, mjx-assistive-mml, rp")) continue;
    range.selectNodeContents(node);
    if (![...range.getClientRects()].some(box => box.width > 1 && box.height > 1)) continue;
    if (getComputedStyle(element).visibility !== "visible") continue;
    words += 1;
    readable(element, node.data);
    if (!element.closest("code, pre, .mathjax_ignore") && /\\\(.*\\\)|\\\[.*\\\]/s.test(node.data)) say("not typeset", node.data);
  }
  for (const glyph of qa.querySelectorAll("mjx-c")) { words += 1; readable(glyph, "formula " + glyph.closest("mjx-container").textContent); }
  if (!words && !qa.querySelector("img, audio, video, .replay-button")) say("nothing on it", "");
  return [...problems];
}
