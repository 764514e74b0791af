// The page's calls to the sandbox's Slack server, and the socket on which it tells what happens.

const TIMEOUT = 20_000;
const RETRY = [250, 500, 1000, 2000, 4000];

export class ApiError extends Error {
  constructor(code, status) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

let member = null;
export const actAs = (id) => (member = id);

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(TIMEOUT), ...options });
  } catch (error) {
    throw new ApiError(error.name === "TimeoutError" ? "time_out" : "server_unreachable", 0);
  }
  const body = await response.json().catch(() => ({}));
  // A refused form answers ok: false with its errors; that is an answer, not a failure.
  if (!response.ok || body.error)
    throw new ApiError(body.error ?? `http_${response.status}`, response.status);
  return body;
}

const get = (path, query) => {
  const parts = Object.entries({ member, ...query }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return call(`${path}?${new URLSearchParams(parts)}`);
};
const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ member, ...body }),
  });

export const api = {
  boot: () => get("/client/boot"),
  messages: (query) => get("/client/messages", { limit: 60, ...query }),
  post: (message) => post("/client/post", message),
  command: (command) => post("/client/command", command),
  shortcut: (shortcut) => post("/client/shortcut", shortcut),
  action: (action) => post("/client/action", action),
  view: (view) => post("/client/view", view),
  im: (user) => post("/client/im", { user }),
  home: (app_id) => post("/client/home", { app_id }),
  agent: (app_id, channel_context) => post("/client/agent", { app_id, channel_context }),
  react: (reaction) => post("/client/react", reaction),
  /** Reading the newest message marks a conversation as read. */
  read: (channel) => get("/client/messages", { channel, limit: 1 }),
  edit: (message) => post("/client/edit", message),
  remove: (message) => post("/client/delete", message),
  join: (channel) => post("/client/join", { channel }),
  context: (app_id, channel_context) => post("/client/context", { app_id, channel_context }),
  options: (query) => post("/client/options", query),
  upload(file) {
    const body = new FormData();
    body.append("file", file, file.name);
    return call(`/client/upload?${new URLSearchParams({ member })}`, { method: "POST", body });
  },
};

/** A file's address as this member may open it (files of the workspace are served to members only). */
export function fileAddress(url) {
  if (!url) return null;
  const address = new URL(url, location.href);
  if (!address.pathname.startsWith("/files-pri/")) return address.href;
  address.searchParams.set("member", member);
  return address.pathname + address.search;
}

/** Open the event socket and keep it open; onState hears "open" (with whether it is a reconnect) and "lost". */
export function listen(onEvent, onState) {
  let tries = 0;
  let opened = false;
  let socket;
  let timer;
  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/client/events?${new URLSearchParams({ member })}`);
    socket.onopen = () => {
      tries = 0;
      onState("open", opened);
      opened = true;
    };
    socket.onmessage = (frame) => onEvent(JSON.parse(frame.data));
    socket.onclose = () => {
      onState("lost", opened);
      timer = setTimeout(connect, RETRY[Math.min(tries, RETRY.length - 1)]);
      tries += 1;
    };
  };
  const hurry = () => {
    if (socket.readyState !== WebSocket.CLOSED) return;
    clearTimeout(timer);
    connect();
  };
  window.addEventListener("online", hurry);
  connect();
}
