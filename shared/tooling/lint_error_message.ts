/** A message says what could not be done, in one sentence that other text can follow. */
export const errorMessage: Deno.lint.Rule = {
  create(context) {
    if (context.filename.endsWith("_test.ts")) return {};
    return {
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "ToolError") return;
        const message = node.arguments[1];
        const text = message && literalText(message);
        if (message === undefined || text === undefined) return;
        for (const { wrong, message: complaint } of FORM) {
          if (wrong.test(text)) context.report({ node: message, message: complaint });
        }
      },
    };
  },
};

const FORM: readonly { readonly wrong: RegExp; readonly message: string }[] = [
  { wrong: /^(?!Cannot )/, message: 'A ToolError\'s message begins with "Cannot "' },
  { wrong: /\.\s*$/, message: "A ToolError's message has no full stop: its text adds one" },
  {
    wrong: /n't\b|\b(?:it|that|there|what|who)'s\b|\w'(?:re|ve|ll|d|m)\b/i,
    message: "A ToolError's message has no contractions",
  },
  { wrong: /[\r\n]/, message: "A ToolError's message is one line" },
];

// The text of a literal, with `…` for what a template fills in; `undefined` for anything computed.
function literalText(node: Deno.lint.Node): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type !== "TemplateLiteral") return undefined;
  return node.quasis.map(({ cooked }) => cooked).join("…");
}
