// After signing in again in another tab the page's own mark against forgery is out of date: a fresh page has the new one.
"use strict";

const Token = {
  // True if a new one was put into the form.
  async renew(form) {
    const answer = await fetch(location.pathname);
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-intake] [name=csrfmiddlewaretoken]")?.value;
    if (!fresh) return false;
    form.elements.csrfmiddlewaretoken.value = fresh;
    return true;
  },
};
