// What one can do with a message: react, reply, run a message shortcut, copy.

import { api } from "../api.js";
import { h } from "../dom.js";
import { icon } from "../icons.js";
import { menu, toast } from "../layers.js";
import { linkTo, openThread } from "../nav.js";
import { state } from "../store.js";
import { setReactions } from "../timelines.js";
import { character, QUICK } from "../text/emoji.js";
import { plain } from "../text/mrkdwn.js";
import { confirmed } from "./confirm.js";
import { editMessage } from "./edit.js";
import { pickEmoji } from "./emoji_picker.js";

/** Add one's reaction, or take it back. Shown at once; the server's event has the last word. */
export async function react(channel, message, name) {
  const list = structuredClone(message.reactions ?? []);
  const held = list.find((one) => one.name === name);
  const mine = Boolean(held?.users?.includes(state.me));
  if (!held) list.push({ name, users: [state.me], count: 1 });
  else {
    held.users = mine ? held.users.filter((id) => id !== state.me) : [...(held.users ?? []), state.me];
    held.count += mine ? -1 : 1;
  }
  const before = message.reactions ?? [];
  setReactions(
    channel,
    message.ts,
    list.filter((one) => one.count > 0),
  );
  try {
    await api.react({ channel, ts: message.ts, name, remove: mine });
  } catch (error) {
    setReactions(channel, message.ts, before);
    toast(`The reaction was not kept (${error.code}).`, "error");
  }
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`${what} copied`);
  } catch {
    toast(text);
  }
}

const shortcuts = () =>
  [...state.apps.values()].flatMap((app) =>
    (app.shortcuts ?? []).filter((one) => one.type === "message").map((one) => ({ ...one, app: app.name })),
  );

async function runShortcut(callbackId, channel, ts) {
  try {
    await api.shortcut({ callback_id: callbackId, channel, message_ts: ts });
  } catch (error) {
    toast(`The app did not take the shortcut (${error.code}).`, "error");
  }
}

function moreMenu(anchor, channel, message) {
  const items = shortcuts().map((one) => ({
    label: one.name,
    note: one.app,
    icon: icon("spark", 16),
    testid: `shortcut-${one.callback_id}`,
    run: () => runShortcut(one.callback_id, channel, message.ts),
  }));
  if (items.length) items.push(null);
  items.push({
    label: "Copy link",
    icon: icon("link", 16),
    run: () => copy(linkTo(channel, message), "Link"),
  });
  items.push({
    label: "Copy text",
    icon: icon("copy", 16),
    run: () => copy(message.text ? plain(message.text) : "", "Text"),
  });
  if (message.user === state.me && !message.bot_id) items.push(null, ...ownItems(channel, message));
  menu(anchor, items, { label: "Message actions", align: "end" });
}

/** What one can do with a message of one's own. */
const ownItems = (channel, message) => [
  {
    label: "Edit message",
    icon: icon("edit", 16),
    testid: "edit-message",
    run: () => editMessage(channel, message),
  },
  {
    label: "Delete message…",
    icon: icon("trash", 16),
    testid: "delete-message",
    danger: true,
    run: () => removeMessage(channel, message),
  },
];

async function removeMessage(channel, message) {
  const question = {
    title: { text: "Delete message" },
    text: { text: "Are you sure you want to delete this message? This cannot be undone." },
    confirm: { text: "Delete" },
    style: "danger",
  };
  if (!(await confirmed(question))) return;
  await api
    .remove({ channel, ts: message.ts })
    .catch((error) => toast(`Not deleted (${error.code}).`, "error"));
}

function tool(label, content, run, testid) {
  return h(
    "button.tool",
    {
      type: "button",
      title: label,
      "aria-label": label,
      data: testid ? { testid } : {},
      onclick: (event) => run(event.currentTarget),
    },
    content,
  );
}

/** The actions that appear when the pointer or the focus is on a message. */
export function toolbar(channel, message, inThread) {
  if (message.ephemeral) return null;
  return h(
    "div.toolbar",
    { role: "toolbar", "aria-label": "Message actions" },
    inThread
      ? null
      : QUICK.map((name) =>
          tool(`React with ${name.replaceAll("_", " ")}`, character(name), () =>
            react(channel, message, name),
          ),
        ),
    tool(
      "Add reaction",
      icon("smile"),
      (anchor) => pickEmoji(anchor, (name) => react(channel, message, name)),
      "add-reaction",
    ),
    inThread
      ? null
      : tool(
          "Reply in thread",
          icon("reply"),
          () => openThread(channel, message.thread_ts ?? message.ts),
          "reply-in-thread",
        ),
    tool("More actions", icon("more"), (anchor) => moreMenu(anchor, channel, message), "more-actions"),
  );
}
