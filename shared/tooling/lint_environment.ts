/** Only the composition root, the default runtime and programs for developers read the environment. */
export const environment: Deno.lint.Rule = {
  create(context) {
    if (MAY_READ.test(context.filename.replaceAll("\\", "/"))) return {};
    return {
      MemberExpression(node) {
        if (nameOf(node.property) !== "env" || !PROCESS.has(ownerOf(node.object))) return;
        context.report({
          node,
          message: "Only functions/main.ts and shared/runtime.ts read the environment",
          hint: "Take the value from the configuration",
        });
      },
    };
  },
};

const MAY_READ =
  /\/functions\/main\.ts$|\/shared\/runtime\.ts$|\/shared\/(?:tooling|testing)\/|_test\.ts$/;
const PROCESS = new Set(["Deno", "process"]);

function ownerOf(node: Deno.lint.Node): string {
  return node.type === "MemberExpression" ? nameOf(node.property) : nameOf(node);
}

function nameOf(node: Deno.lint.Node): string {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : "";
}
