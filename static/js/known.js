// Search before create: people beside the name, projects beside the place of work; an arrow and Enter fill in the rest.
"use strict";

(() => {
  const form = document.querySelector("[data-intake]");
  const panel = document.querySelector("[data-known]");
  if (!form || !panel) return;
  const WAIT = 200;
  const LEAST = 2;
  const list = panel.querySelector("[role=listbox]");
  const title = panel.querySelector("[data-title]");
  const SEARCHED = { name: list.dataset.people, project_name: list.dataset.projects };
  // A picked person is one person: these fields change together, whatever stood there.
  const OF_THE_PERSON = ["known_person", "name", "gender", "id_number", "phone", "address", "job_type"];
  const MASKED = ["id_number", "phone", "address"];
  const REQUIRED = ["name", "project_name", "employer_name", "workers_count", "amount_yuan", "owed_from", "demand"];
  const filledIn = new Map();
  let timer = 0;
  let running = null;
  let filling = false;
  let composedAt = 0;
  let pickedName = form.elements.known_person.value && form.elements.name.value;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  for (const name of [...Object.keys(SEARCHED), "employer_name"]) {
    const field = form.elements[name];
    if (SEARCHED[name]) field.removeAttribute("list");
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", "known");
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    panel.hidden = true;
    list.replaceChildren();
    for (const field of form.querySelectorAll("[aria-controls=known]")) {
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    }
  }

  function open(field, heading) {
    panel.hidden = list.children.length === 0;
    title.textContent = heading;
    field.setAttribute("aria-expanded", String(!panel.hidden));
  }

  async function ask(field) {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams({
      csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value,
      submission: form.elements.submission.value,
      text: field.value,
    });
    try {
      const answer = await fetch(SEARCHED[field.name], { method: "POST", body, signal: running.signal });
      if (!answer.ok || answer.redirected || document.activeElement !== field) return;
      list.innerHTML = (await answer.text()).trim();
      open(field, title.dataset.title);
    } catch (error) {
      // The list is help, not a condition: without it everything can be typed.
      if (error.name !== "AbortError") close();
    }
  }

  function typed(field) {
    clearTimeout(timer);
    if (field.name === "name") forget();
    if (field.value.trim().length < LEAST) close();
    else timer = setTimeout(() => ask(field), WAIT);
  }

  // Another name is another person: what was masked belongs to the one picked before.
  function forget() {
    if (!pickedName || form.elements.name.value.trim() === pickedName) return;
    pickedName = "";
    form.elements.known_person.value = "";
    for (const name of MASKED) if (form.elements[name].value.includes("*")) write(form.elements[name], "");
  }

  function write(field, value) {
    if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) return;
    field.value = value;
    filledIn.set(field.name, value);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function say(name, sentence, warns) {
    const beside = document.getElementById(`id_${name}_beside`);
    if (!beside) return;
    beside.textContent = sentence;
    beside.classList.toggle("warns", warns);
  }

  function fillIn(values, from) {
    filling = true;
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements[name];
      const own = name === from || ("known_person" in values && OF_THE_PERSON.includes(name));
      const free = !field.value.trim() || filledIn.get(name) === field.value || !("known_person" in values || from);
      if (own || (free && value)) write(field, value);
    }
    if (values.known_person) pickedName = values.name;
    if (values.owed_from) say("owed_until", "照上次登记，请核对", true);
    const contractor = values.general_contractor_name;
    if (values.project_name) say("project_name", contractor ? `总包 ${contractor}` : "", false);
    filling = false;
  }

  function goOn() {
    const empty = REQUIRED.find((name) => {
      const waits = name === "amount_yuan" && form.elements.amount_unknown.checked;
      return !waits && !form.elements[name].value.trim();
    });
    const next = form.elements[empty ?? "id_number"];
    next.focus();
    next.select();
  }

  function pick(option) {
    const employers = JSON.parse(option.dataset.employers ?? "[]");
    fillIn(JSON.parse(option.dataset.fill), document.activeElement.name);
    close();
    goOn();
    if (employers.length && !form.elements.employer_name.value) offerEmployers(employers);
  }

  // Several debtors on one project: the clerk chooses, the same way.
  function offerEmployers(employers) {
    const rows = employers.map((name, index) => {
      const row = document.createElement("div");
      row.id = `known-${index + 1}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.dataset.fill = JSON.stringify({ employer_name: name });
      row.textContent = name;
      return row;
    });
    list.replaceChildren(...rows);
    form.elements.employer_name.focus();
    open(form.elements.employer_name, "这个项目登记过的欠薪方");
  }

  function choose(step) {
    const all = options();
    const at = all.indexOf(chosen());
    chosen()?.setAttribute("aria-selected", "false");
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    document.activeElement.setAttribute("aria-activedescendant", next.id);
  }

  form.addEventListener("compositionend", (event) => {
    composedAt = event.timeStamp;
    if (SEARCHED[event.target.name]) typed(event.target);
  });

  form.addEventListener("input", (event) => {
    if (filling || event.isComposing) return;
    if (SEARCHED[event.target.name]) typed(event.target);
    else if (event.target.getAttribute("aria-controls") === "known") close();
  });

  form.addEventListener(
    "keydown",
    (event) => {
      if (event.target.getAttribute("aria-controls") !== "known" || panel.hidden) return;
      if (event.isComposing || event.keyCode === 229 || event.timeStamp - composedAt < 50) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && !event.ctrlKey && chosen()) pick(chosen());
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true
  );

  form.addEventListener("focusout", (event) => {
    if (event.target.getAttribute("aria-controls") === "known") close();
  });

  // The mouse must not take the focus away before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option);
  });

  // A page that comes back from the browser's memory must not show who was found before.
  window.addEventListener("pagehide", close);
})();
