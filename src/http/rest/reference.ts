import { escaped, page } from "./html.ts";
import type { openApiOf } from "./openapi.ts";

type Document = ReturnType<typeof openApiOf>;
type Operation = {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
};
type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema?: object };
type Content = {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
};

/** The contract for people: everything an OpenAPI document says, on one page that a 2G line carries. */
export function referenceOf({ info, paths = {}, components = {} }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).map(([method, one]) => operationOf(method, path, one)),
  );
  const schemas = Object.entries(components.schemas ?? {}).map(
    ([name, schema]) => `<h3 id="${escaped(name)}">${escaped(name)}</h3>${code(schema)}`,
  );
  const intro = `<p>${escaped(info.description ?? "")} For machines: <a href="/openapi.json">openapi.json</a>.
    Every "no" is a <a href="/problems">problem</a>.</p>`;
  return page(info.title, `${intro}${operations.join("")}<h2>Shapes</h2>${schemas.join("")}`);
}

function operationOf(method: string, path: string, one: Operation): string {
  const parameters = (one.parameters ?? []).map(parameterOf).join("");
  const answers = Object.entries(one.responses ?? {}).map(([status, answer]) => answerOf(status, answer));
  return `<details><summary><span class="m">${method.toUpperCase()}</span> <code>${escaped(path)}</code> ${escaped(one.summary ?? "")}</summary>
    <p>${escaped(one.description ?? "")}</p>${parameters === "" ? "" : `<table>${parameters}</table>`}
    ${one.requestBody ? code(schemaOf(one.requestBody)) : ""}<table>${answers.join("")}</table></details>`;
}

function parameterOf({ name, in: where, required, schema }: Parameter): string {
  return `<tr><th><code>${escaped(name)}</code></th><td>${where}${required ? ", needed" : ""}</td><td>${code(schema ?? {})}</td></tr>`;
}

function answerOf(status: string, answer: Content): string {
  const isProblem = Object.hasOwn(answer.content ?? {}, "application/problem+json");
  const schema = isProblem ? "" : code(schemaOf(answer));
  return `<tr><th>${escaped(status)}</th><td>${isProblem ? linked(answer.description ?? "") : escaped(answer.description ?? "")}${schema}</td></tr>`;
}

/** The addresses of problems as links to their pages. */
function linked(addresses: string): string {
  return addresses
    .split(" ")
    .map((address) => `<a href="${escaped(address)}">${escaped(address.slice(address.lastIndexOf("/") + 1))}</a>`)
    .join(" ");
}

function schemaOf({ content = {} }: Content): object | undefined {
  return Object.values(content)[0]?.schema;
}

function code(schema: object | undefined): string {
  return schema === undefined ? "" : `<pre>${escaped(JSON.stringify(schema, null, 1))}</pre>`;
}
