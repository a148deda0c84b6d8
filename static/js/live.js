// A part of the page that renews itself while others work on the same thing. Never under somebody's hands.
"use strict";

(() => {
  const part = document.querySelector("[data-live]");
  if (!part) return;
  const FIELDS = "input:not([type=hidden]), select, textarea";
  const state = () => part.querySelector("[data-live-state]")?.dataset.liveState;

  function isTyping() {
    if (document.activeElement?.matches(FIELDS)) return true;
    return [...document.querySelectorAll("input[type=text], textarea")].some(
      (field) => field.value !== field.defaultValue,
    );
  }

  // Whoever stands on a link or a button stands there still.
  function replace(html) {
    const active = part.contains(document.activeElement) ? document.activeElement : null;
    const mark = active?.outerHTML;
    const scrolled = part.querySelector(".scrolls")?.scrollTop ?? 0;
    part.innerHTML = html;
    const list = part.querySelector(".scrolls");
    if (list) list.scrollTop = scrolled;
    if (active) [...part.querySelectorAll(active.tagName)].find((each) => each.outerHTML === mark)?.focus();
  }

  async function renew() {
    if (document.hidden || isTyping()) return;
    const before = state();
    try {
      const answer = await fetch(part.dataset.live);
      // Signed out, or no longer shown to this account: the page itself says so.
      if (answer.redirected || !answer.ok) return;
      const html = (await answer.text()).trim();
      if (isTyping()) return;
      replace(html);
      if (state() !== before) location.reload();
    } catch {
      // No connection: the next turn tries again.
    }
  }

  setInterval(renew, Number(part.dataset.liveSeconds) * 1000);
  document.addEventListener("visibilitychange", renew);
})();
