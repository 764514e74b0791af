// What the server tells on the socket, taken into the store.

import { api } from "./api.js";
import { toast } from "./layers.js";
import { appOfUser, emit, place, setChannel, state } from "./store.js";
import { isReply, isWatched, markRead, remove, setReactions, upsert } from "./timelines.js";
import { removeView, showView, updateView, viewErrors } from "./views/modal.js";

/** A new message elsewhere makes its channel bold; a mention or a direct message gives it a number too. */
function countUnread(channelId, message) {
  const channel = state.channels.get(channelId);
  if (!channel || message.user === state.me || message.ephemeral) return;
  if (isReply(message) && !channel.user) return;
  if (document.hasFocus() && isWatched(channelId, isReply(message) ? message.thread_ts : undefined)) {
    markRead(channelId);
    return;
  }
  channel.unread = (channel.unread ?? 0) + 1;
  if (message.text?.includes(`<@${state.me}>`)) channel.mentions = (channel.mentions ?? 0) + 1;
  emit("channels");
}

/** An app's message in a thread ends its status there. */
function endStatus(channel, message) {
  if (!message.bot_id && !appOfUser(message.user)) return;
  if (state.status.delete(place(channel, message.thread_ts))) emit("status");
}

function setAt(map, topic, event, value) {
  const key = place(event.channel, event.thread_ts);
  if (value) map.set(key, value);
  else map.delete(key);
  emit(topic, key);
}

/** Take the list of conversations again: one has come that is not known, or the socket was away. */
export async function refreshChannels() {
  const { channels } = await api.boot().catch(() => ({ channels: [] }));
  channels.forEach(setChannel);
}

const viewId = (event) => event.view_id ?? event.view?.id;

const HANDLERS = {
  message({ channel, message }) {
    if (!state.channels.has(channel)) refreshChannels();
    upsert(channel, message);
    endStatus(channel, message);
    countUnread(channel, message);
  },
  message_changed: ({ channel, message }) => upsert(channel, message),
  message_deleted: ({ channel, ts }) => remove(channel, ts),
  ephemeral: ({ channel, message }) => upsert(channel, { ...message, ephemeral: true }),
  reaction: ({ channel, ts, reactions }) => setReactions(channel, ts, reactions),
  view_opened: ({ view }) => showView(view, false),
  view_pushed: ({ view }) => showView(view, true),
  view_updated: ({ view }) => updateView(view),
  view_closed: (event) => removeView(viewId(event), event.clear),
  view_errors: (event) => viewErrors(event.view_id, event.errors),
  home({ app_id: appId, view }) {
    state.homes.set(appId, view);
    emit("home", { appId });
  },
  status(event) {
    const app = appOfUser(state.channels.get(event.channel)?.user) ?? [...state.apps.values()][0];
    setAt(
      state.status,
      "status",
      event,
      event.status ? { ...event, app: event.username ?? app?.name } : null,
    );
  },
  prompts: (event) =>
    setAt(state.prompts, "prompts", event, { title: event.title, prompts: event.prompts ?? [] }),
  thread_title: (event) => setAt(state.titles, "titles", event, event.title),
  channel: ({ channel }) => setChannel(channel),
  app_error: ({ text }) => toast(text, "error"),
};

/** Take one event in; one of a type that is not known is left alone. */
export function receive(event) {
  HANDLERS[event.type]?.(event);
}
