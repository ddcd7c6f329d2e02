// The rules for C++ find each bad form and none of the good ones: probes, one form a line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as rules from './cpp_rules.mjs';

// Whether the rule finds something in the body of a coroutine.
const inCoroutine = (body) => `#include <vector>\nnamespace x {\nTask<int> probe(int a) {\n    ${body}\n}\n}  // namespace x\n`;

// docs/decisions/0002 has the table of forms that g++ 12 miscompiles.
const badForms = [
  'co_await f(Params{.a = 1});',
  'co_await f({a, 2});',
  'auto r = co_await f(Params{1, 2});',
  'Params p{.a = co_await g(), .n = 5};',
  'auto p = Params{co_await g(), 5};',
  'use({1, co_await g()});',
  'co_await run([a] { return a; });',
  'co_await run([&a](int b) { return a + b; });',
  'co_await [a]() -> Task<int> { co_return a; }();',
  'co_await run(std::function<int()>([a] { return a; }));',
  'std::vector<int> all{1, co_await g()};',
  'if (auto r = co_await f(Params{1}); !r) co_return 0;',
  'co_return co_await f(std::vector<int>{1, 2});',
];

const goodForms = [
  'Params p{.a = 1}; co_await f(std::move(p));',
  'co_await f(Params(a, 1));',
  'co_return Params{.a = 1};',
  'if (auto r = co_await f(); !r) { co_return 0; }',
  'for (auto x : co_await f()) { use(x); }',
  'while (co_await f(a)) { use(a); }',
  'const auto job = [a] { return a; }; co_await run(job);',
  'if (a) { co_await f(a); } else { co_await g(); }',
  'const auto run = [&]() -> base::Task<void> { result = co_await use_case(context); }; use(run);',
  'switch (a) { case 1: { co_await f(a); } default: { co_await g(); } }',
  'try { co_await f(a); } catch (const std::exception& fault) { use(fault); }',
  'auto text = "co_await f({1})"; use(text);  // co_await f({1, 2}) is bad',
  'std::vector<int> all{1, 2}; co_await f(all);',
  'co_await timer.async_wait(token);',
];

for (const form of badForms) {
  test(`found: ${form}`, () => assert.notDeepEqual(rules.coAwaitFaults(inCoroutine(form)), []));
}
for (const form of goodForms) {
  test(`let pass: ${form}`, () => assert.deepEqual(rules.coAwaitFaults(inCoroutine(form)), []));
}

test('a fault of an await is told with its line', () => {
  assert.equal(rules.coAwaitFaults(inCoroutine('co_await f({a});'))[0].line, 4);
});

test('a reference is no parameter of a coroutine', () => {
  const faults = (text) => rules.coroutineParameterFaults(text).length;
  assert.equal(faults('base::Task<base::Result<Hold>> create(const HoldRequest& request, Deadline deadline);'), 1);
  assert.equal(faults('base::Task<void> Lane::stop(std::shared_ptr<State>&& self);'), 1);
  assert.equal(faults('base::Task<base::Result<Hold>> create(HoldRequest request, Deadline deadline);'), 0);
  assert.equal(faults('base::Result<Hold> create(const HoldRequest& request);'), 0);
});

test('a function is measured from brace to brace, whatever is inside', () => {
  const lines = (count) => 'use(1);\n'.repeat(count);
  const inClass = (count) => `namespace x {\nstruct Y {\n    int z(int a) const noexcept {\n${lines(count)}}\n};\n}\n`;
  assert.deepEqual(rules.longFunctionFaults(inClass(68)), []);
  assert.equal(rules.longFunctionFaults(inClass(69))[0].line, 3);
  const nested = `int f() {\n${lines(30)}if (a) {\n${lines(38)}}\n}\n`;
  assert.equal(rules.longFunctionFaults(nested).length, 1);
  const table = `int f(Code code) {\n    switch (code) {\n${'case 1:\nreturn 1;\n'.repeat(50)}}\n}\n`;
  assert.deepEqual(rules.longFunctionFaults(table), []);
});

const bannedCalls = [
  ['int a = std::stoi(text);', 'base::parse_integer'],
  ['int a = atoi(text.c_str());', 'base::parse_integer'],
  ['printf("%d", a);', 'obs::log'],
  ['fprintf(stderr, "x");', 'obs::log'],
  ['std::cout << a;', 'obs::log'],
  ['std::system("rm");', 'pg::ChildProcess'],
  ['std::this_thread::sleep_for(wait);', 'timer'],
  ['sleep(1);', 'timer'],
  ['auto* home = getenv("HOME");', 'setting'],
  ['auto* a = new Thing(1);', 'make_unique'],
  ['delete a;', 'owner'],
  ['auto now = std::chrono::system_clock::now();', 'base::Clock'],
  ['using namespace std::chrono;', 'full name'],
  ['std::regex pattern("a+");', 'plain code'],
  ['int a = rand();', 'random'],
];

for (const [call, instead] of bannedCalls) {
  test(`banned, with what to use: ${call}`, () => {
    const faults = rules.bannedCallFaults('src/store/probe.cpp', `int x;\n${call}\n`);
    assert.equal(faults.length, 1);
    assert.equal(faults[0].line, 2);
    assert.ok(faults[0].says.includes(instead), faults[0].says);
  });
}

const allowedCalls = [
  'std::snprintf(text, sizeof text, "%02d", a);',
  'Thing(const Thing&) = delete;',
  'std::unique_ptr<State>(\n    new State{1, 2});',
  'std::unique_ptr<Worker> worker(new Worker(options));',
  'const bool is_new = true; start_new_day(); renew(a);',
  '// printf() and new are words here.',
  'log("delete the row and sleep(1)");',
  'auto random = std::mt19937(seed); operand(1);',
  'base::new_uuid(now);',
];
for (const call of allowedCalls) {
  test(`not banned: ${call.replace(/\s+/g, ' ')}`, () => {
    assert.deepEqual(rules.bannedCallFaults('src/store/probe.cpp', call), []);
  });
}

test('what is banned elsewhere is right at its place', () => {
  assert.deepEqual(rules.bannedCallFaults('src/cli/report.cpp', 'std::cerr << text;'), []);
  assert.deepEqual(rules.bannedCallFaults('src/base/clock.hpp', 'std::chrono::system_clock::now()'), []);
});

test('an include to the right, and a library past its door, are found', () => {
  const faults = (path, line) => rules.includeFaults(path, `${line}\n`).length;
  assert.equal(faults('src/domain/money.cpp', '#include "store/context.hpp"'), 1);
  assert.equal(faults('src/pg/lane.cpp', '#include "domain/money.hpp"'), 1);
  assert.equal(faults('src/services/x.cpp', '#include "pg/lane.hpp"'), 1);
  assert.equal(faults('src/api/x.cpp', '#include <boost/beast/http.hpp>'), 1);
  assert.equal(faults('src/jobs/x.cpp', '#include <spdlog/spdlog.h>'), 1);
  assert.equal(faults('src/main.cpp', '#include "api/routes.hpp"'), 1);
  assert.equal(faults('src/store/x.cpp', '#include "domain/money.hpp"'), 0);
  assert.equal(faults('src/http/x.cpp', '#include <boost/beast/http.hpp>'), 0);
  assert.equal(faults('src/api/x.cpp', '#include <boost/json.hpp>'), 0);
});
