// What is typed is kept on the server a second after the last key; the bar below says when, and what went wrong.
"use strict";

(() => {
  const form = document.querySelector("[data-drafts]");
  const state = document.querySelector("[data-draft-state]");
  if (!form || !state) return;
  const WAIT = 1000;
  // Somebody who types without a pause is kept too.
  const AT_MOST = 5000;
  const AGAIN = 15000;
  let revision = Number(form.dataset.revision);
  let timer = 0;
  let dirtySince = 0;
  let running = false;
  let stopped = false;
  let kept = revision > 0;

  function tell(sentence, warns) {
    state.textContent = sentence;
    state.classList.toggle("warns", warns);
  }

  function body() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    revision += 1;
    fields.set("revision", revision);
    return fields;
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function signInAgain() {
    const back = kept ? `${location.pathname}?draft=${form.elements.submission.value}` : location.pathname;
    const link = document.createElement("a");
    link.href = `${form.dataset.login}?next=${encodeURIComponent(back)}`;
    link.target = "_blank";
    link.textContent = "登录";
    tell("登录已过期，输入的内容还在本页；请在新标签页登录后继续：", true);
    state.append(link);
  }

  async function save() {
    clearTimeout(timer);
    if (stopped || running || !dirtySince) return;
    running = true;
    const since = dirtySince;
    dirtySince = 0;
    try {
      await send();
    } catch {
      dirtySince ||= since;
      tell("没有连上，草稿没有存；输入的内容还在本页", true);
      later(AGAIN);
    }
    running = false;
    if (dirtySince && !stopped) later(WAIT);
  }

  async function send() {
    const answer = await fetch(form.dataset.drafts, { method: "POST", body: body() });
    if (answer.redirected) {
      dirtySince ||= Date.now();
      signInAgain();
    } else if (answer.status === 403 && (await Token.renew(form))) {
      dirtySince ||= Date.now();
    } else if (answer.ok) {
      kept = true;
      tell(`草稿已存 ${(await answer.json()).saved_at}`, false);
    } else {
      // Not ours any more, or already registered: said once, and no more asked.
      stopped = answer.status !== 422;
      const told = answer.headers.get("Content-Type")?.includes("json") ? (await answer.json()).message : "";
      tell(told || "草稿没有存；输入的内容还在本页", true);
    }
  }

  function changed() {
    if (stopped) return;
    dirtySince ||= Date.now();
    later(Math.max(0, Math.min(WAIT, dirtySince + AT_MOST - Date.now())));
  }

  form.addEventListener("input", (event) => {
    if (!event.isComposing) changed();
  });
  form.addEventListener("change", changed);
  form.addEventListener("compositionend", changed);

  // Back from signing in elsewhere, or the network is there again.
  window.addEventListener("focus", () => dirtySince && save());
  window.addEventListener("online", () => dirtySince && save());

  // The page goes: the last second of typing goes with it, unless the claim itself is on its way.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || stopped || !dirtySince) return;
    dirtySince = 0;
    fetch(form.dataset.drafts, { method: "POST", body: body(), keepalive: true }).catch(() => {
      dirtySince = Date.now();
    });
  });

  // What was typed goes with the person to the earlier claim: the page of the visit takes it from the draft.
  async function takeAlong(link) {
    await save();
    if (!dirtySince) stopped = true;
    location.href = kept && !dirtySince ? `${link.href}?draft=${form.elements.submission.value}` : link.href;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-visit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    takeAlong(link);
  });

  form.addEventListener("intake:sending", () => {
    stopped = true;
    clearTimeout(timer);
  });
  form.addEventListener("intake:unsent", () => {
    stopped = false;
    changed();
  });
})();
