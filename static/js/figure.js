// Figures that take longer to count than a page may: asked for once the page stands.
"use strict";

(() => {
  for (const link of document.querySelectorAll("[data-figure]")) {
    const shown = link.querySelector("strong");
    fetch(link.dataset.figure).then(async (answer) => {
      const text = answer.ok && !answer.redirected ? (await answer.text()).trim() : "";
      if (!/^\d+$/.test(text)) return;
      shown.textContent = text;
      link.className = text === "0" ? "zero" : link.dataset.tone;
    }, () => {
      // The link leads to the list all the same.
    });
  }
})();
