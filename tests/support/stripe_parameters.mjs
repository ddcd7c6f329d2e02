// The parameters that the Stripe stand-in knows, as Stripe's reference has them: which there are, which must be
// there and what each may be. What Stripe refuses is refused here with the same type and code.

export class StripeRefusal extends Error {
  constructor(status, error) {
    super(error.message);
    this.status = status;
    this.error = { type: 'invalid_request_error', ...error };
  }
}

const refuse = (param, code, message) => {
  throw new StripeRefusal(400, { code, param, message });
};

const currencies = new Set(['gbp', 'usd', 'eur', 'jpy', 'kwd', 'chf', 'sek']);

const kinds = {
  text: () => {},
  integer: (param, value) => {
    if (!/^-?\d{1,15}$/.test(value)) refuse(param, 'parameter_invalid_integer', `Invalid integer: ${value}`);
  },
  amount: (param, value) => {
    kinds.integer(param, value);
    if (Number(value) < 0) refuse(param, 'parameter_invalid_integer', 'This value must be greater than or equal to 0.');
    if (Number(value) > 99_999_999) refuse(param, 'amount_too_large', 'Amount must be no more than 99999999.');
  },
  positive: (param, value) => {
    kinds.amount(param, value);
    if (Number(value) === 0) refuse(param, 'parameter_invalid_integer', 'This value must be greater than or equal to 1.');
  },
  boolean: (param, value) => {
    if (!['true', 'false'].includes(value)) refuse(param, undefined, `Invalid boolean: ${value}`);
  },
  currency: (param, value) => {
    if (!currencies.has(value)) refuse(param, undefined, `Invalid currency: ${value}. Stripe currently supports these.`);
  },
  url: (param, value) => {
    let url;
    try { url = new URL(value); } catch { /* refused below */ }
    if (!url || !['http:', 'https:'].includes(url.protocol)) refuse(param, 'url_invalid', 'Not a valid URL');
  },
  email: (param, value) => {
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) refuse(param, 'email_invalid', `Invalid email address: ${value}`);
  },
};
const oneOf = (...values) => (param, value) => {
  if (!values.includes(value)) refuse(param, undefined, `Invalid ${param}: must be one of ${values.join(' or ')}`);
};
const atMost = (characters) => (param, value) => {
  if (value.length > characters) refuse(param, undefined, `Invalid string: at most ${characters} characters`);
};

// [#] stands for any index, [*] for any key of metadata. A name that ends in ! is required.
const metadata = { 'metadata[*]': atMost(500) };
export const parameters = {
  none: { 'expand[#]': kinds.text },
  session: {
    'mode!': oneOf('payment'), 'line_items[#][quantity]!': kinds.positive,
    'line_items[#][price_data][currency]!': kinds.currency, 'line_items[#][price_data][unit_amount]!': kinds.amount,
    'line_items[#][price_data][product_data][name]!': atMost(1500),
    'success_url!': kinds.url, cancel_url: kinds.url, client_reference_id: atMost(200), customer_email: kinds.email,
    expires_at: kinds.integer, 'payment_intent_data[application_fee_amount]': kinds.amount,
    'payment_intent_data[metadata][*]': atMost(500), 'expand[#]': kinds.text, ...metadata,
  },
  refund: {
    'payment_intent!': kinds.text, amount: kinds.positive, refund_application_fee: kinds.boolean,
    reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'), 'expand[#]': kinds.text, ...metadata,
  },
  refunds: { payment_intent: kinds.text, limit: kinds.positive, 'expand[#]': kinds.text },
  account: {
    'controller[fees][payer]': oneOf('account', 'application'), 'controller[losses][payments]': oneOf('stripe', 'application'),
    'controller[requirement_collection]': oneOf('stripe', 'application'),
    'controller[stripe_dashboard][type]': oneOf('full', 'express', 'none'), email: kinds.email, country: kinds.text, ...metadata,
  },
  accountLink: {
    'account!': kinds.text, 'type!': oneOf('account_onboarding', 'account_update'), 'refresh_url!': kinds.url,
    'return_url!': kinds.url,
  },
};

const patternOf = (name) => name.replace(/\[\d+\]/g, '[#]').replace(/^metadata\[[^\]]*\]$/, 'metadata[*]')
  .replace(/\[metadata\]\[[^\]]*\]$/, '[metadata][*]');

// The parameters of a form, checked: a Map of name to text.
export function readParameters(text, table) {
  const known = new Map(Object.entries(table).map(([name, check]) => [name.replace('!', ''), check]));
  const given = new Map(new URLSearchParams(text));
  for (const [name, value] of given) {
    const check = known.get(patternOf(name));
    if (!check) refuse(name, 'parameter_unknown', `Received unknown parameter: ${name}`);
    if (value === '') refuse(name, 'parameter_invalid_empty', `You passed an empty string for '${name}'.`);
    check(name, value);
  }
  for (const name of Object.keys(table).filter((each) => each.endsWith('!'))) {
    const needed = name.slice(0, -1).replaceAll('[#]', '[0]');
    if (!given.has(needed)) refuse(needed, 'parameter_missing', `Missing required param: ${needed}.`);
  }
  return given;
}

export const metadataOf = (given, prefix = 'metadata') => Object.fromEntries([...given]
  .filter(([name]) => name.startsWith(`${prefix}[`))
  .map(([name, value]) => [name.slice(prefix.length + 1, -1), value]));
