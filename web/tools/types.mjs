// Writes src/api/types.ts from the document in which the server describes the page's door. What the server always sends
// is not optional here; a change of the server that the page does not follow no longer compiles.
import { readFileSync, writeFileSync } from 'node:fs';

const document = JSON.parse(readFileSync(new URL('../../docs/openapi/app.json', import.meta.url), 'utf8'));

function type(schema, indent) {
  if (schema === undefined || Object.keys(schema).length === 0) return 'Json';
  if (schema.oneOf) return schema.oneOf.map((one) => type(one, indent)).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(schema.type))
    return schema.type.map((one) => type({ ...schema, type: one }, indent)).join(' | ');
  switch (schema.type) {
    case 'null':
      return 'null';
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return `Array<${type(schema.items, indent)}>`;
    default:
      return object(schema, indent);
  }
}

function object(schema, indent) {
  if (!schema.properties) return 'JsonObject';
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties).map(
    ([name, value]) =>
      `${indent}  ${JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${type(value, indent + '  ')};\n`,
  );
  return `{\n${fields.join('')}${indent}}`;
}

function content(part) {
  return part?.content?.['application/json']?.schema;
}

const routes = [];
for (const [path, item] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(item)) {
    const success = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    const answers = success.map(([, response]) =>
      content(response) ? type(content(response), '    ') : 'undefined',
    );
    const body = content(operation.requestBody);
    const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
    routes.push(
      `  ${JSON.stringify(`${method.toUpperCase()} ${path.replace('/api/v1/app', '')}`)}: {\n` +
        `    query: {${query.map((one) => ` ${JSON.stringify(one.name)}?: ${type(one.schema, '')};`).join('')} };\n` +
        `    body: ${body ? type(body, '    ') : 'undefined'};\n` +
        `    answer: ${[...new Set(answers)].join(' | ') || 'undefined'};\n` +
        `  };\n`,
    );
  }
}

const codes = document.components.schemas.Problem.properties.code.enum;
writeFileSync(
  new URL('../src/api/types.ts', import.meta.url),
  `// Written by tools/types.mjs from docs/openapi/app.json: change the server, then ./dev docs and npm run types.

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [name: string]: Json };

export type ProblemCode =\n${codes.map((code) => `  | ${JSON.stringify(code)}`).join('\n')};

export interface Routes {\n${routes.join('')}}
`,
);
