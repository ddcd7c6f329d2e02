-- Embeds of the staff API.
begin;
select no_plan();
select test.tenant('north'), test.tenant('south');
select test.user('north', 'ada', 'admin'), test.user('north', 'max', 'manager'), test.user('south', 'sue', 'super-admin');

create function pg_temp.create_embed(p_user text, p_name text, p_key text default null) returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.create_embed(%L, %L, %L, %L, ''f'')', test.id(p_name), p_name,
        test.embed_key(p_name), p_key))::jsonb $$;
create function pg_temp.update_embed(p_user text, p_embed text, p_version integer, p_name text, p_is_active boolean default null)
    returns jsonb language sql as $$
    select test.as_user(p_user, format('select app.update_embed(%L, %s, %L, %L)', test.id(p_embed), p_version, p_name, p_is_active))::jsonb $$;

select is(pg_temp.create_embed('ada', 'site', 'key') #- '{result,created_at}', jsonb_build_object('code', 'ok', 'result', jsonb_build_object(
    'id', test.id('site'), 'name', 'site', 'embed_key', test.embed_key('site'), 'page_path', '/book/' || test.embed_key('site'),
    'is_active', true, 'allowed_domains', '[]'::jsonb, 'version', 1)), 'An embed is made, with its key');
select is(test.as_visitor('site', 'select id from organizations'), test.id('north')::text, 'which visitors may use');
select is(pg_temp.create_embed('ada', 'other', 'key') ->> 'replayed', 'true', 'With the same Idempotency-Key it is made once');
select is(count(*), 2::bigint, 'really') from embed_configs where organization_id = test.id('north');
select is(pg_temp.create_embed('max', 'x') ->> 'code', 'permission_denied', 'A manager makes no embeds');

select is(jsonb_array_length(test.as_user('max', 'select app.list_embeds(20, null)')::jsonb -> 'data'), 2, 'A manager sees the own embeds');
select is(test.as_user('max', 'select app.list_embeds(1, null)')::jsonb -> 'has_more', 'true', 'part by part');
select is(test.as_user('max', format('select app.read_embed(%L)', test.id('site')))::jsonb #>> '{result,embed_key}',
    test.embed_key('site'), 'and reads one');
select is(test.as_user('sue', format('select app.read_embed(%L)', test.id('site')))::jsonb ->> 'code', 'embed_not_found',
    'Another organization''s embed is not found');

select is(pg_temp.update_embed('ada', 'site', 1, 'Blog') #>> '{result,name}', 'Blog', 'An embed is renamed');
select is(pg_temp.update_embed('ada', 'site', 1, 'Shop'), '{"code": "precondition_failed", "version": 2}', 'by who saw it as it is');
select is(pg_temp.update_embed('sue', 'site', 2, 'Mine') ->> 'code', 'embed_not_found', 'in their own organization');
select is(pg_temp.update_embed('max', 'site', 2, 'Mine') ->> 'code', 'permission_denied', 'and with the permission');
select is(test.as_visitor('site', 'select app.visitor_allowed_domains()')::jsonb, jsonb_build_object('organization_id', test.id('north'),
    'allowed_domains', '[]'::jsonb), 'An embed is for every site');
select is(test.as_user('ada', format('select app.update_embed(%L, 2, null, null, ''{a.example,*.b.example}'')', test.id('site')))::jsonb
    #> '{result,allowed_domains}', '["a.example", "*.b.example"]', 'until it is for some');
select is(test.as_visitor('site', 'select app.visitor_allowed_domains()')::jsonb -> 'allowed_domains', '["a.example", "*.b.example"]',
    'as its visitors'' requests find');
select is(test.as_visitor('other', 'select app.visitor_allowed_domains()')::jsonb -> 'allowed_domains', null, 'An unknown key has none');
select throws_ok($$update embed_configs set allowed_domains = '{"a.example; script-src *"}' where id = test.id('site')$$, '23514', null,
    'What could change the meaning of a header is never kept');
select is(pg_temp.update_embed('ada', 'site', 3, null, false) #> '{result,is_active}', 'false', 'An embed is switched off');
select is(test.as_visitor('site', 'select count(*) from organizations'), '0', 'and answers to nobody');

select * from finish();
rollback;
