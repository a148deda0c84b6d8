// While a claim is typed: earlier claims of the same person and open cases of the same matter, beside the form.
"use strict";

(() => {
  const hint = document.querySelector("[data-duplicate-hint]");
  const form = document.querySelector("[data-intake]");
  if (!hint || !form) return;
  const WAIT = 300;
  const LOOKED_AT = ["name", "id_number", "phone", "project_name", "employer_name", "known_person"];
  // A name alone is what the list of known people answers.
  const TELLING = ["id_number", "phone", "project_name", "employer_name"];
  let timer = 0;
  let running = null;
  let asked = "";

  async function ask() {
    const body = new URLSearchParams(LOOKED_AT.map((name) => [name, form.elements[name].value.trim()]));
    if (body.toString() === asked) return;
    asked = body.toString();
    if (!TELLING.some((name) => body.get(name))) {
      hint.replaceChildren();
      return;
    }
    running?.abort();
    running = new AbortController();
    // The mark of this form: asked ten times while typing, what was shown is written down once.
    body.set("submission", form.elements.submission.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(hint.dataset.duplicateHint, { method: "POST", body, signal: running.signal });
      if (answer.ok && !answer.redirected) hint.innerHTML = (await answer.text()).trim();
    } catch (error) {
      // The hint is help, not a condition: without it the server still asks when saving.
      if (error.name !== "AbortError") asked = "";
    }
  }

  form.addEventListener("input", (event) => {
    if (!LOOKED_AT.includes(event.target.name) || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  form.addEventListener("compositionend", (event) => {
    if (!LOOKED_AT.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  if (LOOKED_AT.some((name) => form.elements[name].value.trim())) ask();
})();
