// A table that is pushed sideways on a narrow screen is reached by keyboard too.
"use strict";

(() => {
  function mark() {
    for (const table of document.querySelectorAll("table.grid:not(.ledger, .cards)")) {
      if (table.scrollWidth > table.clientWidth && getComputedStyle(table).overflowX === "auto") table.tabIndex = 0;
      else table.removeAttribute("tabindex");
    }
  }

  mark();
  addEventListener("resize", mark);
})();
