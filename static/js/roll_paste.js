// A roll pasted onto the grid, and what is said in its cells. The server reads and judges; nothing of it is known here.
"use strict";

(() => {
  if (!Roll) return;
  const WAIT = 400;
  const form = Roll.table.closest("form");
  const prefix = Roll.table.dataset.roll;
  const said = document.querySelector("[data-roll-said]");
  const part = document.querySelector("[data-roll-text]");
  const text = part.querySelector("textarea");
  let kept = [];
  let running = null;
  let timer = 0;

  function cellAt(row, name) {
    return Roll.body.rows[row]?.querySelector(`[data-column="${name}"]`);
  }

  function noted(cell, sentence, isFault) {
    const note = document.createElement("small");
    note.className = "said";
    note.id = `${cell.id}_said`;
    note.textContent = sentence;
    cell.after(note);
    cell.setAttribute("aria-describedby", note.id);
    cell.parentElement.className = isFault ? "faulty" : "doubtful";
  }

  function draw(notes) {
    for (const note of Roll.body.querySelectorAll(".said, ul.errorlist")) {
      note.parentElement.className = "";
      note.parentElement.querySelector("input").removeAttribute("aria-describedby");
      note.remove();
    }
    for (const [row, name, sentence, isFault] of notes) {
      const cell = cellAt(row, name);
      if (cell) noted(cell, sentence, isFault);
    }
  }

  // What only the paste could tell, of cells that were not changed since and of which nothing else is said.
  function stillKept(notes) {
    const told = new Set(notes.map(([row, name]) => `${row} ${name}`));
    return kept
      .filter(([row, name, , value]) => !told.has(`${row} ${name}`) && cellAt(row, name)?.value === value)
      .map(([row, name, sentence]) => [row, name, sentence, false]);
  }

  async function ask(more) {
    running?.abort();
    running = new AbortController();
    const body = new URLSearchParams(more);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const input of form.querySelectorAll(`[name^="${prefix}-"]:not(textarea)`)) body.set(input.name, input.value);
    const answer = await fetch(Roll.table.dataset.rollRead, { method: "POST", body, signal: running.signal });
    if (!answer.ok || answer.redirected) throw new Error("no answer");
    return answer.json();
  }

  function say(sentences) {
    said.replaceChildren(
      ...sentences.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      })
    );
  }

  function fill(rows) {
    Roll.grow(rows.length + 1);
    rows.forEach((values, index) => {
      for (const cell of Roll.cellsOf(Roll.body.rows[index])) cell.value = values[cell.dataset.column];
    });
    Roll.body.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The two figures of the form that are still empty are those of the roll; what was typed stays.
  function takeOver() {
    const { filled, owed, unreadable } = Roll.sums();
    const taken = [];
    if (["", "1"].includes(Roll.count.value.trim()) && filled > 1) taken.push([Roll.count, filled]);
    const isUnknown = document.getElementById("id_amount_unknown")?.checked;
    if (!Roll.amount.value.trim() && !isUnknown && !unreadable && owed) taken.push([Roll.amount, Yuan.show(owed)]);
    for (const [field, value] of taken) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return taken.length ? ["空着的涉及人数、欠薪金额已按花名册填上，请与来访人核对。"] : [];
  }

  function leftBelow(pasted, sentences) {
    text.value = pasted;
    part.open = true;
    say(sentences);
  }

  async function read(pasted, cell) {
    const place = { [`${prefix}-pasted`]: pasted };
    if (cell) {
      place[`${prefix}-row`] = cell.closest("tr").rowIndex - Roll.table.tHead.rows.length;
      place[`${prefix}-column`] = cell.dataset.column;
    }
    try {
      const { rows, notes, remarks, ...answer } = await ask(place);
      if (!rows.length) return leftBelow(pasted, remarks);
      fill(rows);
      text.value = "";
      part.open = false;
      kept = answer.kept.map(([row, name, sentence]) => [row, name, sentence, cellAt(row, name).value]);
      draw(notes);
      say([...remarks, ...takeOver()]);
    } catch (error) {
      if (error.name !== "AbortError") leftBelow(pasted, ["没有读入：连接不上。粘贴的内容留在下面，请稍后再按“读入花名册”。"]);
    }
  }

  async function look() {
    try {
      const { notes } = await ask({});
      draw([...notes, ...stillKept(notes)]);
    } catch {
      // The notes are help, not a condition: without them the server still judges when saving.
    }
  }

  Roll.table.addEventListener("paste", (event) => {
    const pasted = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\r\n]/.test(pasted.trim())) return;
    event.preventDefault();
    read(pasted, event.target.closest("[data-column]"));
  });

  document.querySelector("[data-roll-pour]").addEventListener("click", (event) => {
    event.preventDefault();
    if (text.value.trim()) read(text.value, null);
  });

  Roll.body.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
})();
