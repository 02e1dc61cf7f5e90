// Finds a tick among many by a word, and opens the folds that hold what is found.

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

for (const box of document.querySelectorAll("[data-filters]")) {
  const list = document.getElementById(box.dataset.filters);
  const folds = [...list.querySelectorAll("details")];
  const wereOpen = folds.map((each) => each.open);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "field__hint";
  box.after(said);

  const show = () => {
    const wanted = fold(box.value.trim());
    let found = 0;
    folds.forEach((each, at) => {
      let here = 0;
      for (const tick of each.querySelectorAll(".tick")) {
        const fits = !wanted || fold(tick.textContent).includes(wanted);
        tick.hidden = !fits && !tick.querySelector("input").checked;
        here += fits ? 1 : 0;
      }
      each.hidden = Boolean(wanted) && here === 0;
      each.open = wanted ? here > 0 : wereOpen[at];
      found += here;
    });
    said.textContent = !wanted ? "" : found ? `${found} found` : "None has that word. Try another.";
  };
  box.addEventListener("input", show);
  // Enter finds; it does not send the page.
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
