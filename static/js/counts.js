// Says how many letters are left, counted as the server counts them: code points, with one sign
// for each new line, and none for the spaces around the whole.

const length = (text) => [...text.replace(/\r\n?/g, "\n").trim()].length;
const SAY_AFTER_MS = 800;

for (const line of document.querySelectorAll("[data-count-of]")) {
  const field = document.getElementById(line.dataset.countOf);
  const longest = Number(line.dataset.longest);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  line.after(spoken);
  let waiting;

  const say = () => {
    const left = longest - length(field.value);
    const count = Math.abs(left).toLocaleString("en-GB");
    const characters = Math.abs(left) === 1 ? "character" : "characters";
    line.textContent = left < 0 ? `${count} ${characters} too many.` : `${count} ${characters} left.`;
    line.classList.toggle("field__count--over", left < 0);
  };
  field.addEventListener("input", () => {
    say();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      spoken.textContent = line.textContent;
    }, SAY_AFTER_MS);
  });
  say();
}
