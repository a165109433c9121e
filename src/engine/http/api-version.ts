import { SlipwayError } from "../../errors/index.js";
import { unlessAborted } from "../../util/unless-aborted.js";
import type { EngineAnswer } from "./engine-answer.js";
import { readBody } from "./read-body.js";

/** The oldest API version Slipway speaks (Docker Engine 20.10). */
export const MIN_API_VERSION = "1.41";
/** The newest API version Slipway speaks; newer engines accept it. */
export const MAX_API_VERSION = "1.55";

/** The version of the engine's API to use: asked of the engine once, the first time it is needed. */
export class ApiVersion {
  readonly #ping: () => Promise<EngineAnswer>;
  readonly #host: string;
  readonly #fixed: string | undefined;
  #negotiation: Promise<string> | undefined;
  #agreed = false;
  #release: string | undefined;

  /** @param fixed version to use without asking */
  constructor(ping: () => Promise<EngineAnswer>, host: string, fixed?: string) {
    this.#ping = ping;
    this.#host = host;
    this.#fixed = fixed;
  }

  /** Whether {@link get} need not ask. */
  get isKnown(): boolean {
    return this.#fixed !== undefined || this.#agreed;
  }

  /** The version of the engine itself, when it was asked for the API's and has told its own. */
  get release(): string | undefined {
    return this.#release;
  }

  /** The signal ends the wait only: callers share one negotiation. A failed one is tried again by the next caller. */
  get(signal?: AbortSignal): Promise<string> {
    if (this.#fixed !== undefined) return Promise.resolve(this.#fixed);
    this.#negotiation ??= this.#negotiate().then(
      (version) => {
        this.#agreed = true;
        return version;
      },
      (error: unknown) => {
        this.#negotiation = undefined;
        throw error;
      },
    );
    return signal === undefined ? this.#negotiation : unlessAborted(this.#negotiation, signal);
  }

  async #negotiate(): Promise<string> {
    const response = await this.#ping();
    await readBody(response, this.#host);
    const { server = "", "api-version": offered } = response.headers;
    // moby's VersionMiddleware: `Docker/20.10.24 (linux)`. What is between here and there may put itself in its place.
    this.#release = /^Docker\/(\S+)/.exec(server)?.[1];
    const version = offered !== undefined && isVersion(offered) ? offered : MIN_API_VERSION;
    if (compareVersions(version, MIN_API_VERSION) < 0) {
      throw new SlipwayError(
        "unsupported",
        `the Docker daemon at ${this.#host} speaks API ${version}; Slipway needs ${MIN_API_VERSION} or newer`,
        { hint: "update the Docker Engine to 20.10 or newer", details: { apiVersion: version } },
      );
    }
    return compareVersions(version, MAX_API_VERSION) > 0 ? MAX_API_VERSION : version;
  }
}

/** True for `1.41` and the like. */
export function isVersion(text: string): boolean {
  return /^\d+\.\d+$/.test(text);
}

/** Orders API versions by number: `1.9` before `1.41`. */
export function compareVersions(left: string, right: string): number {
  const [leftMajor = 0, leftMinor = 0] = left.split(".").map(Number);
  const [rightMajor = 0, rightMinor = 0] = right.split(".").map(Number);
  return leftMajor - rightMajor || leftMinor - rightMinor;
}
