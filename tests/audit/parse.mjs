// Names what stylesheets and scripts ask of a browser: one JSON array of
// {file, line, kind, name, of} on stdout, for tests/audit/features.py, which knows the browsers.
//
//     node parse.mjs MODULES FILE…
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, ...files] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const acorn = load("acorn");
const csstree = load("css-tree");
const found = [];

function styles(file) {
  const note = (kind, node, name, of = "") =>
    found.push({ file, line: node.loc.start.line, kind, name: name.toLowerCase(), of });
  const guards = [];
  const tree = csstree.parse(readFileSync(file, "utf-8"), {
    positions: true,
    parseCustomProperty: true,
    onParseError: (error) => found.push({ file, line: error.line, kind: "unread", name: error.message, of: "" }),
  });
  const blocks = [];
  let rules = 0;
  csstree.walk(tree, {
    enter(node) {
      if (node.type === "Atrule") {
        if (node.name === "supports") guards.push(node);
        else if (!guards.length) note("at-rule", node, node.name);
      }
      if (node.type === "Rule" && rules++ && !guards.length) note("nesting", node, "&");
      if (guards.length) return;
      if (node.type === "Feature") note("media", node, node.name);
      if (node.type === "FeatureRange") note("media", node, "range_syntax");
      if (/^Pseudo(Class|Element)Selector$/.test(node.type)) note("selector", node, node.name);
      if (node.type === "NestingSelector") note("nesting", node, "&");
      if (node.type === "Block") blocks.push(node);
      if (node.type === "Declaration") declared(node, blocks[blocks.length - 1], note);
    },
    leave(node) {
      if (node === blocks[blocks.length - 1]) blocks.pop();
      if (node === guards[guards.length - 1]) guards.pop();
      if (node.type === "Rule") rules--;
    },
  });
}

// A property, with all properties of its block, then its words, functions and units.
function declared(declaration, block, note) {
  const property = declaration.property;
  const beside = block.children.toArray().map((one) => one.property).join(" ");
  if (!property.startsWith("--")) note("property", declaration, property, beside);
  csstree.walk(declaration.value, (node) => {
    if (node.type === "Identifier" && !property.startsWith("--")) note("value", node, node.name, property);
    if (node.type === "Function") note("function", node, node.name, property);
    if (node.type === "Dimension") note("unit", node, node.unit, property);
  });
}

function scripts(file) {
  const text = readFileSync(file, "utf-8");
  const tree = acorn.parse(text, { ecmaVersion: "latest", sourceType: "script", locations: true });
  const note = (kind, node, name, of = "") =>
    found.push({ file, line: node.loc.start.line, kind, name, of });
  const [own, keys] = [new Set(), new Set()];
  walk(tree, (node) => {
    bound(node).forEach((name) => own.add(name));
    if (node.type === "Property") keys.add(node.key.name);
  });
  walk(tree, (node, parent, key) => {
    note("syntax", node, syntax(node));
    if (node.type === "MemberExpression" && !node.computed) {
      const [of, name] = [node.object, node.property.name ?? ""];
      const styled = of.property?.name === "style";
      if (styled) note("property", node, name.replace(/[A-Z]/g, (one) => `-${one.toLowerCase()}`));
      const ours = styled || keys.has(name) || of.property?.name === "dataset";
      const known = of.type === "Identifier" && !own.has(of.name);
      if (!ours) note("member", node, name, known ? of.name : "");
    }
    const named = (parent?.type === "MemberExpression" && key === "property" && !parent.computed)
      || (parent?.type === "Property" && key === "key") || parent?.type === "MethodDefinition";
    if (node.type === "Identifier" && !named && !own.has(node.name)) note("global", node, node.name);
  });
}

function walk(node, visit, parent = null, key = "") {
  visit(node, parent, key);
  for (const [name, child] of Object.entries(node)) {
    for (const one of Array.isArray(child) ? child : [child]) {
      if (one && typeof one.type === "string") walk(one, visit, node, name);
    }
  }
}

// The names that a declaration binds.
function bound(node) {
  if (node.type === "VariableDeclarator") return names(node.id);
  if (/Function/.test(node.type)) return [...names(node.id), ...node.params.flatMap(names)];
  if (node.type === "ClassDeclaration") return names(node.id);
  if (node.type === "CatchClause") return names(node.param);
  return [];
}

function names(pattern) {
  switch (pattern?.type) {
    case "Identifier": return [pattern.name];
    case "ObjectPattern": return pattern.properties.flatMap((one) => names(one.value ?? one.argument));
    case "ArrayPattern": return pattern.elements.flatMap(names);
    case "AssignmentPattern": return names(pattern.left);
    case "RestElement": return names(pattern.argument);
    default: return [];
  }
}

// What a node asks of the language, as browser-compat-data calls it; "" for what is old.
function syntax(node) {
  switch (node.type) {
    case "ChainExpression": return "operators.optional_chaining";
    case "AwaitExpression": return "operators.await";
    case "StaticBlock": return "classes.static.initialization_blocks";
    case "PropertyDefinition":
      return node.key.type === "PrivateIdentifier" ? "classes.private_class_fields" : "classes.public_class_fields";
    case "BinaryExpression": return node.left.type === "PrivateIdentifier" ? "classes.private_class_fields_in" : "";
    case "LogicalExpression": return node.operator === "??" ? "operators.nullish_coalescing" : "";
    case "AssignmentExpression":
      return {
        "??=": "operators.nullish_coalescing_assignment",
        "||=": "operators.logical_or_assignment",
        "&&=": "operators.logical_and_assignment",
      }[node.operator] ?? "";
    case "Literal":
      if (node.regex) return expression(node.regex);
      return typeof node.value === "number" && node.raw.includes("_") ? "grammar.numeric_separators" : "";
    case "CatchClause": return node.param ? "" : "statements.try_catch.optional_catch_binding";
    default: return "";
  }
}

function expression({ pattern, flags }) {
  if (flags.includes("v")) return "builtins.RegExp.unicodeSets";
  if (flags.includes("d")) return "builtins.RegExp.hasIndices";
  if (/\(\?<[=!]/.test(pattern)) return "regular_expressions.lookbehind_assertion";
  return /\(\?<\w/.test(pattern) ? "regular_expressions.named_capturing_group" : "";
}

for (const file of files) (file.endsWith(".css") ? styles : scripts)(file);
console.log(JSON.stringify(found.filter((one) => one.name)));
