// What a page gains with script; without it everything still works.
"use strict";

// `/` goes to the search field, as long as nobody is writing somewhere.
document.addEventListener("keydown", (event) => {
  const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key !== "/" || writing || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.getElementById("search");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// A button that copies the text of the field it names. It is hidden until script can serve it.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    if (!field) return;
    field.select();
    try {
      // The clipboard is there on secure pages only; an office network is often plain.
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else document.execCommand("copy");
      const before = button.textContent;
      button.textContent = button.dataset.copied || before;
      button.classList.add("done");
      setTimeout(() => {
        button.textContent = before;
        button.classList.remove("done");
      }, 2000);
    } catch {
      // The text stays selected; the user copies it by hand.
    }
  });
}

// On a phone the rail is a row: the page one is on is brought into sight.
const here = document.querySelector(".rail [aria-current]");
const rail = here && here.closest(".rail");
if (rail && rail.scrollWidth > rail.clientWidth) {
  rail.scrollLeft = here.offsetLeft - rail.clientWidth / 2 + here.offsetWidth / 2;
}

// A button that prints the page; a browser's own menu does the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
