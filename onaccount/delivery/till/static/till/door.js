// Requests to the server. An answer is {status, body}; no answer is thrown as Away; a refusal as Refused.

export class Away extends Error {}

export class Refused extends Error {
  constructor(status, body) {
    super(body?.sentence ?? "");
    Object.assign(this, { status, code: body?.code ?? "", cure: body?.cure ?? "", body: body ?? {} });
  }
}

const PATIENCE = 10_000;
let token = document.querySelector("meta[name=csrf]")?.content ?? "";
export const renewToken = (text) => void (token = text || token);

export async function ask(method, path, { body, headers = {}, patience = PATIENCE, signal } = {}) {
  const until = () => AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]);
  let answer = await once(method, path, body, headers, until());
  // The kept page is older than its token: the refusal brings the one of now.
  if (answer.status === 403 && answer.body?.code === "csrf") {
    renewToken(answer.body.csrf);
    answer = await once(method, path, body, headers, until());
  }
  if (answer.status >= 400) throw new Refused(answer.status, answer.body);
  return answer;
}

export const get = async (path, options) => (await ask("GET", path, options)).body;
const JSON_TYPE = { "Content-Type": "application/json" };
export const post = async (path, value, options) =>
  (await ask("POST", path, { ...options, body: JSON.stringify(value), headers: JSON_TYPE })).body;

// A server that falls over, or is not ours, has not answered.
async function once(method, path, body, headers, signal) {
  try {
    const answer = await fetch(`/till/${path}`, {
      method, body, cache: "no-store", credentials: "same-origin", redirect: "error",
      headers: method === "GET" ? headers : { ...headers, "X-CSRFToken": token },
      signal,
    });
    const text = await answer.text();
    if (answer.status >= 500) throw new Away(String(answer.status));
    const said = JSON.parse(text);
    if (answer.status >= 400 && !said?.code) throw new Away(String(answer.status));
    return { status: answer.status, text, headers: answer.headers, body: said };
  } catch {
    throw new Away("no answer");
  }
}
