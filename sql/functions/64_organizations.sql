-- Organizations: the platform's admins make, suspend and delete them; their owners edit their own.

-- An organization as the API shows it.
create or replace function app.organization_document(p_organization_id uuid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select jsonb_strip_nulls(jsonb_build_object(
            'id', o.id, 'name', o.name, 'slug', o.slug, 'status', o.status, 'currency', o.currency,
            'primary_color', o.primary_color, 'contact_email', o.contact_email, 'language', o.language,
            'mail_sender_name', o.mail_sender_name, 'mail_reply_to', o.mail_reply_to, 'mail_footer', o.mail_footer,
            'reminder_hours_before', o.reminder_hours_before,
            'requires_second_factor', o.requires_second_factor,
            'suspension_reason', nullif(o.suspension_reason, ''), 'created_at', app.iso(o.created_at),
            'deleted_at', app.iso(o.deleted_at), 'version', o.version))
        from organizations o where o.id = p_organization_id);
end
$$;

-- Every organization of customers, oldest first. {code: ok, data, has_more} | permission_denied.
create or replace function app.list_organizations(p_limit integer, p_starting_after uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if app.organization_if_permitted('platform:read') is null then
        return '{"code": "permission_denied"}';
    end if;
    return (
        with page as (
            select o.id, row_number() over (order by o.id) as place
            from organizations o
            where not o.is_platform and (p_starting_after is null or o.id > p_starting_after)
            order by o.id
            limit p_limit + 1
        )
        select jsonb_build_object('code', 'ok', 'has_more', count(*) > p_limit,
            'data', coalesce(jsonb_agg(app.organization_document(p.id) order by p.id)
                                 filter (where p.place <= p_limit), '[]'))
        from page p);
end
$$;

-- The organization that the request means, if it may: its own (null) with p_own, any customer's with p_platform. Null
-- with the code of the refusal otherwise.
create or replace function app.organization_for(p_organization_id uuid, p_own text, p_platform text,
    out id uuid, out refusal text)
    language plpgsql stable
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_organization_id is null then
        id := app.organization_if_permitted(p_own);
        refusal := case when id is null then 'permission_denied' end;
    elsif app.organization_if_permitted(p_platform) is null then
        refusal := 'permission_denied';
    else
        select o.id into id from organizations o where o.id = p_organization_id and not o.is_platform;
        refusal := case when not found then 'organization_not_found' end;
    end if;
end
$$;

-- {code: ok, result} | permission_denied | organization_not_found.
create or replace function app.read_organization(p_organization_id uuid) returns jsonb
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_found constant record := app.organization_for(p_organization_id, 'organization:read', 'platform:read');
begin
    if v_found.refusal is not null then
        return jsonb_build_object('code', v_found.refusal);
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.organization_document(v_found.id));
end
$$;

-- Changes an organization, the own one where none is named. p_change: the members that change; an empty text clears
-- contact_email, mail_sender_name and mail_reply_to. {code: ok, result} | permission_denied | organization_not_found |
-- invalid_transition (deleted) | precondition_failed.
drop function if exists app.update_organization(uuid, integer, text, text, text, boolean);
create or replace function app.update_organization(p_organization_id uuid, p_expected_version integer, p_change jsonb)
    returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_found constant record := app.organization_for(p_organization_id, 'organization:write', 'platform:write');
    v_organization organizations;
begin
    if v_found.refusal is not null then
        return jsonb_build_object('code', v_found.refusal);
    end if;
    select * into v_organization from organizations o where o.id = v_found.id for no key update;
    if v_organization.status = 'deleted' then
        return '{"code": "invalid_transition"}';
    end if;
    if v_organization.version <> p_expected_version then
        return jsonb_build_object('code', 'precondition_failed', 'version', v_organization.version);
    end if;
    update organizations o
    set name = coalesce(p_change ->> 'name', o.name),
        primary_color = coalesce(p_change ->> 'primary_color', o.primary_color),
        contact_email = nullif(coalesce(p_change ->> 'contact_email', o.contact_email::text), ''),
        requires_second_factor = coalesce((p_change ->> 'requires_second_factor')::boolean, o.requires_second_factor),
        language = coalesce(p_change ->> 'language', o.language),
        mail_sender_name = nullif(coalesce(p_change ->> 'mail_sender_name', o.mail_sender_name), ''),
        mail_reply_to = nullif(coalesce(p_change ->> 'mail_reply_to', o.mail_reply_to::text), ''),
        mail_footer = coalesce(p_change ->> 'mail_footer', o.mail_footer),
        reminder_hours_before = coalesce((p_change ->> 'reminder_hours_before')::integer, o.reminder_hours_before)
    where o.id = v_found.id;
    return jsonb_build_object('code', 'ok', 'result', app.organization_document(v_found.id));
end
$$;

-- Makes an active organization with its first venue, an embed and the invitation of its owner: all or nothing.
-- {code: ok} | already_exists (the slug, or the owner's address).
create or replace function app.add_organization(p_organization_id uuid, p_name text, p_slug text, p_currency text,
    p_time_zone text, p_venue_name text, p_venue_id uuid, p_embed_id uuid, p_embed_key text,
    p_owner_id uuid, p_owner_email text, p_owner_name text, p_link_id uuid, p_invited_by uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into organizations (id, name, slug, status, currency, contact_email)
    values (p_organization_id, p_name, p_slug, 'active', p_currency, p_owner_email)
    on conflict (slug) do nothing;
    if not found then
        return '{"code": "already_exists"}';
    end if;
    if not app.add_invited_user(p_organization_id, p_owner_id, p_owner_email, p_owner_name, 'super-admin', p_invited_by,
                                p_link_id) then
        delete from organization_pricing p where p.organization_id = p_organization_id;
        delete from organization_day_progress p where p.organization_id = p_organization_id;
        delete from organizations o where o.id = p_organization_id;
        return '{"code": "already_exists"}';
    end if;
    insert into venues (organization_id, id, name, slug, time_zone)
    values (p_organization_id, p_venue_id, p_venue_name, 'main', p_time_zone);
    insert into embed_configs (organization_id, id, name) values (p_organization_id, p_embed_id, 'Website');
    insert into embed_keys (embed_key, organization_id, embed_config_id)
    values (p_embed_key, p_organization_id, p_embed_id);
    return '{"code": "ok"}';
end
$$;

-- The same for a platform admin. {code: ok, result} | permission_denied | idempotency_key_reused | already_exists.
create or replace function app.create_organization(p_key text, p_fingerprint text, p_organization_id uuid, p_name text,
    p_slug text, p_currency text, p_time_zone text, p_venue_name text, p_venue_id uuid, p_embed_id uuid,
    p_embed_key text, p_owner_id uuid, p_owner_email text, p_owner_name text, p_link_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_home_id constant uuid := app.organization_if_permitted('platform:write');
    v_kept jsonb;
    v_outcome jsonb;
begin
    if v_home_id is null then
        return '{"code": "permission_denied"}';
    end if;
    v_kept := app.claim_idempotency_key(v_home_id, p_key, p_fingerprint);
    if v_kept is not null then
        return v_kept;
    end if;
    v_outcome := app.add_organization(p_organization_id, p_name, p_slug, p_currency, p_time_zone, p_venue_name,
        p_venue_id, p_embed_id, p_embed_key, p_owner_id, p_owner_email, p_owner_name, p_link_id, auth.uid());
    if v_outcome ->> 'code' = 'ok' then
        v_outcome := v_outcome || jsonb_build_object('result', app.organization_document(p_organization_id)
            || jsonb_build_object('venue_id', p_venue_id, 'embed_key', p_embed_key,
                                  'owner', app.user_document(p_organization_id, p_owner_id)));
    end if;
    return app.settle_idempotency_key(v_home_id, p_key, v_outcome);
end
$$;

-- Suspends: nobody of it may do anything and its pages are closed, its data stay. {code: ok, result} |
-- permission_denied | organization_not_found | invalid_transition.
create or replace function app.suspend_organization(p_organization_id uuid, p_reason text) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_found constant record := app.organization_for(p_organization_id, 'platform:write', 'platform:write');
begin
    if v_found.refusal is not null then
        return jsonb_build_object('code', v_found.refusal);
    end if;
    update organizations o set status = 'suspended', suspension_reason = p_reason
    where o.id = v_found.id and o.status in ('pending', 'active');
    if not found then
        return '{"code": "invalid_transition"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.organization_document(v_found.id));
end
$$;

-- {code: ok, result} | permission_denied | organization_not_found | invalid_transition.
create or replace function app.reactivate_organization(p_organization_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_found constant record := app.organization_for(p_organization_id, 'platform:write', 'platform:write');
begin
    if v_found.refusal is not null then
        return jsonb_build_object('code', v_found.refusal);
    end if;
    update organizations o set status = 'active', suspension_reason = ''
    where o.id = v_found.id and o.status = 'suspended';
    if not found then
        return '{"code": "invalid_transition"}';
    end if;
    return jsonb_build_object('code', 'ok', 'result', app.organization_document(v_found.id));
end
$$;

-- The end of an organization: nobody and nothing of it gets in any more, and its people's addresses are free. Its
-- rows go after a while (app.purge_deleted_organizations), its audit trail stays. {code: ok, result} |
-- permission_denied | organization_not_found | invalid_transition.
create or replace function app.delete_organization(p_organization_id uuid) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_found constant record := app.organization_for(p_organization_id, 'platform:write', 'platform:write');
begin
    if v_found.refusal is not null then
        return jsonb_build_object('code', v_found.refusal);
    end if;
    update organizations o set status = 'deleted', deleted_at = now() where o.id = v_found.id and o.status <> 'deleted';
    if not found then
        return '{"code": "invalid_transition"}';
    end if;
    update embed_configs e set is_active = false where e.organization_id = v_found.id and e.is_active;
    update api_keys k set revoked_at = now() where k.organization_id = v_found.id and k.revoked_at is null;
    update sign_ins s set ended_at = now(), end_reason = 'organization_deleted'
    where s.organization_id = v_found.id and s.ended_at is null;
    delete from user_emails e where e.organization_id = v_found.id;
    update mail_outbox m set failed_at = now(), last_error = 'its organization was deleted'
    where m.organization_id = v_found.id and m.sent_at is null and m.failed_at is null;
    return jsonb_build_object('code', 'ok', 'result', app.organization_document(v_found.id));
end
$$;

-- Removes the rows of an organization that was deleted longer ago than p_age, so many sessions at a time: a session
-- goes with its holds and bookings, so the ledger of seats is right at every commit. The rest goes when no session is
-- left. The audit trail is never touched, nor is the ledger of money: books are kept, and the row of an organization
-- that has entries there stays as their head. Returns how many sessions and organizations went; 0 means that nothing is
-- left to do.
create or replace function app.purge_deleted_organizations(p_age interval, p_sessions integer) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_organization_id uuid;
    v_session_ids uuid[];
    v_table text;
begin
    -- One at a time, and each by one node.
    select o.id into v_organization_id
    from organizations o
    where o.status = 'deleted' and o.deleted_at < now() - p_age
      -- Every organization has this row until it is purged.
      and exists (select from organization_pricing p where p.organization_id = o.id)
    order by o.deleted_at
    limit 1
    for update skip locked;
    if not found then
        return 0;
    end if;
    -- What refers to bookings and checkouts.
    foreach v_table in array array['organization_days', 'organization_session_days', 'organization_day_progress',
        'promo_code_uses', 'gift_card_uses', 'disputes', 'refunds', 'payment_objects', 'payments']
    loop
        execute format('delete from %I where organization_id = $1', v_table) using v_organization_id;
    end loop;
    v_session_ids := array(select s.id from activity_sessions s where s.organization_id = v_organization_id
                           order by s.id limit p_sessions for update);
    if cardinality(v_session_ids) > 0 then
        delete from checkouts c
        where c.organization_id = v_organization_id and (
            c.reservation_id in (select r.id from slot_reservations r where r.organization_id = v_organization_id
                                                                        and r.session_id = any (v_session_ids))
            or c.booking_id in (select b.id from bookings b where b.organization_id = v_organization_id
                                                              and b.session_id = any (v_session_ids)));
        delete from bookings b where b.organization_id = v_organization_id and b.session_id = any (v_session_ids);
        delete from slot_reservations r
        where r.organization_id = v_organization_id and r.session_id = any (v_session_ids);
        delete from activity_sessions s where s.organization_id = v_organization_id and s.id = any (v_session_ids);
        return cardinality(v_session_ids);
    end if;
    foreach v_table in array array['webhook_attempts', 'webhook_deliveries', 'webhook_events', 'webhook_endpoints',
        'price_rules', 'promo_code_activities', 'promo_codes', 'gift_cards', 'code_attempts', 'tax_rates',
        'ticket_types', 'payment_events', 'payment_accounts', 'payment_settings', 'organization_pricing',
        'activities', 'venues', 'customers', 'embed_keys', 'embed_configs',
        'api_key_secrets', 'api_keys', 'refresh_tokens', 'sign_ins', 'one_time_links', 'user_credentials', 'users',
        'mail_outbox', 'idempotency_keys']
    loop
        execute format('delete from %I where organization_id = $1', v_table) using v_organization_id;
    end loop;
    update organizations o set contact_email = null where o.id = v_organization_id;
    -- Last: what was just done has told it something, too.
    delete from outbox o where o.organization_id = v_organization_id;
    delete from organizations o
    where o.id = v_organization_id
      and not exists (select from ledger_entries l where l.organization_id = v_organization_id);
    return 1;
end
$$;

grant execute on function app.list_organizations(integer, uuid), app.read_organization(uuid),
    app.update_organization(uuid, integer, jsonb),
    app.create_organization(text, text, uuid, text, text, text, text, text, uuid, uuid, text, uuid, text, text, uuid),
    app.suspend_organization(uuid, text), app.reactivate_organization(uuid), app.delete_organization(uuid)
    to authenticated;
