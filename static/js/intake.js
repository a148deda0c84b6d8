// Keyboard of the intake form, and what is said beside a field while it is typed. Nothing here decides: it only warns.
"use strict";

(() => {
  const form = document.querySelector("[data-intake]");
  if (!form) return;
  const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  let composedAt = 0;
  let sent = false;

  function say(field, sentence, warns) {
    const beside = document.getElementById(`${field.id}_beside`);
    if (!beside) return;
    beside.textContent = sentence;
    beside.classList.toggle("warns", warns);
  }

  function idWarning(text) {
    const number = text.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
    if (!number || number.includes("*")) return "";
    if (number.length === 15 && /^\d{15}$/.test(number)) return "15 位旧号码，请尽量改填 18 位";
    if (number.length !== 18) return `现为 ${number.length} 位，应为 18 位`;
    if (!/^\d{17}[\dX]$/.test(number)) return "前 17 位应为数字，末位应为数字或 X";
    const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
    return "10X98765432"[sum % 11] === number[17] ? "" : "校验码不符，可能有一位输错";
  }

  function phoneWarning(text) {
    const number = text.normalize("NFKC").replace(/[\s()-]/g, "").replace(/^(\+86|0086)/, "");
    if (!number || number.includes("*") || /^1[3-9]\d{9}$/.test(number)) return "";
    return /^(0\d{2,3})?[2-9]\d{6,7}$/.test(number) ? "" : "不像手机号或带区号的固定电话，请核对";
  }

  const CHECKS = { id: idWarning, phone: phoneWarning };

  for (const field of form.querySelectorAll("[data-check]")) {
    field.addEventListener("input", () => {
      const sentence = CHECKS[field.dataset.check](field.value);
      say(field, sentence, sentence !== "");
    });
  }

  const amount = document.getElementById("id_amount_yuan");
  const unknown = document.getElementById("id_amount_unknown");
  amount.addEventListener("input", () => {
    const cents = Yuan.cents(amount.value);
    say(amount, cents === null ? "" : Yuan.inWords(cents), false);
    if (amount.value.trim() && amount.value.trim() !== "不详") unknown.checked = false;
  });
  unknown.addEventListener("change", () => {
    if (!unknown.checked) return;
    amount.value = "";
    say(amount, "", false);
  });

  // The usual demand stands there already: whoever types there writes another.
  const demand = document.getElementById("id_demand");
  demand.addEventListener("focus", () => {
    if (demand.value === demand.dataset.usual) demand.select();
  });
  document.getElementById("id_is_not_wages").addEventListener("change", (event) => {
    if (event.target.checked && demand.value === demand.dataset.usual) demand.value = "";
  });

  // Some input methods end a composition just before the key that ended it arrives.
  form.addEventListener("compositionend", (event) => {
    composedAt = event.timeStamp;
  });

  function isComposing(event) {
    return event.isComposing || event.keyCode === 229 || event.timeStamp - composedAt < 50;
  }

  function nextField(field) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea, [data-save]")].filter(
      (other) => !other.closest("details:not([open])")
    );
    return fields[fields.indexOf(field) + 1];
  }

  // The cursor may have been anywhere in the form, or on something that is gone by now.
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest("form") ?? form;
    if (event.key !== "Enter" || !event.ctrlKey || isComposing(event) || elsewhere !== form) return;
    const button = (event.shiftKey && form.querySelector("[data-save-print]")) || form.querySelector("[data-save]");
    event.preventDefault();
    button.click();
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.shiftKey || isComposing(event)) return;
    if (!event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    const next = nextField(event.target);
    next?.focus();
    if (next?.matches("input[type=text]")) next.select();
  });

  // Alt and a figure: a tick, one more row of the roll, or what is offered beside the form.
  document.addEventListener("keydown", (event) => {
    const target = event.altKey && !event.ctrlKey && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.click();
  });

  // A form that may be sent again over a dead connection watches this itself.
  form.addEventListener("submit", (event) => {
    if (form.dataset.drafts !== undefined) return;
    if (sent) event.preventDefault();
    sent = true;
  });

  // A page that comes back from the browser's memory may be sent again; the server knows it by its mark.
  window.addEventListener("pageshow", () => {
    sent = false;
  });
})();
