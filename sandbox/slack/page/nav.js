// Where one is, kept in the address: #/C0PAYMENTS, #/C0PAYMENTS/t/<ts> (a thread), #/C0PAYMENTS/p/<ts> (a message),
// #/app/A0DECK/home (App Home). The agent pane stands beside and is not part of the address.

import { api } from "./api.js";
import { appOfUser, directory, emit, setChannel, state } from "./store.js";

export const route = { kind: "none" };

function parse(hash) {
  const [first, second, third] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (first === "app" && state.apps.has(second)) return { kind: "app", appId: second, tab: third || "home" };
  if (!state.channels.has(first)) return null;
  return {
    kind: "channel",
    channel: first,
    thread: second === "t" ? third : null,
    message: second === "p" ? third : null,
  };
}

function firstPlace() {
  const kept = localStorage.getItem(`place:${state.me}`);
  if (kept && parse(kept)) return kept;
  const named = [...state.channels.values()];
  const first = named.find((channel) => channel.name === "general") ?? named[0];
  return first ? `#/${first.id}` : "#/";
}

/** Read the address and tell the views; an unknown place leads to the last known one. */
export function follow() {
  const next = parse(location.hash);
  if (!next) {
    const fallback = firstPlace();
    if (parse(fallback)) history.replaceState(null, "", fallback);
    else return;
    follow();
    return;
  }
  for (const key of Object.keys(route)) delete route[key];
  Object.assign(route, next);
  localStorage.setItem(`place:${state.me}`, location.hash.replace(/\/p\/.*$/, ""));
  emit("route", route);
}

export function go(hash) {
  if (location.hash === hash) follow();
  else location.hash = hash;
}

export const openChannel = (id) => go(`#/${id}`);
export const openThread = (channel, ts) => go(`#/${channel}/t/${ts}`);
export const closeThread = () => route.kind === "channel" && route.thread && go(`#/${route.channel}`);
export const openApp = (appId, tab = "home") => go(`#/app/${appId}/${tab}`);

/** A message's permalink, as Slack writes it. */
export function linkTo(channel, { ts, thread_ts: threadTs }) {
  const reply = threadTs && threadTs !== ts ? `?thread_ts=${threadTs}&cid=${channel}` : "";
  return `${location.origin}/archives/${channel}/p${ts.replace(".", "")}${reply}`;
}

/** Open the conversation with a member, or an app's page. */
export async function openPerson(id) {
  const app = appOfUser(id);
  if (app) {
    openApp(app.app_id, app.home_enabled ? "home" : "messages");
    return;
  }
  openChannel(await directMessage(id));
}

/** The id of the DM with a member or a bot, made where there is none yet. */
export async function directMessage(user) {
  const held = [...state.channels.values()].find((channel) => channel.user === user);
  if (held) return held.id;
  const { channel } = await api.im(user);
  setChannel(
    typeof channel === "string"
      ? { id: channel, kind: "im", user, name: state.members.get(user)?.handle }
      : channel,
  );
  return typeof channel === "string" ? channel : channel.id;
}

directory.openPerson = openPerson;
directory.openChannel = openChannel;
