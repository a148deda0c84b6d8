// The code that the receipt's picture carries behind the # of the address: a browser never sends that part to anybody.
// Written for old telephones too.
"use strict";

(function () {
  var form = document.querySelector("[data-progress]");
  var code = form.querySelector("[data-code]");
  var carried = location.hash.slice(1).replace(/[^0-9A-Za-z]/g, "");

  if (carried && !code.value) {
    code.value = carried.replace(/(.{4})(?=.)/g, "$1 ");
    form.querySelector("[data-last-four]").focus();
  }

  // Keeps it there, so that a wrong figure does not cost typing all of it again.
  form.addEventListener("submit", function () {
    form.action = location.pathname + "#" + code.value.replace(/[^0-9A-Za-z]/g, "");
  });
})();
