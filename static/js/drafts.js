// Keeps on the server what is typed into a form, while it is typed. Nothing of it stays in this
// browser. A form has data-draft and stands after the macro draft_said.

const AFTER_MS = 1500;
const AT_MOST_MS = 5000;
const AGAIN_MS = 5000;
const SLOWEST_MS = 60000;
// A server that cannot keep it is not asked for ever: whoever asks is not away.
const GIVE_UP_MS = 600000;
const KEEPALIVE_BYTES = 60000;
const LEFT_OUT = new Set(["csrf_token", "draft_key"]);

const newKey = () =>
  [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");

const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "Europe/London",
});

const timeNow = () => {
  const [hour, minute] = clock.format(new Date()).split(":");
  return `${Number(hour) % 12 || 12}.${minute}${Number(hour) < 12 ? "am" : "pm"}`;
};

const signInAgain = () => {
  const link = document.createElement("a");
  Object.assign(link, { href: "/sign-in", target: "_blank", rel: "noopener" });
  link.textContent = "Sign in again in another tab";
  return ["You are signed out. ", link, "; what you typed is still here."];
};

const SAID = {
  kept: () => [`Kept as a draft at ${timeNow()}.`],
  offline: () => ["Not kept: no connection. We try again."],
  busy: () => ["Not kept just now. We try again."],
  out: signInAgain,
  other: () => ["Somebody else is signed in now, so this is not kept. Copy it before you leave."],
  elsewhere: () => [
    "You went on with this on another page, so this one is not kept. Load it again to see that.",
  ],
  refused: () => ["Not kept as a draft: it is too long. You can still send it."],
};
const TRIED_AGAIN = new Set(["offline", "busy", "out"]);
const OVER = new Set(["other", "elsewhere"]);

const hiddenField = (form, value) => {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "draft_key", value });
  form.append(field);
  return field;
};

// What whoever is signed in now must send, in the place of what was right when the page came.
const renewToken = async (account) => {
  const answer = await fetch("/drafts/token.json", { redirect: "manual" });
  if (answer.type === "opaqueredirect") return "out";
  if (!answer.ok) return "busy";
  const now = await answer.json();
  if (now.account !== account) return "other";
  const fields = [...document.querySelectorAll("input[name=csrf_token]")];
  if (fields.every((field) => field.value === now.csrf_token)) return "refused";
  for (const field of fields) field.value = now.csrf_token;
  return "renewed";
};

const keep = (form, box) => {
  let key = newKey();
  let after = box.dataset.after;
  let turn = 0;
  let state = "";
  let isDirty = false;
  let isSending = false;
  let isSent = false;
  let isWaiting = false;
  let typedAt = 0;
  let dirtySince = 0;
  let wait = AGAIN_MS;
  let timer;
  const keyField = hiddenField(form, "");

  const status = document.createElement("p");
  status.className = "draft__status";
  status.setAttribute("role", "status");
  form.append(status);

  // The same kind of news again, with another time, is shown and not read out.
  const say = (next) => {
    status.setAttribute("aria-live", next === state ? "off" : "polite");
    status.classList.toggle("draft__status--wrong", next !== "kept");
    state = next;
    const words = SAID[next]();
    const text = words.map((each) => each.textContent ?? each).join("");
    if (text !== status.textContent) status.replaceChildren(...words);
  };

  const later = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(send, ms);
  };

  const typed = () =>
    [...new FormData(form)].filter(
      ([name, value]) =>
        typeof value === "string" &&
        !LEFT_OUT.has(name) &&
        form.elements.namedItem(name)?.type !== "password",
    );

  const post = (isLast) => {
    turn += 1;
    const body = JSON.stringify({
      path: box.dataset.at,
      form: form.dataset.draft,
      fields: typed(),
      key,
      turn,
      after,
    });
    return fetch("/drafts", {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": form.elements.namedItem("csrf_token").value,
      },
      redirect: "manual",
      keepalive: isLast && new Blob([body]).size < KEEPALIVE_BYTES,
    });
  };

  const kindOf = async (answer) => {
    if (answer.type === "opaqueredirect") return "out";
    if (answer.ok) return "kept";
    if (answer.status === 409) return "elsewhere";
    if (answer.status === 413) return "refused";
    return answer.status === 400 ? renewToken(box.dataset.of) : "busy";
  };

  const tryOnce = async (isLast) => {
    try {
      const kind = await kindOf(await post(isLast));
      return kind === "renewed" ? await kindOf(await post(isLast)) : kind;
    } catch {
      return "offline";
    }
  };

  const send = async (isLast = false) => {
    clearTimeout(timer);
    isWaiting = false;
    if (!isDirty || OVER.has(state) || (isSending && !isLast)) return;
    isDirty = false;
    isSending = true;
    const kind = await tryOnce(isLast);
    isSending = false;
    if (isSent) return;
    say(kind);
    if (TRIED_AGAIN.has(kind)) {
      isDirty = true;
      if (kind === "busy" && Date.now() - typedAt > GIVE_UP_MS) return;
      isWaiting = true;
      later(wait);
      wait = Math.min(wait * 2, SLOWEST_MS);
    } else {
      wait = AGAIN_MS;
      if (isDirty) later(AFTER_MS);
    }
  };

  form.addEventListener("input", () => {
    typedAt = Date.now();
    if (!isDirty) dirtySince = typedAt;
    isDirty = true;
    isSent = false;
    if (!isWaiting) {
      later(Math.max(0, Math.min(AFTER_MS, dirtySince + AT_MOST_MS - typedAt)));
    }
  });
  form.addEventListener("focusout", () => send());
  form.addEventListener("submit", () => {
    send(true);
    isSent = true;
    keyField.value = `${key}.${turn}`;
  });
  for (const dropping of box.querySelectorAll("form")) {
    const field = hiddenField(dropping, "");
    dropping.addEventListener("submit", () => {
      field.value = key;
      isSent = true;
      isDirty = false;
    });
  }
  document.addEventListener("visibilitychange", () => send(document.hidden));
  window.addEventListener("pagehide", () => send(true));
  window.addEventListener("online", () => send());
  window.addEventListener("focus", () => send());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    after = `${key}.${turn}`;
    key = newKey();
    turn = 0;
    isSent = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (state && state !== "kept" && !isSent) event.preventDefault();
  });
};

for (const box of document.querySelectorAll("[data-draft-for]")) {
  const form = document.querySelector(`form[data-draft="${box.dataset.draftFor}"]`);
  if (form) keep(form, box);
}
