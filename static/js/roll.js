// The wage roll: more rows on demand, Σ shown against the amount claimed while typing. Others work on it through `Roll`.
"use strict";

const Roll = (() => {
  const table = document.querySelector("[data-roll]");
  if (!table) return null;
  const body = table.tBodies[0];
  const total = document.getElementById(`id_${table.dataset.roll}-TOTAL_FORMS`);
  const limit = Number(document.getElementById(`id_${table.dataset.roll}-MAX_NUM_FORMS`).value);
  const blank = document.querySelector("[data-roll-blank]");
  const add = document.querySelector("[data-roll-add]");
  const amount = document.getElementById("id_amount_yuan");
  const count = document.getElementById("id_workers_count");
  const [people, sum, verdict] = ["count", "sum", "verdict"].map((name) => table.querySelector(`[data-roll-${name}]`));

  function cellsOf(row) {
    return [...row.querySelectorAll("input:not([type=hidden])")];
  }

  function isBlank(row) {
    return !cellsOf(row).some((input) => input.value.trim());
  }

  function newRow(index) {
    const row = blank.content.firstElementChild.cloneNode(true);
    for (const input of row.querySelectorAll("[name]")) {
      input.name = input.name.replace("__prefix__", index);
      input.id = input.id.replace("__prefix__", index);
      const label = input.getAttribute("aria-label");
      if (label) input.setAttribute("aria-label", `第 ${index + 1} 行${label}`);
    }
    row.cells[0].prepend(String(index + 1));
    return row;
  }

  // So many rows at least, as far as the roll may grow.
  function grow(wanted) {
    const rows = [];
    for (let index = Number(total.value); index < Math.min(wanted, limit); index += 1) rows.push(newRow(index));
    body.append(...rows);
    total.value = Number(total.value) + rows.length;
  }

  function addRow() {
    grow(Number(total.value) + 1);
    cellsOf(body.rows[body.rows.length - 1])[0].focus();
  }

  function judge(filled, owed, unreadable) {
    if (!filled) return ["", false];
    if (unreadable) return ["有金额不能识别", true];
    const claimed = Yuan.cents(amount.value);
    const faults = [];
    if (claimed !== null && claimed !== owed) faults.push(`与欠薪金额相差 ${Yuan.show(Math.abs(claimed - owed))} 元`);
    if (Number(count.value) !== filled) faults.push(`与涉及人数 ${count.value || 0} 人不符`);
    return faults.length ? [faults.join("，"), true] : ["与登记一致", false];
  }

  function sums() {
    let filled = 0;
    let owed = 0;
    let unreadable = false;
    for (const row of body.rows) {
      if (isBlank(row)) continue;
      filled += 1;
      const cell = row.querySelector("[data-amount]");
      const value = cell.value.trim() ? Yuan.cents(cell.value) : 0;
      unreadable = unreadable || value === null;
      owed += value || 0;
    }
    return { filled, owed, unreadable };
  }

  function addUp() {
    const { filled, owed, unreadable } = sums();
    const [sentence, warns] = judge(filled, owed, unreadable);
    people.textContent = filled ? `${filled} 人` : "";
    sum.textContent = filled ? Yuan.show(owed) : "";
    verdict.textContent = sentence;
    verdict.className = warns ? "beside warns" : "beside";
  }

  add.hidden = false;
  add.addEventListener("click", addRow);
  for (const element of [body, amount, count]) element.addEventListener("input", addUp);
  addUp();
  return { table, body, amount, count, cellsOf, isBlank, grow, sums };
})();
