import {
  isLegacyRequest,
  PROTOCOL_VERSION_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";

/** The two families of the protocol: up to 2025-11-25, and from 2026-07-28 on. */
export type Era = "legacy" | "modern";

/**
 * Which family serves a request whose body is parsed, right or wrong.
 *
 * The SDK decides; the clear cases are told here by the same rule, because its own way there runs
 * several schemas that are meant to fail, the dearest part of a call.
 */
export async function requestEra(request: Request, body: unknown): Promise<Era> {
  return clearEra(request, body) ?? (await isLegacyRequest(request, body) ? "legacy" : "modern");
}

function clearEra({ headers }: Request, body: unknown): Era | undefined {
  if (!isRecord(body) || typeof body["method"] !== "string") return undefined;
  if (body["method"] === "initialize") return undefined;
  if (claimsModern(body["params"])) return "modern";
  const isRequest = body["jsonrpc"] === "2.0" && hasPlainParams(body["params"]) &&
    (typeof body["id"] === "string" || Number.isSafeInteger(body["id"]));
  return isRequest && namesLegacy(headers) ? "legacy" : undefined;
}

function hasPlainParams(params: unknown): boolean {
  return params === undefined || (isRecord(params) && !("_meta" in params));
}

function claimsModern(params: unknown): boolean {
  return isRecord(params) && isRecord(params["_meta"]) &&
    PROTOCOL_VERSION_META_KEY in params["_meta"];
}

function namesLegacy(headers: Headers): boolean {
  const version = headers.get("mcp-protocol-version");
  return version === null || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
