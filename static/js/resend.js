// Saving over a connection that may be dead: the text stays in the page, and the same form sent again is one claim.
"use strict";

(() => {
  const form = document.querySelector("[data-drafts]");
  const state = document.querySelector("[data-send-state]");
  if (!form || !state) return;
  const UNSENT = "没有连上，还没有保存。内容都在本页，连上后再按一次保存。";
  let sending = false;
  let asAPage = false;
  let waiting = null;

  function fields(button) {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    if (button?.name) body.set(button.name, button.value);
    return body;
  }

  function unsent(sentence) {
    sending = false;
    state.textContent = sentence;
    form.dispatchEvent(new Event("intake:unsent"));
  }

  // What the server has to show (faults, likely duplicates) it shows as a page of its own.
  function sendAsAPage(button) {
    asAPage = true;
    form.requestSubmit(button ?? undefined);
  }

  async function send(button, again) {
    sending = true;
    state.textContent = "";
    form.dispatchEvent(new Event("intake:sending"));
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: fields(button), headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) location.assign((await answer.json()).url);
    } catch {
      waiting = again ? null : { button };
      return unsent(UNSENT);
    }
    waiting = null;
    if (answer.redirected) unsent("登录已过期，还没有保存。内容都在本页：请在新标签页登录后，再按一次保存。");
    else if (answer.status === 403 && !again && (await Token.renew(form))) await send(button, true);
    else if (answer.status === 422 || answer.status === 409) sendAsAPage(button);
    else if (!answer.ok) unsent(`服务器没有保存（${answer.status}）。内容都在本页，请稍后再按一次保存。`);
  }

  form.addEventListener("submit", (event) => {
    if (asAPage) return;
    event.preventDefault();
    if (!sending) send(event.submitter, false);
  });

  // The network is back: what could not be sent goes once by itself.
  window.addEventListener("online", () => {
    if (waiting && !sending) send(waiting.button, true);
  });

  window.addEventListener("pageshow", () => {
    sending = false;
    asAPage = false;
  });
})();
