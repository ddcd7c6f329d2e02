// The third step: who books, at which price, and how it is paid.
import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf, Refusal } from '../api/client';
import { checkOut, goToPayment, recover } from '../checkout';
import { useShared } from '../context';
import type { Format } from '../format';
import { giveBack, readHold } from '../hold';
import type { Hold, Typed } from '../memory';
import { explain } from '../problems';
import type { Activity, Checkout, CheckoutInput, Quote } from '../types';
import { dayOf } from './availability';
import { Field } from './field';
import { HoldBar } from './hold_bar';
import { Back, Heading, Notice, Part } from './parts';
import { codesOf, sameCodes, ticketsOf, useQuote } from './quote';
import { Lines, PolicyText, When } from './summary';

type Name = keyof Typed;
type Faults = Partial<Record<Name, string>>;

const required: Name[] = ['first_name', 'last_name', 'email'];
const faultOfCode: Record<string, Name> = {
  invalid_promo_code: 'promo_code',
  promo_code_used_up: 'promo_code',
  invalid_gift_card: 'gift_card_code',
  gift_card_balance_changed: 'gift_card_code',
};

function check(typed: Typed, { words }: Format): Faults {
  const faults: Faults = {};
  for (const name of required) if (!typed[name].trim()) faults[name] = words.missing;
  if (!faults.email && !/^\S+@\S+\.\S+$/.test(typed.email.trim())) faults.email = words.badEmail;
  return faults;
}

// The field that a refusal is about.
async function faultOf(error: unknown, format: Format): Promise<Faults> {
  const { words } = format;
  const { code = '', param = '' } = error instanceof Refusal ? error.problem : {};
  const byCode = faultOfCode[code];
  if (byCode) return { [byCode]: await explain(error, format) };
  const name = param.split('/').pop() as Name;
  if (!['first_name', 'last_name', 'email', 'phone', 'promo_code', 'gift_card_code'].includes(name)) return {};
  return { [name]: name === 'email' ? words.badEmail : words.badField };
}

function Payment({ quote, methods, chosen, onChosen }: {
  quote: Quote; methods: string[]; chosen: string; onChosen: (method: string) => void;
}) {
  const { format } = useShared();
  const names: Record<string, string> = format.words.methods;
  if (quote.due.amount === 0) return null;
  return (
    <fieldset class="choices">
      <legend>{format.words.pay}</legend>
      {methods.map((method) => (
        <label key={method}>
          <input type="radio" name="payment" value={method} checked={method === chosen} onChange={() => onChosen(method)} />
          {names[method] ?? method}
        </label>
      ))}
    </fieldset>
  );
}

interface Properties {
  activity: Activity;
  hold: Hold;
  onGone: (error: unknown) => void;  // the seats are no longer held
  onCheckout: (checkout: Checkout) => void;
}

const goneCodes = ['reservation_expired', 'reservation_released', 'reservation_not_found'];

export function Details({ activity, hold, onGone, onCheckout }: Properties) {
  const { client, embed, format, memory, settings, say, go } = useShared();
  const { words } = format;
  const nobody: Typed = {
    first_name: '', last_name: '', email: '', phone: '', promo_code: '', gift_card_code: '', payment: embed.payment_methods[0] ?? '',
  };
  const [typed, setTyped] = useState<Typed>(memory.now.typed ?? nobody);
  const [faults, setFaults] = useState<Faults>({});
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const { quote, applied, error: quoteError, apply, read } = useQuote(hold);
  const form = useRef<HTMLFormElement>(null);

  const type = (name: Name) => (value: string) => {
    const next = { ...typed, [name]: value };
    setTyped(next);
    memory.set({ typed: next });
  };
  const refuse = async (fault: unknown) => {
    if (goneCodes.includes(codeOf(fault))) return onGone(fault);
    const at = await faultOf(fault, format);
    setFaults(at);
    setError(Object.keys(at).length > 0 ? undefined : fault);
  };
  // What became of the seats while this tab was elsewhere.
  const look = async () => {
    const status = await readHold(client, hold.id);
    if (status === 'expired' || status === 'released') throw new Refusal({ code: `reservation_${status}`, status: 410, request_id: '' });
    if (status !== 'converted') return;
    const checkout = await recover(client, memory);
    if (!checkout) throw new Refusal({ code: 'reservation_already_used', status: 409, request_id: '' });
    onCheckout(checkout);
  };
  useEffect(() => void look().catch(refuse), [hold.id]);
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus(), [faults]);

  const price = async () => {
    try {
      const { due } = await apply({ promo_code: typed.promo_code.trim(), gift_card_code: typed.gift_card_code.trim() });
      setFaults({});
      setError(undefined);
      say(format.fill(words.applied, { price: format.money(due) }));
    } catch (fault) {
      await refuse(fault);
    }
  };
  const order = (): CheckoutInput => {
    const phone = typed.phone.trim();
    const here = location.href.split('#')[0];
    const name = { first_name: typed.first_name.trim(), last_name: typed.last_name.trim() };
    const customer = { ...name, email: typed.email.trim(), ...(phone && { phone }) };
    const pages = settings.mode === 'page' ? {} : { success_url: here, cancel_url: here };
    return { reservation_id: hold.id, customer, payment: typed.payment, ...ticketsOf(hold), ...codesOf(applied), ...pages };
  };
  const confirm = async (event: Event) => {
    event.preventDefault();
    const found = check(typed, format);
    setFaults(found);
    if (Object.keys(found).length > 0 || isBusy) return;
    // The visitor sees the price before agreeing to it.
    if (!sameCodes(applied, { promo_code: typed.promo_code.trim(), gift_card_code: typed.gift_card_code.trim() })) return void price();
    setBusy(true);
    try {
      const checkout = await checkOut(client, memory, order());
      onCheckout(checkout);
      if (checkout.status === 'requires_payment' && checkout.url) goToPayment(checkout.url);
    } catch (fault) {
      await refuse(fault);
      setBusy(false);
    }
  };
  const release = async () => {
    await giveBack(client, memory);
    go({ step: 'times', activityId: activity.id, day: dayOf(hold.session) });
  };
  const paysNow = quote !== null && quote.due_now.amount > 0 && typed.payment !== 'pay_at_venue';
  const field = (name: Name, label: string, autocomplete: string, kind: 'text' | 'email' | 'tel' = 'text') => (
    <Field name={name} label={label} type={kind} autocomplete={autocomplete} isRequired={required.includes(name)}
      value={typed[name]} fault={faults[name]} onValue={type(name)} />
  );
  return (
    <>
      <Back onBack={() => history.back()} />
      <Heading>{words.details}</Heading>
      <HoldBar hold={hold} onEnd={() => void look().catch(refuse)} />
      {error !== undefined && <Notice error={error} />}
      <section class="card">
        <Part>{activity.name}</Part>
        <dl>
          <When activity={activity} start={hold.session.start_time} end={hold.session.end_time} day={dayOf(hold.session)}
            party={hold.party} />
          {quote && <Lines quote={quote} />}
        </dl>
        {quoteError !== undefined && <Notice error={quoteError} onRetry={read} />}
        {quote && <PolicyText policy={quote.cancellation_policy} />}
      </section>
      <form class="card" ref={form} noValidate onSubmit={confirm}>
        {field('first_name', words.firstName, 'given-name')}
        {field('last_name', words.lastName, 'family-name')}
        {field('email', words.email, 'email', 'email')}
        {field('phone', words.phone, 'tel', 'tel')}
        <details open={Boolean(typed.promo_code || typed.gift_card_code || faults.promo_code || faults.gift_card_code)}>
          <summary>{words.codes}</summary>
          {field('promo_code', words.promo, 'off')}
          {field('gift_card_code', words.giftCard, 'off')}
          <button type="button" class="quiet" onClick={() => void price()}>{words.apply}</button>
        </details>
        {quote && <Payment quote={quote} methods={embed.payment_methods} chosen={typed.payment} onChosen={type('payment')} />}
        <button type="submit" class="button" disabled={!quote} aria-disabled={isBusy}>
          {isBusy ? words.working : paysNow ? format.fill(words.confirmAndPay, { price: format.money(quote.due_now) }) : words.confirm}
        </button>
        <button type="button" class="link" onClick={() => void release()}>{words.release}</button>
      </form>
    </>
  );
}
