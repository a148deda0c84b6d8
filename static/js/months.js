// Months as people say them, written out when the field is left: 11, 202011, 去年11月. What is shown is what is sent.
"use strict";

(() => {
  const form = document.querySelector("[data-intake]");
  if (!form) return;
  const FIELDS = ["owed_from", "owed_until"];

  // The day the claim is received: typed, else that of the session, else today.
  function day() {
    const chosen = form.elements.session.selectedOptions[0]?.textContent ?? "";
    const text = form.elements.received_on.value || chosen;
    const found = /(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(text);
    const now = new Date();
    return found ? { year: Number(found[1]), month: Number(found[2]) } : { year: now.getFullYear(), month: now.getMonth() + 1 };
  }

  function monthOf(text) {
    const typed = text.normalize("NFKC").replace(/\s/g, "");
    const today = day();
    let found = /^(20\d{2})(0[1-9]|1[0-2])$/.exec(typed);
    if (found) return [Number(found[1]), Number(found[2])];
    found = /^(前年|去年|今年)?(0?[1-9]|1[0-2])月?$/.exec(typed);
    if (!found) return null;
    const month = Number(found[2]);
    const back = { 前年: 2, 去年: 1, 今年: 0 }[found[1]];
    // A month alone is the last one of that name that has begun.
    return [today.year - (back ?? (month > today.month ? 1 : 0)), month];
  }

  function writeOut(field) {
    const month = monthOf(field.value);
    if (month) field.value = `${month[0]}-${String(month[1]).padStart(2, "0")}`;
  }

  form.addEventListener("focusout", (event) => {
    if (FIELDS.includes(event.target.name)) writeOut(event.target);
  });

  // Ctrl+Enter saves without leaving the field.
  form.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Enter" && FIELDS.includes(event.target.name)) writeOut(event.target);
    },
    true
  );
})();
