import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import { ToolError } from "../errors.ts";

/** Which case an error is, for clients that look beyond its code; sent as `data.kind`. */
export type FailureKind =
  | "tool_not_found"
  | "prompt_not_found"
  | "resource_not_found"
  | "invalid_argument"
  | "unavailable"
  | "internal";

/** Makes the JSON-RPC error of a request that names something wrong. */
export function invalidParams(kind: FailureKind, message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message, { kind });
}

/**
 * Makes a failure fit to be sent: what is not ours to say becomes a plain internal error.
 *
 * The SDK sends the message of whatever a handler throws, upstream text included.
 */
export function asProtocolError(error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  if (!(error instanceof ToolError)) {
    return new ProtocolError(ProtocolErrorCode.InternalError, "Cannot finish the request", {
      kind: "internal",
    });
  }
  const callerErred = error.code === "invalid_input" || error.code === "not_found";
  return new ProtocolError(
    callerErred ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError,
    error.text,
    { kind: callerErred ? "invalid_argument" : "unavailable", code: error.code },
  );
}
