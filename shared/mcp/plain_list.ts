import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  SUPPORTED_PROTOCOL_VERSIONS,
} from "@modelcontextprotocol/server";
import type { Era } from "./request_era.ts";

const MODERN_VERSION = "2026-07-28";
const REQUEST_KEYS = new Set(["jsonrpc", "id", "method", "params"]);
const ENVELOPE_KEYS = new Set([
  PROTOCOL_VERSION_META_KEY,
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
]);

/**
 * Recognises a `tools/list` request that is certain to succeed, and the era it belongs to.
 *
 * It knows only the shape ordinary clients send. Whatever differs, right or wrong, is left to the
 * SDK, which alone decides about headers, envelopes and errors.
 */
export function plainListEra(request: Request, body: unknown): Era | undefined {
  if (!isListRequest(body) || !hasPlainHeaders(request.headers)) return undefined;
  const version = request.headers.get("mcp-protocol-version");
  if (isEmpty(body.params)) return isLegacyVersion(version) ? "legacy" : undefined;
  const named = version === MODERN_VERSION && request.headers.get("mcp-method") === body.method;
  return named && isPlainEnvelope(body.params) ? "modern" : undefined;
}

function isListRequest(body: unknown): body is JSONRPCRequest {
  return isRecord(body) && body["method"] === "tools/list" && body["jsonrpc"] === "2.0" &&
    (typeof body["id"] === "string" || Number.isSafeInteger(body["id"])) &&
    Object.keys(body).every((key) => REQUEST_KEYS.has(key));
}

function hasPlainHeaders(headers: Headers): boolean {
  const accept = headers.get("accept") ?? "";
  return headers.get("content-type") === "application/json" &&
    accept.includes("application/json") && accept.includes("text/event-stream") &&
    !headers.has("mcp-name") && !headers.has("mcp-session-id");
}

function isLegacyVersion(version: string | null): boolean {
  return version === null || SUPPORTED_PROTOCOL_VERSIONS.includes(version);
}

function isPlainEnvelope(params: unknown): boolean {
  if (!isRecord(params) || Object.keys(params).some((key) => key !== "_meta")) return false;
  const envelope = params["_meta"];
  return isRecord(envelope) && Object.keys(envelope).every((key) => ENVELOPE_KEYS.has(key)) &&
    envelope[PROTOCOL_VERSION_META_KEY] === MODERN_VERSION &&
    isEmptyRecord(envelope[CLIENT_CAPABILITIES_META_KEY]) &&
    isPlainClientInfo(envelope[CLIENT_INFO_META_KEY]);
}

function isPlainClientInfo(info: unknown): boolean {
  if (info === undefined) return true;
  return isRecord(info) && typeof info["name"] === "string" &&
    typeof info["version"] === "string" && Object.keys(info).length === 2;
}

function isEmpty(params: unknown): boolean {
  return params === undefined || isEmptyRecord(params);
}

function isEmptyRecord(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
