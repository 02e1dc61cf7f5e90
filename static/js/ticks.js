// One tick that ticks all of a name on this page, and takes them off again.

for (const all of document.querySelectorAll("[data-ticks]")) {
  const each = [...all.form.querySelectorAll(`input[name="${all.dataset.ticks}"]`)];
  all.addEventListener("change", () => {
    for (const tick of each) tick.checked = all.checked;
  });
  all.form.addEventListener("change", () => {
    const ticked = each.filter((tick) => tick.checked).length;
    all.checked = ticked === each.length;
    all.indeterminate = ticked > 0 && ticked < each.length;
  });
}
