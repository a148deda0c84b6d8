// The ledger by keyboard: arrows go from row to row, Enter opens (it is a link), `n` leads to a new claim.
"use strict";

(() => {
  const links = [...document.querySelectorAll("[data-rows] tbody th a")];
  const intake = document.querySelector("[data-new]")?.dataset.new;
  let at = -1;

  // One stop for Tab, as in a list of choices; the arrows move it.
  function settle(place) {
    at = place;
    links.forEach((link, index) => (link.tabIndex = index === Math.max(at, 0) ? 0 : -1));
  }

  function move(step) {
    settle(at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1));
    links[at].focus();
  }

  links.forEach((link, index) => {
    link.addEventListener("focus", () => settle(index));
    // Whoever comes back from a case goes on at its row.
    link.addEventListener("click", () => history.replaceState({ row: index }, ""));
  });
  settle(-1);
  links[history.state?.row]?.focus();

  document.addEventListener("keydown", (event) => {
    const composing = event.isComposing || event.keyCode === 229;
    const writes = event.target.closest("input, select, textarea, [contenteditable]");
    if (composing || writes || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && links.length) {
      event.preventDefault();
      move(step);
    } else if (event.key === "n" && intake) {
      event.preventDefault();
      location.assign(intake);
    }
  });
})();
