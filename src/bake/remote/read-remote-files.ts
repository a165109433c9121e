import { SlipwayError } from "../../errors/index.js";
import type { DefinitionFile } from "../files/read-local-files.js";
import type { RemoteSource } from "../request/context-paths.js";

export async function readRemoteFiles(
  _source: string,
  _names: readonly string[],
  _options: object,
): Promise<{ files: DefinitionFile[]; remote: RemoteSource }> {
  throw new SlipwayError("internal", "TODO");
}
