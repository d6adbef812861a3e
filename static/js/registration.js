// Registrations of this browser: one for each member who walks with it, each with its own id, token and counter.

import { fromBase64url } from "./bytes.js";
import { asked, shared, transact } from "./store.js";

const URL = "/toestel/";
const PATIENCE = 15_000; // milliseconds

/** This member's registration on this phone, or null. */
export function registrationOf(person) {
  return transact(["registrations"], "readonly", async ({ registrations }) => {
    const [first] = await asked(registrations.index("person").getAll(String(person), 1));
    return first ?? null;
  });
}

export function registrations() {
  return transact(["registrations"], "readonly", (stores) => asked(stores.registrations.getAll()));
}

/**
 * Registers this phone for whoever is logged in, and gives the registration; null when the network or the server
 * did not do it. A registration that is there already gets a new token when it is handed in as `phone`.
 */
export function register({ csrf, round, phone = crypto.randomUUID(), fetch = globalThis.fetch }) {
  return navigator.locks.request(shared("register"), async () => {
    const answer = await ask({ csrf, round, phone, fetch });
    return answer?.phone === phone ? keep(answer) : null;
  });
}

async function ask({ csrf, round, phone, fetch }) {
  try {
    const answer = await fetch(URL, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify({ phone, round }),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no network, or somebody else's page in the server's place
  }
}

function keep({ phone, person, token, key, counter }) {
  const fresh = { phone, person: String(person), token, key: { id: key.id, public: fromBase64url(key.public) } };
  return transact(["registrations"], "readwrite", async ({ registrations }) => {
    const old = await asked(registrations.get(phone));
    if (old && old.person !== fresh.person) return null;
    const kept = { ...fresh, counter: Math.max(old?.counter ?? 0, counter) };
    await asked(registrations.put(kept));
    return kept;
  });
}
