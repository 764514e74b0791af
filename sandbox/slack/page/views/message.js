// One message: who, when, what; its files, reactions, thread line and actions.

import { avatar } from "../avatars.js";
import { blocks } from "../blocks/index.js";
import { fileCard } from "../blocks/media.js";
import { Surface } from "../blocks/surface.js";
import { h, imageAddress, link } from "../dom.js";
import { icon } from "../icons.js";
import { openPerson, openThread } from "../nav.js";
import { appOfUser, authorOf, directory, state } from "../store.js";
import { ago, fullTimeOf, timeOf } from "../text/dates.js";
import { emoji } from "../text/emoji.js";
import { inline, mrkdwn } from "../text/mrkdwn.js";
import { react, toolbar } from "./message_actions.js";
import { streamBody } from "./stream.js";

const surfaces = new Map(); // what was entered in a message's inputs outlives its redrawing

function surfaceOf(channel, message) {
  const key = `${channel}:${message.ts}`;
  const type = message.ephemeral ? "ephemeral" : "message";
  if (!surfaces.has(key)) surfaces.set(key, new Surface({ type, channel, ts: message.ts }));
  return surfaces.get(key);
}

const isStream = (message) => message.streaming || message.chunks?.length > 0;

function content(message, surface) {
  if (isStream(message)) return streamBody(message, surface);
  if (message.blocks?.length) return blocks(message.blocks, surface);
  return message.text ? [h("div.block.text", {}, ...mrkdwn(message.text))] : [];
}

function attachment(item, surface) {
  const bar = h("div.attachment");
  bar.style.setProperty(
    "--bar",
    /^#?[0-9a-f]{6}$/i.test(item.color ?? "") ? `#${item.color.replace("#", "")}` : "",
  );
  if (item.blocks?.length) bar.append(...blocks(item.blocks, surface));
  else {
    const title = item.title
      ? h("strong.attachment-title", {}, item.title_link ? link(item.title_link, item.title) : item.title)
      : null;
    const fields = (item.fields ?? []).map((field) =>
      h("div.field", {}, h("strong", {}, field.title), ...mrkdwn(field.value)),
    );
    const picture = imageAddress(item.image_url)
      ? h("img.attachment-image", { src: item.image_url, alt: item.fallback ?? "" })
      : null;
    bar.append(
      ...[item.pretext, title, item.text]
        .filter(Boolean)
        .flatMap((part) => (typeof part === "string" ? mrkdwn(part) : [part])),
    );
    if (fields.length) bar.append(h("div.fields", {}, ...fields));
    if (picture) bar.append(picture);
    if (item.footer) bar.append(h("small.muted", {}, item.footer));
  }
  return bar;
}

function reactions(channel, message) {
  if (!message.reactions?.length) return null;
  const pills = message.reactions.map((one) => {
    const mine = one.users?.includes(state.me);
    const names = (one.users ?? [])
      .map((id) => (directory.isMe(id) ? "You" : (directory.person(id)?.name ?? id)))
      .join(", ");
    return h(
      "button.reaction",
      {
        type: "button",
        "aria-pressed": String(Boolean(mine)),
        title: `${names} reacted with :${one.name}:`,
        "aria-label": `${one.name}, ${one.count}`,
        data: { reaction: one.name },
        onclick: () => react(channel, message, one.name),
      },
      emoji(one.name),
      h("span", {}, String(one.count)),
    );
  });
  return h("div.reactions", {}, ...pills);
}

function threadLine(channel, message) {
  if (!message.reply_count) return null;
  const faces = (message.reply_users ?? [])
    .slice(0, 4)
    .map((id) => avatar({ id, name: id, ...directory.person(id) }, "s"));
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  return h(
    "button.thread-line",
    { type: "button", data: { testid: "thread-line" }, onclick: () => openThread(channel, message.ts) },
    h("span.faces", {}, ...faces),
    h("strong", {}, count),
    message.latest_reply ? h("span.muted", {}, `Last reply ${ago(message.latest_reply)}`) : null,
  );
}

function head(message, author) {
  const name = h(
    "button.author",
    { type: "button", onclick: () => author.id && directory.person(author.id) && openPerson(author.id) },
    author.name,
  );
  return h("div.message-head", {}, name, author.bot ? h("span.badge", {}, "APP") : null, stamp(message));
}

const stamp = (message) => h("time.stamp", { title: fullTimeOf(message.ts) }, timeOf(message.ts));

function body(channel, message, inThread) {
  const surface = surfaceOf(channel, message);
  const edited =
    message.edited && !isStream(message) && !message.bot_id
      ? h("small.muted", { title: fullTimeOf(message.edited.ts) }, "(edited)")
      : null;
  return [
    message.subtype === "thread_broadcast" && !inThread
      ? h(
          "div.broadcast",
          {},
          "replied to a thread: ",
          h(
            "button.text-btn",
            { type: "button", onclick: () => openThread(channel, message.thread_ts) },
            "open it",
          ),
        )
      : null,
    h("div.content", {}, ...content(message, surface).filter(Boolean), edited),
    (message.attachments ?? []).map((item) => attachment(item, surface)),
    message.files?.length ? h("div.files", {}, message.files.map(fileCard)) : null,
    reactions(channel, message),
    inThread ? null : threadLine(channel, message),
  ];
}

const SYSTEM = /^(channel|group)_(join|leave|topic|purpose|name)$/;

/** A message's row. place: {channel, inThread, grouped}. */
export function messageRow(message, { channel, inThread = false, grouped = false }) {
  const author = authorOf(message);
  const flags = [
    grouped && "grouped",
    message.ephemeral && "ephemeral",
    SYSTEM.test(message.subtype ?? "") && "system",
  ]
    .filter(Boolean)
    .join(" ");
  const gutter = grouped ? stamp(message) : avatar(author, "m");
  const row = h(
    "div.message",
    {
      class: flags,
      tabindex: "-1",
      role: "article",
      "aria-label": `${author.name}, ${timeOf(message.ts)}`,
      "aria-busy": message.streaming ? "true" : undefined,
      data: {
        testid: "message",
        ts: message.ts,
        user: author.id ?? "",
        streaming: String(Boolean(message.streaming)),
      },
    },
    message.ephemeral ? h("div.only-you", {}, icon("eye", 14), " Only visible to you") : null,
    h("div.gutter", {}, gutter),
    h("div.message-main", {}, grouped ? null : head(message, author), ...body(channel, message, inThread)),
    toolbar(channel, message, inThread),
  );
  return row;
}

/** One line about a message, for lists. */
export const preview = (message) =>
  h(
    "span",
    {},
    ...inline(
      String(message.text ?? "")
        .split("\n")[0]
        .slice(0, 140),
    ),
  );
