import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openViewClient, smallPage } from "../../../test/support/web/view-client.js";
import type { BuildView } from "../build-view.js";
import { startView } from "../start-view.js";

/** No builder is there, and no engine. */
const env = {
  DOCKER_CONFIG: "/nonexistent/slipway",
  BUILDX_CONFIG: "/nonexistent/slipway",
  DOCKER_HOST: "unix:///nowhere.sock",
};

let view: BuildView;
const sockets: Socket[] = [];

beforeEach(async () => {
  view = await startView({ env }, smallPage);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await view.close();
});

/** A connection on which so much is sent, and no more. */
async function hold(text: string): Promise<Socket> {
  const [host = "", port = ""] = view.address.split(":");
  const socket = connect(Number(port), host).on("error", () => socket.destroy());
  sockets.push(socket);
  await new Promise((resolve) => socket.once("connect", resolve).once("close", resolve));
  socket.write(text);
  return socket;
}

test.each([
  [
    "bodies that do not come",
    "POST /api/session HTTP/1.1\r\nhost: localhost\r\ncontent-length: 3000\r\n\r\n{",
  ],
  ["headers that do not come", "GET / HTTP/1.1\r\nhost: loc"],
  ["nothing at all", ""],
])("connections without a token lock nobody out: %s", async (_, text) => {
  const { ask } = await openViewClient(view);
  await Promise.all(Array.from({ length: 300 }, () => hold(text)));
  expect((await ask("builds")).builds).toEqual([]);
  await openViewClient(view);
});

test("a connection with the token stays, however many come without one", async () => {
  const { follow } = await openViewClient(view);
  let events = 0;
  const following = follow("events", () => {
    events++;
    return false;
  });
  let broken = false;
  following
    .catch(() => undefined)
    .finally(() => {
      broken = true;
    });
  while (events === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await Promise.all(Array.from({ length: 150 }, () => hold("")));
  await openViewClient(view);
  expect(broken).toBe(false);
});
