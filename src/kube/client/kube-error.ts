import { isError, SlipwayError, systemErrorText } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { Deed } from "./resource.js";

/** Of a message that is no Status. */
const quotedLength = 300;

/** The error for an answer other than success. `server` names the API server. */
export function answerError(deed: Deed, server: string, code: number, body: string): SlipwayError {
  const said = statusMessage(body) ?? `HTTP ${code}`;
  const { verb, resource, namespace, name } = deed;
  const what = `${resource}${name === undefined ? "" : ` ${JSON.stringify(name)}`}`;
  const details = {
    verb,
    resource,
    namespace,
    ...(name === undefined ? {} : { name }),
    status: code,
    server,
  };
  if (code === 401) {
    return new SlipwayError("auth-failed", `the cluster at ${server} does not know who is asking: ${said}`, {
      details,
      hint: "the credentials in the kubeconfig are wrong or have run out: log in to the cluster again",
    });
  }
  if (code === 403 && isAccessDenial(said)) {
    return new SlipwayError(
      "auth-failed",
      `not allowed to ${verb} ${what} in the namespace ${JSON.stringify(namespace)}: ${said}`,
      {
        details,
        hint: `\`kubectl auth can-i ${verb} ${resource} --namespace ${namespace}\` asks the cluster; its administrator can allow it with a Role and a RoleBinding`,
      },
    );
  }
  if (code === 404) return new SlipwayError("not-found", said, { details });
  if (code === 409) return new SlipwayError("already-exists", said, { details });
  return new SlipwayError("cluster-error", `the cluster refused to ${verb} ${what}: ${said}`, { details });
}

/** The error for a server that gives no answer. */
export function unreachableCluster(server: string, reason: unknown): SlipwayError {
  if (reason instanceof SlipwayError) return reason;
  const cause = isError(reason) ? reason : new Error(String(reason));
  const text = "reason" in cause && typeof cause.reason === "string" ? cause.reason : systemErrorText(cause);
  return new SlipwayError(
    "cluster-unreachable",
    `cannot reach the Kubernetes cluster at ${server}: ${text}`,
    {
      cause,
      hint: hintFor(errorCode(cause) ?? ""),
      details: { server },
    },
  );
}

/** The message of a Status, or the beginning of a text that is none; undefined for nothing at all. */
export function statusMessage(body: string): string | undefined {
  const value = parseJson(body);
  const message = fieldOf(value, "message") ?? fieldOf(value, "reason");
  if (typeof message === "string" && message !== "") return message;
  const line = body
    .replace(/<[^>]{0,200}>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return line === "" || value !== undefined ? undefined : line.slice(0, quotedLength);
}

/** What rules of access refuse reads so whatever made them; quotas and admission say something else. */
function isAccessDenial(message: string): boolean {
  return /\bcannot \S+ (resource|path)\b/.test(message) || /^(Forbidden|HTTP 403)$/.test(message);
}

function hintFor(code: string): string {
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/.test(code)) {
    return "certificate-authority in the kubeconfig must hold the authority of the server's certificate";
  }
  if (/^ERR_(SSL|OSSL|TLS)/.test(code))
    return "check the certificates in the kubeconfig, and that the server speaks TLS";
  return "`kubectl cluster-info` shows whether it is there; KUBECONFIG and its current context decide which one it is";
}
