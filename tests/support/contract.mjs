// openapi.yaml as a judge: every request and reply of the tests passes through here.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

export const root = new URL('../../', import.meta.url);
export const contract = parse(readFileSync(new URL('openapi/openapi.yaml', root), 'utf8'));
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

// Clients must ignore members they do not know, so the contract leaves its objects open. The tests close
// them: what the server sends and the contract does not name is a fault.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  if (copy.type === 'object' && copy.properties && !('additionalProperties' in copy)) {
    copy.additionalProperties = false;
  }
  return copy;
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'contract', ...closed(contract) });
const validators = new Map();

function validator(pointer) {
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: `contract#${pointer}` }));
  return validators.get(pointer);
}

function faultsOf(pointer, value) {
  const validate = validator(pointer);
  return validate(value) ? [] : validate.errors.map((e) => `${e.instancePath || '(whole)'} ${e.message}`);
}

const escaped = (name) => name.replaceAll('~', '~0').replaceAll('/', '~1');

// What `pointer` stands for, and where it really is: references are followed.
function resolve(pointer) {
  let value = contract;
  for (const part of pointer.slice(1).split('/')) {
    value = value[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value?.$ref ? resolve(value.$ref.slice(1)) : { pointer, value };
}

// Every operation of the contract: {method, path, pointer, operation, parameters}.
export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  methods.filter((method) => item[method]).map((method) => {
    const pointer = `/paths/${escaped(path)}/${method}`;
    const places = [...(item.parameters ?? []).keys()].map((i) => `/paths/${escaped(path)}/parameters/${i}`);
    places.push(...[...(item[method].parameters ?? []).keys()].map((i) => `${pointer}/parameters/${i}`));
    return {
      method: method.toUpperCase(), path, pointer, operation: item[method], parameters: places.map(resolve),
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
    };
  }));

// The operation that a request means; a path without variables wins.
export function operationOf(method, pathname) {
  const fitting = operations.filter((o) => o.method === method && o.pattern.test(pathname));
  return fitting.find((o) => o.path === pathname)
    ?? fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

function faultsOfHeaders(response, headers) {
  return Object.keys(response.value.headers ?? {}).flatMap((name) => {
    const documented = resolve(`${response.pointer}/headers/${name}`);
    const value = headers.get(name);
    if (value === null) return documented.value.required ? [`header ${name} is missing`] : [];
    return faultsOf(`${documented.pointer}/schema`, value).map((fault) => `header ${name}: ${fault}`);
  });
}

// What every problem has in common, whatever the operation.
function faultsOfProblem(reply) {
  const { body: problem, status, headers } = reply;
  const known = contract['x-problems'][problem.code];
  if (!known) return [`code ${problem.code} is not in x-problems`];
  const expected = { status: known.status, title: known.title, type: `/docs#${problem.code}` };
  const faults = Object.entries(expected).filter(([name, value]) => problem[name] !== value)
    .map(([name, value]) => `${name} is ${JSON.stringify(problem[name])}, not ${JSON.stringify(value)}`);
  if (status !== known.status) faults.push(`the HTTP status is ${status}, not ${known.status}`);
  if (problem.request_id !== headers.get('request-id')) faults.push('request_id is not the header Request-Id');
  const waits = ['rate_limited', 'too_many_holds', 'too_many_attempts',
    'idempotency_key_in_use', 'overloaded', 'database_unavailable', 'shutting_down'];
  if (waits.includes(problem.code) && !headers.has('retry-after')) faults.push('header Retry-After is missing');
  return faults;
}

// What is said of the rate limit is said whole, and makes sense.
function faultsOfLimit(headers) {
  const [limit, remaining, reset] = ['Limit', 'Remaining', 'Reset'].map((name) => headers.get(`RateLimit-${name}`));
  if ([limit, remaining, reset].every((value) => value === null)) return [];
  const [units, left, seconds] = [Number(limit), Number(remaining), Number(reset)];
  const makesSense = units >= 1 && left >= 0 && left <= units && seconds >= 0 && seconds <= 60;
  return makesSense ? [] : [`RateLimit-* make no sense: ${limit}, ${remaining}, ${reset}`];
}

// Everybody's scripts may read the reply, or those of one site; none where their site is refused.
function faultsOfOrigin({ headers, body }) {
  const allowed = headers.get('access-control-allow-origin');
  const isRefused = body?.code === 'origin_not_allowed';
  const isRight = isRefused ? allowed === null : /^(\*|https?:\/\/\S+)$/.test(allowed ?? '');
  const faults = isRight ? [] : [`header Access-Control-Allow-Origin is ${allowed}`];
  return headers.get('vary') === 'Origin' ? faults : [...faults, 'header Vary is not Origin'];
}

function faultsOfReply(operation, pathname, reply) {
  const anywhere = resolve('/components/responses/AnyOperation');
  let response = anywhere;
  if (operation) {
    const { responses } = operation.operation;
    const status = responses[reply.status] ? reply.status : 'default';
    response = resolve(`${operation.pointer}/responses/${status}`);
  }
  const faults = faultsOfHeaders(response, reply.headers);
  const mediaType = reply.headers.get('content-type')?.split(';')[0].trim();
  if (!response.value.content?.[mediaType]) {
    if (response.value.content) faults.push(`content type ${mediaType} is not documented for ${reply.status}`);
  } else if (/json$/.test(mediaType)) {
    const pointer = `${response.pointer}/content/${escaped(mediaType)}/schema`;
    faults.push(...faultsOf(pointer, reply.body).map((fault) => `body: ${fault}`));
  }
  if (mediaType === 'application/problem+json') faults.push(...faultsOfProblem(reply));
  faults.push(...faultsOfLimit(reply.headers));
  const isPublic = operations.some((o) => o.path.startsWith('/v1/embed/') && o.pattern.test(pathname));
  if (isPublic) faults.push(...faultsOfOrigin(reply));
  return faults;
}

// Whether the contract allows the request: its query and, where it is JSON, its body.
function faultsOfRequest(operation, request) {
  const faults = [];
  const known = operation.parameters.filter((p) => p.value.in === 'query');
  for (const name of request.query.keys()) {
    if (!known.some((p) => p.value.name === name)) faults.push(`query ${name} is not documented`);
  }
  for (const parameter of known) {
    const { name, required, schema } = parameter.value;
    const values = request.query.getAll(name);
    if (values.length === 0 && required) faults.push(`query ${name} is missing`);
    if (values.length > 1) faults.push(`query ${name} is repeated`);
    const type = schema.$ref ? resolve(schema.$ref.slice(1)).value.type : schema.type;
    for (const value of values) {
      const read = type === 'integer' && /^-?[0-9]+$/.test(value) ? Number(value) : value;
      faults.push(...faultsOf(`${parameter.pointer}/schema`, read).map((fault) => `query ${name}: ${fault}`));
    }
  }
  const body = operation.operation.requestBody?.content['application/json'];
  if (body && request.json !== undefined) {
    const pointer = `${operation.pointer}/requestBody/content/application~1json/schema`;
    faults.push(...faultsOf(pointer, request.json).map((fault) => `request body: ${fault}`));
  }
  return faults;
}

// Rules that JSON Schema cannot say: the order and distance of `from` and `to`, headers, and the members that an
// operation names because other members, or what is stored, decide about them.
const beyondSchema = (operation, reply) => ['to', 'If-Match'].includes(reply.body.param)
  || operation.operation['x-beyond-schema']?.includes(reply.body.param);

// Throws where the exchange is not what the contract says. request: {method, url, query, json?};
// reply: {status, headers, body}.
export function judge(request, reply) {
  const { pathname } = request.url;
  const operation = operationOf(request.method, pathname);
  const faults = faultsOfReply(operation, pathname, reply);
  if (operation) {
    const requestFaults = faultsOfRequest(operation, request);
    const refused = ['missing_field', 'invalid_field', 'unknown_field'].includes(reply.body?.code);
    if (reply.status < 300) {
      faults.push(...requestFaults.map((fault) => `accepted against the contract: ${fault}`));
    } else if (refused && requestFaults.length === 0 && !beyondSchema(operation, reply)) {
      faults.push(`refused as ${reply.body.code}, but the contract allows it`);
    }
  }
  if (faults.length === 0) return;
  throw new Error(`${request.method} ${pathname} -> ${reply.status} is not what openapi.yaml says:\n  `
    + `${faults.join('\n  ')}\n  reply: ${JSON.stringify(reply.body)}`);
}
