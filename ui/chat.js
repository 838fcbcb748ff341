// What the page does in the browser by itself: the side panel, quotes at the pointer, theme,
// limits in words, copying and saving, asking before removing, a draft that outlives a restart.
// Text of others reaches the page as text (textContent) or through the server's escaped HTML.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const make = (name, properties = {}) => Object.assign(document.createElement(name), properties);

  // -- theme ---------------------------------------------------------------------------
  const THEME = "policy-debate-theme";
  const applyTheme = () => {
    const chosen = localStorage.getItem(THEME);
    if (chosen) document.body.classList.toggle("dark", chosen === "dark");
    document.documentElement.style.colorScheme =
      document.body.classList.contains("dark") ? "dark" : "light";
  };
  const switchTheme = () => {
    const dark = document.body.classList.contains("dark");
    localStorage.setItem(THEME, dark ? "light" : "dark");
    applyTheme();
  };

  // -- the quote at the pointer ----------------------------------------------------------
  let tip;
  const showTip = (cite) => {
    tip.replaceChildren(
      make("bdi", { textContent: "“" + cite.dataset.tip + "”", dir: "auto" }),
      make("small", { textContent: cite.dataset.source, dir: "auto" }),
    );
    tip.hidden = false;
    cite.setAttribute("aria-describedby", "pd-tip");
    const at = cite.getBoundingClientRect();
    const width = Math.min(380, document.documentElement.clientWidth - 24);
    tip.style.width = width + "px";
    const left = Math.min(Math.max(12, at.left - 40), document.documentElement.clientWidth - width - 12);
    const above = at.top - tip.offsetHeight - 8;
    tip.style.left = left + "px";
    tip.style.top = (above > 8 ? above : at.bottom + 8) + "px";
  };
  const hideTip = () => { if (tip) tip.hidden = true; };

  // -- the side panel --------------------------------------------------------------------
  let panel, body, opener = null, asked = 0;
  const cites = () => opener?.isConnected && opener.dataset.n
    ? [...document.querySelectorAll(`.pd-cite[data-turn="${CSS.escape(opener.dataset.turn)}"]`)]
      .filter((one, i, all) => all.findIndex((other) => other.dataset.n === one.dataset.n) === i)
      .sort((a, b) => a.dataset.n - b.dataset.n)
    : [];
  const isOpen = () => !panel.hidden;

  const open = async (from, focus = true) => {
    opener = from;
    hideTip();
    const mine = ++asked;
    panel.hidden = false;
    document.body.classList.add("pd-reading");
    document.querySelectorAll(".pd-cite.pd-current").forEach((one) => one.classList.remove("pd-current"));
    if (from.dataset.n) from.classList.add("pd-current");
    const wanted = { id: from.dataset.article };
    if (from.dataset.check) {
      wanted.start = Number(from.dataset.start);
      wanted.end = Number(from.dataset.end);
      wanted.check = from.dataset.check;
    }
    panel.setAttribute("aria-busy", "true");
    let html;
    try {
      html = await window.pdBridge.read(wanted);
      if (typeof html !== "string") throw new Error("no article"); // what Gradio's client gives when the server is gone
    } catch {
      html = '<div class="pd-article"><p class="pd-problem" role="alert">The article can\'t be loaded: the server does not answer. Wait a moment and open it again.</p></div>';
    }
    if (mine !== asked) return;
    body.innerHTML = html; // escaped by the server (ui/panel.py)
    panel.removeAttribute("aria-busy");
    const all = cites();
    const at = all.findIndex((one) => one.dataset.n === from.dataset.n);
    $("#pd-step").hidden = all.length < 2;
    $("#pd-where").textContent = at >= 0 ? `Source ${from.dataset.n} of ${all.length}` : "Article";
    $("#pd-prev").disabled = at <= 0;
    $("#pd-next").disabled = at < 0 || at >= all.length - 1;
    const mark = $("#pd-quote", panel);
    if (mark) mark.scrollIntoView({ block: "center" }); else $(".pd-article", panel)?.scrollTo(0, 0);
    if (focus) $("#pd-close").focus({ preventScroll: true });
  };
  const step = (by) => {
    const all = cites();
    const next = all[all.findIndex((one) => one.dataset.n === opener.dataset.n) + by];
    if (next) open(next, false);
  };
  const close = () => {
    asked++;
    panel.hidden = true;
    document.body.classList.remove("pd-reading");
    document.querySelectorAll(".pd-cite.pd-current").forEach((one) => one.classList.remove("pd-current"));
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };

  const buildPanel = () => {
    panel = make("aside", { id: "pd-panel", hidden: true });
    panel.setAttribute("aria-label", "Source");
    panel.innerHTML =
      '<div class="pd-bar"><span id="pd-where"></span><span id="pd-step">' +
      '<button type="button" class="pd-small" id="pd-prev" aria-label="Previous source">←<span> Previous</span></button> ' +
      '<button type="button" class="pd-small" id="pd-next" aria-label="Next source"><span>Next </span>→</button></span>' +
      '<button type="button" class="pd-small" id="pd-close" aria-label="Close the source">Close</button></div>' +
      '<div id="pd-panel-body"></div>';
    document.body.append(panel);
    body = $("#pd-panel-body");
    tip = make("div", { id: "pd-tip", hidden: true, role: "tooltip" });
    document.body.append(tip, make("div", { id: "pd-say", className: "pd-away", role: "status" }));
  };

  // -- asking before removing ------------------------------------------------------------
  const confirmRemoval = (button) => {
    const dialog = make("dialog", { className: "pd-dialog" });
    const words = make("p");
    words.append("Remove ", make("bdi", { textContent: button.dataset.label, dir: "auto" }), " from the articles?");
    const acts = make("p", { className: "pd-acts" });
    const no = make("button", { type: "button", className: "pd-small", textContent: "Keep it" });
    const yes = make("button", { type: "button", className: "pd-small pd-danger", textContent: "Remove" });
    acts.append(no, yes);
    dialog.append(words, acts);
    document.body.append(dialog);
    no.onclick = () => dialog.close();
    yes.onclick = () => { window.pdBridge.remove(button.dataset.remove); dialog.close(); };
    dialog.onclose = () => dialog.remove();
    dialog.showModal();
    no.focus();
  };

  // -- copying, saving, asking -----------------------------------------------------------
  const copy = async (button) => {
    const text = button.dataset.markdown;
    try {
      await navigator.clipboard.writeText(text);
    } catch { // without https a browser keeps its clipboard from pages: the old way still works
      const area = make("textarea", { value: text, className: "pd-away" });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, 1600);
  };
  window.pdSave = (text) => {
    const link = make("a", {
      href: URL.createObjectURL(new Blob([text], { type: "text/markdown" })),
      download: "policy-debate.md",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const fill = (text) => {
    const box = $("#pd-box textarea");
    if (!box) return;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };
  const ask = (text) => {
    fill(text);
    setTimeout(() => $("#pd-ask")?.click(), 60);
  };

  // -- limits in words -------------------------------------------------------------------
  window.pdFilters = (publishers, after, before) => {
    const chips = $("#pd-chips");
    if (!chips) return;
    const words = [...(publishers ?? [])];
    if (after) words.push("from " + after);
    if (before) words.push("up to " + before);
    chips.replaceChildren(...words.map((one) => make("bdi", { className: "pd-chip", textContent: one, dir: "auto" })));
    document.body.classList.toggle("pd-limited", words.length > 0);
  };

  // -- a draft that outlives a restart ---------------------------------------------------
  const DRAFT = "policy-debate-draft";
  let waiting = false;
  const remember = () => {
    const box = $("#pd-box textarea");
    const asking = $("#pd-live .pd-question h2")?.textContent;
    const text = asking || box?.value || "";
    if (text) sessionStorage.setItem(DRAFT, text); else sessionStorage.removeItem(DRAFT);
  };
  const recall = () => {
    const text = sessionStorage.getItem(DRAFT);
    if (text) fill(text);
  };

  const watch = () => {
    const live = $("#pd-live");
    if (!live) return;
    new MutationObserver(() => {
      let turn = $(".pd-turn", live);
      // A statement that was on its way when Stop was pressed: its turn is in the thread already.
      if (turn && $(`#pd-thread .pd-turn[data-turn="${turn.dataset.turn}"]`)) {
        turn.hidden = true;
        turn = null;
      }
      if (turn && !waiting) {
        waiting = true;
        if ($("#pd-thread .pd-turn")) turn.scrollIntoView({ block: "start", behavior: "instant" });
        else window.scrollTo(0, 0);
      } else if (!turn && waiting) {
        waiting = false;
        // For screen readers: the answer alone, not the whole conversation that was drawn anew.
        const answer = [...document.querySelectorAll("#pd-thread .pd-turn")].pop()?.querySelector(".pd-answer");
        $("#pd-say").textContent = (answer?.textContent ?? "").slice(0, 600);
      }
      remember();
    }).observe(live, { childList: true, subtree: true });
    document.addEventListener("input", (event) => { if (event.target.closest?.("#pd-box")) remember(); });
  };

  // -- events ----------------------------------------------------------------------------
  const clicked = (event) => {
    const target = event.target.closest?.("button, a");
    if (!target) return;
    if (target.id === "pd-theme") switchTheme();
    else if (target.id === "pd-close") close();
    else if (target.id === "pd-prev") step(-1);
    else if (target.id === "pd-next") step(1);
    else if (target.id === "pd-limit") {
      const shown = document.body.classList.toggle("pd-limiting");
      target.setAttribute("aria-expanded", String(shown));
    } else if (target.matches("[data-copy]")) copy(target);
    else if (target.matches(".pd-example")) ask(target.textContent);
    else if (target.dataset.remove) confirmRemoval(target);
    else if (target.dataset.undo) { target.disabled = true; window.pdBridge.undo(target.dataset.undo); }
    else if (target.dataset.article) open(target);
    else if (target.matches(".pd-bars a")) {
      event.preventDefault();
      document.getElementById(target.getAttribute("href").slice(1))?.scrollIntoView({ block: "start" });
    }
  };
  const keyed = (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (!tip.hidden) hideTip(); else if (isOpen()) close();
  };

  const start = () => {
    buildPanel();
    applyTheme();
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", keyed);
    for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
      document.addEventListener(enter, (event) => {
        const cite = event.target.closest?.(".pd-cite[data-tip]");
        if (cite) showTip(cite);
      });
      document.addEventListener(leave, (event) => { if (event.target.closest?.(".pd-cite")) hideTip(); });
    }
    document.addEventListener("scroll", hideTip, { capture: true, passive: true });
    const ready = setInterval(() => { // Gradio builds the page some time after loading
      if (!$("#pd-live") || !$("#pd-box textarea") || !window.pdBridge) return;
      clearInterval(ready);
      applyTheme();
      watch();
      recall();
      document.body.classList.add("pd-ready");
    }, 50);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
