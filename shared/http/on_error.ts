import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { ERROR_CODES, type ErrorCode, quoted, ToolError } from "../errors.ts";

/** An error as the JSON routes say it; `unauthorized` is the one code that exists only there. */
export interface HttpError {
  readonly code: ErrorCode | "unauthorized";
  readonly message: string;
  readonly hint?: string | undefined;
}

export function errorBody({ code, message, hint }: HttpError): { readonly error: HttpError } {
  return { error: { code, message, ...(hint !== undefined && { hint }) } };
}

/**
 * Turns what a route threw into a response; nothing but our own words leaves.
 *
 * `report` hears of the rest: a failure without a code is a defect.
 */
export function onError(report: (error: unknown) => void): ErrorHandler {
  return (error, context) => {
    if (error instanceof ToolError) {
      return context.json(errorBody(error), ERROR_CODES[error.code].httpStatus);
    }
    // Hono's own refusals carry their response; turned into a 500 they would hide what is wrong.
    if (error instanceof HTTPException) return error.getResponse();
    report(error);
    return context.json(errorBody({ code: "internal", message: "Cannot finish the request" }), 500);
  };
}

/** Answers a path that does not exist. */
export function notFound(context: Context): Response {
  const { method, path } = context.req;
  return context.json(
    errorBody({
      code: "not_found",
      message: `Cannot ${quoted(method)} ${quoted(path)}`,
      hint: "POST /mcp speaks MCP, POST /tools/{name} runs a tool, GET /mcp/schema lists them",
    }),
    404,
  );
}
