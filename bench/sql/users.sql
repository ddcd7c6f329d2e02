-- Users of the first demo organization who can sign in: user-1@example.com and so on, as many as :users. Their password
-- is "correct horse battery staple", hashed with the parameters of the product.
with made as (
    insert into users (organization_id, id, email, full_name, role, joined_at)
    select '01900000-0000-7000-8000-000000000001', gen_random_uuid(),
           'user-' || number || '@example.com', 'User', 'staff',
           now()
    from generate_series(1, :users) number
    returning organization_id, id, email
), addressed as (
    insert into user_emails (email, organization_id, user_id) select m.email, m.organization_id, m.id from made m
)
insert into user_credentials (organization_id, user_id, password_hash)
select m.organization_id, m.id,
       '$argon2id$v=19$m=19456,t=2,p=1$JKLZUzbTvIAV2dkIipVRkg$FJ+nlRKVnuyN07Mv0r6RmcpKKpSubmbcO5mYd0tFSfU'
from made m;
