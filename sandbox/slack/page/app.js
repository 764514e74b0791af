// The start: says who one is, loads the workspace, draws the frame, and follows the address and the events.

import { actAs, api, listen } from "./api.js";
import { h, replace } from "./dom.js";
import { receive, refreshChannels } from "./events.js";
import { icon } from "./icons.js";
import { isOpen, modalOpen } from "./layers.js";
import { closeThread, directMessage, follow, route } from "./nav.js";
import { appOfUser, fill, on, state } from "./store.js";
import { markRead, reloadAll } from "./timelines.js";
import { AgentPane } from "./views/agent.js";
import { ChannelView } from "./views/channel.js";
import { AppView, appHead } from "./views/home.js";
import { Sidebar } from "./views/sidebar.js";
import { openSwitcher } from "./views/switcher.js";
import { ThreadPane } from "./views/thread.js";

const root = document.querySelector("#app");
const shown = { main: null, mainKey: "", pane: null, paneKey: "" };
let frame;

/** Who one is: as the address says, else as last time on this computer. */
const member = () => new URLSearchParams(location.search).get("member") ?? localStorage.getItem("member");

function topButton(name, label, run, data) {
  return h(
    "button.top-btn",
    { type: "button", title: label, "aria-label": label, data, onclick: run },
    icon(name, 19),
  );
}

function topBar() {
  const agents = [...state.apps.values()].filter((app) => app.agent_view);
  return h(
    "header.topbar",
    {},
    topButton("menu", "Channels", () => root.classList.toggle("side-open"), { testid: "menu" }),
    h(
      "button.jump-to",
      { type: "button", onclick: openSwitcher, data: { testid: "jump-to" } },
      icon("search", 16),
      h("span", {}, `Search ${state.team.name}`),
      h("kbd", {}, /Mac/.test(navigator.platform) ? "⌘K" : "Ctrl K"),
    ),
    h(
      "div.top-end",
      {},
      agents.map((app) =>
        h(
          "button.top-agent",
          {
            type: "button",
            "aria-label": `Ask ${app.name}`,
            data: { testid: "agent-open", appId: app.app_id },
            onclick: () => toggleAgent(app),
          },
          icon("spark", 17),
          h("span", {}, app.name),
        ),
      ),
      topButton("sun", "Light or dark", window.toggleTheme, { testid: "theme" }),
    ),
  );
}

function drawFrame() {
  const sidebar = new Sidebar();
  frame = {
    sidebar: sidebar.node,
    main: h("main.main", { id: "main", tabindex: "-1" }),
    pane: h("aside.pane", { hidden: true }),
    lost: h("div.lost", { role: "status", hidden: true }, "Connection lost. Trying again…"),
  };
  const skip = h(
    "a.skip",
    {
      href: "#main",
      onclick: (event) => {
        event.preventDefault();
        focusMain();
      },
    },
    "Skip to the messages",
  );
  const shade = h("button.shade", {
    type: "button",
    "aria-label": "Close the channel list",
    onclick: () => root.classList.remove("side-open"),
  });
  replace(
    root,
    skip,
    topBar(),
    h("div.columns", {}, sidebar.node, shade, frame.main, frame.pane),
    frame.lost,
  );
}

const focusMain = () => (document.querySelector("#main .composer-input") ?? frame.main).focus();

function swap(slot, key, make) {
  if (shown[`${slot}Key`] === key) return false;
  shown[slot]?.destroy();
  shown[`${slot}Key`] = key;
  shown[slot] = make?.() ?? null;
  replace(frame[slot], shown[slot]?.node);
  return true;
}

function setPane(key, make) {
  const changed = swap("pane", key, make);
  frame.pane.hidden = !make;
  root.classList.toggle("with-pane", Boolean(make));
  if (changed && make) shown.pane.focus();
}

function showChannel() {
  const channel = state.channels.get(route.channel);
  const app = appOfUser(channel.user);
  const key = `${channel.id}${route.message ? `/${route.message}` : ""}`;
  // A thread opens beside the channel that is already there; only a link to a message draws it again.
  if (!(shown.mainKey.split("/")[0] === channel.id && !route.message)) {
    swap(
      "main",
      key,
      () =>
        new ChannelView(channel, {
          focusTs: route.message,
          head: app && appHead(app, "messages", agentButton(app)),
        }),
    );
    if (!route.thread) shown.main.composer.focus();
  }
  if (route.thread)
    setPane(`thread:${channel.id}/${route.thread}`, () => new ThreadPane(channel.id, route.thread));
  else if (shown.paneKey.startsWith("thread:")) setPane("", null);
}

const agentButton = (app) =>
  app.agent_view &&
  h("button.btn", { type: "button", onclick: () => toggleAgent(app, true) }, icon("spark", 16), "New chat");

async function showApp() {
  const app = state.apps.get(route.appId);
  if (route.tab === "messages") {
    location.replace(`#/${await directMessage(app.bot_user_id)}`);
    return;
  }
  swap(
    "main",
    `app:${app.app_id}/${route.tab}`,
    () => new AppView(app, route.tab, (one) => toggleAgent(one, true)),
  );
  if (shown.paneKey.startsWith("thread:")) setPane("", null);
}

/** Open the agent pane, or close it when it is the one that is open (unless a new chat is wanted). */
function toggleAgent(app, always = false) {
  const key = `agent:${app.app_id}`;
  if (shown.paneKey === key && !always) {
    setPane("", null);
    return;
  }
  if (shown.paneKey === key) {
    shown.pane.begin();
    return;
  }
  const context = route.kind === "channel" ? route.channel : undefined;
  if (route.thread) history.replaceState(null, "", `#/${route.channel}`);
  if (route.thread) delete route.thread;
  setPane(key, () => new AgentPane(app, { context, close: () => setPane("", null) }));
}

function keys(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey) {
    event.preventDefault();
    if (!modalOpen()) openSwitcher();
  } else if (event.key === "Escape" && !isOpen()) {
    if (root.classList.contains("side-open")) root.classList.remove("side-open");
    else if (route.thread) closeThread();
    else if (shown.paneKey) setPane("", null);
    else return;
    focusMain();
  }
}

function connection(kind, again) {
  frame.lost.hidden = kind === "open";
  root.dataset.connection = kind;
  if (kind !== "open" || !again) return;
  refreshChannels();
  reloadAll();
}

async function start() {
  actAs(member());
  const boot = await api.boot();
  fill(boot);
  actAs(state.me);
  localStorage.setItem("member", state.me);
  drawFrame();
  on("route", () => {
    root.classList.remove("side-open");
    if (route.kind === "channel") showChannel();
    else showApp();
  });
  window.addEventListener("hashchange", follow);
  window.addEventListener("focus", () => route.kind === "channel" && markRead(route.channel));
  document.addEventListener("keydown", keys);
  follow();
  listen(receive, connection);
}

function failed(error) {
  const again = h("button.btn.primary", { type: "button", onclick: () => location.reload() }, "Try again");
  const reason =
    error.code === "server_unreachable"
      ? "The workspace does not answer. Is the sandbox running?"
      : `The workspace did not open (${error.code ?? error.message}).`;
  replace(root, h("div.boot", { role: "alert" }, h("h1", {}, "Nothing here yet"), h("p", {}, reason), again));
}

start().catch(failed);
