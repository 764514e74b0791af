// From what one types to what Slack stores: &, < and > as entities, names as mentions, addresses as links.

import { state } from "../store.js";
import { unescape } from "../text/mrkdwn.js";

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Names with the ids they stand for, the longest first, so that "@Maya Okafor" wins over "@Maya". */
function names() {
  const pairs = [];
  for (const person of state.members.values()) {
    for (const name of new Set([person.name, person.fullName, person.handle]))
      if (name) pairs.push([`@${escaped(name)}`, `<@${person.id}>`]);
  }
  for (const channel of state.channels.values())
    if (!channel.user) pairs.push([`#${channel.name}`, `<#${channel.id}>`]);
  pairs.push(["@here", "<!here>"], ["@channel", "<!channel>"], ["@everyone", "<!everyone>"]);
  return pairs.sort((a, b) => b[0].length - a[0].length);
}

function mentions(text) {
  const pairs = names();
  return text
    .replace(/(^|[\s(,;:])([@#])(?=\S)/gu, "$1\u0000$2")
    .split("\u0000")
    .map((part, index) => {
      if (!index) return part;
      const lower = part.toLowerCase();
      const found = pairs.find(
        ([name]) => lower.startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}_]/u.test(part.slice(name.length)),
      );
      return found ? found[1] + part.slice(found[0].length) : part;
    })
    .join("");
}

const URL_PATTERN = /https?:\/\/[^\s<>|`]*[^\s<>|`.,;:!?)'"\]*_~]/g;

const links = (text) => text.replace(URL_PATTERN, (url) => `<${url}>`);

/** A typed <https://…|label> stays a link; everything else in angle brackets is plain text. */
function outsideCode(text) {
  return text
    .split(/(<https?:\/\/[^<>|\s]+(?:\|[^<>]*)?>)/)
    .map((part, index) => {
      if (index % 2) return part.replaceAll("&", "&amp;");
      return mentions(links(escaped(part)));
    })
    .join("");
}

/** The text of a message as it goes to Slack. Code stays as it is, but for its entities. */
export function encode(text) {
  return text
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part, index) => (index % 2 ? escaped(part) : outsideCode(part)))
    .join("");
}

/** The other way: a stored text as one would type it. */
export function decode(text) {
  const typed = text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (whole, id) =>
      state.members.has(id) ? `@${state.members.get(id).name}` : whole,
    )
    .replace(/<#(\w+)(?:\|[^>]*)?>/g, (whole, id) =>
      state.channels.has(id) ? `#${state.channels.get(id).name}` : whole,
    )
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<((?:https?:|mailto:)[^>|]+)>/g, "$1");
  return unescape(typed);
}
