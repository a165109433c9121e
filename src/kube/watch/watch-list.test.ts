import { expect, test } from "vitest";
import {
  answerFailure,
  answerList,
  event,
  type ScriptedRequest,
  scriptedApi,
} from "../../../test/support/kubernetes/scripted-api.js";
import { kinds } from "../client/resource.js";
import { watchList } from "./watch-list.js";

const pod = (name: string, version: string, phase = "Pending") => ({
  metadata: { name, resourceVersion: version },
  status: { phase },
});

/** What a watched list was, as often as `count`, in a few words. */
async function lists(
  answer: (request: ScriptedRequest, number: number) => void,
  count: number,
): Promise<{ readonly seen: string[]; readonly asked: string[]; readonly from: (string | null)[] }> {
  let number = 0;
  const { client, asked, queries } = await scriptedApi((request) => answer(request, number++));
  const seen: string[] = [];
  for await (const pods of watchList<ReturnType<typeof pod>>(
    client,
    kinds.pod,
    "default",
    { label: "app=b" },
    { pause: 5 },
  )) {
    seen.push(pods.map(({ metadata, status }) => `${metadata.name}:${status.phase}`).join(" "));
    if (seen.length === count || seen.at(-1)?.includes("last:")) break;
  }
  expect(queries.every((query) => query.get("labelSelector") === "app=b")).toBe(true);
  return {
    seen,
    asked: asked.map((text) => text.replace(/ .*/, "")),
    from: queries.map((query) => query.get("resourceVersion")),
  };
}

test("a list is followed by its changes, in pieces or together, from its own version on", async () => {
  const { seen, asked, from } = await lists(({ isWatch, response }) => {
    if (!isWatch) return answerList(response, "7", [pod("a", "3")]);
    response.flushHeaders();
    const added = Buffer.from(event("ADDED", pod("b", "8", "构建")));
    const middle = added.indexOf("构") + 1;
    response.write(added.subarray(0, middle));
    setTimeout(() => {
      response.write(added.subarray(middle));
      response.write(event("MODIFIED", pod("a", "9", "Running")) + event("DELETED", pod("b", "10")));
    }, 10);
  }, 4);
  expect(seen).toEqual(["a:Pending", "a:Pending b:构建", "a:Running b:构建", "a:Running"]);
  expect(asked).toEqual(["get", "watch"]);
  expect(from).toEqual([null, "7"]);
});

test("a watch that the server ends goes on where it was, bookmarks included", async () => {
  const { seen, asked, from } = await lists(({ isWatch, response }, number) => {
    if (!isWatch) return answerList(response, "7", []);
    const lines = [
      event("ADDED", pod("a", "8")),
      event("BOOKMARK", { metadata: { resourceVersion: "20" } }),
      event("MODIFIED", pod("a", "21", "Running")),
    ];
    if (number === 1) response.end(lines.slice(0, 2).join(""));
    else if (number === 2) response.end();
    else response.write(lines[2]);
  }, 3);
  expect(seen).toEqual(["", "a:Pending", "a:Running"]);
  expect(asked).toEqual(["get", "watch", "watch", "watch"]);
  expect(from).toEqual([null, "7", "20", "20"]);
});

test.each<[string, (request: ScriptedRequest) => void]>([
  [
    "says so inside",
    ({ response }) => {
      response.write(event("ERROR", { kind: "Status", code: 410, reason: "Expired", message: "too old" }));
    },
  ],
  ["says so at once", ({ response }) => answerFailure(response, 410, "too old resource version")],
  ["is cut", ({ response }) => void response.write(event("ADDED", pod("x", "8")), () => response.destroy())],
  ["is no watch", ({ response }) => void response.end("<html>\n")],
])("a watch that cannot go on and %s begins with a list again", async (_how, breakOff) => {
  const { seen, asked, from } = await lists((request, number) => {
    if (!request.isWatch) return answerList(request.response, String(number + 7), [pod(`l${number}`, "1")]);
    if (number === 1) return breakOff(request);
    request.response.write(event("ADDED", pod("last", "30")));
  }, 9);
  expect(seen.filter((text) => !text.includes("x:"))).toEqual([
    "l0:Pending",
    "l2:Pending",
    "l2:Pending last:Pending",
  ]);
  expect(asked).toEqual(["get", "watch", "get", "watch"]);
  expect(from).toEqual([null, "7", null, "9"]);
});

test.each([403, 405])("where watching is answered with %d, it is listed over and over", async (code) => {
  const { seen, asked } = await lists(({ isWatch, response }, number) => {
    if (isWatch) answerFailure(response, code, 'User "me" cannot watch resource "pods"');
    else answerList(response, "7", [pod(`l${number}`, "1")]);
  }, 4);
  expect(seen).toEqual(["l0:Pending", "l2:Pending", "l3:Pending", "l4:Pending"]);
  expect(asked).toEqual(["get", "watch", "get", "get", "get"]);
});

test("a list that is refused ends it, and so does the signal", async () => {
  await expect(
    lists(({ response }) => answerFailure(response, 403, 'User "me" cannot list resource "pods"'), 1),
  ).rejects.toMatchObject({ code: "auth-failed", details: { verb: "list", status: 403 } });

  const controller = new AbortController();
  const { client } = await scriptedApi(({ isWatch, response }) => {
    if (!isWatch) return answerList(response, "7", []);
    response.flushHeaders();
    setTimeout(() => controller.abort(), 20);
  });
  const { signal } = controller;
  const following = watchList(client, kinds.pod, "default", {}, { pause: 5, signal });
  expect((await following.next()).value).toEqual([]);
  await expect(following.next()).rejects.toMatchObject({ code: "canceled" });
});
