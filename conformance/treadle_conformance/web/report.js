"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const make = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};
const time = (ms) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(2)} s`);

$(".theme")?.addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function section(title, content, copied) {
  const heading = make("h4", {}, make("span", { textContent: title }));
  if (copied !== undefined && navigator.clipboard) {
    const button = make("button", { type: "button", textContent: "copy" });
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(copied);
      button.textContent = "copied";
    });
    heading.append(button);
  }
  return [heading, content];
}

function timeline(talk) {
  const last = Math.max(talk.milliseconds, 1);
  const shown = talk.timeline.length;
  const number = talk.pieces > shown ? `the first ${shown} of ${talk.pieces} pieces` : `${shown} pieces`;
  const track = make("div", { className: "track" });
  for (const [at] of talk.timeline) {
    const tick = make("i");
    tick.style.left = `calc(${(100 * at) / last}% - 1px)`;
    track.append(tick);
  }
  const scale = make("div", { className: "scale" }, make("span", { textContent: "0 ms" }),
    make("span", { textContent: number }), make("span", { textContent: time(talk.milliseconds) }));
  const pieces = make("div", { className: "pieces" });
  for (const [at, text] of talk.timeline) {
    pieces.append(make("div", {}, make("span", { textContent: `${at.toFixed(1)} ms` }), make("code", { textContent: text.trimEnd() })));
  }
  return make("div", {}, track, scale, pieces);
}

function conversation(number, open) {
  const talk = data.conversations[number];
  const answered = talk.status ? String(talk.status) : "no answer";
  const details = make("details", { className: "talk", open });
  details.append(make("summary", {}, make("code", { textContent: `${talk.method} ${talk.path}` }),
    make("span", { className: "faint", textContent: `  ${answered}, ${talk.size} bytes, ${time(talk.milliseconds)}` })));
  const body = make("div");
  body.append(...section("curl", make("pre", { textContent: talk.curl }), talk.curl));
  if (talk.request) body.append(...section("request", make("pre", { textContent: pretty(talk.request) }), talk.request));
  const head = talk.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  body.append(...section(`response ${answered}`, make("pre", { textContent: talk.broken ? `${talk.broken}\n${head}` : head })));
  if (talk.timeline.length) body.append(...section("stream", timeline(talk)));
  else if (talk.body) body.append(make("pre", { textContent: pretty(talk.body) }));
  details.append(body);
  return details;
}

// A page inside a frame that may not have an address keeps working without one.
function address(query, hash) {
  try {
    history.replaceState(null, "", `${query || location.pathname}${hash}`);
  } catch {}
}

for (const box of $$("details.case")) {
  box.addEventListener("toggle", () => {
    const own = `#${box.id}`;
    if (box.id && box.open) address(location.search, own);
    else if (location.hash === own) address(location.search, "");
    const place = $(".talks", box);
    if (!box.open || !place || place.childElementCount) return;
    const { conversations, shown } = data.cases[box.id];
    const order = shown === null ? conversations : [shown, ...conversations.filter((other) => other !== shown)];
    if (order.length) place.append(make("h4", { className: "faint", textContent: "What was said" }));
    order.forEach((number, place_) => place.append(conversation(number, place_ === 0)));
  });
}

const search = $("#search");
const chosen = { status: "", area: "", level: "" };
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let seen = 0;
  for (const row of $$("[data-words]")) {
    const fits = words.every((word) => row.dataset.words.includes(word))
      && Object.entries(chosen).every(([name, value]) => !value || value.split(" ").includes(row.dataset[name]));
    row.classList.toggle("hidden", !fits);
    seen += fits;
  }
  for (const group of $$(".group-of")) group.classList.toggle("hidden", !$("[data-words]:not(.hidden)", group));
  $("#seen").textContent = `${seen} shown`;
  const query = new URLSearchParams({ q: search.value, ...chosen });
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  address(query.size ? `?${query}` : "", location.hash);
}
if (search) {
  const query = new URLSearchParams(location.search);
  search.value = query.get("q") ?? "";
  search.addEventListener("input", filter);
  for (const select of $$(".tools select")) {
    chosen[select.name] = select.value = query.get(select.name) ?? "";
    select.addEventListener("change", () => {
      chosen[select.name] = select.value;
      filter();
    });
  }
  filter();
}

function reveal() {
  const box = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!box?.matches("details.case")) return;
  box.classList.remove("hidden");
  box.closest(".group-of")?.classList.remove("hidden");
  box.open = true;
  box.scrollIntoView();
}
addEventListener("hashchange", reveal);
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (link && link.hash === location.hash) reveal(); // the address stays as it is, but a filter may hide the check
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && event.target === document.body) {
    event.preventDefault();
    search?.focus();
  }
});
reveal();
