// Asks before what somebody typed is lost: at a link, at another form, and when the page is left. Keeps nothing.

const forms = [...document.querySelectorAll("form[data-unsaved]")];
let mayLeave = false;

/** Compared with what the server sent, so that text a browser put back after a reload counts too. */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) {
    const sent = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
    return field.selectedOptions[0] !== sent;
  }
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  return "defaultValue" in field && field.value !== field.defaultValue;
}

/** A form that came back with an error holds what was typed and nobody stored. */
function isUnsaved(form) {
  return "refused" in form.dataset || [...form.elements].some(isChanged);
}

/** Whether one may go: nothing is lost, or somebody said that it may be. Asks once. */
function asked() {
  const unsaved = forms.find(isUnsaved);
  mayLeave = !unsaved || confirm(unsaved.dataset.unsaved);
  return mayLeave;
}

function leadsAway(link, event) {
  const here = link.pathname === location.pathname && link.search === location.search && link.hash;
  const elsewhere = link.target === "_blank" || event.ctrlKey || event.metaKey || event.shiftKey;
  return !here && !elsewhere;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && leadsAway(link, event) && !asked()) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if ((event.submitter?.formTarget || event.target.target) === "_blank") return;
  if (forms.includes(event.target)) mayLeave = true;
  else if (!asked()) event.preventDefault();
});

addEventListener("beforeunload", (event) => {
  if (!mayLeave && forms.some(isUnsaved)) event.preventDefault();
});

addEventListener("pageshow", () => {
  mayLeave = false;
});
