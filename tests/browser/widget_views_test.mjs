// Each step of the widget by itself: can everybody use it, does it fit, what does it weigh, and how is it handed out?
import assert from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { faultsOf } from '../support/axe.mjs';
import { desktop, phone } from '../support/browser.mjs';
import { eventually } from '../support/program.mjs';
import { useServer } from '../support/server.mjs';
import { makeTenant } from '../support/tenant.mjs';
import { fillDetails, freeTimes, heading, hold, tag, useSite } from '../support/widget.mjs';

const server = await useServer();
const { test } = server;
const show = await useSite(server);

// Everything that a visitor loads before the order, with the texts of one language.
const bytesBeforePaymentMax = 20_000;
// A processor of a quarter of the speed, and 1.6 megabits a second, each answer 40 milliseconds late.
const slowPhone = { times: 4, bytes: 1_600_000 / 8, milliseconds: 40, chooseMillisecondsMax: 1000 };

async function offer() {
  const tenant = await makeTenant(server.database);
  const activity = await tenant.activity({ name: 'Harbour tour', tagline: 'One line', capacity: 6, max_party: 4 });
  const free = await tenant.session(activity);
  const full = await tenant.session(activity);
  await server.api.post(`${tenant.base}/reservations`, { session_id: full.id, spots: 4 });
  await server.api.post(`${tenant.base}/reservations`, { session_id: full.id, spots: 2 });
  const walk = await tenant.activity({ name: 'Castle walk' });
  return { tenant, activity, free, walk, widget: (attributes) => tag(server.url, tenant.embedKey, attributes) };
}

// The steps one after the other: a name, and what leads there from the one before.
const steps = {
  activities: (page) => page.getByRole('button', { name: 'See times for Harbour tour' }).waitFor(),
  times: async (page) => {
    await page.getByRole('button', { name: 'See times for Harbour tour' }).click();
    await freeTimes(page).first().waitFor();
  },
  'nothing free': async (page) => {
    await page.getByRole('button', { name: 'Next month' }).click();
    await page.getByText('There is no later one either').waitFor();
    await page.getByRole('button', { name: 'Previous month' }).click();
    await page.getByRole('button', { name: /1 time free/ }).click();
  },
  details: async (page) => {
    await hold(page);
    await page.locator('.total').waitFor();
    await page.getByText('If you cancel').click();
    await page.getByText('Promo code or gift card').click();
  },
  faults: async (page) => {
    await page.getByLabel('Email').fill('nobody');
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await page.getByText('Enter an email address').waitFor();
    const first = page.getByLabel('First name');
    await eventually('the focus on the fault', () => first.evaluate((field) => field.getRootNode().activeElement === field));
  },
  payment: async (page) => {
    await fillDetails(page);
    await page.getByText('Test payment').click();
    await page.route('**/test-payments/**', (route) => route.fulfill({ status: 204 }));
    await page.getByRole('button', { name: /Book and pay/ }).click();
    await heading(page, 'Your payment is not here yet').waitFor();
  },
  change: async (page) => {
    await page.getByRole('button', { name: 'Change something' }).click();
    await heading(page, 'Your details').waitFor();
  },
  confirmation: async (page) => {
    await page.getByText('Pay at the venue').click();
    await page.getByRole('button', { name: 'Confirm booking' }).click();
    await heading(page, 'You are booked').waitFor();
  },
};

for (const [theme, viewport] of [['light', phone], ['dark', desktop]]) {
  test(`everybody can use every step, ${theme}`, async (t) => {
    const { widget } = await offer();
    const page = await show(t, widget(`data-theme="${theme}" data-accent="#ffd400"`), { viewport, bypassCSP: true, colorScheme: theme });
    for (const [name, lead] of Object.entries(steps)) {
      await lead(page);
      assert.deepEqual(await faultsOf(page), [], name);
    }
  });
}

test('no step is wider than a screen of 320 pixels, which is also one of 640 at 200 %', async (t) => {
  const { widget } = await offer();
  const page = await show(t, widget(), { viewport: { width: 320, height: 640 } });
  for (const [name, lead] of Object.entries(steps)) {
    await lead(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${name} is ${width} wide`);
  }
});

test('colours, corners and fonts are those of the site, as far as they can be read', async (t) => {
  const { widget } = await offer();
  const page = await show(t, widget('data-accent="#ffd400" data-radius="99" data-font="Georgia, serif" data-theme="light"'));
  const button = page.getByRole('button', { name: 'See times for Harbour tour' });
  const [color, radius, font] = await button.evaluate((element) => {
    const style = getComputedStyle(element);
    return [style.backgroundColor, style.borderRadius, style.fontFamily];
  });
  assert.notEqual(color, 'rgb(255, 212, 0)', 'yellow under white text cannot be read');
  assert.equal(radius, '22px');
  assert.equal(font, 'Georgia, serif');
});

for (const language of ['en', 'es', 'fr', 'de', 'ar']) {
  test(`everything before the payment weighs little: ${language}`, async (t) => {
    const { widget } = await offer();
    const scripts = [];
    const note = (reply) => /\/(embed\.js|widget\/assets\/.*)$/.test(reply.url()) && scripts.push(reply);
    const page = await show(t, widget(`data-lang="${language}"`), { prepare: (opened) => opened.on('response', note) });
    await page.locator('.cards button').last().click();
    await freeTimes(page).first().click();
    await page.locator('.total').waitFor();
    const sizes = await Promise.all(scripts.map(async (reply) => Number((await reply.allHeaders())['content-length'])));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    t.diagnostic(`${bytes} bytes in ${sizes.length} files`);
    assert.equal(sizes.length, 3);
    assert.ok(bytes <= bytesBeforePaymentMax, `${bytes} bytes`);
  });
}

// Milliseconds from the opening of the site until a visitor can choose something, as the page itself measures them.
const millisecondsToChoose = (page) => page.waitForFunction(() => {
  const root = document.querySelector('bookingtms-widget')?.shadowRoot;
  return root?.querySelector('.cards button, button.time:enabled') && performance.now();
}).then((handle) => handle.jsonValue());

test('on a slow phone with a slow connection a visitor can choose within a second', async (t) => {
  const { widget } = await offer();
  const tries = [];
  // The best of ten: what else this machine does meanwhile is not the widget's.
  while (tries.length < 10 && !tries.some((milliseconds) => milliseconds < slowPhone.chooseMillisecondsMax)) {
    const page = await show(t, widget(), {
      viewport: phone,
      prepare: async (opened) => {
        const devtools = await opened.context().newCDPSession(opened);
        await devtools.send('Network.enable');
        await devtools.send('Network.emulateNetworkConditions',
          { offline: false, latency: slowPhone.milliseconds, downloadThroughput: slowPhone.bytes, uploadThroughput: slowPhone.bytes });
        await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowPhone.times });
      },
    });
    tries.push(Math.round(await millisecondsToChoose(page)));
    await steps.times(page);
  }
  t.diagnostic(`${tries.join(', ')} milliseconds`);
  const isGood = tries.at(-1) < slowPhone.chooseMillisecondsMax;
  // Where others want all of the processors, too, the time is theirs, and a slow one says nothing of the widget.
  if (!isGood && loadavg()[0] > availableParallelism()) return t.skip(`the machine is busy: ${loadavg()[0]}; ${tries} milliseconds`);
  assert.ok(isGood, `${tries.join(', ')} milliseconds`);
  return undefined;
});

test('embed.js may be included everywhere, is asked for anew, and names files that are kept for ever', async () => {
  const ask = (path, headers) => fetch(new URL(path, server.url), { headers });
  const script = await ask('/embed.js', { 'Accept-Encoding': 'identity', Origin: 'https://shop.example' });
  assert.equal(script.headers.get('access-control-allow-origin'), '*');
  assert.equal(script.headers.get('cache-control'), 'public, no-cache');
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8');
  const same = await ask('/embed.js', { 'If-None-Match': script.headers.get('etag') });
  assert.equal(same.status, 304);
  assert.equal(await same.text(), '');
  const other = await ask('/embed.js', { 'If-None-Match': '"0000000000000000"' });
  assert.equal(other.status, 200);

  const [path] = (await script.text()).match(/\/widget\/assets\/[\w-]+\.js/);
  const module = await ask(path, { Origin: 'https://shop.example' });
  assert.equal(module.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(module.headers.get('access-control-allow-origin'), '*');
  assert.equal(module.headers.get('content-encoding'), 'gzip');
  const plain = await ask(path, { 'Accept-Encoding': 'identity' });
  assert.equal(await plain.text(), await module.text());
  for (const wrong of ['/widget/assets/nothing.js', `${path}.gz`, '/widget/assets/..%2fembed.js']) {
    assert.equal((await ask(wrong)).status, 404, wrong);
  }
});
