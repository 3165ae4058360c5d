/** Holds answers of the API to its own OpenAPI document: path, status, content type, schema. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export interface Answered {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

interface Content {
  readonly schema: object;
}

export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface Operation {
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: 'path' | 'query' | 'header';
    readonly required?: boolean;
    readonly schema: Readonly<Record<string, unknown>>;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Content>> }>>;
  readonly security?: readonly object[];
}

/** Builds the check. @returns what is wrong with an answer, null for nothing */
export function createAnswerCheck(document: OpenApi): (answer: Answered) => string | null {
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  formats.default(ajv);
  ajv.addSchema(document, 'api');
  const pointer = (...parts: readonly string[]) =>
    parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');
  const templates = Object.keys(document.paths).map((template) => ({
    template,
    pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  return ({ method, path, status, contentType, body }) => {
    const [bare = ''] = path.split('?');
    // A literal segment is a better match than a parameter.
    const found = templates
      .filter(({ pattern }) => pattern.test(bare))
      .sort((a, b) => a.template.split('{').length - b.template.split('{').length);
    const template = found.find(({ template: one }) => document.paths[one]?.[method.toLowerCase()])?.template;
    const type = contentType.split(';')[0] ?? '';
    if (template === undefined) return unknownPath(status, type);
    const responses = document.paths[template]?.[method.toLowerCase()]?.responses ?? {};
    const content = responses[String(status)]?.content?.[type];
    if (content === undefined) return `${method} ${template} answers ${status} ${type}: not in the document`;
    const at = pointer(
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      type,
      'schema',
    );
    const validate = ajv.getSchema(`api#${at}`);
    if (validate === undefined) return `no schema at ${at}`;
    const value: unknown = type.endsWith('json') ? JSON.parse(body) : body;
    return validate(value) ? null : `${method} ${template} ${status}: ${ajv.errorsText(validate.errors)}`;
  };
}

function unknownPath(status: number, type: string): string | null {
  const isRefused = [400, 401, 404, 413, 415, 429].includes(status);
  return isRefused && type === 'application/problem+json'
    ? null
    : `an unknown path answers ${status} ${type}`;
}
