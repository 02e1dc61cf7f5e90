// On every page: what only makes sense with JavaScript is shown, and a quick way out works.

for (const element of document.querySelectorAll("[data-with-script]")) element.hidden = false;
for (const element of document.querySelectorAll("[data-without-script]")) element.hidden = true;

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// Look at what one types into a field that hides it.
for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  button.addEventListener("click", () => {
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    button.firstChild.textContent = shown ? "Hide" : "Show";
    button.setAttribute("aria-pressed", String(shown));
  });
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
}

// A browser sends nothing of a day or time that is typed in part: say so, before it is lost.
document.addEventListener(
  "submit",
  (event) => {
    const half = [...event.target.elements].find((field) => field.validity?.badInput);
    if (!half) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const id = `${half.id}-half`;
    if (!document.getElementById(id)) {
      const said = document.createElement("p");
      Object.assign(said, { id, className: "field__error", textContent: "Type all of it, or none." });
      said.setAttribute("role", "alert");
      half.before(said);
      half.setAttribute("aria-invalid", "true");
      half.setAttribute("aria-describedby", `${half.getAttribute("aria-describedby") ?? ""} ${id}`);
    }
    half.focus();
  },
  true,
);

// A page that has errors begins there.
document.getElementById("error-summary")?.focus();

const exit = document.getElementById("quick-exit");
if (exit) {
  const PRESSES = 3;
  const WITHIN_MS = 5000;
  let pressed = [];

  const leave = () => {
    document.body.hidden = true;
    window.location.replace(exit.href);
  };
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      pressed = [];
      return;
    }
    const now = Date.now();
    pressed = [...pressed.filter((then) => now - then < WITHIN_MS), now];
    if (pressed.length >= PRESSES) leave();
  });
}
