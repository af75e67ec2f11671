// Of a feed's form only what the chosen way in asks for is shown. What is wrong is shown always,
// and without this script everything is.

const chosen = document.querySelector("#id_transport[data-asked]");

function show(asked, examples) {
  const wanted = new Set(asked[chosen.value] ?? []);
  for (const name of new Set(Object.values(asked).flat())) {
    const row = document.querySelector(`.field-${name}`);
    if (row) row.hidden = !wanted.has(name) && !row.querySelector(".errorlist");
  }
  for (const group of document.querySelectorAll("fieldset.module")) {
    group.hidden = !group.querySelector(".form-row:not([hidden])");
  }
  const address = document.querySelector("#id_address");
  if (address) address.placeholder = examples[chosen.value] ?? "";
}

if (chosen) {
  const asked = JSON.parse(chosen.dataset.asked);
  const examples = JSON.parse(chosen.dataset.examples);
  show(asked, examples);
  chosen.addEventListener("change", () => show(asked, examples));
}
