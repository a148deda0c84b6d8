// Keys of the wage roll: Enter to the next cell, arrows up and down the column, a new row where the last one is full.
"use strict";

(() => {
  if (!Roll) return;
  let composedAt = 0;

  function isComposing(event) {
    return event.isComposing || event.keyCode === 229 || event.timeStamp - composedAt < 50;
  }

  function focusOn(cell) {
    if (!cell) return;
    cell.focus();
    cell.select();
  }

  function rowAfter(row) {
    if (!row.nextElementSibling && !Roll.isBlank(row)) Roll.grow(Roll.body.rows.length + 1);
    return row.nextElementSibling;
  }

  function across(input, step) {
    const row = input.closest("tr");
    const cells = Roll.cellsOf(row);
    const place = cells.indexOf(input) + step;
    if (place >= 0 && place < cells.length) return cells[place];
    const next = step > 0 ? rowAfter(row) : row.previousElementSibling;
    return next && Roll.cellsOf(next).at(step > 0 ? 0 : -1);
  }

  function along(input, step) {
    const row = input.closest("tr");
    const next = step > 0 ? rowAfter(row) : row.previousElementSibling;
    return next && Roll.cellsOf(next)[Roll.cellsOf(row).indexOf(input)];
  }

  function isAtEdge(input, step) {
    const edge = step < 0 ? 0 : input.value.length;
    return input.selectionStart === edge && input.selectionEnd === edge;
  }

  // A row left empty ends the roll: on to saving.
  function afterEnter(input) {
    const row = input.closest("tr");
    const leaves = Roll.isBlank(row) && Roll.cellsOf(row)[0] === input;
    return leaves ? null : across(input, 1);
  }

  const MOVES = {
    Enter: (input) => afterEnter(input) ?? document.querySelector("[data-save]"),
    ArrowDown: (input) => along(input, 1),
    ArrowUp: (input) => along(input, -1),
    ArrowLeft: (input) => isAtEdge(input, -1) && across(input, -1),
    ArrowRight: (input) => isAtEdge(input, 1) && across(input, 1),
  };

  Roll.body.addEventListener("compositionend", (event) => {
    composedAt = event.timeStamp;
  });

  Roll.body.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.shiftKey && !event.metaKey;
    if (!plain || !MOVES[event.key] || isComposing(event) || !event.target.matches("input")) return;
    const target = MOVES[event.key](event.target);
    // Enter is spoken for: the form's own "to the next field" must not move a second time.
    if (event.key === "Enter") event.stopPropagation();
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) focusOn(target);
    else target.focus();
  });
})();
