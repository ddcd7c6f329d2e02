// Whom one can sign in as in `bookingtms dev`. Passwords are made at every start and stand nowhere
// but in dev.json: what is written down in a program is known to everybody.
#include "cli/demo_users.hpp"

#include "base/ids.hpp"
#include "crypto/password.hpp"
#include "pg/blocking.hpp"

namespace cli {
namespace {

constexpr int password_characters = 20;

// Of two programs that start on one database, one makes the users and the other waits for it.
constexpr const char* begin_alone =
    "begin; select pg_advisory_xact_lock(hashtext('bookingtms demo'));"
    "set local role bookingtms_engine;";

// Organizations are known by the ids of sql/seed/demo.sql: no other gets a user.
constexpr const char* wanted_users = R"(
    with demo as (
        select o.id, o.slug from organizations o
        where o.status = 'active' and o.id in ('01900000-0000-7000-8000-000000000001',
                                               '01900000-0000-7000-8000-000000000002')
    )
    select d.id, 'owner@' || d.slug || '.example', 'super-admin', d.slug from demo d
    union all
    select p.id, 'admin@platform.example', 'platform-admin', p.slug from organizations p
    where p.is_platform and exists (select from demo)
    order by 2)";

constexpr const char* give_password = R"(
    with existing as (
        select e.organization_id, e.user_id from user_emails e where e.email = $3
    ), added as (
        insert into users (organization_id, id, email, full_name, role, joined_at)
        select $1::uuid, $2::uuid, $3, 'Demo', $4::user_role, now()
        where not exists (select from existing)
        returning organization_id, id as user_id
    ), addressed as (
        insert into user_emails (email, organization_id, user_id)
        select $3, a.organization_id, a.user_id from added a
    )
    insert into user_credentials (organization_id, user_id, password_hash)
    select u.organization_id, u.user_id, $5 from (table existing union all table added) u
    on conflict (organization_id, user_id) do update set password_hash = excluded.password_hash)";

base::Error failed(const pg::Failure& failure) {
    base::Error error;
    error.code = base::ErrorCode::database_unavailable;
    error.detail = "The demo users could not be made: " + failure.message + ".";
    return error;
}

base::Result<void> give(pg::BlockingConnection& connection, const pg::Row& row,
                        const DemoUser& user) {
    pg::Params params;
    params.uuid(row.uuid(0)).uuid(base::new_uuid(base::SystemClock().now()));
    params.text(user.email).text(user.role).text(crypto::hash_password(user.password));
    const auto given = connection.query(give_password, params);
    if (!given) return base::fail(failed(given.error()));
    return {};
}

}  // namespace

base::Result<std::vector<DemoUser>> give_demo_users(const std::string& database_url) {
    auto connection = pg::BlockingConnection::open(database_url);
    if (!connection) return base::fail(failed(connection.error()));
    const auto begun = connection->script(begin_alone);
    if (!begun) return base::fail(failed(begun.error()));
    const auto rows = connection->query(wanted_users, pg::Params());
    if (!rows) return base::fail(failed(rows.error()));
    std::vector<DemoUser> users;
    for (int i = 0; i < rows->size(); ++i) {
        const pg::Row row = (*rows)[i];
        DemoUser user;
        user.email = row.text(1);
        user.password = base::random_code(password_characters);
        user.role = row.text(2);
        user.organization = row.text(3);
        if (auto given = give(*connection, row, user); !given) {
            return base::fail(given.error());
        }
        users.push_back(std::move(user));
    }
    const auto committed = connection->script("commit");
    if (!committed) return base::fail(failed(committed.error()));
    return users;
}

}  // namespace cli
