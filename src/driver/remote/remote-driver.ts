import type { Duplex } from "node:stream";
import { SlipwayError } from "../../errors/index.js";
import type { Driver, DriverOperationOptions, DriverStatus } from "../contract/driver.js";
import type { DriverFactory, DriverInit } from "../contract/driver-factory.js";
import { type DriverFeatures, ownDaemonFeatures } from "../contract/driver-features.js";
import { askDaemon } from "./ask-daemon.js";
import { commandDialOf, dialRemote, type RemoteTarget } from "./dial.js";
import {
  authorityOf,
  checkRemoteScheme,
  hasRemoteScheme,
  parseRemoteEndpoint,
  withoutPassword,
} from "./endpoint.js";
import { parseRemoteOptions } from "./options.js";
import { refusedCertificate } from "./unreachable.js";
import { waitForDaemon } from "./wait-for-daemon.js";

/** The driver of daemons that somebody else runs, at an address. */
export const remoteFactory: DriverFactory = {
  name: "remote",
  allowsInstances: true,
  startsDaemon: false,
  suits: (endpoint, env) => (endpoint === undefined ? Boolean(env.BUILDKIT_HOST) : hasRemoteScheme(endpoint)),
  endpoint: async ({ given, env }) => {
    const endpoint = given || env.BUILDKIT_HOST;
    if (!endpoint) throw new SlipwayError("invalid-argument", "no remote endpoint provided");
    checkRemoteScheme(endpoint);
    return { endpoint, given: true };
  },
  create: (init) => {
    refuse(init.flags.length > 0, "setting buildkit flags is not supported for remote driver");
    refuse(init.files.size > 0, "setting config file is not supported for remote driver");
    return new RemoteDriver(init);
  },
};

function refuse(given: boolean, message: string): void {
  if (!given) return;
  throw new SlipwayError("invalid-argument", message, {
    hint: "the daemon is started by somebody else, who gives it flags and configuration",
  });
}

class RemoteDriver implements Driver {
  readonly name = "remote";
  readonly features: DriverFeatures;
  readonly knownByAnswer = true;
  readonly authority: string | undefined;
  readonly isFar: boolean;
  readonly #target: RemoteTarget;

  constructor({ endpoint, options, env }: DriverInit) {
    const { tls, defaultLoad } = parseRemoteOptions(options);
    const address = parseRemoteEndpoint(endpoint);
    this.features = { ...ownDaemonFeatures, defaultLoad };
    this.isFar = address.kind !== "path";
    this.authority = tls?.servername ?? authorityOf(address);
    const shown = withoutPassword(endpoint);
    this.#target = { address, shown, tls, env, dialCommand: commandDialOf(address, env, shown) };
  }

  async status(options: DriverOperationOptions = {}): Promise<DriverStatus> {
    try {
      await this.#ask(options.signal);
      return "running";
    } catch {
      return "inactive";
    }
  }

  boot(options: DriverOperationOptions = {}): Promise<void> {
    return waitForDaemon((signal) => this.#ask(signal), options);
  }

  /** Who runs the daemon stops it. */
  async stop(): Promise<void> {}

  async remove(): Promise<void> {}

  connect({ signal }: DriverOperationOptions = {}): Promise<Duplex> {
    return dialRemote(this.#target, signal);
  }

  /** The daemon says it itself or not at all. */
  async version(): Promise<undefined> {}

  async #ask(signal: AbortSignal | undefined): Promise<void> {
    try {
      await askDaemon(await this.connect({ signal }), this.authority, signal);
    } catch (reason) {
      const error = SlipwayError.from(reason);
      throw refusedCertificate(this.#target.shown, error) ?? error;
    }
  }
}
