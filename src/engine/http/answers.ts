import { SlipwayError } from "../../errors/index.js";
import { flag, list, map, number, object, optional, type Shape, text } from "../../util/shape.js";

/** What creates something answers with its id. */
export const created = object({ Id: text });

/** `GET /containers/{id}/json`: what the rest of Slipway reads of it. */
export const container = object({
  Id: text,
  State: object({
    Status: text,
    Running: flag,
    Restarting: flag,
    OOMKilled: optional(flag),
    Pid: number,
    ExitCode: number,
    Error: optional(text),
    StartedAt: optional(text),
    FinishedAt: text,
  }),
  Config: optional(object({ Labels: optional(map(text)), Image: optional(text) })),
  HostConfig: optional(object()),
  Mounts: optional(
    list(object({ Type: text, Name: optional(text), Source: optional(text), Destination: text })),
  ),
  NetworkSettings: optional(object()),
});

/** `GET /exec/{id}/json`. */
export const exec = object({ Running: flag, ExitCode: optional(number) });

/** `POST /containers/{id}/wait`. */
export const waited = object({ StatusCode: number });

/** `GET /images/{name}/json`. */
export const image = object({
  Id: text,
  RepoTags: optional(list(text)),
  RepoDigests: optional(list(text)),
  Os: optional(text),
  Architecture: optional(text),
  RootFS: object({ Type: optional(text), Layers: optional(list(text)) }),
  Manifests: optional(list(object({ ID: text, Available: flag }))),
});

/** `GET /images/json`. */
export const images = list(object({ Id: text, Created: number }));

/** `GET /containers/json`. */
export const containers = list(
  object({
    Id: text,
    Names: optional(list(text)),
    Created: number,
    State: text,
    SizeRw: optional(number),
    Mounts: optional(list(object({ Source: optional(text), Destination: optional(text) }))),
  }),
);

/** `GET /volumes`. */
export const volumes = object({
  Volumes: optional(list(object({ Name: text, CreatedAt: optional(text) }))),
});

/** `GET /networks`. */
export const networks = list(object({ Name: text }));

/** `GET /system/df`. */
export const diskUsage = object({
  Volumes: optional(list(object({ Name: text, UsageData: optional(object({ Size: number })) }))),
});

/** `GET /info`. */
export const info = object({
  ID: optional(text),
  OSType: optional(text),
  Architecture: optional(text),
  ServerVersion: optional(text),
  CgroupDriver: optional(text),
  SecurityOptions: optional(list(text)),
  DriverStatus: optional(list(list(text))),
  Runtimes: optional(object()),
});

/** One line of `GET /events`. */
export const event = object({
  Type: text,
  Action: text,
  Actor: object({ ID: text, Attributes: optional(map(text)) }),
  timeNano: number,
});

/** `GET /version`, volumes and networks, which are handed on as they are. */
export const anything = object();

/**
 * The engine's answer as the type that it was asked for.
 *
 * @param what was asked, e.g. `GET /info`
 * @throws SlipwayError `protocol-error` naming the field that is not what it must be
 */
export function checkAnswer<T>(value: unknown, shape: Shape, what: string): T {
  const problem = value === undefined ? "it is empty" : shape(value, "it");
  if (problem === undefined) return value as T;
  throw new SlipwayError("protocol-error", `the Docker daemon's answer to ${what} is of no use: ${problem}`, {
    hint: "check that a Docker Engine listens there and nothing in between changes its answers",
  });
}
