import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { githubContext } from "./github-context.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-github-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const event = join(directory, "event.json");
writeFileSync(event, '{ "ref": "refs/heads/main" }');
const workflow = { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: event };

async function contextOf(env: Readonly<Record<string, string>>): Promise<unknown> {
  const data = await githubContext(env);
  return data === undefined ? undefined : JSON.parse(new TextDecoder().decode(data));
}

test("nothing is told outside of GitHub Actions", async () => {
  expect(await contextOf({ ...workflow, GITHUB_ACTIONS: "false" })).toBeUndefined();
  expect(await contextOf({ GITHUB_ACTIONS: "true" })).toBeUndefined();
});

test("the event is told, and a group of facts only when it is complete", async () => {
  const actor = { GITHUB_ACTOR: "someone", GITHUB_ACTOR_ID: "7", GITHUB_TRIGGERING_ACTOR: "other" };
  expect(await contextOf({ ...workflow, ...actor, GITHUB_REF: "refs/heads/main" })).toEqual({
    github_event_name: "push",
    github_event_payload: { ref: "refs/heads/main" },
    github_actor: "someone",
    github_actor_id: "7",
    github_triggering_actor: "other",
  });
});

test("an event that cannot be read is named", async () => {
  const path = join(directory, "missing.json");
  await expect(contextOf({ ...workflow, GITHUB_EVENT_PATH: path })).rejects.toMatchObject({
    code: "io-error",
    message: expect.stringContaining(path),
  });
});
