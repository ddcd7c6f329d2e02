-- Which functions the role of a request may call, and that they do nothing for who is nobody. A function that is granted
-- and not named here fails, and so does one that is named and gone.
begin;
select no_plan();

create temporary table callable as
    select r.rolname::text as role, p.proname::text as name, p.oid as function
    from pg_proc p cross join pg_roles r
    where p.pronamespace in ('public'::regnamespace, 'app'::regnamespace, 'auth'::regnamespace)
      and r.rolname in ('anon', 'authenticated') and has_function_privilege(r.oid, p.oid, 'execute')
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e');

select set_eq($$ select name from callable where role = 'anon' $$, string_to_array(
    'check_out order_gift_card read_gift_card_order claim create_reservations extend_reservation lapsed_seats part_of payment_methods quote_booking read_checkout read_reservation '
    'release_reservation session_price visitor_organization_id visitor_allowed_domains visitor_prices activity_offer', ' '), 'What visitors may call');

-- Of who is signed in, by what they are about.
create temporary table meant (about text, names text);
insert into meant values
    ('who asks', 'claim claim_uuid uid is_platform_admin get_my_organization_id_safe can_access_organization has_permission '
        'my_permissions organization_if_permitted who_am_i permission_matrix permissions_of rank_of identify_api_key touch_api_key '
        'log_my_event list_audit_logs'),
    ('idempotency', 'claim_my_idempotency_key settle_my_idempotency_key'),
    ('spelling', 'iso local_iso'),
    ('signing in, for who is nobody yet', 'begin_sign_in withdraw_attempt finish_sign_in refuse_sign_in refresh_sign_in read_link '
        'accept_invitation request_password_reset reset_password'),
    ('oneself', 'list_my_sign_ins end_my_sign_in end_my_sign_ins begin_password_check change_my_password change_my_second_factor '
        'start_my_second_factor confirm_my_second_factor read_me update_me'),
    ('users', 'list_users read_user create_user update_user delete_user invite_again'),
    ('organizations', 'list_organizations read_organization create_organization update_organization delete_organization '
        'suspend_organization reactivate_organization'),
    ('the platform', 'list_jobs'),
    ('venues', 'list_venues read_venue create_venue update_venue venue_document'),
    ('activities', 'list_activities read_activity create_activity update_activity preview_conflicts'),
    ('sessions', 'list_sessions read_staff_session read_session_basis staff_set_session_closed staff_resize_session'),
    ('bookings', 'list_bookings read_booking book_by_hand edit_booking cancel_booking reschedule_booking attend_booking scan_ticket'),
    ('money', 'read_booking_money refund_booking take_venue_payment read_payment_settings update_payment_settings'),
    ('payment accounts', 'read_payment_account begin_onboarding attach_payment_account'),
    ('dashboard', 'read_dashboard'),
    ('customers', 'list_customers read_customer edit_customer customer_json export_customer erase_customer'),
    ('audit', 'list_audit_logs'),
    ('mails', 'list_mails retry_mail'),
    ('embeds', 'list_embeds read_embed create_embed update_embed embed_document read_funnel'),
    ('pricing', 'list_ticket_types read_ticket_type create_ticket_type update_ticket_type list_price_rules read_price_rule '
        'create_price_rule update_price_rule list_tax_rates read_tax_rate create_tax_rate update_tax_rate list_promo_codes '
        'read_promo_code create_promo_code update_promo_code read_pricing update_pricing'),
    ('gift cards', 'list_gift_cards read_gift_card issue_gift_card void_gift_card'),
    ('webhooks', 'list_webhook_endpoints read_webhook_endpoint create_webhook_endpoint update_webhook_endpoint '
        'delete_webhook_endpoint rotate_webhook_secret test_webhook_endpoint list_webhook_deliveries read_webhook_delivery '
        'replay_webhook_delivery'),
    ('keys', 'list_api_keys read_api_key create_api_key update_api_key rotate_api_key revoke_api_key api_key_document');
select set_eq($$ select name from callable where role = 'authenticated' $$,
    $$ select name from meant, unnest(string_to_array(names, ' ')) name $$, 'What users and keys may call');

-- Called by nobody, with nothing: refused with a code, or an empty list, whatever it is about.
create function pg_temp.answer_of(p_function oid) returns text language plpgsql as $$
declare
    v_answer text;
begin
    perform set_config('role', 'authenticated', true), set_config('request.claims', '{}', true);
    execute format('select %s(%s)', p_function::regproc,
        (select string_agg(format('null::%s', t::regtype), ', ')
         from unnest((select proargtypes::oid[] from pg_proc where oid = p_function)) t)) into v_answer;
    perform set_config('role', 'none', true);
    return case when v_answer is null or v_answer::jsonb ->> 'code' <> 'ok' or v_answer::jsonb -> 'data' in ('[]', 'null') then 'nothing'
                else v_answer end;
end
$$;
select is(pg_temp.answer_of(c.function), 'nothing', format('Nobody gets nothing from %s', c.name))
from callable c
join pg_proc p on p.oid = c.function and p.prorettype = 'jsonb'::regtype
where c.role = 'authenticated'
  -- Those that only write down a row that the caller has.
  and c.name not like '%\_document' and c.name not like '%\_json'
  and c.name not in (select unnest(string_to_array(names, ' ')) from meant
                     where about in ('signing in, for who is nobody yet', 'idempotency', 'spelling'))
order by c.name;

select * from finish();
rollback;
