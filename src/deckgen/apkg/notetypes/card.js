// Comforts, without which a card lacks nothing else: a tapped picture is enlarged, a tapped option is chosen, a footnote's
// link stays on the card, short code is not broken, and columns of text have room. Nothing global, no listener outlives the
// card, and no two braces in a row (Anki's templates). What measures waits for the next turn of the event loop
// (setTimeout): Anki runs this before the card is laid out.
(function () {
  var card = document.querySelector(".deckgen");
  if (!card) { return; }

  function enlarge(picture, event) {
    var layer = document.createElement("div"), copy = picture.cloneNode();
    layer.className = "enlarged tappable";
    copy.className = "";
    copy.removeAttribute("height");
    copy.width = Math.max(picture.naturalWidth, Math.round(window.innerWidth * 1.8));
    layer.appendChild(copy);
    layer.onclick = function (close) { close.stopPropagation(); layer.remove(); };
    card.appendChild(layer);
    var box = picture.getBoundingClientRect();
    layer.scrollLeft = copy.width * (event.clientX - box.left) / box.width - window.innerWidth / 2;
    layer.scrollTop = copy.clientHeight * (event.clientY - box.top) / box.height - window.innerHeight / 2;
  }

  // AnkiDroid and AnkiMobile leave taps on "tappable" elements to the card instead of turning it over.
  function offer(picture) {
    if (picture.closest("a, summary") || picture.naturalWidth < picture.clientWidth * 1.1) { return; }
    picture.classList.add("enlargeable", "tappable");
    picture.onclick = function (event) { event.stopPropagation(); enlarge(picture, event); };
  }

  card.querySelectorAll("img:not(.math):not(.emoji)").forEach(function (picture) {
    if (picture.complete) { setTimeout(offer, 0, picture); }
    else { picture.onload = function () { offer(picture); }; }
  });

  // On the front a tap chooses an option; the back shows what was chosen and what is right. The sides may be two pages, and
  // a page may keep nothing: then nothing is shown as chosen.
  function offerChoice(list) {
    var options = Array.prototype.slice.call(list.children), several = list.classList.contains("several");
    var asked = list.closest(".front").textContent + "\n", key = card.querySelector("[data-right]");
    var right = key ? key.getAttribute("data-right").split(" ") : [];
    function choose(chosen) {
      options.forEach(function (option, at) { option.setAttribute("aria-checked", chosen.indexOf(String(at)) >= 0); });
    }
    function chosen() {
      return Object.keys(options).filter(function (at) { return options[at].getAttribute("aria-checked") === "true"; });
    }
    function keep() {
      try { sessionStorage.setItem("deckgen", asked + chosen().join(" ")); }
      catch (refused) { return; }
    }
    function kept() {
      try { return sessionStorage.getItem("deckgen") || ""; }
      catch (refused) { return ""; }
    }
    list.setAttribute("role", several ? "group" : "radiogroup");
    options.forEach(function (option) { option.setAttribute("role", several ? "checkbox" : "radio"); });
    if (card.querySelector(".back, #answer")) {
      choose(kept().indexOf(asked) ? [] : kept().slice(asked.length).split(" "));
      right.forEach(function (at) { options[at].classList.add("correct"); });
      chosen().forEach(function (at) { options[at].classList.toggle("wrong", right.length > 0 && right.indexOf(at) < 0); });
      return;
    }
    choose([]);
    keep();
    options.forEach(function (option, at) {
      option.classList.add("tappable");
      option.onclick = function (event) {
        if (event.target.closest("a")) { return; }
        var before = chosen(), others = before.filter(function (other) { return other !== String(at); });
        choose((several ? others : []).concat(before.length > others.length ? [] : [String(at)]));
        keep();
      };
    });
  }
  var list = card.querySelector(".front .options");
  if (list) { offerChoice(list); }

  // Short code stays in one piece where there is room for it. A column of long text is none of words, and a short cell stays
  // in one piece; but less of both is better than a table that scrolls for want of it. A formula is one piece anyhow.
  function keepWhole(code) {
    var place = code.parentNode;
    while (!place.clientWidth && place !== card) { place = place.parentNode; }
    code.classList.add("whole");
    if (code.offsetWidth > place.clientWidth) { code.classList.remove("whole"); }
  }
  function letters(cell) {
    var copy = cell.cloneNode(true);
    copy.querySelectorAll(".math").forEach(function (formula) { formula.remove(); });
    return copy.textContent.trim().replace(/[^\x00-\xff]/g, "  ").length;
  }
  function fit(table) {
    var cells = Array.prototype.map.call(table.querySelectorAll("td, th"), function (cell) { return [cell, letters(cell)]; });
    function give(longest, room) {
      cells.forEach(function (cell) {
        cell[0].classList.remove("roomy", "snug", "whole");
        if (cell[1] > 14 || cell[1] <= longest) { cell[0].classList.add(cell[1] > 14 ? room : "whole"); }
      });
    }
    give(14, "roomy");
    if (table.scrollWidth <= table.clientWidth) { return; }
    give(8, "snug");
    if (table.scrollWidth > table.clientWidth) { give(14, "roomy"); }
  }
  card.querySelectorAll("table").forEach(function (table) {
    fit(table);
    // Again when its formulas are typeset and when the phone is turned; not at once, or the browser complains of a loop.
    if (window.ResizeObserver) { new ResizeObserver(function () { setTimeout(fit, 0, table); }).observe(table); }
  });
  card.querySelectorAll(":not(pre) > code").forEach(function (code) {
    if (code.textContent.length <= 24) { setTimeout(keepWhole, 0, code); }
  });

  card.querySelectorAll('a[href^="#"]').forEach(function (link) {
    link.onclick = function (event) {
      event.preventDefault();
      var id = decodeURIComponent(link.getAttribute("href").slice(1));
      var target = (link.closest(".front, .back") || card).querySelector('[id="' + CSS.escape(id) + '"]');
      if (target) { target.scrollIntoView({ block: "center" }); }
    };
  });
})();
