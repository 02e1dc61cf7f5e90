// A press copies what a button names, and says so beside it.

for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    const said = button.nextElementSibling;
    try {
      await navigator.clipboard.writeText(button.dataset.copies);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "It cannot be copied here. Mark it and copy it by hand.";
    }
  });
}
