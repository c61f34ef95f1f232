// Lights a figure and the characters that it was read from, whichever of the two is chosen.
"use strict";
(() => {
  const known = document.getElementById("known");
  if (!known) return;
  const pieces = (number) => document.querySelectorAll(`[data-numbers~="${number}"]`);
  const holder = (number) => document.querySelector(`[data-number="${number}"]`);

  function light(figure, scrolls) {
    for (const each of document.querySelectorAll(".lit")) each.classList.remove("lit");
    figure.classList.add("lit");
    known.textContent = figure.dataset.known;
    const found = "number" in figure.dataset ? pieces(figure.dataset.number) : [];
    for (const each of found) each.classList.add("lit");
    if (scrolls !== "text") figure.scrollIntoView({ block: "center" });
    else if (found[0]) show(found[0]);
    if (figure.id) history.replaceState(null, "", "#" + encodeURIComponent(figure.id));
  }

  // Scrolls the text alone where it has a frame of its own, so that the figure stays where it was clicked.
  function show(piece) {
    const frame = piece.closest("pre");
    if (frame.scrollHeight <= frame.clientHeight) return piece.scrollIntoView({ block: "center" });
    const [inside, around] = [piece, frame].map((each) => each.getBoundingClientRect().top);
    frame.scrollTop += inside - around - frame.clientHeight / 2;
  }

  document.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-numbers]");
    const figure = piece ? holder(piece.dataset.numbers.split(" ").pop()) : event.target.closest("[data-known]");
    if (!figure) return;
    event.preventDefault();
    light(figure, piece ? "figure" : "text");
  });

  function follow() {
    const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!chosen || !("known" in chosen.dataset)) return;
    light(chosen, "text");
    chosen.scrollIntoView({ block: "center" });
  }
  addEventListener("hashchange", follow);
  follow();
})();
