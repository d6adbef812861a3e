// A cookie that outlives the phone's storage: how far each registration counted, and from where entries wait.
// When the browser threw the storage away, this is what still tells. It names no person and no door.

// As the server calls it: over TLS no other host can set one like it.
const NAME = location.protocol === "https:" ? "__Host-made" : "made";
const YEAR = 365 * 24 * 3600;

/** Phone → `{made, waiting}`: the highest counter given out, and the lowest that waits (0: none). */
export function read() {
  const line = document.cookie.split("; ").find((one) => one.startsWith(`${NAME}=`));
  const lines = (line?.slice(NAME.length + 1) || "").split("~").filter(Boolean);
  return new Map(lines.map((one) => one.split(".")).map(([phone, ...numbers]) => [phone, numbered(numbers)]));
}

function numbered([made, waiting]) {
  return { made: Number(made), waiting: Number(waiting) };
}

export function write(phone, { made, waiting }) {
  save(read().set(phone, { made, waiting }));
}

/** Only when nothing was counted since: another tab may have been here in between. */
export function writeIfStill(phone, { made, waiting }) {
  if ((read().get(phone)?.made ?? made) === made) write(phone, { made, waiting });
}

export function forget(phones) {
  const all = read();
  for (const phone of phones) all.delete(phone);
  save(all);
}

function save(all) {
  const value = [...all].map(([phone, { made, waiting }]) => `${phone}.${made}.${waiting}`).join("~");
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${value}; Path=/; Max-Age=${value ? YEAR : 0}; SameSite=Strict${secure}`;
}
