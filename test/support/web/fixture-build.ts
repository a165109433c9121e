import type {
  Attachment,
  BuildDocument,
  BuildEntry,
  BuildState,
  Step,
} from "../../../src/web/contract/index.js";

/** What a made-up build is to be like. */
export interface FixtureBuild {
  readonly ref: string;
  readonly name?: string;
  readonly status?: BuildState;
  readonly platforms?: readonly string[];
  readonly stages?: number;
  readonly stepsOfStage?: number;
  /** Every so many steps one is from the cache; 0 for none. */
  readonly cachedEvery?: number;
  readonly logLines?: number;
  readonly started?: number;
  readonly builder?: string;
  readonly series?: string;
}

const dockerfile = [
  "# syntax=docker/dockerfile:1",
  "FROM alpine AS stage0",
  "ARG VERSION",
  "RUN step 1",
  "RUN step 2",
  "RUN exit 3",
  "",
].join("\n");

const attachments: readonly Attachment[] = [
  {
    digest: `sha256:${"a1".repeat(32)}`,
    size: 12_345,
    platform: "linux/amd64",
    type: "https://slsa.dev/provenance/v1",
    kind: "provenance",
  },
  {
    digest: `sha256:${"b2".repeat(32)}`,
    size: 234_567,
    platform: "linux/amd64",
    type: "https://spdx.dev/Document",
    kind: "sbom",
  },
];

const digestOf = (id: number) => `sha256:${id.toString(16).padStart(64, "0")}`;

/** The steps: an image for each platform, and stages that are made from it, of steps that follow one another. */
function stepsOf(build: FixtureBuild, started: number): Step[] {
  const { platforms = ["linux/amd64"], stages = 2, stepsOfStage = 4, cachedEvery = 3, logLines = 40 } = build;
  const steps: Step[] = [];
  const add = (
    step: Partial<Step> & Pick<Step, "name" | "kind" | "inputs">,
    at: number,
    duration: number,
  ) => {
    const id = steps.length;
    steps.push({
      id,
      digest: digestOf(id),
      state: "done",
      started: started + at,
      completed: started + at + duration,
      duration,
      waited: id % 4 === 0 ? duration / 3 : 0,
      cached: false,
      platform: "",
      stage: "",
      instruction: step.name,
      critical: false,
      logs: 0,
      bytes: { current: 0, total: 0 },
      parts: [],
      resources: [],
      ...step,
    });
    return id;
  };
  add({ name: "[internal] load build definition from Dockerfile", kind: "internal", inputs: [] }, 0, 20);
  for (const platform of platforms) {
    const image = add(
      {
        name: `[${platform} stage0 1/${stepsOfStage}] FROM docker.io/library/alpine`,
        instruction: "FROM docker.io/library/alpine",
        kind: "image",
        inputs: [],
        platform,
        stage: "stage0",
        bytes: { current: 3_400_000, total: 3_400_000 },
        parts: [{ name: "sha256:layer", current: 3_400_000, total: 3_400_000 }],
      },
      20,
      300,
    );
    for (let stage = 0; stage < stages; stage++) {
      let before = image;
      for (let index = 1; index < stepsOfStage; index++) {
        const cached = cachedEvery > 0 && index % cachedEvery === 0;
        const duration = cached ? 0 : 200 + ((stage * 37 + index * 91) % 700);
        before = add(
          {
            name: `[${platform} stage${stage} ${index + 1}/${stepsOfStage}] RUN step ${index}`,
            instruction: `RUN step ${index}`,
            kind: index % 4 === 3 ? "file" : "run",
            inputs: [before],
            platform,
            stage: `stage${stage}`,
            place: { index: index + 1, of: stepsOfStage },
            cached,
            state: cached ? "cached" : "done",
            critical: stage === 0,
            logs: cached ? 0 : logLines,
            source: { source: 0, ranges: [{ start: Math.min(6, index + 3), end: Math.min(6, index + 3) }] },
            resources: cached
              ? []
              : [0, 1, 2, 3].map((sample) => ({
                  time: started + 320 + sample * 100,
                  cpu: sample * sample * 40_000_000,
                  memory: 10_000_000 + sample * 3_000_000,
                  read: sample * 4096,
                })),
          },
          320 + index * 800,
          duration,
        );
      }
    }
  }
  return steps;
}

/** A made-up build with all that the page can show. */
export function fixtureDocument(build: FixtureBuild): BuildDocument {
  const { status = "completed", platforms = ["linux/amd64"] } = build;
  const started = build.started ?? Date.now() - 60_000;
  const steps = stepsOf(build, started);
  const failed = steps.at(-1);
  if (status === "failed" && failed !== undefined) {
    steps[failed.id] = {
      ...failed,
      state: "failed",
      cached: false,
      logs: build.logLines ?? 40,
      error: "process did not complete successfully: exit code: 3",
    };
  }
  const cached = steps.filter((step) => step.cached).length;
  const duration = Math.max(...steps.map(({ completed = 0 }) => completed)) - started;
  const entry: BuildEntry = {
    builder: build.builder ?? "fixture",
    node: "fixture0",
    ref: build.ref,
    name: build.name ?? `app/${build.ref}`,
    target: "",
    platforms,
    series: build.series ?? "app",
    status,
    started,
    ...(status === "running" ? {} : { completed: started + duration }),
    duration,
    steps: { total: steps.length, completed: steps.length, cached },
    ...(status === "failed" ? { error: "process did not complete successfully: exit code: 3" } : {}),
    warnings: 1,
    live: status === "running",
  };
  return {
    build: entry,
    steps,
    ...(status === "failed" && failed !== undefined
      ? {
          failure: {
            message: "process did not complete successfully: exit code: 3",
            step: failed.id,
            source: { source: 0, ranges: [{ start: 6, end: 6 }] },
            log: ["last words"],
          },
        }
      : {}),
    inputs: {
      context: "/src/app",
      dockerfile: "Dockerfile",
      repository: "https://example.com/app.git",
      revision: "0123abc",
      arguments: [
        { name: "VERSION", value: "1.2.3" },
        { name: "API_TOKEN", value: "", masked: true },
      ],
      labels: [{ name: "org.example", value: "yes" }],
      contexts: [{ name: "base", value: "docker-image://alpine" }],
      settings: [{ name: "network", value: "host" }],
      materials: [{ uri: "pkg:docker/alpine@latest", digests: [`sha256:${"c".repeat(64)}`] }],
      secrets: ["npm"],
      ssh: ["default"],
    },
    results: {
      exporters: [{ type: "image", attributes: [{ name: "name", value: "app:latest" }] }],
      response: [{ name: "containerimage.digest", value: `sha256:${"d".repeat(64)}` }],
      attachments,
    },
    warnings: [
      {
        message: "FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
        detail: ["why"],
        url: "https://docs.example/",
        source: { source: 0, ranges: [{ start: 2, end: 2 }] },
      },
    ],
    sources: [{ name: "Dockerfile", language: "Dockerfile", text: dockerfile }],
    machine: [0, 1, 2, 3, 4].map((sample) => ({
      time: started + sample * 500,
      cpu: sample * 400_000_000,
      memory: 900_000_000 + sample * 1_000_000,
      written: sample * 1_000_000,
    })),
    problems: [],
  };
}
