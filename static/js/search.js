// The two boxes: shorter addresses, help while typing, and "use my location" at a press.

const form = document.getElementById("search");

// Say only what was filled in, so that the address can be read and shared.
form?.addEventListener("submit", () => {
  const blank = [...form.elements].filter((field) => field.name && !field.value && !field.disabled);
  for (const field of blank) field.disabled = true;
  setTimeout(() => blank.forEach((field) => (field.disabled = false)));
});

/* Going back to an empty box: what was typed stands in it again. It is kept with this step of this
   tab's history alone; the browser's own memory of forms is off, as others may use it. */
const what = document.getElementById("f-q");
if (what && !what.value && history.state?.typed) what.value = history.state.typed;
form?.addEventListener("submit", () => {
  if (what?.value) history.replaceState({ ...history.state, typed: what.value }, "");
});

/* Use my location. Nothing is asked before the press, and only a rounded place goes into the box:
   two decimals, which is within about a mile. */
const locate = document.getElementById("use-my-location");
const words = document.getElementById("location-words");
const near = document.getElementById("f-near");

if (locate && near && "geolocation" in navigator) {
  locate.hidden = false;
  locate.addEventListener("click", () => {
    words.textContent = "Finding where you are.";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        near.value = `${coords.latitude.toFixed(2)}, ${coords.longitude.toFixed(2)}`;
        words.textContent = "Your place, to within about a mile, is in the box. Now press Search.";
        near.focus();
      },
      () => {
        words.textContent = "We could not find where you are. Type a town or a postcode instead.";
        near.focus();
      },
      { enableHighAccuracy: false, timeout: 10000, maximumAge: 600000 },
    );
  });
}

/* Help while typing: an editable combobox with a list, as the ARIA authoring practices describe it.
   The list never chooses by itself; Enter without a choice searches for what was typed. */
const WAIT_MS = 180;
const LEAST = 2;

// A list that says only what was typed tells nothing, and would lie over the button below it.
const isNews = (suggestions, text) =>
  suggestions.some((each) => each.toLowerCase() !== text.toLowerCase());

function suggestFor(input) {
  const box = document.createElement("div");
  box.className = "combo";
  input.before(box);
  const list = document.createElement("ul");
  list.className = "combo__list";
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  box.append(input, list);
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.setAttribute("aria-controls", list.id);

  let active = -1;
  let timer = 0;
  let asking = null;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const show = (suggestions) => {
    list.replaceChildren(
      ...suggestions.map((text, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.textContent = text;
        return option;
      }),
    );
    active = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    input.value = option.textContent;
    close();
    input.focus();
  };
  const move = (step) => {
    const options = [...list.children];
    if (list.hidden || !options.length) return;
    active = (active + step + options.length + 1) % (options.length + 1);
    options.forEach((option, number) =>
      option.setAttribute("aria-selected", String(number === active)),
    );
    const chosen = options[active];
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asking?.abort();
    const text = input.value.trim();
    if (text.length < LEAST) return close();
    asking = new AbortController();
    try {
      const query = new URLSearchParams({ [input.name]: text });
      const answer = await fetch(`/suggest.json?${query}`, { signal: asking.signal });
      if (!answer.ok || document.activeElement !== input) return;
      const { suggestions } = await answer.json();
      show(isNews(suggestions, text) ? suggestions : []);
    } catch {
      close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.hidden) event.preventDefault();
      // One place more than there are options: the box itself, where nothing is chosen.
      move(event.key === "ArrowDown" ? 1 : active < 0 ? list.children.length - active - 1 : -1);
    } else if (event.key === "Enter" && active >= 0 && list.children[active]) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("li");
    if (!option) return;
    event.preventDefault();
    choose(option);
  });
}

for (const name of ["q", "near"]) {
  const input = document.getElementById(`f-${name}`);
  if (input) suggestFor(input);
}
