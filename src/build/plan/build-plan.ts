import type { BuilderInfo } from "../../builder/types.js";
import type { Definition, SourcePolicy } from "../../buildkit/client/index.js";
import type { Uploads } from "../../buildkit/session/index.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import type { ContextInputs } from "../context/context-inputs.js";
import type { MainContext } from "../context/main-context.js";
import type { NamedContexts } from "../context/named-contexts.js";
import type { DaemonAccess } from "../daemon/with-daemon.js";
import type { EngineImages } from "../engine-image/engine-images.js";
import type { PlannedExport } from "../exports/plan-exports.js";
import type { BuildOptions } from "../options/build-options.js";
import type { Grants } from "../parse/entitlements.js";
import type { ParsedOptions } from "../parse/parsed-options.js";
import type { CachePlan } from "../request/plan-caches.js";
import type { NodeShare } from "./plan-nodes.js";

/** One target as it was asked for, its small languages parsed. */
export interface TargetRequest {
  /** What other targets call it in `target:NAME`; `default` for a build of one. */
  readonly name: string;
  readonly options: BuildOptions;
  readonly flags: ParsedOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** What `EXPERIMENTAL_BUILDKIT_SOURCE_POLICY` has to say. */
  readonly sourcePolicy: SourcePolicy | undefined;
  /** The result's metadata is kept, so that provenance is asked for. */
  readonly wantsMetadata: boolean;
  /** The build's id, the same on all nodes. Default: each node has one of its own. */
  readonly ref?: string | undefined;
  /** The group of builds that it was started with. */
  readonly groupRef?: string | undefined;
  /** Contexts that the frontend is given as LLB. */
  readonly contextInputs?: ContextInputs | undefined;
}

/** A target whose nodes are known. */
export interface BuildInvocation extends TargetRequest {
  readonly builder: BuilderInfo;
  readonly shares: readonly NodeShare[];
  readonly daemons: DaemonAccess;
  /** Images of the user's engine that are contexts; closed by who made them. */
  readonly engineImages: EngineImages;
}

/** Everything that the solves of one target share. Nothing of it has been sent. */
export interface BuildPlan extends BuildInvocation {
  readonly main: MainContext;
  readonly named: NamedContexts;
  /** Contexts that the frontend is given as LLB. */
  readonly frontendInputs: Readonly<Record<string, Definition>>;
  readonly gitAttrs: Readonly<Record<string, string>>;
  /** Tags as they were written. */
  readonly names: readonly string[];
  readonly exports: readonly PlannedExport[];
  readonly cacheExports: CachePlan;
  readonly cacheImports: CachePlan;
  readonly grants: Grants;
  /** Services for secrets and ssh agents. */
  readonly inputs: readonly ServiceTable[];
  /** Archives from standard input. */
  readonly uploads: Uploads;
  /** Identifies what is synced, so that the daemon sends only for what changed since the last time. */
  readonly sharedKey: string;
  /** Proxies of the Docker configuration as build arguments. */
  readonly proxyArgs: Readonly<Record<string, string>>;
}
