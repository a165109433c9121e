import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, test } from "vitest";
import { createAuthService } from "../../src/buildkit/session/index.js";
import { contextDirectory, lab, onCleanup, temporaryDirectory } from "../support/index.js";
import { connectDaemon, type Daemon } from "./support.js";

const login = { username: "me", secret: "pass word" };

/** The lab's registry behind bearer tokens that its own token server gives to whoever knows the login. */
async function guardedRegistry(): Promise<{ host: string; grants: () => number }> {
  let grants = 0;
  const server = http.createServer(async (request, response) => {
    const { url = "/", method, headers } = request;
    if (url.startsWith("/token")) {
      const form = new URLSearchParams(await text(request));
      const known = form.get("username") === login.username && form.get("password") === login.secret;
      if (known) grants += 1;
      const errors = [{ code: "UNAUTHORIZED", message: "incorrect username or password" }];
      response.writeHead(known ? 200 : 403, { "Content-Type": "application/json" });
      response.end(JSON.stringify(known ? { access_token: "granted", expires_in: 60 } : { errors }));
      return;
    }
    if (headers.authorization !== "Bearer granted") {
      const scope = `repository:${/^\/v2\/(.+)\/(?:blobs|manifests)\//.exec(url)?.[1] ?? "x"}:pull,push`;
      const challenge = `Bearer realm="http://${headers.host}/token",service="guarded",scope="${scope}"`;
      response.writeHead(401, { "WWW-Authenticate": challenge }).end();
      return;
    }
    const target = http.request(`http://${lab.registry}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(target);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onCleanup(() => {
    server.close();
    server.closeAllConnections();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, grants: () => grants };
}

describe("registry logins of a session", () => {
  let daemon: Daemon;
  beforeAll(async () => {
    daemon = await connectDaemon("auth", { network: "host" });
  });

  /** Pushes a small image and says which steps were shown. */
  async function push(host: string, credentials: typeof login | undefined): Promise<string[]> {
    const steps = new Set<string>();
    const asked: string[] = [];
    const auth = createAuthService({
      configDirectory: temporaryDirectory("config"),
      credentials: async (name) => {
        asked.push(name);
        return name === host ? credentials : undefined;
      },
      progress: {
        update: ({ vertexes = [] }) => {
          for (const { name } of vertexes) steps.add(name);
        },
      },
    });
    await daemon.build({
      dockerfile: "FROM scratch\nCOPY a /a\n",
      context: contextDirectory({ a: String(Math.random()) }),
      exporters: [
        { type: "image", attrs: { name: `${host}/guarded:1`, push: "true", "registry.insecure": "true" } },
      ],
      services: [auth],
    });
    expect(asked).toContain(host);
    return [...steps];
  }

  test("a push gets its token through the client, which shows the step", async () => {
    const { host, grants } = await guardedRegistry();
    expect(await push(host, login)).toEqual([`[auth] guarded:pull,push token for ${host}`]);
    expect(grants()).toBeGreaterThan(0);
  });

  test("a wrong password fails the push with the registry's words and without the password", async () => {
    const { host } = await guardedRegistry();
    const failure = await push(host, { username: "me", secret: "hunter2" }).catch((error: Error) => error);
    expect(String(failure)).toContain(
      "failed to fetch oauth token: unauthorized: incorrect username or password",
    );
    expect(String(failure)).not.toContain("hunter2");
  });
});
