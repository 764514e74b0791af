// The channel switcher (Ctrl or Cmd with K).

import { avatar } from "../avatars.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { open } from "../layers.js";
import { openApp, openChannel, openPerson } from "../nav.js";
import { people, state } from "../store.js";

function places() {
  const channels = [...state.channels.values()]
    .filter((one) => !one.user)
    .map((one) => ({
      sign: () => icon(one.kind === "private" ? "lock" : "hash", 18),
      name: one.name,
      note: one.topic ?? "",
      unread: one.unread,
      run: () => openChannel(one.id),
    }));
  const members = people().map((one) => ({
    sign: () => avatar(one, "s"),
    name: one.name,
    note: one.title,
    run: () => openPerson(one.id),
  }));
  const apps = [...state.apps.values()].map((one) => ({
    sign: () => avatar({ id: one.bot_user_id, name: one.name, bot: true }, "s"),
    name: one.name,
    note: "App",
    run: () => openApp(one.app_id, one.home_enabled ? "home" : "messages"),
  }));
  return [...channels, ...apps, ...members];
}

/** Unread places first, then those whose name starts with the words. */
function found(words) {
  const wanted = words.toLowerCase().replace(/^[#@]/, "");
  const score = (one) => (one.name.toLowerCase().startsWith(wanted) ? 2 : 0) + (one.unread ? 1 : 0);
  return places()
    .filter((one) => one.name.toLowerCase().includes(wanted))
    .sort((a, b) => score(b) - score(a))
    .slice(0, 10);
}

export function openSwitcher() {
  if (document.querySelector("[data-testid=switcher]")) return;
  let active = 0;
  let results = [];
  const input = h("input.switcher-input", {
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "switcher-list",
    "aria-label": "Jump to a channel, person or app",
    placeholder: "Jump to a channel, person or app",
    autocomplete: "off",
  });
  const list = h("div.switcher-list", { role: "listbox", id: "switcher-list", "aria-label": "Results" });
  const overlay = h(
    "div.overlay.overlay-top",
    { onpointerdown: (event) => event.target === overlay && close() },
    h(
      "div.switcher",
      { role: "dialog", "aria-modal": "true", "aria-label": "Jump to", data: { testid: "switcher" } },
      h("div.switcher-field", {}, icon("search", 18), input),
      list,
    ),
  );
  const close = open(overlay, { modal: true });
  const choose = (at) => {
    if (!results[at]) return;
    close();
    results[at].run();
  };
  const mark = (at) => {
    active = results.length ? (at + results.length) % results.length : 0;
    [...list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === active)));
    if (results.length) input.setAttribute("aria-activedescendant", `switch-${active}`);
  };
  const draw = () => {
    results = found(input.value.trim());
    replace(
      list,
      results.map((one, at) =>
        h(
          "div.switcher-row",
          { role: "option", id: `switch-${at}`, onclick: () => choose(at) },
          h("span.switcher-sign", {}, one.sign()),
          h("strong", {}, one.name),
          h("span.muted", {}, one.note),
        ),
      ),
      results.length ? null : h("p.notice", {}, "Nothing of that name."),
    );
    mark(0);
  };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(active + step);
    else if (event.key === "Enter") choose(active);
    else return;
    event.preventDefault();
  });
  draw();
  input.focus();
}
