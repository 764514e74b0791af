// The loaded messages of each channel and thread, kept in order while events arrive.

import { api } from "./api.js";
import { emit, place, state } from "./store.js";

const timelines = new Map(); // place → {messages, loaded, hasMore}

const watched = new Map(); // place → how many lists show it now

/** Note that a conversation is on screen; returns what ends it. */
export function watch(channel, threadTs) {
  const key = place(channel, threadTs);
  watched.set(key, (watched.get(key) ?? 0) + 1);
  return () => watched.set(key, watched.get(key) - 1);
}

export const isWatched = (channel, threadTs) => (watched.get(place(channel, threadTs)) ?? 0) > 0;

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;

export function timeline(channel, threadTs) {
  const key = place(channel, threadTs);
  if (!timelines.has(key)) timelines.set(key, { messages: [], loaded: false, hasMore: false, meanwhile: new Set() });
  return timelines.get(key);
}

/** Load the newest page of a conversation (or again, after the socket was lost). */
export async function load(channel, threadTs) {
  const held = timeline(channel, threadTs);
  // What events tell meanwhile is newer than the answer, however late that comes.
  const meanwhile = new Map();
  held.meanwhile.add(meanwhile);
  const answer = await api
    .messages({ channel, thread_ts: threadTs, limit: threadTs ? 200 : 60 })
    .finally(() => held.meanwhile.delete(meanwhile));
  const found = new Map(held.messages.filter((one) => one.ephemeral).map((one) => [one.ts, one]));
  for (const one of answer.messages) if (belongs(one, threadTs)) found.set(one.ts, one);
  for (const [ts, one] of meanwhile) one ? found.set(ts, one) : found.delete(ts);
  held.messages = sorted([...found.values()]);
  held.hasMore = Boolean(answer.has_more);
  held.loaded = true;
  emit(`timeline:${place(channel, threadTs)}`, { kind: "reset" });
  return held;
}

export async function loadOlder(channel) {
  const held = timeline(channel);
  if (!held.hasMore || held.busy) return;
  held.busy = true;
  try {
    const answer = await api.messages({ channel, before: held.messages[0]?.ts });
    const known = new Set(held.messages.map((message) => message.ts));
    const older = answer.messages.filter((message) => !known.has(message.ts) && belongs(message));
    held.messages = sorted([...older, ...held.messages]);
    held.hasMore = Boolean(answer.has_more) && older.length > 0;
    emit(`timeline:${channel}`, { kind: "older" });
  } finally {
    held.busy = false;
  }
}

/** Load earlier pages until a message is there; false when it is not in the conversation. */
export async function reach(channel, ts) {
  const held = timeline(channel);
  while (!held.messages.some((message) => message.ts === ts)) {
    if (!held.hasMore || Number(held.messages[0]?.ts) < Number(ts)) return false;
    await loadOlder(channel);
  }
  return true;
}

/** Load again what is loaded, for after a lost socket. */
export function reloadAll() {
  const keys = [...timelines].filter(([, held]) => held.loaded).map(([key]) => key.split("/"));
  return Promise.allSettled(keys.map(([channel, threadTs]) => load(channel, threadTs)));
}

const sorted = (messages) => messages.sort((a, b) => Number(a.ts) - Number(b.ts));
const belongs = (message, threadTs) =>
  Boolean(threadTs) || !isReply(message) || message.subtype === "thread_broadcast";

/** Put a new or changed message where it is shown. */
export function upsert(channel, message) {
  if (belongs(message)) put(channel, undefined, message);
  if (message.thread_ts) put(channel, message.thread_ts, message);
  else if (timelines.has(place(channel, message.ts))) put(channel, message.ts, message);
  if (isReply(message) && !message.ephemeral) countReply(channel, message);
}

function put(channel, threadTs, message) {
  const key = place(channel, threadTs);
  const held = timelines.get(key);
  if (!held) return;
  held.meanwhile.forEach((news) => news.set(message.ts, message));
  const at = held.messages.findIndex((one) => one.ts === message.ts);
  if (at >= 0) held.messages[at] = message;
  else held.messages = sorted([...held.messages, message]);
  emit(`timeline:${key}`, { kind: "upsert", message, fresh: at < 0 });
}

/** Keep the parent's "3 replies" right, whether or not the server tells of the parent too. */
function countReply(channel, reply) {
  const parent = find(channel, reply.thread_ts);
  if (!parent || Number(parent.latest_reply ?? 0) >= Number(reply.ts)) return;
  parent.reply_count = (parent.reply_count ?? 0) + 1;
  parent.reply_users = [...new Set([...(parent.reply_users ?? []), reply.user ?? reply.bot_id])];
  parent.latest_reply = reply.ts;
  put(channel, undefined, parent);
}

export function find(channel, ts) {
  for (const [key, held] of timelines) {
    if (key.split("/")[0] !== channel) continue;
    const message = held.messages.find((one) => one.ts === ts);
    if (message) return message;
  }
  return undefined;
}

export function remove(channel, ts) {
  for (const [key, held] of timelines) {
    if (key.split("/")[0] !== channel) continue;
    held.meanwhile.forEach((news) => news.set(ts, null));
    if (!held.messages.some((one) => one.ts === ts)) continue;
    held.messages = held.messages.filter((one) => one.ts !== ts);
    emit(`timeline:${key}`, { kind: "remove", ts });
  }
}

export function setReactions(channel, ts, reactions) {
  for (const [key, held] of timelines) {
    const message = held.messages.find((one) => one.ts === ts);
    if (key.split("/")[0] !== channel || !message) continue;
    message.reactions = reactions;
    emit(`timeline:${key}`, { kind: "upsert", message, fresh: false });
  }
}

/** Show something to this member only ("Only visible to you"). */
export function whisper(channel, text, threadTs) {
  const ts = (Date.now() / 1000).toFixed(6);
  upsert(channel, {
    ts,
    text,
    thread_ts: threadTs,
    ephemeral: true,
    bot_id: "SLACKBOT",
    username: "Slackbot",
  });
}

/** Mark a channel read. */
export function markRead(channel) {
  const held = state.channels.get(channel);
  if (!held || (!held.unread && !held.mentions)) return;
  held.unread = 0;
  held.mentions = 0;
  emit("channels");
  api.read(channel).catch(() => {});
}
