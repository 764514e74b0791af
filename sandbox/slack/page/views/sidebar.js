// The left sidebar: workspace, channels with unread marks, direct messages, apps, and who one is.

import { avatar } from "../avatars.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { menu } from "../layers.js";
import { openApp, openChannel, openPerson, route } from "../nav.js";
import { nameOf, on, people, state } from "../store.js";

function item({ sign, name, here, unread, badge, run, data, note }) {
  const marks = `${here ? "here" : ""} ${unread ? "unread" : ""}`;
  const spoken = unread ? h("span.sr-only", {}, `, ${unread} unread`) : null;
  return h(
    "li",
    {},
    h(
      "button.side-item",
      { type: "button", class: marks, "aria-current": here ? "page" : undefined, data, onclick: run },
      h("span.side-sign", {}, sign),
      h("span.side-name", {}, name, note ? h("small", {}, ` ${note}`) : null),
      badge ? h("span.side-badge", { "aria-hidden": "true" }, String(badge)) : null,
      spoken,
    ),
  );
}

function channelItems() {
  return [...state.channels.values()]
    .filter((one) => !one.user && one.kind !== "im" && one.kind !== "agent")
    .map((one) =>
      item({
        sign: icon(one.kind === "private" ? "lock" : "hash", 16),
        name: one.name,
        unread: one.unread,
        badge: one.mentions,
        here: route.kind === "channel" && route.channel === one.id,
        run: () => openChannel(one.id),
        data: { testid: "channel", channelId: one.id },
      }),
    );
}

function personItems() {
  const held = new Map(
    [...state.channels.values()].filter((one) => one.kind === "im").map((one) => [one.user, one]),
  );
  return people().map((person) => {
    const channel = held.get(person.id);
    return item({
      sign: avatar(person, "s"),
      name: person.name,
      note: person.id === state.me ? "you" : "",
      unread: channel?.unread,
      badge: channel?.unread,
      here: route.kind === "channel" && channel && route.channel === channel.id,
      run: () => openPerson(person.id),
      data: { testid: "channel", channelId: channel?.id ?? "", userId: person.id },
    });
  });
}

function appItems() {
  return [...state.apps.values()].map((app) => {
    const channels = [...state.channels.values()].filter((one) => one.user === app.bot_user_id);
    const unread = channels.reduce((sum, one) => sum + (one.unread ?? 0), 0);
    const here =
      (route.kind === "app" && route.appId === app.app_id) ||
      channels.some((one) => one.id === route.channel);
    return item({
      sign: avatar({ id: app.bot_user_id, name: app.name, bot: true, image: app.icon }, "s"),
      name: app.name,
      unread,
      badge: unread,
      here,
      run: () => openApp(app.app_id, app.home_enabled && !unread ? "home" : "messages"),
      data: { testid: "app", appId: app.app_id },
    });
  });
}

function group(title, items) {
  if (!items.length) return null;
  const id = `side-${title.toLowerCase().replaceAll(" ", "-")}`;
  return h(
    "section",
    {},
    h("h2.side-group", { id }, icon("chevron", 14), title),
    h("ul", { "aria-labelledby": id }, items),
  );
}

/** Be another member: the page starts anew as them, in the same place where they can see it. */
function become(id) {
  const address = new URL(location.href);
  address.searchParams.set("member", id);
  const channel = state.channels.get(route.channel);
  if (channel?.user) address.hash = "";
  location.assign(address);
  if (address.href === location.href) location.reload();
}

function switchMember(anchor) {
  menu(
    anchor,
    people().map((person) => ({
      label: person.name,
      note: person.title || `@${person.handle}`,
      icon: avatar(person, "m"),
      checked: person.id === state.me,
      testid: `member-${person.id}`,
      run: () => person.id !== state.me && become(person.id),
    })),
    { label: "Be another member" },
  );
}

function memberSwitcher() {
  const me = state.members.get(state.me);
  return h(
    "button.me",
    {
      type: "button",
      "aria-haspopup": "menu",
      title: "Be another member of the workspace",
      data: { testid: "member-switcher", userId: state.me },
      onclick: (event) => switchMember(event.currentTarget),
    },
    avatar(me, "m"),
    h("span.me-text", {}, h("strong", {}, me?.name ?? state.me), h("small", {}, me?.title || "You")),
    icon("chevron", 16),
  );
}

export class Sidebar {
  constructor() {
    this.list = h("div.side-scroll");
    this.node = h(
      "nav.sidebar",
      { "aria-label": "Channels and conversations", id: "sidebar" },
      h(
        "div.side-head",
        {},
        h("span.workspace-mark", { "aria-hidden": "true" }, (state.team.name || "?")[0]),
        h("span.workspace-name", {}, state.team.name),
      ),
      this.list,
      memberSwitcher(),
    );
    this.list.addEventListener("keydown", (event) => arrows(event, this.list));
    on("channels", () => this.draw());
    on("route", () => this.draw());
  }

  draw() {
    const focused = document.activeElement;
    const mark = this.list.contains(focused) ? focused.querySelector(".side-name")?.textContent : null;
    replace(
      this.list,
      group("Channels", channelItems()),
      group("Direct messages", personItems()),
      group("Apps", appItems()),
    );
    if (mark)
      [...this.list.querySelectorAll(".side-item")]
        .find((one) => one.querySelector(".side-name").textContent === mark)
        ?.focus();
    document.title = title();
  }
}

function arrows(event, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const stops = [...list.querySelectorAll(".side-item")];
  if (!step || !stops.includes(document.activeElement)) return;
  event.preventDefault();
  stops[stops.indexOf(document.activeElement) + step]?.focus();
}

function title() {
  const channel = state.channels.get(route.channel);
  const app = state.apps.get(route.appId);
  const unread = [...state.channels.values()].reduce((sum, one) => sum + (one.unread ?? 0), 0);
  const name = channel ? nameOf(channel) : (app?.name ?? "");
  return `${unread ? `(${unread}) ` : ""}${name} – ${state.team.name}`;
}
