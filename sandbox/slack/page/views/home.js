// An app's page: its Home tab, the direct messages with it, and what it is.

import { api } from "../api.js";
import { avatar } from "../avatars.js";
import { blocks } from "../blocks/index.js";
import { Surface } from "../blocks/surface.js";
import { h, replace } from "../dom.js";
import { icon } from "../icons.js";
import { toast } from "../layers.js";
import { openApp } from "../nav.js";
import { on, state } from "../store.js";

export class HomeTab {
  constructor(app) {
    this.app = app;
    this.values = {};
    this.body = h("div.home-blocks");
    this.node = h(
      "div.scroller.app-home",
      { data: { testid: "app-home" }, role: "tabpanel", "aria-label": "Home", tabindex: "-1" },
      this.body,
    );
    this.stop = on("home", ({ appId }) => appId === app.app_id && this.draw());
    this.draw();
    this.open();
  }

  async open() {
    try {
      const { view } = await api.home(this.app.app_id);
      if (view) state.homes.set(this.app.app_id, view);
      this.draw(true);
    } catch (error) {
      replace(this.body, h("p.notice", {}, `${this.app.name} did not open its home (${error.code}).`));
    }
  }

  draw(asked = false) {
    const view = state.homes.get(this.app.app_id);
    if (view?.blocks) {
      const surface = new Surface({ type: "home", view_id: view.id }, this.values);
      replace(this.body, blocks(view.blocks, surface));
    } else
      replace(
        this.body,
        h("p.notice", {}, asked ? `${this.app.name} has not published a home yet.` : "Loading…"),
      );
  }

  destroy() {
    this.stop();
  }
}

/** Run a shortcut of the whole workspace. */
function run({ callback_id: callbackId }) {
  api
    .shortcut({ callback_id: callbackId })
    .catch((error) => toast(`The app did not take the shortcut (${error.code}).`, "error"));
}

function about(app) {
  const commands = (app.commands ?? []).map((one) =>
    h("li", {}, h("code", {}, `${one.command} ${one.usage_hint ?? ""}`.trim()), " ", one.description ?? ""),
  );
  const shortcuts = (app.shortcuts ?? []).map((one) =>
    h(
      "li",
      {},
      one.type === "message"
        ? [one.name, h("span.muted", {}, " · in the menu of a message")]
        : h("button.text-btn", { type: "button", onclick: () => run(one) }, one.name),
    ),
  );
  return h(
    "div.scroller.app-about",
    { role: "tabpanel", "aria-label": "About" },
    h(
      "div.about-head",
      {},
      avatar({ id: app.bot_user_id, name: app.name, bot: true, image: app.icon }, "xl"),
      h("div", {}, h("h2", {}, app.name), h("p.muted", {}, app.description ?? "An app of this workspace.")),
    ),
    commands.length ? [h("h3", {}, "Commands"), h("ul", {}, commands)] : null,
    shortcuts.length ? [h("h3", {}, "Shortcuts"), h("ul", {}, shortcuts)] : null,
  );
}

const TABS = { home: "Home", messages: "Messages", about: "About" };

/** The head of an app's page with its tabs. */
export function appHead(app, tab, extra) {
  const tabs = Object.entries(TABS).filter(([key]) => key !== "home" || app.home_enabled);
  return h(
    "header.view-head.app-head",
    {},
    h(
      "h1.view-title",
      {},
      avatar({ id: app.bot_user_id, name: app.name, bot: true, image: app.icon }, "s"),
      h("span", {}, app.name),
    ),
    h(
      "div.tabs",
      { role: "tablist", "aria-label": app.name },
      tabs.map(([key, name]) =>
        h(
          "button.tab",
          {
            type: "button",
            role: "tab",
            "aria-selected": String(key === tab),
            data: { testid: `app-tab-${key}` },
            onclick: () => openApp(app.app_id, key),
          },
          name,
        ),
      ),
    ),
    h("span.grow"),
    extra,
  );
}

export class AppView {
  constructor(app, tab, openAgent) {
    const chat = app.agent_view
      ? h(
          "button.btn",
          { type: "button", data: { testid: "open-agent" }, onclick: () => openAgent(app) },
          icon("spark", 16),
          "New chat",
        )
      : null;
    this.part = tab === "home" ? new HomeTab(app) : null;
    this.node = h(
      "section.view",
      { "aria-label": app.name },
      appHead(app, tab, chat),
      this.part?.node ?? about(app),
    );
  }

  destroy() {
    this.part?.destroy();
  }
}
