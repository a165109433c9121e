/** By number (https://grpc.io/docs/guides/status-codes/). */
const NAMES = [
  ..."OK Canceled Unknown InvalidArgument DeadlineExceeded NotFound AlreadyExists PermissionDenied".split(
    " ",
  ),
  ..."ResourceExhausted FailedPrecondition Aborted OutOfRange Unimplemented Internal Unavailable".split(" "),
  ..."DataLoss Unauthenticated".split(" "),
];

/** A gRPC code's name, as Go prints it. */
export function grpcCodeName(code: number): string {
  return NAMES[code] ?? `Code(${code})`;
}
