import { definitionError } from "../attributes/definition-error.js";
import type { ComposeProject, ComposeService } from "./compose-project.js";

/**
 * Checks what only the whole project tells.
 *
 * @throws SlipwayError `invalid-argument` in compose-go's words.
 */
export function checkProject(project: ComposeProject): void {
  const services = new Map(project.services.map((service) => [service.name, service]));
  for (const service of project.services) {
    checkBuild(service);
    checkContexts(service, services);
    checkSecrets(service, project);
  }
  for (const [name, secret] of project.secrets) {
    if (!secret.external && secret.file === "" && secret.environment === "") {
      throw invalid(`secret "${name}" must declare either \`file\` or \`environment\``);
    }
  }
}

function checkBuild({ name, image, build }: ComposeService): void {
  if (build === undefined && image === "") {
    throw invalid(`service "${name}" has neither an image nor a build context specified`);
  }
  if (build?.dockerfileInline && build.dockerfile) {
    throw invalid(`service "${name}" declares mutualy exclusive dockerfile and dockerfile_inline`);
  }
}

function checkContexts({ name, build }: ComposeService, services: ReadonlyMap<string, ComposeService>): void {
  for (const [context, source] of build?.additionalContexts ?? []) {
    if (!source.startsWith("service:")) continue;
    const other = source.slice("service:".length);
    const service = services.get(other);
    if (service?.build !== undefined) continue;
    const kind = service === undefined ? "unknown" : "non-buildable";
    throw definitionError(
      `service "${name}" declares ${kind} service "${other}" as additional contexts ${context}`,
    );
  }
}

function checkSecrets({ name, build }: ComposeService, { secrets }: ComposeProject): void {
  const missing = build?.secrets.find((secret) => !secrets.has(secret));
  if (missing !== undefined) throw invalid(`service "${name}" refers to undefined build secret ${missing}`);
}

function invalid(problem: string) {
  return definitionError(`${problem}: invalid compose project`);
}
