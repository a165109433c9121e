import type { ContainerSummary, Engine, EngineCallOptions, VolumeSummary } from "../contract/engine.js";
import * as answers from "../http/answers.js";
import type { EngineHttp } from "../http/engine-http.js";
import { type EngineRequest, QUERY_TIMEOUT } from "../http/engine-request.js";

type ListCalls = Pick<Engine, "listContainers" | "listVolumes" | "listNetworks" | "volumeSizes">;
type NamePart = EngineCallOptions & { readonly name?: string };

interface UsageAnswer {
  readonly Volumes?:
    | readonly { readonly Name: string; readonly UsageData?: { readonly Size: number } | null }[]
    | null;
}

/** The engine's lists of containers, volumes and networks. */
export class Listings implements ListCalls {
  readonly #http: EngineHttp;

  constructor(http: EngineHttp) {
    this.#http = http;
  }

  async listContainers({ name, signal }: NamePart = {}): Promise<readonly ContainerSummary[]> {
    const query = { all: "1", size: "1", filters: nameFilter(name) };
    const found = await this.#http.json<readonly ContainerSummary[]>(
      request("/containers/json", query, signal),
      answers.containers,
    );
    return found.map((container) => ({ ...container, Names: container.Names ?? [] }));
  }

  async listVolumes({ name, signal }: NamePart = {}): Promise<readonly VolumeSummary[]> {
    const asked = request("/volumes", { filters: nameFilter(name) }, signal);
    const answer = await this.#http.json<{ readonly Volumes?: readonly VolumeSummary[] | null }>(
      asked,
      answers.volumes,
    );
    return answer.Volumes ?? [];
  }

  async listNetworks({ name, signal }: NamePart = {}): Promise<readonly string[]> {
    const asked = request("/networks", { filters: nameFilter(name) }, signal);
    const found = await this.#http.json<readonly { readonly Name: string }[]>(asked, answers.networks);
    return found.map((network) => network.Name);
  }

  async volumeSizes({ signal }: EngineCallOptions = {}): Promise<ReadonlyMap<string, number>> {
    // Before API 1.42 the engine passes over `type` and measures everything.
    const asked = request("/system/df", { type: "volume" }, signal);
    const { Volumes } = await this.#http.json<UsageAnswer>(asked, answers.diskUsage);
    return new Map(
      (Volumes ?? []).flatMap(({ Name, UsageData }) => {
        const size = UsageData?.Size ?? -1;
        return size < 0 ? [] : [[Name, size]];
      }),
    );
  }
}

/** The engine's filter takes any name that holds the text. */
function nameFilter(name: string | undefined): string | undefined {
  return name === undefined ? undefined : JSON.stringify({ name: [name] });
}

function request(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): EngineRequest {
  return { method: "GET", path, query, signal, timeout: QUERY_TIMEOUT };
}
