import type { IncomingMessage } from "node:http";
import https from "node:https";
import { createInterface } from "node:readline";
import { beforeAll, expect, test } from "vitest";
import { type Cluster, startCluster } from "../support/kubernetes/index.js";

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster({ users: [{ name: "dev", token: "dev-token" }] });
});

const maps = "/api/v1/namespaces/default/configmaps";

function send(
  method: string,
  path: string,
  headers: https.RequestOptions["headers"] = {},
  body?: unknown,
): Promise<IncomingMessage> {
  const all = { Authorization: `Bearer ${cluster.token}`, "Content-Type": "application/json", ...headers };
  return new Promise((resolve, reject) => {
    const request = https.request(
      cluster.url + path,
      { method, headers: all, ca: cluster.credentials?.ca },
      resolve,
    );
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** The status and the JSON of an answer. */
async function ask(...args: Parameters<typeof send>) {
  const response = await send(...args);
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return { code: response.statusCode, body: JSON.parse(text) as Record<string, unknown> };
}

interface Event {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name?: string }; readonly code?: number };
}

/** The first events of a watch. */
async function watch(query: string, count: number): Promise<Event[]> {
  const response = await send("GET", `${maps}?watch=true&${query}`);
  response.on("error", () => undefined);
  const events: Event[] = [];
  for await (const line of createInterface({ input: response })) {
    events.push(JSON.parse(line) as Event);
    if (events.length === count) break;
  }
  response.destroy();
  return events;
}

const configMap = (name: string, data = {}, labels = {}) => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels }, data },
});

test("a watch continues where a list ended, leaves out what does not match, and is told how far it is", async () => {
  const { body } = await ask("GET", maps);
  const { resourceVersion } = body.metadata as { resourceVersion: string };
  await ask("POST", maps, {}, configMap("other", {}, { a: "c" }));
  await ask("POST", maps, {}, configMap("watched", {}, { a: "b" }));
  await ask(
    "PATCH",
    `${maps}/watched`,
    { "Content-Type": "application/merge-patch+json" },
    { data: { k: "v" } },
  );
  await ask("DELETE", `${maps}/watched`);
  const query = `resourceVersion=${resourceVersion}&labelSelector=a%3Db&allowWatchBookmarks=true`;
  const events = await watch(query, 4);
  expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([
    ["ADDED", "watched"],
    ["MODIFIED", "watched"],
    ["DELETED", "watched"],
    ["BOOKMARK", undefined],
  ]);
});

test("a watch from before what is remembered is told to list again", async () => {
  const { body } = await ask("POST", maps, {}, configMap("old"));
  const { resourceVersion } = body.metadata as { resourceVersion: string };
  await ask("DELETE", `${maps}/old`);
  cluster.store.compact();
  expect(await watch(`resourceVersion=${resourceVersion}`, 1)).toMatchObject([
    { type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } },
  ]);
});

test("an update of what has changed meanwhile is a conflict", async () => {
  const { body } = await ask("POST", maps, {}, configMap("twice"));
  const first = await ask("PUT", `${maps}/twice`, {}, { ...body, data: { a: "1" } });
  const second = await ask("PUT", `${maps}/twice`, {}, { ...body, data: { a: "2" } });
  expect([first.code, second.code, second.body.reason]).toEqual([200, 409, "Conflict"]);
});

test.each([
  ["nobody", { Authorization: "Bearer wrong" }, 401, "Unauthorized"],
  ["an unknown path", {}, 404, "NotFound"],
  ["a body that is no object", { "Content-Type": "text/plain" }, 415, "UnsupportedMediaType"],
])("%s is refused", async (what, headers, code, reason) => {
  const path = what === "an unknown path" ? "/apis/none/v1/things" : maps;
  const { body } = await ask("POST", path, headers, configMap("refused"));
  expect(body).toMatchObject({ kind: "Status", status: "Failure", code, reason });
});

test("a user is refused by name, and so is whom a user stands for", async () => {
  const allow = cluster.deny({ user: "dev", verb: "create", resource: "configmaps", namespace: "default" });
  const words =
    'configmaps is forbidden: User "dev" cannot create resource "configmaps" in API group "" in the namespace "default"';
  for (const headers of [{ Authorization: "Bearer dev-token" }, { "Impersonate-User": "dev" }])
    expect((await ask("POST", maps, headers, configMap("mine"))).body).toMatchObject({
      code: 403,
      message: words,
    });
  allow();
  expect((await ask("POST", maps, { Authorization: "Bearer dev-token" }, configMap("mine"))).code).toBe(201);
});

test.each([
  ["a name in capitals", { metadata: { name: "Upper" } }, "metadata.name"],
  ["labels that the selector does not fit", { metadata: { name: "unfit" } }, "spec.template.metadata.labels"],
])("a Deployment with %s is invalid", async (_what, { metadata }, field) => {
  const template = {
    metadata: { labels: { app: "b" } },
    spec: { containers: [{ name: "c", image: "i:1" }] },
  };
  const spec = { selector: { matchLabels: { app: field === "metadata.name" ? "b" : "a" } }, template };
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata, spec };
  const { body } = await ask("POST", "/apis/apps/v1/namespaces/default/deployments", {}, deployment);
  expect(body).toMatchObject({
    ...{
      code: 422,
      reason: "Invalid",
      message: expect.stringContaining(`is invalid: ${field}: Invalid value: `),
    },
    details: { causes: [{ field }] },
  });
});

test.each([
  [{ replica: 2 }, 'unknown field "spec.replica"'],
  [{ replicas: "2" }, "spec.replicas is no integer"],
  [{ template: { spec: { containers: [{ env: [{ name: "A", value: 1 }] }] } } }, "env[0].value is no string"],
])("a Deployment with %j is not understood", async (spec, words) => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "wrong" }, spec };
  const { body } = await ask("POST", "/apis/apps/v1/namespaces/default/deployments", {}, deployment);
  expect(body).toMatchObject({ code: 400, reason: "BadRequest", message: expect.stringContaining(words) });
});
