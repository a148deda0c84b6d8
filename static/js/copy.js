// Copies a text field; where the browser does not allow that, the text is selected for Ctrl+C.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[data-copied]");
  button.hidden = false;
  // The old command: it answers at once and asks nobody, and the newer clipboard does not exist without HTTPS.
  button.addEventListener("click", () => {
    field.select();
    told.textContent = document.execCommand("copy") ? told.dataset.done : told.dataset.failed;
  });
}
