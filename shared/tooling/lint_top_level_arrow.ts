/** What a module exports to be called is a function declaration: it has a name in every stack. */
export const topLevelArrow: Deno.lint.Rule = {
  create(context) {
    return {
      "Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression"(
        node: Deno.lint.ArrowFunctionExpression,
      ) {
        context.report({ node, message: "An exported function is a function declaration" });
      },
    };
  },
};
