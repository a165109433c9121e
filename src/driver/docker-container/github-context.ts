import { readFile } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { parseGoBool } from "../../util/go-bool.js";

type Env = Readonly<Record<string, string | undefined>>;

/** Groups of variables that go into the file together, or not at all when one of them is missing. */
const groups: readonly Readonly<Record<string, string>>[] = [
  {
    github_actor: "GITHUB_ACTOR",
    github_actor_id: "GITHUB_ACTOR_ID",
    github_triggering_actor: "GITHUB_TRIGGERING_ACTOR",
  },
  {
    github_ref: "GITHUB_REF",
    github_ref_name: "GITHUB_REF_NAME",
    github_ref_protected: "GITHUB_REF_PROTECTED",
    github_ref_type: "GITHUB_REF_TYPE",
  },
  {
    github_repository: "GITHUB_REPOSITORY",
    github_repository_id: "GITHUB_REPOSITORY_ID",
    github_repository_owner: "GITHUB_REPOSITORY_OWNER",
    github_repository_owner_id: "GITHUB_REPOSITORY_OWNER_ID",
  },
  {
    github_job: "GITHUB_JOB",
    github_run_attempt: "GITHUB_RUN_ATTEMPT",
    github_run_id: "GITHUB_RUN_ID",
    github_run_number: "GITHUB_RUN_NUMBER",
    github_server_url: "GITHUB_SERVER_URL",
    github_workflow: "GITHUB_WORKFLOW",
    github_workflow_ref: "GITHUB_WORKFLOW_REF",
    github_workflow_sha: "GITHUB_WORKFLOW_SHA",
  },
  {
    github_runner_image_os: "ImageOS",
    github_runner_image_version: "ImageVersion",
    github_runner_os: "RUNNER_OS",
    github_runner_arch: "RUNNER_ARCH",
    github_runner_environment: "RUNNER_ENVIRONMENT",
    github_runner_tracking_id: "RUNNER_TRACKING_ID",
    github_runner_name: "RUNNER_NAME",
  },
];

/** Path below /etc/buildkit where BuildKit looks for facts to add to provenance. */
export const githubContextFile = "provenance.d/github_actions_context.json";

/**
 * What BuildKit adds to the provenance of builds in GitHub Actions; undefined elsewhere. Throws `io-error` when the
 * event's file cannot be read.
 */
export async function githubContext(env: Env): Promise<Uint8Array | undefined> {
  if (!parseGoBool(env.GITHUB_ACTIONS ?? "")) return undefined;
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  if (!name || !path) return undefined;
  const facts: Record<string, unknown> = {
    github_event_name: name,
    github_event_payload: await eventPayload(path),
  };
  for (const group of groups) {
    const entries = Object.entries(group).map(([key, variable]) => [key, env[variable]] as const);
    if (entries.every(([, value]) => value)) Object.assign(facts, Object.fromEntries(entries));
  }
  return new TextEncoder().encode(JSON.stringify(facts));
}

async function eventPayload(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SlipwayError("io-error", `cannot read the GitHub event in ${path}: ${reason}`, {
      cause: error,
    });
  }
}
