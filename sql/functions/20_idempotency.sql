-- Idempotency keys: the claim, the change and the kept reply commit together or not at all.
-- Order of locks everywhere: idempotency keys, visitors, sessions, then rows that hang on a session.

-- Claims the key for the running transaction. Null: it is ours, go on. Otherwise the outcome to answer
-- with: the kept one with "replayed", or idempotency_key_reused. A transaction that holds the same key
-- is waited for. Without a key there is nothing to claim.
create or replace function app.claim_idempotency_key(p_organization_id uuid, p_key text, p_fingerprint text)
    returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    v_kept record;
begin
    if p_key is null then
        return null;
    end if;
    loop
        insert into idempotency_keys (organization_id, key, fingerprint)
        values (p_organization_id, p_key, p_fingerprint)
        on conflict do nothing;
        if found then
            return null;
        end if;
        select k.fingerprint, k.outcome into v_kept
        from idempotency_keys k where k.organization_id = p_organization_id and k.key = p_key;
        if found then
            if v_kept.fingerprint <> p_fingerprint then
                return jsonb_build_object('code', 'idempotency_key_reused');
            end if;
            return v_kept.outcome || '{"replayed": true}';
        end if;
        -- The other transaction gave the key back between our two statements.
    end loop;
end
$$;

-- Keeps the outcome under a claimed key where it is a success (code "ok"); gives the key back
-- otherwise, so that the client may try again. Returns the outcome.
create or replace function app.settle_idempotency_key(p_organization_id uuid, p_key text, p_outcome jsonb)
    returns jsonb
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_key is null then
        return p_outcome;
    end if;
    if p_outcome ->> 'code' = 'ok' then
        update idempotency_keys k set outcome = p_outcome
        where k.organization_id = p_organization_id and k.key = p_key;
    else
        delete from idempotency_keys k where k.organization_id = p_organization_id and k.key = p_key;
    end if;
    return p_outcome;
end
$$;
