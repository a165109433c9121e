import type { BuildView } from "../../../src/web/build-view.js";

/** A page that has what the real one has for the server: a script and a style. */
export const smallPage = new Map([
  [
    "/",
    {
      type: "text/html; charset=utf-8",
      content: Buffer.from(
        '<!doctype html><html><head><link rel="stylesheet" href="page.css"></head><body><script type="module" src="page.js"></script></body></html>',
      ),
    },
  ],
  ["/page.js", { type: "text/javascript; charset=utf-8", content: Buffer.from('"$&</script>";') }],
  ["/page.css", { type: "text/css; charset=utf-8", content: Buffer.from("p{}") }],
]);

/** What is asked of a view, as its page asks it. */
export interface ViewClient {
  /** GETs `/api/PATH`, or POSTs a value to it. Throws for an answer that is not 200. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every kind.
  ask(path: string, body?: object | Uint8Array): Promise<any>;
  /** The values of a stream, until one passes. */
  // biome-ignore lint/suspicious/noExplicitAny: the same.
  follow(path: string, until: (value: any) => boolean): Promise<any[]>;
  readonly token: string;
}

/** Opens a view by a link of its own. */
export async function openViewClient(view: BuildView): Promise<ViewClient> {
  const base = `http://${view.address}/api/`;
  const code = new URL(view.link()).hash.slice(1);
  const session = await fetch(`${base}session`, { method: "POST", body: JSON.stringify({ code }) });
  const { token }: { readonly token: string } = JSON.parse(await session.text());
  const headers = { authorization: `Bearer ${token}` };
  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(base + path, { headers, ...init });
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    token,
    async ask(path, body) {
      const sent = body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
      const response = await get(path, body === undefined ? {} : { method: "POST", body: sent });
      const text = await response.text();
      return response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text;
    },
    async follow(path, until) {
      const ending = new AbortController();
      const response = await get(path, { signal: ending.signal });
      const values: unknown[] = [];
      let rest = "";
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines.filter((text) => text !== "")) {
          const value: unknown = JSON.parse(line);
          values.push(value);
          if (!until(value)) continue;
          ending.abort();
          return values;
        }
      }
      return values;
    },
  };
}
