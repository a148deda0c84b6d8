// The search box of the frame: `/` leads to it, cases are suggested while one types, arrows and Enter choose.
"use strict";

(() => {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const WAIT = 150;
  const LEAST = 2;
  const box = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let timer = 0;
  let running = null;
  let composedAt = 0;

  const options = () => [...list.querySelectorAll("a[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function close() {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function show(fragment) {
    list.innerHTML = fragment;
    list.hidden = list.children.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  }

  async function suggest() {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, text: box.value });
    try {
      const answer = await fetch(form.dataset.suggest, { method: "POST", body, signal: running.signal });
      // A page to sign in again is no list.
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function choose(step) {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    chosen()?.setAttribute("aria-selected", "false");
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", next.id);
  }

  function typed() {
    clearTimeout(timer);
    if (box.value.trim().length < LEAST) close();
    else timer = setTimeout(suggest, WAIT);
  }

  box.addEventListener("compositionend", (event) => {
    composedAt = event.timeStamp;
    typed();
  });

  box.addEventListener("input", (event) => {
    if (!event.isComposing) typed();
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.timeStamp - composedAt < 50) {
      if (event.key === "Enter") event.preventDefault();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      chosen().click();
    }
  });

  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });

  // A page that comes back from the browser's memory must not show what was suggested before.
  window.addEventListener("pagehide", close);

  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || writes || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // The rows of what was found: arrows go from case to case, Enter follows the link.
  const links = [...document.querySelectorAll("[data-hits] th a")];
  links[0]?.focus();
  document.addEventListener("keydown", (event) => {
    const at = links.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  });

  // Looking somebody's number up is an act on record: typed into the ledger's own query, it goes the other way.
  const PERSONAL = /(^|[^0-9a-z])(\d{17}[\dx]|\d{15}|1[3-9]\d{9})([^0-9a-z]|$)/i;
  const query = document.querySelector("form.query");
  query?.addEventListener("submit", (event) => {
    const typed = query.querySelector("[name=q]")?.value ?? "";
    if (!PERSONAL.test(typed.normalize("NFKC").replace(/[\s-]/g, "")) || /-\d{4}-/.test(typed)) return;
    event.preventDefault();
    box.value = typed;
    form.submit();
  });
})();
