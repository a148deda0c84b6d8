// A further visit: Ctrl+Enter saves, a second click does not send twice; on the intake page Alt+9 follows the hint.
"use strict";

(() => {
  const form = document.querySelector("[data-visit-form]");
  let sent = false;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (form && event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      form.querySelector("[data-save]").click();
    } else if (event.altKey && event.key === "9") {
      const link = document.querySelector("[data-visit]");
      if (!link) return;
      event.preventDefault();
      link.click();
    }
  });

  form?.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });

  window.addEventListener("pageshow", () => {
    sent = false;
  });
})();
