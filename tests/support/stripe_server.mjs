// A stand-in for Stripe on this machine: remembers what it was told, refuses what Stripe refuses, signs what it tells
// by itself, and fails in the ways that a test asks for. tests/api/stripe_stand_in_test.mjs holds it against the
// official library.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { metadataOf, parameters, readParameters, StripeRefusal } from './stripe_parameters.mjs';

const now = () => Math.floor(Date.now() / 1000);
const newId = (prefix) => `${prefix}_${randomBytes(12).toString('hex')}`;
const missing = (kind, id) => new StripeRefusal(404, { code: 'resource_missing', param: 'id', message: `No such ${kind}: '${id}'` });

export async function startStripe() {
  const server = new StripeServer();
  await server.start();
  return server;
}

class StripeServer {
  secretKey = `sk_test_${randomBytes(12).toString('hex')}`;

  webhookSecret = `whsec_${randomBytes(16).toString('hex')}`;

  requests = []; // every one that came: {method, path, headers, body}

  events = []; // in the order in which they happened

  #objects = new Map(); // id to {account, value}

  #replies = new Map(); // idempotency keys to {request, status, body}

  #fault = null;

  #sockets = new Set();

  #waiting = new Set();

  async start(port = 0) {
    this.#http = createServer((request, reply) => this.#receive(request, reply));
    this.#http.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, '127.0.0.1', resolve);
    });
    this.port = this.#http.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  #http;

  // Goes away: the port is closed, and what is under way is cut off.
  async stop() {
    const closed = new Promise((resolve) => { this.#http.close(resolve); });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async comeBack() { await this.start(this.port); }

  // How the next `times` requests fail: 'hang' (no answer), 'rate_limit', 'error' (before anything was done),
  // 'lose_reply' (done, and the connection ends), 'garbage', 'locked'. `method`: only those.
  failNext(how, times = Infinity, method = null) { this.#fault = { how, times, method }; }

  recover() {
    this.#fault = null;
    for (const socket of this.#waiting) socket.destroy();
    this.#waiting.clear();
  }

  // An account that may take payments, or not yet.
  addAccount(state = {}) {
    const account = {
      id: newId('acct'), object: 'account', country: 'GB', charges_enabled: true, payouts_enabled: true,
      details_submitted: true, metadata: {}, ...state,
    };
    this.#objects.set(account.id, { account: '', value: account });
    return account;
  }

  object(id) { return this.#objects.get(id)?.value; }

  all(kind) { return [...this.#objects.values()].map(({ value }) => value).filter(({ object }) => object === kind); }

  // The customer pays on Stripe's page. `later`: by a method that takes days; settle() tells how it ended.
  pay(sessionId, { later = false } = {}) {
    const { account, value: session } = this.#objects.get(sessionId);
    this.#expireInTime(session);
    if (session.status !== 'open') throw new Error(`the session is ${session.status}`);
    const intent = {
      id: newId('pi'), object: 'payment_intent', amount: session.amount_total, currency: session.currency,
      amount_received: later ? 0 : session.amount_total, status: later ? 'processing' : 'succeeded',
      application_fee_amount: session.application_fee_amount ?? null, metadata: session.intent_metadata, latest_charge: newId('ch'),
    };
    this.#objects.set(intent.id, { account, value: intent });
    Object.assign(session, { status: 'complete', payment_status: later ? 'unpaid' : 'paid', payment_intent: intent.id, url: null });
    return this.#tell(account, 'checkout.session.completed', session);
  }

  settle(sessionId, succeeded) {
    const { account, value: session } = this.#objects.get(sessionId);
    const intent = this.object(session.payment_intent);
    intent.status = succeeded ? 'succeeded' : 'requires_payment_method';
    if (succeeded) session.payment_status = 'paid';
    return this.#tell(account, `checkout.session.async_payment_${succeeded ? 'succeeded' : 'failed'}`, session);
  }

  // Its time runs out.
  expire(sessionId) {
    const { account, value: session } = this.#objects.get(sessionId);
    if (session.status !== 'open') throw new Error(`the session is ${session.status}`);
    Object.assign(session, { status: 'expired', url: null });
    return this.#tell(account, 'checkout.session.expired', session);
  }

  dispute(intentId, reason = 'fraudulent') {
    const { account, value: intent } = this.#objects.get(intentId);
    const dispute = {
      id: newId('dp'), object: 'dispute', amount: intent.amount, currency: intent.currency, payment_intent: intentId,
      reason, status: 'needs_response',
    };
    this.#objects.set(dispute.id, { account, value: dispute });
    return this.#tell(account, 'charge.dispute.created', dispute);
  }

  closeDispute(disputeId, status) {
    const { account, value: dispute } = this.#objects.get(disputeId);
    dispute.status = status;
    return this.#tell(account, 'charge.dispute.closed', dispute);
  }

  failRefund(refundId, failureReason = 'lost_or_stolen_card') {
    const { account, value: refund } = this.#objects.get(refundId);
    Object.assign(refund, { status: 'failed', failure_reason: failureReason });
    return this.#tell(account, 'refund.failed', refund);
  }

  changeAccount(accountId, state) {
    const { value: account } = this.#objects.get(accountId);
    Object.assign(account, state);
    return this.#tell(accountId, 'account.updated', account);
  }

  // What Stripe would send for the event: {body, headers}.
  signed(event, { secret = this.webhookSecret, time = now() } = {}) {
    const body = JSON.stringify(event);
    const hash = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    return { body, headers: { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${time},v1=${hash}` } };
  }

  // Sends the event to an endpoint and gives its reply.
  async deliver(event, endpoint, options) {
    return fetch(endpoint, { method: 'POST', ...this.signed(event, options) });
  }

  #tell(account, type, object) {
    const event = {
      id: newId('evt'), object: 'event', api_version: '2025-08-27.basil', created: now(), livemode: false,
      pending_webhooks: 1, request: { id: null, idempotency_key: null }, type, data: { object: structuredClone(object) },
      ...(account === '' ? {} : { account }),
    };
    delete event.data.object.intent_metadata;
    this.events.push(event);
    return event;
  }

  #expireInTime(session) {
    if (session.status === 'open' && session.expires_at <= now()) this.expire(session.id);
  }

  async #receive(request, reply) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    this.requests.push({ method: request.method, path: request.url, headers: request.headers, body });
    const fault = this.#takeFault(request.method);
    if (fault === 'hang') {
      this.#waiting.add(request.socket);
      return;
    }
    const { status, value, headers = {} } = this.#faulty(fault) ?? this.#answer(request, body);
    if (fault === 'lose_reply') {
      request.socket.destroy();
      return;
    }
    reply.writeHead(status, { 'Content-Type': 'application/json', 'Request-Id': newId('req'), ...headers });
    reply.end(fault === 'garbage' ? '<html>' : JSON.stringify(value));
  }

  #takeFault(method) {
    if (!this.#fault || this.#fault.times <= 0 || (this.#fault.method ?? method) !== method) return null;
    this.#fault.times -= 1;
    return this.#fault.how;
  }

  #faulty(fault) {
    const error = (status, value) => ({ status, value: { error: { type: 'invalid_request_error', ...value } } });
    switch (fault) {
      case 'rate_limit': return error(429, { code: 'rate_limit', message: 'Request rate limit exceeded.' });
      case 'error': return error(500, { type: 'api_error', message: 'An unknown error occurred.' });
      case 'locked': return error(409, { code: 'lock_timeout', message: 'This object cannot be accessed right now.' });
      default: return null;
    }
  }

  #answer(request, body) {
    try {
      const account = this.#judge(request);
      const key = request.headers['idempotency-key'];
      if (request.method !== 'POST' || key === undefined) return { status: 200, value: this.#execute(request, account, body) };
      return this.#once(`${account} ${key}`, `${request.method} ${request.url} ${body}`, () => this.#execute(request, account, body));
    } catch (refusal) {
      if (!(refusal instanceof StripeRefusal)) throw refusal;
      return { status: refusal.status, value: { error: refusal.error } };
    }
  }

  // The key, the version and the account that the request acts for.
  #judge(request) {
    if (request.headers.authorization !== `Bearer ${this.secretKey}`) {
      throw new StripeRefusal(401, { message: 'Invalid API Key provided: sk_test_****' });
    }
    const version = request.headers['stripe-version'];
    if (!/^20\d\d-\d\d-\d\d(\.[a-z]+)?$/.test(version ?? '')) {
      throw new StripeRefusal(400, { message: `Invalid Stripe API version: ${version}` });
    }
    const account = request.headers['stripe-account'] ?? '';
    if (account !== '' && this.object(account)?.object !== 'account') {
      throw new StripeRefusal(403, { code: 'account_invalid', message: `The provided key does not have access to account '${account}'.` });
    }
    return account;
  }

  // Stripe keeps what came of a request once it began to execute it; what it refused before is not kept.
  #once(key, request, execute) {
    const kept = this.#replies.get(key);
    if (kept && kept.request !== request) {
      throw new StripeRefusal(400, {
        type: 'idempotency_error',
        message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.',
      });
    }
    if (kept) return { status: 200, value: kept.value, headers: { 'Idempotent-Replayed': 'true' } };
    const value = structuredClone(execute());
    this.#replies.set(key, { request, value });
    return { status: 200, value };
  }

  // Stripe forgets keys after a day.
  forgetIdempotencyKeys() { this.#replies.clear(); }

  #execute(request, account, body) {
    const url = new URL(request.url, this.url);
    const [, version, ...path] = url.pathname.split('/');
    const operation = `${request.method} /${version}/${path.join('/')}`;
    const query = url.search.slice(1);
    const form = (table) => readParameters(body, table);
    if (operation === 'POST /v1/checkout/sessions') return this.#createSession(account, form(parameters.session));
    if (operation === 'POST /v1/refunds') return this.#createRefund(account, form(parameters.refund));
    if (operation === 'GET /v1/refunds') return this.#listRefunds(account, readParameters(query, parameters.refunds));
    if (operation === 'POST /v1/accounts') return this.#createAccount(form(parameters.account));
    if (operation === 'POST /v1/account_links') return this.#createLink(form(parameters.accountLink));
    if (operation === 'GET /v1/account') return this.#own(account);
    if (/^GET \/v1\/accounts\/[^/]+$/.test(operation)) return this.#find('', 'account', path[1]);
    if (/^GET \/v1\/refunds\/[^/]+$/.test(operation)) return this.#find(account, 'refund', path[1]);
    if (/^GET \/v1\/payment_intents\/[^/]+$/.test(operation)) return this.#find(account, 'payment_intent', path[1]);
    if (/^GET \/v1\/checkout\/sessions\/[^/]+$/.test(operation)) {
      return this.#retrieveSession(account, path[2], readParameters(query, parameters.none));
    }
    if (/^POST \/v1\/checkout\/sessions\/[^/]+\/expire$/.test(operation)) {
      form(parameters.none);
      return this.#expireSession(account, path[2]);
    }
    throw new StripeRefusal(404, { message: `Unrecognized request URL (${operation}).` });
  }

  #find(account, kind, id) {
    const found = this.#objects.get(id);
    if (!found || found.account !== account || found.value.object !== kind) throw missing(kind, id);
    return found.value;
  }

  #shownSession(session) {
    const shown = structuredClone(session);
    delete shown.intent_metadata;
    delete shown.application_fee_amount;
    return shown;
  }

  #createSession(account, given) {
    const number = (name) => (given.has(name) ? Number(given.get(name)) : null);
    const amount = number('line_items[0][price_data][unit_amount]') * number('line_items[0][quantity]');
    const fee = number('payment_intent_data[application_fee_amount]');
    if (account !== '' && !this.object(account).charges_enabled) {
      throw new StripeRefusal(400, { message: 'Your account cannot currently make charges.' });
    }
    if (fee !== null && account === '') {
      throw new StripeRefusal(400, {
        param: 'payment_intent_data[application_fee_amount]',
        message: 'Can only apply an application_fee_amount to a direct or destination charge.',
      });
    }
    if (fee !== null && fee > amount) {
      throw new StripeRefusal(400, { code: 'application_fee_too_large', message: 'The application fee must be at most the amount.' });
    }
    const expiresAt = number('expires_at') ?? now() + 86_400;
    if (expiresAt < now() + 1790 || expiresAt > now() + 86_400) {
      throw new StripeRefusal(400, {
        param: 'expires_at', message: 'The `expires_at` timestamp must be 30 minutes to 24 hours from Checkout Session creation.',
      });
    }
    const id = newId('cs_test');
    const session = {
      id, object: 'checkout.session', mode: 'payment', status: 'open', payment_status: 'unpaid', payment_intent: null,
      amount_total: amount, currency: given.get('line_items[0][price_data][currency]'), created: now(), expires_at: expiresAt,
      url: `${this.url}/pay/${id}`, success_url: given.get('success_url'), cancel_url: given.get('cancel_url') ?? null,
      client_reference_id: given.get('client_reference_id') ?? null, customer_email: given.get('customer_email') ?? null,
      metadata: metadataOf(given), livemode: false, intent_metadata: metadataOf(given, 'payment_intent_data[metadata]'),
      application_fee_amount: fee,
    };
    this.#objects.set(id, { account, value: session });
    return this.#shownSession(session);
  }

  #retrieveSession(account, id, given) {
    const session = this.#find(account, 'checkout.session', id);
    this.#expireInTime(session);
    const shown = this.#shownSession(session);
    if ([...given.values()].includes('payment_intent')) shown.payment_intent = this.object(session.payment_intent) ?? null;
    return shown;
  }

  #expireSession(account, id) {
    const session = this.#find(account, 'checkout.session', id);
    this.#expireInTime(session);
    if (session.status !== 'open') {
      throw new StripeRefusal(400, {
        message: `Only Checkout Sessions with a status in ["open"] can be expired. This one has a status of ${session.status}.`,
      });
    }
    this.expire(id);
    return this.#shownSession(session);
  }

  #createRefund(account, given) {
    const intent = this.#find(account, 'payment_intent', given.get('payment_intent'));
    const refunded = this.all('refund').filter((each) => each.payment_intent === intent.id && each.status !== 'failed')
      .reduce((sum, each) => sum + each.amount, 0);
    const left = intent.amount_received - refunded;
    if (intent.status !== 'succeeded') {
      throw new StripeRefusal(400, { message: 'This PaymentIntent does not have a successful charge to refund.' });
    }
    if (left === 0) throw new StripeRefusal(400, { code: 'charge_already_refunded', message: 'Charge has already been refunded.' });
    const amount = given.has('amount') ? Number(given.get('amount')) : left;
    if (amount > left) {
      throw new StripeRefusal(400, {
        param: 'amount', message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      });
    }
    if (given.get('refund_application_fee') === 'true' && intent.application_fee_amount === null) {
      throw new StripeRefusal(400, { param: 'refund_application_fee', message: 'There is no application fee to refund.' });
    }
    const refund = {
      id: newId('re'), object: 'refund', amount, currency: intent.currency, payment_intent: intent.id, status: 'succeeded',
      created: now(), metadata: metadataOf(given), failure_reason: null,
    };
    this.#objects.set(refund.id, { account, value: refund });
    this.#tell(account, 'refund.created', refund);
    return refund;
  }

  #listRefunds(account, given) {
    const data = [...this.#objects.values()]
      .filter((each) => each.account === account && each.value.object === 'refund')
      .map(({ value }) => value)
      .filter((refund) => !given.has('payment_intent') || refund.payment_intent === given.get('payment_intent'));
    return { object: 'list', url: '/v1/refunds', has_more: false, data: data.reverse().slice(0, Number(given.get('limit') ?? 10)) };
  }

  #createAccount(given) {
    return this.addAccount({
      charges_enabled: false, payouts_enabled: false, details_submitted: false, country: given.get('country') ?? 'GB',
      email: given.get('email') ?? null, metadata: metadataOf(given),
    });
  }

  #createLink(given) {
    const account = this.#find('', 'account', given.get('account'));
    return { object: 'account_link', created: now(), expires_at: now() + 300, url: `${this.url}/setup/${account.id}/${newId('link')}` };
  }

  #own(account) {
    if (account !== '') return this.object(account);
    return {
      id: 'acct_platform', object: 'account', country: 'GB', charges_enabled: true, payouts_enabled: true, details_submitted: true,
    };
  }
}
