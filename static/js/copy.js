// Copies a text field; where the browser does not allow that, the text is selected for Ctrl+C.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      // Without HTTPS there is no clipboard; the old command still works there.
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else if (!document.execCommand("copy")) throw new Error("refused");
      told.textContent = told.dataset.done;
    } catch {
      told.textContent = told.dataset.failed;
    }
  });
}
