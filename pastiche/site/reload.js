// Reloads this page after a build, where it was scrolled to; shows a broken build over the page.
const place = `scroll ${location.pathname}`;
const kept = sessionStorage.getItem(place);
if (kept !== null) {
  sessionStorage.removeItem(place);
  history.scrollRestoration = "manual";
  const back = () => scrollTo({ top: Number(kept), behavior: "instant" });
  back();
  addEventListener("load", back, { once: true });
}

// A worker that another visit left at this address would only stand between the server and the page.
navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((one) => one.unregister()));

let box = null;
const events = new EventSource(new URL("__events", import.meta.url));
events.addEventListener("reload", () => {
  sessionStorage.setItem(place, String(scrollY));
  location.reload();
});
events.addEventListener("problem", ({ data }) => {
  box ??= overlay();
  box.querySelector("pre").textContent = JSON.parse(data);
  if (!box.open) box.showModal();
});

function overlay() {
  const made = document.createElement("dialog");
  made.setAttribute("aria-label", "The build failed");
  const title = document.createElement("p");
  title.textContent = "The site was not built. This page is the last one that was.";
  const text = document.createElement("pre");
  made.append(title, text);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    dialog[aria-label="The build failed"] { max-width: 60rem; width: calc(100vw - 3rem); padding: 1rem 1.5rem;
      border: 3px solid #b3261e; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
    dialog[aria-label="The build failed"] pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; }
  `);
  document.adoptedStyleSheets.push(sheet);
  document.body.append(made);
  return made;
}
