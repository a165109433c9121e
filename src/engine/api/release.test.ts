import { expect, onTestFinished, test } from "vitest";
import { fakeEngine, json } from "../../../test/support/fake-engine.js";
import { connectEngine } from "../connect-engine.js";

/** What an engine that says this of itself is asked, and what is made of it. */
async function release(server: string | undefined, env: Readonly<Record<string, string>> = {}) {
  const said = server === undefined ? "" : `Server: ${server}\r\n`;
  const ping = `HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\n${said}Content-Length: 2\r\n\r\nOK`;
  const { host, asked, close } = await fakeEngine({
    "GET /_ping": ping,
    "GET /version": json({ Version: "20.10.24+dfsg1" }),
  });
  onTestFinished(close);
  const engine = await connectEngine({ endpoint: host, env });
  onTestFinished(() => engine.close());
  return { version: await engine.release(), asked };
}

test("an engine's own version comes with the first answer", async () => {
  expect(await release("Docker/28.1.1 (linux)")).toEqual({ version: "28.1.1", asked: ["GET /_ping"] });
});

test.each([["nginx"], [undefined]])("it is asked for where the server is %s", async (server) => {
  const { version, asked } = await release(server);
  expect(version).toBe("20.10.24+dfsg1");
  expect(asked).toEqual(["GET /_ping", "GET /version"]);
});

test("it is asked for where the API's version is given", async () => {
  const { version, asked } = await release("Docker/28.1.1 (linux)", { DOCKER_API_VERSION: "1.43" });
  expect(version).toBe("20.10.24+dfsg1");
  expect(asked).toEqual(["GET /version"]);
});
