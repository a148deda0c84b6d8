// Parts of the intake form that only some claims need: opened by their tick, out of the way otherwise.
"use strict";

(() => {
  const part = document.querySelector("[data-group]");
  const isGroup = document.getElementById("id_is_group");
  const count = document.getElementById("id_workers_count");
  const isNotWages = document.getElementById("id_is_not_wages");
  const kind = document.querySelector(".only-not-wages");
  const MORE_THAN = 5;

  function openForGroups() {
    if (isGroup.checked || Number(count.value) > MORE_THAN) part.open = true;
  }

  if (part && isGroup && count) {
    isGroup.addEventListener("change", openForGroups);
    count.addEventListener("change", openForGroups);
    openForGroups();
  }

  // The grid needs the whole width; what is known of the person then stands above the form.
  const roll = document.querySelector("[data-roll-part]");
  const frame = document.querySelector(".beside-form");
  if (roll && frame) {
    const widen = () => frame.classList.toggle("wide", roll.open);
    roll.addEventListener("toggle", widen);
    widen();
  }

  if (kind && isNotWages) {
    const show = () => {
      kind.hidden = !isNotWages.checked && !kind.querySelector(".errors");
    };
    isNotWages.addEventListener("change", show);
    show();
  }
})();
