// What the page knows: members, apps, channels, the messages it has loaded. Views listen on topics.

const listeners = new Map();

export function on(topic, listener) {
  if (!listeners.has(topic)) listeners.set(topic, new Set());
  listeners.get(topic).add(listener);
  return () => listeners.get(topic).delete(listener);
}

export function emit(topic, detail) {
  for (const listener of [...(listeners.get(topic) ?? [])]) listener(detail);
}

export const state = {
  me: null,
  team: { name: "" },
  members: new Map(),
  apps: new Map(),
  channels: new Map(),
  hints: [],
  homes: new Map(), // app id → view
  status: new Map(), // place → {status, loading_messages}
  prompts: new Map(), // place → {title, prompts}
  titles: new Map(), // place → title
};

/** The key of a conversation: a channel, or a thread in it. */
export const place = (channel, threadTs) => (threadTs ? `${channel}/${threadTs}` : channel);

function personOf(user) {
  const profile = user.profile ?? {};
  const name = profile.real_name || user.real_name || profile.display_name || user.name;
  return {
    id: user.id,
    name,
    handle: user.name,
    fullName: profile.real_name || user.real_name || name,
    title: profile.title ?? user.title ?? "",
    image: profile.image_72 ?? user.image,
    bot: Boolean(user.is_bot),
  };
}

export function fill(boot) {
  state.me = boot.me?.id ?? boot.me;
  state.team = boot.team;
  state.members = new Map(boot.members.map((user, index) => [user.id, { ...personOf(user), colour: index }]));
  state.apps = new Map(boot.apps.map((app) => [app.app_id, app]));
  state.channels = new Map(boot.channels.map((channel) => [channel.id, channelOf(channel)]));
  state.hints =
    boot.hints ??
    boot.apps.flatMap((app) =>
      (app.suggested_prompts ?? []).map((prompt) => `@${app.name} ${prompt.message}`),
    );
  for (const app of boot.apps) {
    if (app.bot_user_id) state.members.set(app.bot_user_id, { ...appPerson(app) });
  }
}

function appPerson(app) {
  return {
    id: app.bot_user_id,
    appId: app.app_id,
    name: app.name,
    handle: app.name.toLowerCase(),
    fullName: app.name,
    title: "App",
    bot: true,
    image: app.icon,
  };
}

export const appOfUser = (user) => [...state.apps.values()].find((app) => app.bot_user_id === user);
export const people = () => [...state.members.values()].filter((person) => !person.bot);

/** What the text modules need to know about names; app.js gives it the two ways to open something. */
export const directory = {
  person: (id) => state.members.get(id),
  channel: (id) => {
    const channel = state.channels.get(id);
    return channel?.kind === "channel" || channel?.kind === "private" ? channel : undefined;
  },
  isMe: (id) => id === state.me,
  openPerson: () => {},
  openChannel: () => {},
};

/** Who wrote a message: {id, name, bot, image, appId}. */
export function authorOf(message) {
  const person = state.members.get(message.user) ?? appPersonOf(message);
  if (!message.bot_id && !message.username)
    return person ?? { id: message.user ?? "unknown", name: message.user ?? "Unknown" };
  const profile = message.bot_profile ?? {};
  const name = message.username ?? person?.name ?? profile.name ?? "App";
  return {
    ...person,
    id: person?.id ?? message.bot_id,
    name,
    bot: true,
    image: message.icons?.image_url ?? person?.image,
  };
}

function appPersonOf(message) {
  const apps = [...state.apps.values()];
  const app = apps.find(
    (one) => one.app_id === message.app_id || (message.bot_id && one.bot_id === message.bot_id),
  );
  return app ? appPerson(app) : undefined;
}

export function nameOf(channel) {
  if (channel.kind !== "im" && channel.kind !== "agent") return channel.name;
  return state.members.get(channel.user)?.name ?? channel.name;
}

/** A channel as the page keeps it, from the page's API or from Slack's own channel object. */
function channelOf(raw, before = { unread: 0 }) {
  const kind = raw.kind ?? before.kind ?? (raw.is_im ? "im" : raw.is_private ? "private" : "channel");
  const topic = raw.topic?.value ?? (typeof raw.topic === "string" ? raw.topic : "");
  return { ...before, ...raw, kind, topic };
}

export function setChannel(channel) {
  state.channels.set(channel.id, channelOf(channel, state.channels.get(channel.id)));
  emit("channels");
}
