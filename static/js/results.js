// Filters apply as they are ticked: the list and the counts change in their place, nothing jumps,
// and the address says what is shown. Without this the button does the same by loading the page.

const form = document.getElementById("search");
const panel = document.getElementById("filters");
const status = document.getElementById("found-status");
let asking = null;

// With counts that change as you tick, the button is only of use where it closes the panel.
panel.classList.add("filters--live");

function addressOf() {
  const said = [...new FormData(form)].filter(([, value]) => value !== "");
  return `${form.action}?${new URLSearchParams(said)}`;
}

function replaceFilters(next) {
  const open = new Set([...panel.querySelectorAll("details[open]")].map((each) => each.id));
  const closed = new Set([...panel.querySelectorAll("details:not([open])")].map((each) => each.id));
  const focused = document.activeElement?.id;
  panel.querySelector("summary").replaceWith(next.querySelector("summary"));
  panel.querySelector(".filters__body").replaceWith(next.querySelector(".filters__body"));
  for (const each of panel.querySelectorAll("details")) {
    if (open.has(each.id)) each.open = true;
    if (closed.has(each.id)) each.open = false;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function update() {
  const address = addressOf();
  asking?.abort();
  asking = new AbortController();
  let page;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) return window.location.assign(address);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
    return;
  }
  history.replaceState(null, "", address);
  document.title = page.title;
  const focused = document.activeElement?.id;
  document.getElementById("found").replaceWith(page.getElementById("found"));
  for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  replaceFilters(page.getElementById("filters"));
  const heading = document.getElementById("found-heading").textContent;
  panel.querySelector(".filters__apply button").textContent = `Show them: ${heading.toLowerCase()}`;
  status.textContent = heading;
  document.dispatchEvent(new CustomEvent("lily:found"));
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.form !== form || field.id === "f-q" || field.id === "f-near") return;
  update();
});

// With the list already right, the button closes the panel and goes to it.
panel.addEventListener("click", (event) => {
  if (!event.target.closest(".filters__apply button")) return;
  event.preventDefault();
  panel.open = false;
  const heading = document.getElementById("found-heading");
  heading.scrollIntoView({ block: "start" });
  heading.focus({ preventScroll: true });
});
