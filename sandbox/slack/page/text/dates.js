// Times as Slack writes them, in the reader's own time zone. Slack's ts is seconds since 1970 as a decimal string.

const DAY = 86_400_000;

const format = (options) => new Intl.DateTimeFormat("en-US", options);
const TIME = format({ hour: "numeric", minute: "2-digit" });
const TIME_SECONDS = format({ hour: "numeric", minute: "2-digit", second: "2-digit" });
const WEEKDAY = format({ weekday: "long" });
const LONG = format({ weekday: "long", month: "long", day: "numeric", year: "numeric" });
const MEDIUM = format({ month: "long", day: "numeric", year: "numeric" });
const SHORT = format({ month: "short", day: "numeric", year: "numeric" });
const NUMERIC = format({ year: "numeric", month: "2-digit", day: "2-digit" });

export const toDate = (ts) => new Date(Number(ts) * 1000);
export const timeOf = (ts) => TIME.format(toDate(ts));
export const fullTimeOf = (ts) => `${LONG.format(toDate(ts))} at ${TIME_SECONDS.format(toDate(ts))}`;

/** The local day of a ts as a number, for day separators. */
export function dayOf(ts) {
  const date = toDate(ts);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

export function ordinal(day) {
  if (day % 100 >= 11 && day % 100 <= 13) return `${day}th`;
  return `${day}${{ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th"}`;
}

/** "Today", "Yesterday", or "Tuesday, November 3rd". */
export function dayLabel(ts, now = Date.now()) {
  const date = toDate(ts);
  const away = Math.round((dayOf(now / 1000) - dayOf(ts)) / DAY);
  if (away === 0) return "Today";
  if (away === 1) return "Yesterday";
  const label = `${WEEKDAY.format(date)}, ${format({ month: "long" }).format(date)} ${ordinal(date.getDate())}`;
  return date.getFullYear() === new Date(now).getFullYear() ? label : `${label}, ${date.getFullYear()}`;
}

/** "just now", "5 minutes ago", "3 hours ago", "2 days ago". */
export function ago(ts, now = Date.now()) {
  const seconds = Math.max(0, now / 1000 - Number(ts));
  for (const [size, name] of [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ]) {
    const count = Math.floor(seconds / size);
    if (count >= 1) return `${count} ${name}${count === 1 ? "" : "s"} ago`;
  }
  return "just now";
}

function pretty(ts, otherwise) {
  const label = dayLabel(ts);
  return label === "Today" || label === "Yesterday" ? label : otherwise;
}

const TOKENS = {
  date_num: (date) => NUMERIC.format(date).replace(/(\d+)\/(\d+)\/(\d+)/, "$3-$1-$2"),
  date_slash: (date) => NUMERIC.format(date),
  date: (date) => MEDIUM.format(date).replace(/(\d+),/, (_, day) => `${ordinal(Number(day))},`),
  date_short: (date) => SHORT.format(date),
  date_long: (date) => LONG.format(date).replace(/(\d+),/, (_, day) => `${ordinal(Number(day))},`),
  time: (date) => TIME.format(date),
  time_secs: (date) => TIME_SECONDS.format(date),
};

/** Slack's date format strings: "{date_short_pretty} at {time}". Unknown tokens stay as they are. */
export function formatDate(ts, pattern) {
  const date = toDate(ts);
  if (Number.isNaN(date.getTime())) return null;
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token === "ago") return ago(ts);
    if (token === "day_divider_pretty") return dayLabel(ts);
    const base = TOKENS[token.replace(/_pretty$/, "")];
    if (!base) return whole;
    return token.endsWith("_pretty") ? pretty(ts, base(date)) : base(date);
  });
}
