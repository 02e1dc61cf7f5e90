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
  panel.hidden = next.hidden;
  panel.querySelector("summary").replaceWith(next.querySelector("summary"));
  panel.querySelector(".filters__body").replaceWith(next.querySelector(".filters__body"));
  for (const each of panel.querySelectorAll("details")) {
    if (open.has(each.id)) each.open = true;
    if (closed.has(each.id)) each.open = false;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function show(address) {
  asking?.abort();
  asking = new AbortController();
  let page;
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) {
      window.location.assign(address);
      return null;
    }
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
    return null;
  }
  document.title = page.title;
  const focused = document.activeElement?.id;
  document.getElementById("found").replaceWith(page.getElementById("found"));
  for (const each of document.querySelectorAll("[data-without-script]")) each.hidden = true;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  replaceFilters(page.getElementById("filters"));
  const heading = document.getElementById("found-heading");
  const count = heading.dataset.count.toLowerCase();
  panel.querySelector(".filters__apply button").textContent = `Show them: ${count}`;
  status.textContent = heading.textContent;
  document.dispatchEvent(new CustomEvent("lily:found"));
  return page;
}

const here = () => window.location.pathname + window.location.search;

let shown = here();

// Each change is a step to go back by.
async function update() {
  const address = addressOf();
  if (!(await show(address))) return;
  if (here() !== new URL(address).pathname + new URL(address).search) {
    history.pushState(null, "", address);
  }
  shown = here();
}

// Back and forward: the list, the ticks and the boxes of that address. A link within the page
// comes here too, and changes nothing.
window.addEventListener("popstate", async () => {
  if (here() === shown) return;
  shown = here();
  const page = await show(window.location.href);
  if (!page) return;
  for (const id of ["f-q", "f-near"]) {
    document.getElementById(id).value = page.getElementById(id).getAttribute("value");
  }
});

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
